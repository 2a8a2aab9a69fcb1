/// Ending frames: COMMIT, ROLLBACK, RELEASE, ROLLBACK TO, and what it means when they fail.
#include <new>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "sql/dialect.hpp"
#include "transaction/frame_stack.hpp"
#include "transaction/rollback_epoch.hpp"

namespace pewit::detail {

namespace {
[[noreturn, gnu::cold, gnu::noinline]] void refuse(std::string_view text) {
    throw TransactionStateError(std::string{text}, {.code = ErrorCode::misuse});
}
}  // namespace

void FrameStack::check_on_top(const Frame& frame, std::string_view what) const {
    for (int i = depth_ - 1; i > frame.index; --i) {
        if (at(i).is_real())
            refuse(std::string{what} + ": another transaction or savepoint is open inside this one");
    }
}

void FrameStack::refuse_covered(const Frame& frame, std::string_view what) const {
    if (frame.level == Frame::Level::ended)
        refuse(std::string{what} + ": this transaction has ended already");
    check_on_top(frame, what);
}

/// The real frame an explicit end works on: the frame itself, or for a joined one the whole transaction.
Frame& FrameStack::acted_on(Frame& frame, std::string_view what) const {
    if (frame.level == Frame::Level::ended)
        refuse(std::string{what} + ": this transaction has ended already");
    if (frame.level == Frame::Level::manual)
        refuse(std::string{what}
               + ": ManualCommit is no transaction; use the database's begin(), commit(), rollback()");
    check_on_top(frame, what);
    if (frame.verdict != Verdict::none) refuse(std::string{what} + ": the block has been left");
    if (frame.level != Frame::Level::joined) return frame;
    Frame* real = visible_real();
    if (real == nullptr) refuse(std::string{what} + ": the transaction it joined has ended already");
    if (!real->outermost)
        refuse(std::string{what} + ": a savepoint lies between this and the transaction it joined");
    return *real;
}

void FrameStack::commit(Frame& frame) { commit_real(acted_on(frame, "commit"), false); }
void FrameStack::rollback(Frame& frame) { rollback_real(acted_on(frame, "rollback"), false); }
void FrameStack::commit_and_end(Frame& frame) { commit_real(acted_on(frame, "commit_and_end"), true); }
void FrameStack::rollback_and_end(Frame& frame) { rollback_real(acted_on(frame, "rollback_and_end"), true); }

/// Commits what was begun. In mid-block the frame stays, to begin again before the next statement.
void FrameStack::commit_real(Frame& frame, bool to_end) {
    refuse_doomed(frame, to_end);
    if (session_.has_open_stream(frame.index))
        refuse("commit: a stream is open; read it to its end or drop it first");
    if (frame.begun && (to_end || !frame.untouched)) send_end(frame, false);
    auto freed = settle(frame, true);
    if (to_end) end_frame(frame);
    run_freed(std::move(freed));
}

/// Errors: TransactionAborted and its kin when there is nothing left that could be committed.
void FrameStack::refuse_doomed(Frame& frame, bool to_end) {
    if (engine_agrees() && view_.dead == nullptr && !frame.join_failed) return;
    frame.reported = frame.outermost && !to_end;
    if (view_.dead != nullptr) throw_dead();
    throw_join_failed(frame);
}

void FrameStack::send_end(Frame& frame, bool scope_end) {
    if (frame.level == Frame::Level::transaction) {
        send_commit(frame, scope_end);
    } else {
        send_release(frame, scope_end);
    }
    frame.begun = false;
}

void FrameStack::send_commit(Frame& frame, bool scope_end) {
    try {
        session_.before_commit();
        session_.control(session_.cache().commit());
    } catch (...) {
        commit_failed(frame, scope_end);
        throw;
    }
    end_read_only();
}

/// Inside the catch block of a failed COMMIT. The engine's state decides, never the code alone.
void FrameStack::commit_failed(Frame& frame, bool scope_end) {
    const auto state = session_.driver().state();
    try {
        throw;
    } catch (Error& error) {
        if (state == EngineState::active) {  // busy, deferred foreign key: repairable in mid-block
            note_outcome(error, scope_end ? Outcome::rolled_back : Outcome::open);
            return;
        }
        if (session_.driver().commit_is_in_doubt(error.facts(), error.what())) throw_in_doubt(frame);
        note_outcome(error, Outcome::rolled_back);
        if (state == EngineState::lost) {
            view_.lost = true;
            session_.discard();
        }
        kill(frame, std::current_exception(), true);
    }
}

/// Inside a catch block: nothing may claim either outcome (guarantee G7).
void FrameStack::throw_in_doubt(Frame& frame) {
    session_.discard();
    ErrorFacts facts;
    std::string why;
    try {
        throw;
    } catch (const Error& error) {
        facts = error.facts();
        why = error.what();
    }
    facts.code = ErrorCode::in_doubt;
    facts.outcome = Outcome::in_doubt;
    facts.retryable = false;
    facts.loses_transaction = true;
    facts.in_doubt = session_.driver().in_doubt();
    try {
        throw CommitInDoubt(
            "COMMIT was sent, and whether the data is saved is not known: " + why
                + (facts.in_doubt != nullptr ? "; resolve() asks the server"
                                             : "; close the database, open it again and look"),
            facts);
    } catch (...) {
        frame.reported = true;
        view_.in_doubt = true;
        kill(frame, std::current_exception(), true);
        throw;
    }
}

void FrameStack::send_release(Frame& frame, bool scope_end) {
    try {
        session_.savepoint(StatementCache::Control::release, frame);
    } catch (...) {
        after_failure();
        if (view_.dead == nullptr && scope_end) roll_back_quietly(frame);
        throw;
    }
}

void FrameStack::rollback_real(Frame& frame, bool to_end) {
    session_.close_streams(frame.index);
    const bool was_alive = engine_agrees() && view_.dead == nullptr;
    const bool dead_here = view_.dead == &frame;
    // A rollback undoes the death of its own frame, unless commit() has already told of it.
    const bool mends = to_end || (!view_.lost && !frame.reported);
    if (dead_here && !mends) return;
    const bool nothing_there = !was_alive && (!dead_here || view_.gone);
    const bool whole = to_end || frame.outermost;
    if (frame.begun && (whole || !frame.untouched) && !nothing_there) send_rollback(frame, whole);
    frame.untouched = !whole && !nothing_there;  // ROLLBACK TO leaves the savepoint in place
    if (!frame.untouched) frame.begun = false;
    const bool in_doubt = dead_here && view_.in_doubt;
    if (dead_here) mend();
    if (mends) frame.join_failed = false;
    auto freed = settle(frame, false);
    if (to_end) end_frame(frame);
    if (!in_doubt) run_freed(std::move(freed));
}

/// ROLLBACK, or ROLLBACK TO and at the end RELEASE. If it fails nobody knows what is left: the frames are
/// dead down to the bottom and the connection is not used again (guarantee G8).
void FrameStack::send_rollback(Frame& frame, bool to_end) {
    count_rollback();
    try {
        if (frame.level == Frame::Level::transaction) {
            session_.control(session_.cache().rollback());
        } else {
            if (!frame.untouched) session_.savepoint(StatementCache::Control::rollback_to, frame);
            if (to_end) session_.savepoint(StatementCache::Control::release, frame);
        }
    } catch (...) {
        const auto state = session_.driver().state();
        const bool gone = state == EngineState::idle || state == EngineState::lost;
        if (state != EngineState::idle || frame.level != Frame::Level::transaction) {
            session_.discard();
            kill(bottom_real(), std::current_exception(), gone);
            throw;
        }  // else the engine was quicker: nothing is left
    }
    if (frame.level == Frame::Level::transaction) end_read_only();
}

void FrameStack::roll_back_quietly(Frame& frame) noexcept {
    try {
        send_rollback(frame, true);
    } catch (const std::exception& error) {
        log_warning(std::string{"rollback failed; the connection is not used again: "} + error.what());
    }
}

/// Moves the frame's callbacks on: up to the enclosing frame, or out to be run.
FrameStack::Freed FrameStack::settle(Frame& frame, bool committed) {
    Freed freed;
    if (!has_callbacks(frame)) return freed;
    const auto move_to = [](std::vector<Callback>& from, std::vector<Callback>& to) {
        for (auto& callback : from)
            to.push_back(std::move(callback));
        from.clear();
    };
    if (!frame.outermost) {
        if (committed && frame.real_below != nullptr) {
            move_to(frame.on_commit, frame.real_below->on_commit);
            move_to(frame.on_rollback, frame.real_below->on_rollback);
        } else if (!frame.force_rollback) {
            move_to(frame.on_rollback, waiting_rollbacks_);
        }
    } else {
        if (committed) move_to(frame.on_commit, freed.on_commit);
        move_to(waiting_rollbacks_, freed.on_rollback);
        if (!committed) move_to(frame.on_rollback, freed.on_rollback);
        if (frame.force_rollback && !committed) freed = {};
    }
    frame.on_commit.clear();
    frame.on_rollback.clear();
    return freed;
}

/// The frame is over, though its guard still lives: what runs now belongs to the frame around it.
void FrameStack::end_frame(Frame& frame) noexcept {
    if (view_.top_real == &frame) view_.top_real = frame.real_below;
    frame.level = Frame::Level::ended;
}

}  // namespace pewit::detail
