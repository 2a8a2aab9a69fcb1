/// The loop under Database::run_transaction.
#pragma once

#include <cstddef>

#include <pewit/atomic.hpp>
#include <pewit/detail/execution.hpp>

namespace pewit::detail {

class RetryLoop {
public:
    /// Errors: TransactionStateError when this thread is in a transaction of the database;
    /// ImproperlyConfigured for a Retry that can't be.
    RetryLoop(const DatabaseRef& database, const Retry& retry);
    /// Runs the unit until it succeeds, fails with an error that is not retryable, or has had its attempts.
    void run(FunctionRef<void()> unit);

private:
    [[nodiscard]] std::chrono::milliseconds pause(int attempt) const;

    Retry retry_;
};

/// Errors: ImproperlyConfigured for 0.
std::size_t batch_size(std::size_t size);

}  // namespace pewit::detail
