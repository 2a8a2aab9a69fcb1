/// The scope's end: what becomes of a frame when its guard or block is left.
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {

void FrameStack::finish(Frame& frame, bool unwinding) {
    close_orphans();
    if (frame.serial == 0) return;  // the orphans' frames reached down to this one
    const bool holds_manual = frame.level == Frame::Level::manual;
    if (frame.index < depth_ - 1 && !(holds_manual && at(frame.index + 1).kind == FrameKind::manual_begin)) {
        log_warning(
            "a transaction ended before one opened inside it (guards destroyed out of order); the inner one is rolled back");
        end_above(frame);
    }
    switch (frame.level) {
    case Frame::Level::ended:
        return pop(frame);
    case Frame::Level::joined:
        return finish_joined(frame, unwinding);
    case Frame::Level::manual:
        return finish_manual(frame, unwinding);
    case Frame::Level::transaction:
    case Frame::Level::savepoint:
        return finish_real(frame, unwinding);
    }
}

void FrameStack::finish_real(Frame& frame, bool unwinding) {
    session_.close_streams(frame.index);
    const bool asked = frame.force_rollback || frame.rollback_asked || frame.verdict == Verdict::rollback;
    const bool failing = unwinding && frame.verdict == Verdict::none;
    if (view_.dead != nullptr && view_.dead->index <= frame.index)
        return finish_dead(frame, !unwinding && !asked);
    if (asked || failing || frame.join_failed) return finish_by_rollback(frame, unwinding);
    finish_by_commit(frame, unwinding);
}

/// The frame, or one beneath it, is dead: nothing is committed, and a normal exit says so.
void FrameStack::finish_dead(Frame& frame, bool throws) {
    const bool mine = view_.dead == &frame;
    std::exception_ptr report;
    if (throws) {
        report = frame.outcome;
        if (report == nullptr) {
            try {
                throw_dead();
            } catch (...) {
                report = std::current_exception();
            }
        }
    }
    if (mine && !view_.gone && frame.begun) roll_back_quietly(frame);
    if (view_.dead == &frame) mend();
    auto freed = settle(frame, false);
    const bool in_doubt = frame.outcome != nullptr;
    if (frame.level == Frame::Level::transaction) {
        try {
            read_only(frame, false);
        } catch (const std::exception& error) {
            log_warning(std::string{"a connection stays read-only and is not used again: "} + error.what());
            session_.discard();
        }
    }
    pop(frame);
    if (!in_doubt) run_freed(std::move(freed));
    if (report != nullptr) std::rethrow_exception(report);
}

void FrameStack::finish_by_commit(Frame& frame, bool unwinding) {
    try {
        if (frame.begun) {
            check_engine();
            if (frame.level == Frame::Level::transaction) {
                send_commit(frame, true);
            } else {
                send_release(frame, true);
            }
        }
    } catch (...) {
        const auto error = std::current_exception();
        // Still in the transaction (busy, deferred foreign key): it is rolled back, and the commit's error stands.
        if (view_.dead == nullptr && frame.level == Frame::Level::transaction) roll_back_quietly(frame);
        const bool in_doubt = frame.outcome != nullptr;
        if (view_.dead == &frame) mend();
        auto freed = settle(frame, false);
        Frame* around = frame.real_below;
        pop(frame);
        if (!in_doubt) run_freed(std::move(freed));
        if (!unwinding) std::rethrow_exception(error);
        // Left by an outer block's raise_commit(): its commit must not claim this frame's work.
        log_warning("a commit failed while an outer block was being left; that block is rolled back");
        if (around != nullptr && view_.dead == nullptr) kill(*around, error, false);
        return;
    }
    frame.begun = false;
    auto freed = settle(frame, true);
    pop(frame);
    if (!unwinding) return run_freed(std::move(freed));
    try {
        run_freed(std::move(freed));
    } catch (const std::exception& error) {
        log_warning(std::string{"an on_commit callback failed: "} + error.what());
    }
}

void FrameStack::finish_by_rollback(Frame& frame, bool unwinding) {
    std::exception_ptr failure;
    if (frame.begun) {
        try {
            send_rollback(frame, true);
        } catch (const std::exception& error) {
            failure = std::current_exception();
            log_warning(std::string{"rollback failed; the connection is not used again: "} + error.what());
        }
    }
    std::exception_ptr report;
    if (frame.join_failed && !unwinding && failure == nullptr && frame.verdict != Verdict::rollback) {
        try {
            throw_join_failed(frame);
        } catch (...) {
            report = std::current_exception();
        }
    }
    if (view_.dead == &frame) mend();
    auto freed = settle(frame, false);
    pop(frame);
    run_freed(std::move(freed));
    if (unwinding) return;
    if (failure != nullptr) std::rethrow_exception(failure);
    if (report != nullptr) std::rethrow_exception(report);
}

/// A joined frame sends nothing. An exception that leaves a Nesting::join frame dooms the real one around.
void FrameStack::finish_joined(Frame& frame, bool unwinding) noexcept {
    const bool fails =
        frame.verdict == Verdict::rollback || frame.force_rollback || frame.rollback_asked
        || (unwinding && frame.verdict == Verdict::none && frame.kind != FrameKind::transaction);
    if (Frame* real = frame.real_below; fails && real != nullptr && real->is_real()) {
        real->join_failed = true;
        if (real->join_cause == nullptr) real->join_cause = std::current_exception();
    }
    pop(frame);
}

void FrameStack::finish_manual(Frame& frame, bool unwinding) {
    const bool left_open = depth_ - 1 > frame.index;
    if (left_open) {
        Frame& open = at(frame.index + 1);
        session_.close_streams(open.index);
        if (open.is_real() && open.begun && !(view_.dead != nullptr && view_.gone)) roll_back_quietly(open);
        static_cast<void>(settle(open, false));
        if (view_.dead != nullptr && view_.dead->index > frame.index) mend();
        pop(open);
        log_warning("a transaction was left open at the end of ManualCommit; it is rolled back");
    }
    pop(frame);
    if (left_open && !unwinding) {
        throw TransactionStateError(
            "a transaction was left open at the end of ManualCommit; it was rolled back",
            {.code = ErrorCode::misuse, .outcome = Outcome::rolled_back});
    }
}

/// Rolls back and removes all frames above one: their guards' ends will find nothing to do.
void FrameStack::end_above(const Frame& frame) noexcept {
    for (int i = frame.index + 1; i < depth_; ++i) {
        if (!at(i).is_real()) continue;
        session_.close_streams(i);
        if (at(i).begun && view_.dead == nullptr) roll_back_quietly(at(i));  // takes those above it along
        break;
    }
    while (depth_ - 1 > frame.index) {
        Frame& top = at(depth_ - 1);
        if (view_.dead == &top) mend();
        top.on_commit.clear();
        pop(top);
    }
}

void FrameStack::pop(Frame& frame) noexcept {
    if (view_.top_real == &frame) view_.top_real = frame.real_below;
    if (view_.manual == &frame) view_.manual = nullptr;
    frame.serial = 0;
    frame.verdict = Verdict::none;
    frame.rollback_asked = false;
    frame.join_failed = false;
    frame.join_cause = nullptr;
    frame.outcome = nullptr;
    frame.on_commit.clear();
    frame.on_rollback.clear();
    --depth_;
}

void FrameStack::orphan(int index) noexcept {
    int known = orphan_.load();
    while (index < known && !orphan_.compare_exchange_weak(known, index)) {
    }
}

/// A guard was destroyed by another thread; its frame, and those above, are rolled back by their owner.
void FrameStack::close_orphans() noexcept {
    if (orphan_.load(std::memory_order_relaxed) == no_orphan) [[likely]]
        return;
    const int index = orphan_.exchange(no_orphan);
    if (index >= depth_) return;
    log_warning("a transaction's guard was destroyed on another thread; the transaction is rolled back");
    Frame& frame = at(index);
    end_above(frame);
    if (frame.is_real() && frame.begun && view_.dead == nullptr) roll_back_quietly(frame);
    if (view_.dead == &frame) mend();
    pop(frame);
}

void FrameStack::end_all() noexcept {
    session_.close_streams(0);
    const bool open =
        session_.driver().state() == EngineState::active || session_.driver().state() == EngineState::failed;
    if (depth_ > 0)
        log_warning("a connection was given up with open transactions; they are rolled back");
    else if (open)
        log_warning("a connection went back with a transaction that raw SQL had opened; it is rolled back");
    if (open) {
        try {
            session_.control(session_.cache().control("ROLLBACK"));
            session_.set_read_only(false);
        } catch (const std::exception& error) {
            log_warning(std::string{"rollback failed; the connection is not used again: "} + error.what());
            session_.discard();
        }
    }
    while (depth_ > 0)
        pop(at(depth_ - 1));
    view_ = {};
    read_only_ = false;
    waiting_rollbacks_.clear();
}

void FrameStack::decide(Frame& frame, Verdict verdict) noexcept {
    for (int i = frame.index; i < depth_; ++i)
        at(i).verdict = verdict;
}

}  // namespace pewit::detail
