/// One connection with all that belongs to it: driver, prepared statements, frame stack. It belongs to
/// one thread while it is checked out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pewit/connection_scope.hpp>
#include <pewit/detail/execution.hpp>

#include "connection/driver.hpp"
#include "connection/statement_cache.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit {
enum class StatementKind : unsigned char;
}

namespace pewit::detail {

struct DatabaseState;

/// Another number in a forked child: what was opened before belongs to the parent (trap S29).
extern std::uint64_t process_generation_now;

/// This thread's number; 0 until Session::this_thread() is asked. A forked child's only thread gets another one, so
/// that nothing which its parent's threads own looks as if it were its own.
extern constinit thread_local std::uint64_t this_thread_number;

/// A stream's hold on its connection, and its place in the connection's list of open streams.
struct StreamLease {
    StreamLease(Session& session, Execution& execution);
    StreamLease(const StreamLease&) = delete;
    StreamLease& operator=(const StreamLease&) = delete;
    ~StreamLease();

    Session& session;
    std::atomic<Execution*> execution;  ///< nullptr when another thread has destroyed it
    int depth;                          ///< frames open when it started
    StreamLease* next;
    std::unique_ptr<Prepared> orphan;  ///< the run's own statement, left by that thread for this session's
    StackEntry entry;
};

class Session : public std::enable_shared_from_this<Session> {
public:
    /// `pool`: where it goes back to, the database's own or that of its replicas.
    Session(std::shared_ptr<DatabaseState> database, DatabaseState& pool,
            std::unique_ptr<DriverConnection> driver);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] DriverConnection& driver() const noexcept { return *driver_; }
    [[nodiscard]] DatabaseState& database() const noexcept { return *database_; }
    [[nodiscard]] DatabaseState& pool() const noexcept { return pool_; }
    [[nodiscard]] const std::shared_ptr<DatabaseState>& shared_database() const noexcept { return database_; }
    [[nodiscard]] const Dialect& dialect() const noexcept { return dialect_; }
    [[nodiscard]] FrameStack& frames() noexcept { return frames_; }
    [[nodiscard]] StatementCache& cache() noexcept { return cache_; }

    /// Errors: TransactionStateError from another thread than the owner's, or in a forked child.
    void check_thread() const {
        if (!is_mine()) [[unlikely]]
            refuse_thread();
    }
    [[nodiscard]] bool is_mine() const noexcept { return thread_ == this_thread_number; }
    [[nodiscard]] bool is_of_this_process() const noexcept { return process_ == process_generation_now; }
    void take_ownership() noexcept { thread_ = this_thread(); }
    [[nodiscard]] std::uint64_t owner() const noexcept { return thread_; }

    /// Inside a catch block: notes what a failed statement did to the transaction.
    void after_failure() noexcept;
    [[nodiscard]] bool is_usable() const noexcept;

    /// Runs a statement of transaction control: a cached one, a user-named savepoint's, any other text.
    void control(Prepared& prepared);
    void control(const std::string& sql);
    /// A statement of our own that nobody counts.
    void housekeeping(std::string_view sql);
    void savepoint(StatementCache::Control what, const Frame& frame);
    void set_read_only(bool on);
    void before_commit();

    /// About streams opened inside the frame with this index, or above it.
    [[nodiscard]] bool has_open_stream(int from_frame) const noexcept;
    void close_streams(int from_frame) noexcept {
        if (streams_ != nullptr) [[unlikely]]
            close_those_streams(from_frame);
    }

    /// Before a lock is taken while this thread has another connection to the same place.
    /// Errors: LockError when that one holds it (trap S30).
    void check_twins_lock();
    /// The same before a statement; one that commits by itself while the other has a transaction open is
    /// warned of, or refused in strict mode.
    void check_twins(bool writes);

    /// Rolls back whatever is open, and logs it. False: a transaction is open nevertheless.
    bool come_to_rest() noexcept {
        if (frames_.is_idle() && driver_->state() == EngineState::idle) [[likely]]
            return true;
        frames_.end_all();
        return driver_->state() == EngineState::idle;
    }

    /// A doubtful connection: it is closed instead of going back to the pool.
    void discard() noexcept {
        discarded_ = true;
        frames_.give_up();
    }
    void take_back() noexcept {
        discarded_ = false;
        frames_.take_back();
    }
    [[nodiscard]] bool is_discarded() const noexcept { return discarded_; }

    /// True when somebody wants to see statements: a log or a query log.
    [[nodiscard]] bool is_observed() const noexcept;
    void record(const Statement& statement, StatementKind kind, std::chrono::nanoseconds duration,
                std::string_view error) noexcept;

    static std::uint64_t this_thread() noexcept {
        return this_thread_number != 0 ? this_thread_number : number_this_thread();
    }

    int leases = 0;           ///< entries on the owner's connection stack
    bool is_closing = false;  ///< by close() inside a scope: it is not used again after the scope
    bool is_changed = false;  ///< by raw SQL: the next user would not find the settings it expects
    bool has_twins = false;   ///< set by the owner's connection stack
    std::chrono::steady_clock::time_point idle_since{};
    std::chrono::steady_clock::time_point connected_at{};

private:
    static constexpr std::uint64_t nobody = UINT64_MAX;
    friend struct StreamLease;
    [[noreturn]] void refuse_thread() const;
    static std::uint64_t number_this_thread() noexcept;
    void run_control(Statement& statement, StatementKind kind);
    void run_and_record(Statement& statement, StatementKind kind);
    void close_those_streams(int from_frame) noexcept;
    void record(std::string_view sql, std::string_view shown, StatementKind kind,
                std::chrono::nanoseconds duration, std::string_view error, int parameters);

    std::shared_ptr<DatabaseState> database_;
    DatabaseState& pool_;
    std::unique_ptr<DriverConnection> driver_;
    const Dialect& dialect_;
    StatementCache cache_;
    FrameStack frames_;
    StreamLease* streams_ = nullptr;
    std::uint64_t thread_ = nobody;
    std::uint64_t process_ = 0;
    bool discarded_ = false;
};

// Here, where a session is known: asked before and after every statement.

/// False when the transaction that was begun isn't there any more, or can't commit: the frames are dead then.
inline bool FrameStack::engine_agrees() noexcept {
    if (view_.top_real == nullptr || !view_.top_real->begun) return true;
    const auto state = session_.driver().state();
    return state == EngineState::active || engine_left(state);
}

inline void FrameStack::check_engine() {
    if (!engine_agrees()) [[unlikely]]
        throw_dead();
}

inline void FrameStack::before_statement() {
    close_orphans();
    refuse_left_frame();
    refuse_dead();
    Frame* const real = view_.top_real;
    if (real == nullptr) return refuse_given_up();
    if (!real->begun) [[unlikely]]
        send_begin(*real);
    real->untouched = false;
    check_engine();
    if (is_bare()) [[unlikely]]
        guard_bare_statement();
}

/// Errors: TransactionStateError inside a transaction that has written.
bool back_up(Session& session, const std::string& path, const BackupOptions& options);

}  // namespace pewit::detail
