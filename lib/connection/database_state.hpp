/// What a Database is: its driver, its options and its pool. Outlives the Database object for as long as
/// a connection of it is out.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <pewit/database.hpp>
#include <pewit/query_log.hpp>

#include "connection/driver.hpp"
#include "connection/light_mutex.hpp"
#include "connection/session.hpp"

namespace pewit::detail {

struct QueryLogState {
    mutable std::mutex mutex;
    std::vector<LoggedStatement> statements;
};

struct DatabaseState : std::enable_shared_from_this<DatabaseState> {
    DatabaseState(Connector connector, DatabaseOptions options);
    /// The pool of the replicas of another database.
    DatabaseState(std::shared_ptr<Driver> replicas, DatabaseState& primary);
    ~DatabaseState();

    /// Borrows a connection for this thread; it goes back by check_in. `reuse` allows the second lease
    /// of a shared single connection.
    Session& check_out(bool reuse);
    void check_in(Session& session) noexcept;
    /// A connection to a replica; nullptr when there is none that answers.
    Session* check_out_replica();
    [[nodiscard]] bool has_replicas() const noexcept { return replicas_ != nullptr; }
    /// Closes the idle connections. True if there were any.
    bool close_idle() noexcept;
    /// The database object is gone: connections still out are closed when they come back.
    void retire() noexcept;
    [[nodiscard]] bool has_connections() const;
    [[nodiscard]] std::size_t connections_out() const;

    /// A RollbackTest on this thread has the only connection: until end_fixture() every check-out is refused
    /// at once, since another connection would not see the test's rows, or would wait for them for ever.
    /// Errors: TransactionStateError when another connection is out.
    void begin_fixture();
    void end_fixture() noexcept;
    void interrupt() noexcept;
    /// `:memory:`: the connection is the database.
    [[nodiscard]] bool has_single_connection() const noexcept { return single_connection_; }
    /// Errors: InterfaceError when autoconnect is off.
    void refuse_autoconnect() const;

    /// For messages: its name, else the redacted URL.
    [[nodiscard]] std::string title() const;
    [[nodiscard]] bool same_place(const DatabaseState& other) const noexcept {
        return this == &other || (has_place() && other.has_place() && place_ == other.place_);
    }

    void add_query_log(QueryLogState& log);
    void remove_query_log(QueryLogState& log) noexcept;
    void record(const LoggedStatement& statement) noexcept;
    [[nodiscard]] bool has_query_log() const noexcept {
        return query_log_count_.load(std::memory_order_relaxed) != 0;
    }

    /// Around fork(): see registry.cpp.
    void before_fork();
    void after_fork(bool child) noexcept;

    std::shared_ptr<Driver> driver;
    DatabaseOptions options;
    /// The object that the user made. Errors: InterfaceError when it is destroyed.
    [[nodiscard]] Database& object() const;
    std::atomic<Database*> owner{nullptr};

    /// Counts as a candidate for "the only one open".
    [[nodiscard]] bool is_open() const noexcept { return open_.load(std::memory_order_acquire); }
    void set_open(bool open) noexcept;

private:
    using Clock = std::chrono::steady_clock;
    using PoolLock = std::unique_lock<LightMutex>;
    /// Whose connections they are: the primary's, for the pool of its replicas.
    [[nodiscard]] DatabaseState& home() noexcept { return primary_ != nullptr ? *primary_ : *this; }
    [[nodiscard]] std::size_t out() const noexcept { return connections_.size() - idle_.size(); }
    [[nodiscard]] bool has_room() const noexcept;
    Session* take_idle(PoolLock& lock);
    [[nodiscard]] bool is_good(Session& session, PoolLock& lock);
    [[gnu::noinline]] Session& add_connection(PoolLock& lock);
    std::shared_ptr<Session> remove(const Session& session) noexcept;
    [[gnu::noinline]] void close_returned(Session& session) noexcept;
    [[gnu::noinline]] void refuse_if_gone() const;
    [[gnu::noinline]] void wait_for_room(PoolLock& lock, bool reuse);
    [[gnu::noinline]] void refuse_beside_fixture() const;
    [[nodiscard]] int limit() const noexcept;
    [[noreturn]] void throw_timeout(bool reuse) const;

    std::atomic<bool> open_{true};
    const bool single_connection_;
    mutable LightMutex mutex_;
    std::condition_variable_any room_;
    int waiting_ = 0;                                    ///< threads that wait for room
    std::vector<std::shared_ptr<Session>> connections_;  ///< all there are
    std::vector<Session*> idle_;                         ///< those not out; room for all of them is reserved
    int connecting_ = 0;
    bool retired_ = false;
    std::uint64_t fixture_thread_ = 0;  ///< whose RollbackTest runs; 0 for none
    bool forked_memory_ = false;        ///< a child has no part in its parent's :memory: database
    [[nodiscard]] bool has_place() const noexcept { return has_place_.load(std::memory_order_acquire); }
    std::string place_;  ///< written once, before has_place_
    std::atomic<bool> has_place_{false};
    DatabaseState* primary_ = nullptr;
    std::shared_ptr<DatabaseState> replicas_;
    std::atomic<Clock::rep> replicas_down_until_{0};
    std::atomic<int> query_log_count_{0};
    std::mutex query_log_mutex_;
    std::vector<QueryLogState*> query_logs_;
};

/// The databases of the process: by name, and the only one if there is one.
class Registry {
public:
    static Registry& instance();
    /// Errors: ImproperlyConfigured when the name is taken.
    void add(const std::shared_ptr<DatabaseState>& database);
    void remove(const DatabaseState& database) noexcept;
    /// Errors: InterfaceError that lists the names there are.
    [[nodiscard]] std::shared_ptr<DatabaseState> by_name(std::string_view name) const;
    [[nodiscard]] std::vector<std::shared_ptr<DatabaseState>> all() const;
    /// The only open one. Errors: InterfaceError that lists them all.
    [[nodiscard]] std::shared_ptr<DatabaseState> only_one() const;

    /// Another number whenever another database may be the only one.
    [[nodiscard]] static std::uint64_t edition() noexcept { return edition_.load(std::memory_order_acquire); }
    static void begin_edition() noexcept { edition_.fetch_add(1, std::memory_order_acq_rel); }

private:
    Registry();
    [[nodiscard]] std::string titles() const;
    static void prepare_fork();
    static void parent_after_fork();
    static void child_after_fork();

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<DatabaseState>> databases_;
    static std::atomic<std::uint64_t> edition_;
};

}  // namespace pewit::detail
