/// The narrow interface that each engine implements: connect, prepare, say the truth about the
/// transaction. Nothing above it knows a client library.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>

#include <pewit/detail/native_tag.hpp>
#include <pewit/detail/statement.hpp>
#include <pewit/error.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit {
struct Notification;
}

namespace pewit {
struct BackupOptions;
}

namespace pewit::detail {

class Dialect;
class SqliteExtensions;

/// What the engine itself says about its transaction; asked before and after every statement, so it
/// must be local and cheap.
enum class EngineState : std::uint8_t {
    idle,    ///< no transaction
    active,  ///< in a transaction that can still commit
    failed,  ///< in a transaction that can only roll back (PostgreSQL)
    lost,    ///< the link is gone
};

/// One connection of a client library. Belongs to one thread at a time; only interrupt() may be called
/// from another.
class DriverConnection {
public:
    DriverConnection() = default;
    DriverConnection(const DriverConnection&) = delete;
    DriverConnection& operator=(const DriverConnection&) = delete;
    virtual ~DriverConnection() = default;

    /// One statement; text behind it that is not blank or comment is a ProgrammingError. So are an
    /// empty statement and a NUL inside the text.
    virtual std::unique_ptr<Statement> prepare(std::string_view sql) = 0;
    /// The same for a query whose rows are to come as they are asked for, where prepare() would read them all at
    /// once; it runs only inside a transaction. nullptr: prepare() will do.
    virtual std::unique_ptr<Statement> prepare_stream(std::string_view /*query*/) { return nullptr; }

    [[nodiscard]] virtual EngineState state() const noexcept = 0;
    [[nodiscard]] virtual std::int64_t changes() const noexcept = 0;
    [[nodiscard]] virtual std::int64_t last_insert_id() const noexcept = 0;

    /// Ends the running statement of this connection with a "cancelled" OperationalError. Any thread.
    virtual void interrupt() noexcept = 0;

    /// Access::read_only around a frame where BEGIN can't say it (SQLite: PRAGMA query_only). Returns
    /// the SQL it sent, empty if none, for the log.
    virtual std::string_view set_read_only(bool on) = 0;

    /// This connection's transaction keeps other connections from writing.
    [[nodiscard]] virtual bool holds_write_lock() const noexcept { return false; }

    /// Local check at check-out: is the handle still good? No round trip.
    [[nodiscard]] virtual bool looks_usable() const noexcept = 0;
    /// A real probe, after long idling. False: discard.
    [[nodiscard]] virtual bool probe() noexcept = 0;

    /// Notifications of the channel are heard from now on. Errors: NotSupportedError; the engine's.
    virtual void listen(std::string_view channel);
    /// The next one, waited for so long at most. Errors: ConnectionLost.
    virtual std::optional<Notification> next_notification(std::chrono::milliseconds timeout);

    /// In a forked child: forget the handle without talking to the engine or closing it.
    virtual void abandon() noexcept = 0;

    /// The client library's own object of the type that native_type<T>() names, nullptr if there is none.
    [[nodiscard]] virtual void* native(std::type_index type) noexcept = 0;

    /// Copies the whole database into a file, in steps. False: ended by `go_on`, and nothing was copied.
    virtual bool backup_to(const std::string& path, const BackupOptions& options) = 0;
    /// Lets `write` fill a database file, given its absolute path. A new one is created as this engine creates its own,
    /// and taken away again when `write` throws; an existing one is left alone.
    virtual void write_file(const std::string& path,
                            const std::function<void(const std::string& file)>& write) {
        write(path);
    }

    /// Right before COMMIT: notes what in_doubt() will need. Returns the SQL it sent, empty if none, for the log.
    virtual std::string_view before_commit() { return {}; }
    /// After a commit in doubt: who can find out; nullptr when nobody can.
    [[nodiscard]] virtual std::shared_ptr<const InDoubt> in_doubt() const { return nullptr; }

    /// True when a commit error leaves it open whether the data is saved: asked right after a failed
    /// COMMIT, when state() is no longer active.
    [[nodiscard]] virtual bool commit_is_in_doubt(const ErrorFacts& error,
                                                  std::string_view message) const noexcept = 0;
};

/// An engine with its options: makes connections. Shared by threads; immutable after construction.
class Driver {
public:
    Driver() = default;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    virtual ~Driver() = default;

    /// Session defaults are set and read back before it returns.
    virtual std::unique_ptr<DriverConnection> connect() = 0;

    [[nodiscard]] virtual const Dialect& dialect() const noexcept = 0;
    /// The same database on servers that only read, which may lag behind; nullptr when there are none.
    [[nodiscard]] virtual std::shared_ptr<Driver> replicas() const { return nullptr; }
    /// The same database, where a name without a schema belongs to this one; nullptr where there are no schemas.
    [[nodiscard]] virtual std::shared_ptr<Driver> in_schema(const std::string& /*schema*/) const {
        return nullptr;
    }
    /// The same engine and options with a new database in this directory; nullptr where databases are no files.
    [[nodiscard]] virtual std::shared_ptr<Driver> in_directory(const std::string& /*directory*/) const {
        return nullptr;
    }
    /// How long a frame waits for a replica that is behind.
    [[nodiscard]] virtual std::chrono::milliseconds replica_wait() const { return {}; }
    /// For messages and as a default name: no password.
    [[nodiscard]] virtual std::string redacted_url() const = 0;
    /// Equal for two drivers that reach the same database (file: device and inode; ":memory:": unique).
    [[nodiscard]] virtual std::string identity() const = 0;
    /// What programs add to SQLite; nullptr for other engines.
    [[nodiscard]] virtual SqliteExtensions* sqlite_extensions() noexcept { return nullptr; }
    /// `:memory:`: there is one connection, shared by all threads under a lock.
    [[nodiscard]] virtual bool single_connection() const noexcept = 0;
    /// default_lock, isolation.
    [[nodiscard]] virtual TransactionOptions default_transaction() const = 0;
};

}  // namespace pewit::detail
