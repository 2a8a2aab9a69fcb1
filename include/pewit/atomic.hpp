/// The transaction guards: commit at the scope's normal end, roll back while the stack unwinds.
#pragma once

#include <chrono>

#include <pewit/detail/block.hpp>
#include <pewit/detail/frame_handle.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit {

// The guards differ in their kind alone; see FrameHandle for what they can do while they live. Each repeats the
// constructors, because g++ warns of `Atomic{db};` only when the constructor itself, not inherited, says so.

/// A transaction when outermost, a savepoint when nested.
///
/// SQL: BEGIN … COMMIT or ROLLBACK; nested SAVEPOINT … RELEASE, or ROLLBACK TO and RELEASE.
/// Example: `{ pewit::Atomic tx{db}; debit(a, x); credit(b, x); }`
/// Errors: its destructor throws what the commit threw. See docs/guide/transactions.md for the limits of
/// committing in a destructor; the block form `db.atomic(fn)` has none of them.
/// Threads: a guard belongs to the thread that made it; used elsewhere it throws TransactionStateError.
class [[nodiscard]] Atomic : public detail::FrameHandle {
public:
    [[nodiscard("name the guard")]] explicit Atomic(detail::DatabaseRef database,
                                                    const TransactionOptions& options = {})
        : FrameHandle(database, detail::FrameKind::atomic, options) {}
    template <detail::BareOption Option>
    [[nodiscard("name the guard")]] Atomic(detail::DatabaseRef database, Option option)
        : FrameHandle(database, detail::FrameKind::atomic, detail::options_of(option)) {}
    ~Atomic() noexcept(false) { finish_scope(); }
};

/// A flat transaction: nested ones join it and send nothing; with Nesting::forbid they throw
/// NestedTransactionError.
class [[nodiscard]] Transaction : public detail::FrameHandle {
public:
    [[nodiscard("name the guard")]] explicit Transaction(detail::DatabaseRef database,
                                                         const TransactionOptions& options = {})
        : FrameHandle(database, detail::FrameKind::transaction, options) {}
    template <detail::BareOption Option>
    [[nodiscard("name the guard")]] Transaction(detail::DatabaseRef database, Option option)
        : FrameHandle(database, detail::FrameKind::transaction, detail::options_of(option)) {}
    ~Transaction() noexcept(false) { finish_scope(); }
};

/// A savepoint; only inside a transaction, else TransactionStateError before any SQL.
class [[nodiscard]] Savepoint : public detail::FrameHandle {
public:
    [[nodiscard("name the guard")]] explicit Savepoint(detail::DatabaseRef database,
                                                       const TransactionOptions& options = {})
        : FrameHandle(database, detail::FrameKind::savepoint, options) {}
    template <detail::BareOption Option>
    [[nodiscard("name the guard")]] Savepoint(detail::DatabaseRef database, Option option)
        : FrameHandle(database, detail::FrameKind::savepoint, detail::options_of(option)) {}
    ~Savepoint() noexcept(false) { finish_scope(); }
};

/// Suspends management: `db.begin()`, `db.commit()`, `db.rollback()` send plain SQL until its scope ends.
/// A transaction left open is rolled back, and reported by TransactionStateError at the normal exit.
class [[nodiscard]] ManualCommit : private detail::FrameHandle {
public:
    [[nodiscard("name the guard")]] explicit ManualCommit(detail::DatabaseRef database)
        : FrameHandle(database, detail::FrameKind::manual, {}) {}
    ~ManualCommit() noexcept(false) { finish_scope(); }
    using FrameHandle::connection;
    using FrameHandle::in_transaction;
    using FrameHandle::savepoint_depth;
    using FrameHandle::transaction_depth;
};

/// A transaction handle of `db.session_start()`: begins at once, ends by commit() or rollback() on it or
/// on the database. Forgotten, it rolls back and logs.
class [[nodiscard]] TransactionSession : private detail::FrameHandle {
public:
    [[nodiscard]] explicit TransactionSession(detail::DatabaseRef database,
                                              const TransactionOptions& options = {});
    ~TransactionSession();

    /// Ends it. False, and nothing is sent, when it is over or not on top of the frame stack.
    bool commit();
    bool rollback();
    using FrameHandle::advisory_lock;
    using FrameHandle::connection;
    using FrameHandle::in_transaction;
    using FrameHandle::on_commit;
    using FrameHandle::on_rollback;
    using FrameHandle::savepoint_depth;
    using FrameHandle::set_local;
    using FrameHandle::transaction_depth;
    using FrameHandle::try_advisory_lock;
};

/// How `run_transaction` tries again.
struct Retry {
    int attempts = 5;                             ///< in all, the first included
    std::chrono::milliseconds backoff{10};        ///< before the second attempt; doubled each time
    std::chrono::milliseconds max_backoff{1000};  ///< the longest single pause
    double jitter = 0.5;                          ///< 0 to 1: the part of a pause that is random
};

namespace detail {
/// A function that runs in a fresh frame at each call; its database is looked up then.
template <class F>
class Decorated {
public:
    Decorated(const DatabaseRef& database, TransactionOptions options, F function)
        : database_(database),
          name_(database.name()),
          options_(std::move(options)),
          function_(std::move(function)) {}

    template <class... Args>
    decltype(auto) operator()(Args&&... args) {
        auto body = [&]() -> decltype(auto) { return function_(std::forward<Args>(args)...); };
        return run_block(database_.renamed(name_), FrameKind::atomic, options_, body);
    }
    template <class... Args>
    decltype(auto) operator()(Args&&... args) const {
        auto body = [&]() -> decltype(auto) { return function_(std::forward<Args>(args)...); };
        return run_block(database_.renamed(name_), FrameKind::atomic, options_, body);
    }

private:
    DatabaseRef database_;
    std::string name_;  ///< owned: the decorator may outlive the text it was made from
    TransactionOptions options_;
    F function_;
};
}  // namespace detail

/// Runs the callable in a frame and returns its value: `db.atomic(fn)` for whatever a guard takes.
template <class F>
decltype(auto) atomic(detail::DatabaseRef database, F&& body) {
    return detail::run_block(database, detail::FrameKind::atomic, {}, body);
}
template <class F>
decltype(auto) atomic(detail::DatabaseRef database, const TransactionOptions& options, F&& body) {
    return detail::run_block(database, detail::FrameKind::atomic, options, body);
}
template <detail::BareOption Option, class F>
decltype(auto) atomic(detail::DatabaseRef database, Option option, F&& body) {
    return detail::run_block(database, detail::FrameKind::atomic, detail::options_of(option), body);
}

/// Makes a callable that runs in a fresh frame at each call; the database is looked up at the call.
template <class F>
[[nodiscard]] auto atomically(detail::DatabaseRef database, F function) {
    return detail::Decorated<F>{database, {}, std::move(function)};
}
template <class F>
[[nodiscard]] auto atomically(detail::DatabaseRef database, TransactionOptions options, F function) {
    return detail::Decorated<F>{database, std::move(options), std::move(function)};
}
template <detail::BareOption Option, class F>
[[nodiscard]] auto atomically(detail::DatabaseRef database, Option option, F function) {
    return detail::Decorated<F>{database, detail::options_of(option), std::move(function)};
}

}  // namespace pewit
