/// Running a whole unit again when it failed for a reason that passes.
#include <algorithm>
#include <cmath>
#include <random>
#include <thread>

#include <pewit/detail/retry.hpp>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "connection/thread_stack.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {

std::size_t batch_size(std::size_t size) {
    if (size == 0) throw ImproperlyConfigured("a batch of 0 items", {.code = ErrorCode::configuration});
    return size;
}

RetryLoop::RetryLoop(const DatabaseRef& database, const Retry& retry) : retry_(retry) {
    if (retry.attempts < 1)
        throw ImproperlyConfigured("Retry.attempts is below 1", {.code = ErrorCode::configuration});
    if (!(retry.jitter >= 0 && retry.jitter <= 1)) {
        throw ImproperlyConfigured("Retry.jitter is not between 0 and 1", {.code = ErrorCode::configuration});
    }
    const Session* session = database.find();
    if (session != nullptr && const_cast<Session*>(session)->frames().depth() > 0) {
        throw TransactionStateError(
            "run_transaction inside a transaction; only a whole outermost unit can be tried again",
            {.code = ErrorCode::misuse});
    }
}

std::chrono::milliseconds RetryLoop::pause(int attempt) const {
    static thread_local std::minstd_rand random{std::random_device{}()};
    const auto doubled = static_cast<double>(retry_.backoff.count()) * std::exp2(attempt - 1);
    const auto longest = std::min(doubled, static_cast<double>(retry_.max_backoff.count()));
    std::uniform_real_distribution<double> part{1 - retry_.jitter, 1};
    return std::chrono::milliseconds{static_cast<std::int64_t>(longest * part(random))};
}

void RetryLoop::run(FunctionRef<void()> unit) {
    for (int attempt = 1;; ++attempt) {
        try {
            return unit();
        } catch (const Error& error) {
            if (attempt >= retry_.attempts || !error.is_retryable()) throw;
        }
        std::this_thread::sleep_for(pause(attempt));
    }
}

}  // namespace pewit::detail
