/// The block form: early exit, and a commit before the value is returned.
#include <pewit/atomic.hpp>

#include "connection/session.hpp"
#include "log_internal.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit {
namespace detail {
namespace {

/// What raise_commit() and raise_rollback() throw: no std::exception, so that handlers of errors let it pass.
struct BlockExit {
    std::uint64_t target;
};

}  // namespace

void throw_block_exited(Verdict verdict) {
    throw BlockExited(
        "the block was left by raise_commit() or raise_rollback() and owes a value; let it return std::optional",
        {.code = ErrorCode::misuse,
         .outcome = verdict == Verdict::commit ? Outcome::committed : Outcome::rolled_back});
}

}  // namespace detail

void BlockTransaction::raise_commit() { leave(detail::Verdict::commit); }
void BlockTransaction::raise_rollback() { leave(detail::Verdict::rollback); }

void BlockTransaction::leave(detail::Verdict verdict) {
    session().frames().decide(live_frame("raise"), verdict);
    throw detail::BlockExit{serial()};
}

detail::Verdict BlockTransaction::run(detail::FunctionRef<void(BlockTransaction&)> body) {
    try {
        body(*this);
    } catch (const detail::BlockExit& exit) {
        const bool mine = exit.target == serial();
        const auto left = verdict();
        finish(!mine);
        if (!mine) throw;
        return left;
    } catch (...) {
        const auto cause = std::current_exception();
        finish(true, &cause);
        throw;
    }
    // A handler inside the body may have swallowed the exit: the verdict stands all the same.
    const auto left = verdict();
    finish(false);
    return left;
}

TransactionSession::TransactionSession(detail::DatabaseRef database, const TransactionOptions& options)
    : FrameHandle(database, detail::FrameKind::session, options) {}

TransactionSession::~TransactionSession() {
    try {
        if (is_live()) {
            detail::log_warning("a session was neither committed nor rolled back; it is rolled back");
            set_rollback(true);
        }
        finish(true);
    } catch (const std::exception& error) {
        detail::log_warning(std::string{"a forgotten session: "} + error.what());
    }
}

bool TransactionSession::commit() {
    session().check_thread();
    if (!is_on_top()) return false;
    commit_and_end();
    return true;
}

bool TransactionSession::rollback() {
    session().check_thread();
    if (!is_on_top()) return false;
    rollback_and_end();
    return true;
}

}  // namespace pewit
