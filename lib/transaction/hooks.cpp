/// Callbacks after the outermost end: in order, outside any transaction, each run whatever the others do.
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {

void FrameStack::add_on_commit(Frame& frame, Callback callback) {
    frame.on_commit.push_back(std::move(callback));
}
void FrameStack::add_on_rollback(Frame& frame, Callback callback) {
    frame.on_rollback.push_back(std::move(callback));
}

void FrameStack::run_freed(Freed freed) {
    if (is_under_fixture()) {  // nothing is committed: the test says when
        for (auto& callback : freed.on_commit)
            captured_.push_back(std::move(callback));
        freed.on_commit.clear();
    }
    run_callbacks(freed);
}

std::size_t FrameStack::run_captured() {
    if (depth() > 0) {
        throw TransactionStateError("on_commit callbacks run outside every transaction; end this one first",
                                    {.code = ErrorCode::misuse});
    }
    std::size_t count = 0;
    while (!captured_.empty()) {
        const Freed freed{std::exchange(captured_, {}), {}};
        count += freed.on_commit.size();
        run_callbacks(freed);
    }
    return count;
}

void FrameStack::run_callbacks(const Freed& freed) {
    if (freed.on_commit.empty() && freed.on_rollback.empty()) return;
    const OutsideFrames outside{*this};
    std::exception_ptr first;
    for (const auto& callback : freed.on_commit) {
        try {
            callback();
        } catch (...) {
            if (first == nullptr)
                first = std::current_exception();
            else
                log_warning("another on_commit callback failed too");
        }
    }
    for (const auto& callback : freed.on_rollback) {
        try {
            callback();
        } catch (const std::exception& error) {
            log_warning(std::string{"an on_rollback callback failed: "} + error.what());
        } catch (...) {
            log_warning("an on_rollback callback failed");
        }
    }
    if (first == nullptr) return;
    try {
        std::rethrow_exception(first);
    } catch (...) {
        throw AfterCommitError("the data is committed, but an on_commit callback failed",
                               {.outcome = Outcome::committed});
    }
}

}  // namespace pewit::detail
