/// The scope's end: what becomes of a frame when its guard or block is left.
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "transaction/frame_stack.hpp"
#include "transaction/rollback_epoch.hpp"

namespace pewit::detail {

void FrameStack::finish(Frame& frame, bool unwinding, const std::exception_ptr* cause) {
    close_orphans();
    if (frame.serial == 0) return;  // the orphans' frames reached down to this one
    if (has_guard_above(frame)) {
        log_warning(
            "a transaction ended before one opened inside it (guards destroyed out of order); the inner one is rolled back");
        end_above(frame);
    }
    switch (frame.level) {
    case Frame::Level::ended:
        return pop(frame);
    case Frame::Level::joined:
        return finish_joined(frame, unwinding, cause);
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
    if (!engine_agrees() || (view_.dead != nullptr && view_.dead->index <= frame.index))
        return finish_dead(frame, unwinding, asked);
    if (asked || failing || frame.join_failed) return finish_by_rollback(frame, unwinding, asked);
    finish_by_commit(frame, unwinding);
}

/// The frame, or one beneath it, is dead: nothing is committed, and a normal exit says so.
void FrameStack::finish_dead(Frame& frame, bool unwinding, bool asked) {
    std::exception_ptr report;
    if (!asked || view_.in_doubt) {
        try {
            throw_dead();
        } catch (...) {
            report = std::current_exception();
        }
    }
    if (view_.dead == &frame && !view_.gone && frame.begun) roll_back_quietly(frame);
    leave(frame, false, report, unwinding);
}

void FrameStack::finish_by_commit(Frame& frame, bool unwinding) {
    std::exception_ptr error;
    if (frame.begun) {
        try {
            send_end(frame, true);
        } catch (...) {
            error = std::current_exception();
            // Still in the transaction (busy, deferred foreign key): it is rolled back, and the commit's error stands.
            if (view_.dead == nullptr && frame.level == Frame::Level::transaction) roll_back_quietly(frame);
        }
    }
    if (error == nullptr && !has_callbacks(frame)) return pop(frame);
    leave(frame, error == nullptr, error, unwinding);
}

void FrameStack::finish_by_rollback(Frame& frame, bool unwinding, bool asked) {
    std::exception_ptr report;
    try {
        if (frame.begun) send_rollback(frame, true);
        if (frame.join_failed && !asked) throw_join_failed(frame);
    } catch (const TransactionAborted&) {
        report = std::current_exception();
    } catch (const std::exception& error) {
        report = std::current_exception();
        log_warning(std::string{"rollback failed; the connection is not used again: "} + error.what());
    }
    leave(frame, false, report, unwinding);
}

/// The frame goes, its callbacks are settled, and then is said what there is to say.
void FrameStack::leave(Frame& frame, bool committed, const std::exception_ptr& report, bool unwinding) {
    const bool in_doubt = view_.dead == &frame && view_.in_doubt;
    const bool was_to_commit = frame.verdict == Verdict::commit;
    Frame* const around = frame.outermost ? nullptr : frame.real_below;
    if (view_.dead == &frame) mend();
    if (frame.level == Frame::Level::transaction) end_read_only();
    auto freed = settle(frame, committed);
    pop(frame);
    try {
        if (!in_doubt) run_freed(std::move(freed));
    } catch (const Error& error) {
        if (!unwinding) throw;
        log_warning(error.what());
    }
    if (report == nullptr) return;
    if (!unwinding) std::rethrow_exception(report);
    if (!was_to_commit) return;
    // Left by an outer block's raise_commit(): its commit must not claim this frame's work.
    log_warning("a commit failed while an outer block was being left; that block is rolled back");
    if (around != nullptr && view_.dead == nullptr) kill(*around, report, false);
}

/// A joined frame sends nothing. An exception that leaves a Nesting::join frame dooms the real one around.
void FrameStack::finish_joined(Frame& frame, bool unwinding, const std::exception_ptr* cause) noexcept {
    const bool fails =
        frame.verdict == Verdict::rollback || frame.force_rollback || frame.rollback_asked
        || (unwinding && frame.verdict == Verdict::none && frame.kind != FrameKind::transaction);
    if (Frame* real = frame.real_below; fails && real != nullptr && real->is_real() && !real->join_failed) {
        real->join_failed = true;
        // A guard can't see the exception that leaves its scope, a block can.
        real->join_cause =
            cause != nullptr ? *cause
                             : std::make_exception_ptr(TransactionError("a frame that had joined it failed"));
    }
    pop(frame);
}

void FrameStack::finish_manual(Frame& frame, bool unwinding) {
    const Frame* open = visible_real();
    const bool left_open = open != nullptr && open->index > frame.index;
    end_above(frame);
    pop(frame);
    if (!left_open) return;
    log_warning("a transaction was left open at the end of ManualCommit; it is rolled back");
    if (unwinding) return;
    throw TransactionStateError("a transaction was left open at the end of ManualCommit; it was rolled back",
                                {.code = ErrorCode::misuse, .outcome = Outcome::rolled_back});
}

/// db.begin() has no guard: its frame is the ManualCommit's.
bool FrameStack::has_guard_above(const Frame& frame) const noexcept {
    for (int i = frame.index + 1; i < depth_; ++i) {
        if (at(i).kind != FrameKind::manual_begin) return true;
    }
    return false;
}

/// Rolls back and removes all frames above one: their guards' ends will find nothing to do.
void FrameStack::end_above(const Frame& frame) noexcept {
    session_.close_streams(frame.index + 1);
    for (int i = frame.index + 1; i < depth_; ++i) {
        if (!at(i).is_real()) continue;
        // Takes those above it along.
        if (at(i).begun && !(view_.dead != nullptr && view_.gone)) roll_back_quietly(at(i));
        break;
    }
    while (depth_ - 1 > frame.index) {
        Frame& top = at(depth_ - 1);
        if (view_.dead == &top) mend();
        static_cast<void>(settle(top, false));
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
    if (frame.join_cause != nullptr) frame.join_cause = nullptr;
    frame.reported = false;
    if (!frame.on_commit.empty() || !frame.on_rollback.empty()) [[unlikely]]
        drop_callbacks(frame);
    --depth_;
}

void FrameStack::drop_callbacks(Frame& frame) noexcept {
    frame.on_commit.clear();
    frame.on_rollback.clear();
}

void FrameStack::orphan(std::uint64_t serial) noexcept {
    std::uint64_t known = orphan_.load();
    while (serial < known && !orphan_.compare_exchange_weak(known, serial)) {
    }
}

/// A guard was destroyed by another thread; its frame, and those above, are rolled back by their owner.
void FrameStack::close_those_orphans() noexcept {
    const std::uint64_t serial = orphan_.exchange(no_orphan);
    int index = 0;
    while (index < depth_ && at(index).serial != serial)
        ++index;
    if (index == depth_) return;
    log_warning("a transaction's guard was destroyed on another thread; the transaction is rolled back");
    Frame& frame = at(index);
    end_above(frame);
    const bool gone = view_.dead != nullptr && view_.gone;
    if (frame.is_real() && frame.begun && !gone) roll_back_quietly(frame);
    if (view_.dead == &frame) mend();
    static_cast<void>(settle(frame, false));
    pop(frame);
}

void FrameStack::abandon() noexcept {
    session_.close_streams(0);
    if (view_.top_real == nullptr || (view_.dead != nullptr && view_.gone)) return;
    log_warning("a database was destroyed inside a transaction; the transaction is rolled back");
    Frame& bottom = bottom_real();
    if (bottom.begun && !view_.gone) roll_back_quietly(bottom);
    try {
        throw InterfaceError("the database was destroyed inside the transaction",
                             {.code = ErrorCode::misuse});
    } catch (...) {
        kill(bottom, std::current_exception(), true);
    }
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
        count_rollback();
        try {
            session_.control(session_.cache().rollback());
        } catch (const std::exception& error) {
            log_warning(std::string{"rollback failed; the connection is not used again: "} + error.what());
            session_.discard();
        }
    }
    end_read_only();
    while (depth_ > 0)
        pop(at(depth_ - 1));
    view_ = {};
    waiting_rollbacks_.clear();
}

void FrameStack::decide(Frame& frame, Verdict verdict) noexcept {
    for (int i = frame.index; i < depth_; ++i)
        at(i).verdict = verdict;
}

}  // namespace pewit::detail
