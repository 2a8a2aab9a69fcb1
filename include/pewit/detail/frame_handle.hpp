/// What guards and blocks share: a hold on one frame of a connection's frame stack.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <pewit/advisory_key.hpp>
#include <pewit/connection_scope.hpp>
#include <pewit/detail/callback.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit::detail {

struct Frame;
enum class Verdict : std::uint8_t;
enum class FrameKind : std::uint8_t {
    atomic,
    transaction,
    savepoint,
    manual,
    manual_begin,
    session,
    internal,  ///< the library's own, around several statements: works in manual mode too
    fixture
};

/// Begins a frame on construction; the derived guard or the block ends it.
class FrameHandle {
public:
    FrameHandle(const FrameHandle&) = delete;
    FrameHandle& operator=(const FrameHandle&) = delete;
    static void* operator new(std::size_t) = delete;
    static void* operator new[](std::size_t) = delete;

    /// Commits what was done so far and goes on in a new transaction (or savepoint), begun before the
    /// next statement.
    ///
    /// SQL: COMMIT, or RELEASE SAVEPOINT when nested; nothing when nothing was begun since the last call.
    /// Errors: the engine's, and the frame stays open if the engine kept the transaction; CommitInDoubt;
    /// TransactionAborted or ConnectionLost in a dead frame; AfterCommitError (the data is committed);
    /// TransactionStateError, before any SQL, when the frame has ended, is not on top, or a stream is open.
    void commit();
    /// Undoes what was done since the frame began or last ended; goes on like commit().
    /// SQL: ROLLBACK, or ROLLBACK TO SAVEPOINT when nested.
    void rollback();
    /// As commit(), and the frame is over: its scope end sends nothing.
    void commit_and_end();
    /// As rollback(), and the frame is over: its scope end sends nothing.
    void rollback_and_end();
    /// Asks for a rollback at the normal exit, without an exception.
    void set_rollback(bool on);

    /// Runs after the outermost COMMIT, in order, outside any transaction; dropped with a rolled-back
    /// savepoint. Whatever it throws surfaces as AfterCommitError once all have run.
    template <class F>
    void on_commit(F&& callback) {
        add_on_commit(Callback{std::forward<F>(callback)});
    }
    /// Runs after the outermost transaction has ended, if this frame's work was rolled back (not after a
    /// forced rollback). What it throws is logged.
    template <class F>
    void on_rollback(F&& callback) {
        add_on_rollback(Callback{std::forward<F>(callback)});
    }

    /// PostgreSQL: takes a lock that programs agree on (no table's), and keeps it until the transaction has ended; a
    /// rollback to before it, or of the savepoint it was taken in, gives it back. Taken twice it is held once more.
    /// Waits as long as for any lock (lock_timeout).
    ///
    /// SQL: SELECT pg_advisory_xact_lock($1). Example: `tx.advisory_lock("nightly import");`
    /// Errors: LockError after lock_timeout, or for a deadlock; NotSupportedError on SQLite; TransactionStateError,
    /// before any SQL, when the frame has ended, or another is open inside it.
    void advisory_lock(const AdvisoryKey& key) { lock(key, true); }
    void advisory_lock(std::int32_t first, std::int32_t second) { lock({first, second}, true); }
    /// The same without waiting: false when another transaction holds it.
    [[nodiscard]] bool try_advisory_lock(const AdvisoryKey& key) { return lock(key, false); }
    [[nodiscard]] bool try_advisory_lock(std::int32_t first, std::int32_t second) {
        return lock({first, second}, false);
    }

    /// PostgreSQL: changes a setting of the server's until the transaction has ended; a rollback undoes it earlier.
    /// After a commit() or rollback() in mid-block it is what it was before.
    ///
    /// SQL: SELECT set_config($1, $2, true). Example: `tx.set_local("statement_timeout", 5s);`
    /// Errors: ProgrammingError for what can't be a name, for settings that pewit depends on (DateStyle, …), and from
    /// the server for a setting that it does not know; DataError for a value; NotSupportedError on SQLite;
    /// TransactionStateError as above.
    void set_local(std::string_view setting, std::string_view value);
    void set_local(std::string_view setting, std::chrono::milliseconds value);

    [[nodiscard]] bool in_transaction() const;
    /// Frames of this thread on this connection, of every kind.
    [[nodiscard]] int transaction_depth() const;
    [[nodiscard]] int savepoint_depth() const;
    /// False when the connection is lost, or the frame is dead and refuses statements.
    [[nodiscard]] bool is_connection_usable() const noexcept;
    [[nodiscard]] Connection connection() const;

protected:
    FrameHandle(const DatabaseRef& database, FrameKind kind, const TransactionOptions& options);
    FrameHandle(Session& session, FrameKind kind, const TransactionOptions& options);
    ~FrameHandle();

    /// The scope's end. Commits or rolls back as the rules say; throws what the outcome demands unless
    /// `unwinding`.
    void finish(bool unwinding, const std::exception_ptr* cause = nullptr);
    /// A scope end in a destructor: unwinding when more exceptions are in flight than at construction.
    void finish_scope();
    [[nodiscard]] Session& session() const noexcept { return *entry_.session(); }
    [[nodiscard]] std::uint64_t serial() const noexcept { return serial_; }
    /// Its frame is still open (an explicit end closes it).
    [[nodiscard]] bool is_live() const noexcept;
    [[nodiscard]] bool is_on_top() const noexcept;
    /// Set by raise_commit() or raise_rollback() on it or on an outer block.
    [[nodiscard]] Verdict verdict() const noexcept;
    /// Errors: TransactionStateError on the wrong thread, or when the frame has ended.
    [[nodiscard]] Frame& live_frame(const char* what) const { return checked_frame(what); }

private:
    void begin(FrameKind kind, const TransactionOptions& options);
    bool lock(const AdvisoryKey& key, bool waits);
    void add_on_commit(Callback callback);
    void add_on_rollback(Callback callback);
    [[nodiscard]] Frame& checked_frame(const char* what) const;
    [[nodiscard]] bool has_frame() const noexcept;

    StackEntry entry_;
    Frame* frame_ = nullptr;
    std::uint64_t serial_ = 0;
    int uncaught_;
    int cancel_state_ = 0;
};

}  // namespace pewit::detail
