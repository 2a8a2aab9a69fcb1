/// Dead frames: how a frame dies, what is refused in it, what its error says.
#include "connection/session.hpp"
#include "transaction/frame_stack.hpp"
#include "transaction/rollback_epoch.hpp"

namespace pewit::detail {
namespace {

struct Cause {
    ErrorFacts facts;
    std::string text;
};

Cause describe(const std::exception_ptr& cause) {
    try {
        std::rethrow_exception(cause);
    } catch (const Error& error) {
        return {error.facts(), error.what()};
    } catch (const std::exception& error) {
        return {{}, error.what()};
    } catch (...) {
        return {{}, "an exception"};
    }
}

/// Throws with the cause as its nested exception.
template <class E>
[[noreturn]] void throw_nested(const std::string& text, ErrorFacts facts, const std::exception_ptr& cause) {
    try {
        std::rethrow_exception(cause);
    } catch (...) {
        throw E(text, std::move(facts));
    }
}

}  // namespace

/// Kills the frames that the engine has ended; returns false.
bool FrameStack::engine_left(EngineState state) noexcept {
    const bool lost = state == EngineState::lost;
    const bool failed = state == EngineState::failed;
    if (view_.cause == nullptr) view_.ended_elsewhere = !lost && !failed;
    try {
        throw OperationalError("the transaction was ended outside pewit",
                               {.code = lost ? ErrorCode::session_lost : ErrorCode::misuse});
    } catch (...) {
        kill(failed ? *view_.top_real : bottom_real(), std::current_exception(), !failed);
    }
    if (lost) {
        view_.lost = true;
        session_.discard();
    }
    return false;
}

void FrameStack::after_failure() noexcept {
    const auto state = session_.driver().state();
    const auto cause = std::current_exception();
    const bool in_frame = view_.top_real != nullptr && view_.top_real->begun;
    const bool gone = state == EngineState::idle || state == EngineState::lost;
    bool lost = state == EngineState::lost;
    bool conflict = false;
    try {
        throw;
    } catch (Error& error) {
        lost = lost || error.loses_connection();
        conflict = error.loses_transaction();
        if (in_frame) note_outcome(error, gone ? Outcome::rolled_back : Outcome::open);
    } catch (...) {  // not the engine's: out of memory, a callback's own
    }
    if (lost) session_.discard();
    if (!in_frame) return;
    view_.lost = view_.lost || lost;
    if (gone || lost) return kill(bottom_real(), cause, gone);
    if (state == EngineState::failed && undo_bare_statement()) return;
    if (conflict) {
        // Outside every frame of a test the statement has failed alone.
        if (visible_real() != nullptr) kill(outermost_real(), cause, false);
        return;
    }
    if (state == EngineState::failed) kill(*view_.top_real, cause, false);
}

void FrameStack::kill(Frame& frame, std::exception_ptr cause, bool gone) noexcept {
    count_rollback();
    if (view_.dead == nullptr || frame.index < view_.dead->index) view_.dead = &frame;
    view_.gone = view_.gone || gone;
    if (view_.cause == nullptr) view_.cause = std::move(cause);
    session_.close_streams(view_.dead->index);
}

void FrameStack::mend() noexcept {
    view_.dead = nullptr;
    view_.gone = false;
    view_.lost = false;
    view_.in_doubt = false;
    view_.ended_elsewhere = false;
    view_.cause = nullptr;
}

void FrameStack::throw_dead() const {
    auto [facts, text] = describe(view_.cause);
    if (view_.in_doubt) throw_nested<CommitInDoubt>(text, facts, view_.cause);
    facts.loses_transaction = true;
    if (view_.ended_elsewhere) {
        facts.outcome = Outcome::unknown;
        throw_nested<TransactionAborted>(
            "the transaction can't go on, and whether it is saved is not known: " + text, facts, view_.cause);
    }
    facts.outcome = Outcome::rolled_back;
    if (view_.lost) {
        facts.loses_connection = true;
        throw_nested<ConnectionLost>("the connection was lost, and the transaction with it: " + text, facts,
                                     view_.cause);
    }
    throw_nested<TransactionAborted>("the transaction can't go on and nothing of it is saved: " + text, facts,
                                     view_.cause);
}

void FrameStack::throw_join_failed(const Frame& frame) const {
    auto [facts, text] = describe(frame.join_cause);
    facts.outcome = Outcome::rolled_back;
    facts.loses_transaction = true;
    throw_nested<TransactionAborted>("the transaction was rolled back: " + text, facts, frame.join_cause);
}

void FrameStack::throw_given_up() const {
    throw ConnectionLost(
        "this connection was given up: its rollback failed, or whether its commit worked is not known; leave its "
        "ConnectionScope, or close() the database, to get another",
        {.code = ErrorCode::session_lost, .loses_connection = true});
}

}  // namespace pewit::detail
