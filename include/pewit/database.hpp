/// A database: its pool of connections, its transactions as blocks, raw SQL, tables.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/atomic.hpp>
#include <pewit/connection_scope.hpp>
#include <pewit/connector.hpp>
#include <pewit/detail/raw_rows.hpp>
#include <pewit/detail/retry.hpp>
#include <pewit/schema.hpp>

namespace pewit {

struct PoolOptions {
    int max_connections = 16;              ///< 0 = unlimited
    std::chrono::milliseconds wait{5000};  ///< for a free connection; 0 = fail at once
    std::chrono::seconds stale_after{0};   ///< an idle connection older than this is replaced; 0 = never
    std::chrono::seconds probe_after{30};  ///< an idle connection is asked whether it lives after this
};

struct DatabaseOptions {
    std::string name = {};  ///< registers it: `Atomic tx{"reports"}`, META(database("reports"))
    PoolOptions pool = {};
    bool autoconnect = true;  ///< borrow a connection for a statement or guard outside every scope
    /// Prepared statements kept for each connection.
    std::size_t statement_cache = 256;
    /// Throw, instead of warning, when a statement autocommits while this thread has a transaction open
    /// on another Database object of the same file or server.
    bool strict = false;
};

/// The members that `Database` and `DatabaseProxy` have alike: blocks and decorators.
/// Every form commits before it returns the callable's value, and rolls back when an exception leaves it.
template <class Self>
class TransactionForms {
public:
    template <class F>
    decltype(auto) atomic(F&& body) {
        return block(detail::FrameKind::atomic, {}, body);
    }
    template <class F>
    decltype(auto) atomic(const TransactionOptions& options, F&& body) {
        return block(detail::FrameKind::atomic, options, body);
    }
    template <detail::BareOption Option, class F>
    decltype(auto) atomic(Option option, F&& body) {
        return block(detail::FrameKind::atomic, detail::options_of(option), body);
    }
    template <class F>
    decltype(auto) transaction(F&& body) {
        return block(detail::FrameKind::transaction, {}, body);
    }
    template <class F>
    decltype(auto) transaction(const TransactionOptions& options, F&& body) {
        return block(detail::FrameKind::transaction, options, body);
    }
    template <detail::BareOption Option, class F>
    decltype(auto) transaction(Option option, F&& body) {
        return block(detail::FrameKind::transaction, detail::options_of(option), body);
    }
    template <class F>
    decltype(auto) savepoint(F&& body) {
        return block(detail::FrameKind::savepoint, {}, body);
    }
    template <class F>
    decltype(auto) savepoint(const TransactionOptions& options, F&& body) {
        return block(detail::FrameKind::savepoint, options, body);
    }
    template <class F>
    decltype(auto) manual_commit(F&& body) {
        return block(detail::FrameKind::manual, {}, body);
    }

    template <class F>
    [[nodiscard]] auto atomically(F function) {
        return pewit::atomically(self(), std::move(function));
    }
    template <class F>
    [[nodiscard]] auto atomically(TransactionOptions options, F function) {
        return pewit::atomically(self(), std::move(options), std::move(function));
    }
    template <detail::BareOption Option, class F>
    [[nodiscard]] auto atomically(Option option, F function) {
        return pewit::atomically(self(), option, std::move(function));
    }

    /// Runs the unit as an outermost transaction, again from the start when it failed with an error that
    /// `is_retryable()`; a fresh transaction each time. Returns its value; throws the last error.
    /// Errors: TransactionStateError inside a transaction.
    template <class F>
    decltype(auto) run_transaction(F&& body, const Retry& retry = {},
                                   const TransactionOptions& options = {}) {
        using Result = decltype(block(detail::FrameKind::atomic, options, body));
        detail::RetryLoop loop{self(), retry};
        if constexpr (std::is_void_v<Result>) {
            loop.run([&] { block(detail::FrameKind::atomic, options, body); });
        } else if constexpr (std::is_reference_v<Result>) {
            std::add_pointer_t<Result> result = nullptr;
            loop.run([&] { result = &block(detail::FrameKind::atomic, options, body); });
            return static_cast<Result>(*result);
        } else {
            std::optional<Result> result;
            loop.run([&] { result.emplace(block(detail::FrameKind::atomic, options, body)); });
            return Result{std::move(*result)};
        }
    }

    /// Calls `function(item)` for each item and commits every `size` of them; an exception rolls back the
    /// open group only and travels on; a function that returns `bool` stops it by false, and the open group
    /// commits. Inside a transaction the groups are savepoints. Errors: ImproperlyConfigured for size 0.
    template <class Range, class F>
    void batch_commit(Range&& range, std::size_t size, F&& function) {
        auto it = std::begin(range);
        const auto end = std::end(range);
        const std::size_t most = detail::batch_size(size);
        bool go_on = true;
        while (go_on && it != end) {
            atomic([&] {
                for (std::size_t n = 0; go_on && n < most && it != end; ++n, ++it) {
                    if constexpr (std::is_same_v<decltype(function(*it)), bool>) {
                        go_on = function(*it);
                    } else {
                        function(*it);
                    }
                }
            });
        }
    }

protected:
    ~TransactionForms() = default;

private:
    Self& self() noexcept { return static_cast<Self&>(*this); }
    template <class F>
    decltype(auto) block(detail::FrameKind kind, const TransactionOptions& options, F& body) {
        return detail::run_block(detail::DatabaseRef{self()}, kind, options, body);
    }
};

/// One database for all threads; each statement runs on a connection that belongs to one thread.
///
/// Threads: all members may be called from any thread; the connection is the calling thread's.
class Database : public TransactionForms<Database> {
public:
    /// Opens nothing yet: the first statement, scope or connect() does.
    /// Errors: ImproperlyConfigured when the name is taken or an option can't be.
    explicit Database(Connector connector, DatabaseOptions options = {});
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    /// Closes the pool. Frames still open on this thread are rolled back and logged.
    ~Database();

    [[nodiscard]] const std::string& name() const noexcept;

    /// Opens this thread's connection and keeps it for the thread until close(). False if it had one.
    bool connect();
    /// Closes this thread's and all idle connections. True if any was open.
    /// Errors: TransactionStateError inside a frame.
    bool close();
    /// True when this database has no open connection at all.
    [[nodiscard]] bool is_closed() const;
    /// PostgreSQL: where the server's log of changes ends now. A read-only frame with `.not_before` this place sees
    /// whatever was committed before, on a replica too:
    ///
    ///     const pewit::Lsn saved = db.current_lsn();
    ///     db.atomic({.access = pewit::Access::read_only, .not_before = saved}, [&] { … });
    ///
    /// SQL: SELECT pg_current_wal_lsn(). Errors: NotSupportedError on SQLite.
    [[nodiscard]] Lsn current_lsn();
    /// PostgreSQL: tells every Listener of the channel. Inside a frame they hear of it when the transaction has
    /// committed, and never when it is rolled back; what is sent twice in one transaction may come once.
    ///
    /// SQL: SELECT pg_notify($1, $2). Example: `db.notify("jobs", std::to_string(job.id));`
    /// Errors, before any SQL: ProgrammingError for a channel that is no SQL name; DataError for a payload over 7999
    /// bytes, or one that is no text; NotSupportedError on SQLite.
    void notify(std::string_view channel, std::string_view payload = {});
    /// Ends what the connections of this database are running, with an OperationalError there whose
    /// code() is `cancelled`. For a Cancel button: call it from any thread.
    void interrupt() noexcept;

    /// One statement, sent verbatim, with the engine's own placeholders. Returns the rows changed, 0 for
    /// what is no INSERT, UPDATE or DELETE.
    template <class... Params>
    std::int64_t execute(std::string_view sql, const Params&... params) {
        detail::SessionLease lease{*this};
        return detail::execute_raw(lease, sql, params...);
    }
    /// The same for a statement with rows: `db.query<std::string, int>("SELECT name, n FROM t")`.
    template <class... Columns, class... Params>
    [[nodiscard]] std::vector<std::tuple<Columns...>> query(std::string_view sql, const Params&... params) {
        detail::SessionLease lease{*this};
        return detail::query_raw<Columns...>(lease, sql, params...);
    }

    /// CREATE TABLE IF NOT EXISTS in dependency order, with indexes, in one transaction.
    template <class... Models>
    void create_tables() {
        detail::create_tables(*this, detail::descriptions_of<Models...>());
    }
    /// DROP TABLE IF EXISTS, dependants first, in one transaction.
    template <class... Models>
    void drop_tables() {
        detail::drop_tables(*this, detail::descriptions_of<Models...>());
    }
    /// Without a schema: where a name alone is looked up. On SQLite a schema is an attached database, "main" or "temp".
    [[nodiscard]] bool table_exists(std::string_view table, std::string_view schema = {});
    /// PostgreSQL: CREATE SCHEMA IF NOT EXISTS, for models with META(schema("…")); create_tables() makes none.
    /// Errors: ProgrammingError for what is no SQL name; NotSupportedError on SQLite, where ATTACH makes them.
    void create_schema(std::string_view name);
    /// PostgreSQL: DROP SCHEMA IF EXISTS. Errors: a DatabaseError while there is something in it; those above.
    void drop_schema(std::string_view name);

    /// Copies the whole database, consistently and while it is in use, into a file.
    /// Errors: TransactionStateError inside a transaction of this thread that has written.
    void backup_to(const std::string& path,
                   const std::function<void(int remaining, int total)>& progress = {});

    /// Only inside ManualCommit.
    void begin(const TransactionOptions& options = {});
    void begin(Lock lock) { begin(TransactionOptions{.lock = lock}); }
    void begin(Isolation isolation) { begin(TransactionOptions{.isolation = isolation}); }
    void commit();
    void rollback();

    [[nodiscard]] TransactionSession session_start(const TransactionOptions& options = {}) {
        return TransactionSession{*this, options};
    }
    /// Ends the top frame if it is a session's. False, and nothing is sent, if it is not.
    bool session_commit();
    bool session_rollback();

    /// About this thread's current connection of this database.
    [[nodiscard]] bool in_transaction() const;
    [[nodiscard]] int transaction_depth() const;
    [[nodiscard]] int savepoint_depth() const;
    [[nodiscard]] bool is_connection_usable() const;
    /// As on a guard; outside every frame it runs at once.
    template <class F>
    void on_commit(F&& callback) {
        add_on_commit(detail::Callback{std::forward<F>(callback)});
    }

    /// This thread's connection. Errors: InterfaceError when it has none: open a ConnectionScope first.
    [[nodiscard]] Connection connection() const;

    [[nodiscard]] const std::shared_ptr<detail::DatabaseState>& state() const noexcept { return state_; }

private:
    void add_on_commit(detail::Callback callback);

    std::shared_ptr<detail::DatabaseState> state_;
};

/// Names a database that is configured later. Everything throws InterfaceError until initialize().
class DatabaseProxy : public TransactionForms<DatabaseProxy> {
public:
    DatabaseProxy() = default;
    DatabaseProxy(const DatabaseProxy&) = delete;
    DatabaseProxy& operator=(const DatabaseProxy&) = delete;

    /// Threads: before other threads use the proxy. The database must outlive its use.
    void initialize(Database& database) noexcept { database_ = &database; }
    void initialize(Database&&) = delete;
    [[nodiscard]] bool is_initialized() const noexcept { return database_ != nullptr; }
    [[nodiscard]] Database& get() const;
    [[nodiscard]] Database& operator*() const { return get(); }
    [[nodiscard]] Database* operator->() const { return &get(); }

    [[nodiscard]] const std::string& name() const { return get().name(); }
    bool connect() { return get().connect(); }
    bool close() { return get().close(); }
    [[nodiscard]] bool is_closed() const { return get().is_closed(); }
    void interrupt() { get().interrupt(); }
    void notify(std::string_view channel, std::string_view payload = {}) { get().notify(channel, payload); }
    [[nodiscard]] bool table_exists(std::string_view table, std::string_view schema = {}) {
        return get().table_exists(table, schema);
    }
    void create_schema(std::string_view name) { get().create_schema(name); }
    void drop_schema(std::string_view name) { get().drop_schema(name); }
    void backup_to(const std::string& path,
                   const std::function<void(int remaining, int total)>& progress = {}) {
        get().backup_to(path, progress);
    }
    [[nodiscard]] bool is_connection_usable() const { return get().is_connection_usable(); }
    [[nodiscard]] Connection connection() const { return get().connection(); }
    template <class... Params>
    std::int64_t execute(std::string_view sql, const Params&... params) {
        return get().execute(sql, params...);
    }
    template <class... Columns, class... Params>
    [[nodiscard]] std::vector<std::tuple<Columns...>> query(std::string_view sql, const Params&... params) {
        return get().template query<Columns...>(sql, params...);
    }
    template <class... Models>
    void create_tables() {
        get().template create_tables<Models...>();
    }
    template <class... Models>
    void drop_tables() {
        get().template drop_tables<Models...>();
    }
    void begin(const TransactionOptions& options = {}) { get().begin(options); }
    void begin(Lock lock) { get().begin(lock); }
    void begin(Isolation isolation) { get().begin(isolation); }
    void commit() { get().commit(); }
    void rollback() { get().rollback(); }
    [[nodiscard]] TransactionSession session_start(const TransactionOptions& options = {}) {
        return TransactionSession{get(), options};
    }
    bool session_commit() { return get().session_commit(); }
    bool session_rollback() { return get().session_rollback(); }
    [[nodiscard]] bool in_transaction() const { return get().in_transaction(); }
    [[nodiscard]] int transaction_depth() const { return get().transaction_depth(); }
    [[nodiscard]] int savepoint_depth() const { return get().savepoint_depth(); }
    template <class F>
    void on_commit(F&& callback) {
        get().on_commit(std::forward<F>(callback));
    }

private:
    Database* database_ = nullptr;
};

}  // namespace pewit
