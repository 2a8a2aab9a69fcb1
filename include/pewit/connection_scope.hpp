/// The thread's stack of connections: which one a statement runs on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include <pewit/connection.hpp>
#include <pewit/detail/describe.hpp>

namespace pewit {

class Database;
class DatabaseProxy;
struct TransactionOptions;

/// Names the thread's current connection: the innermost scope's or guard's, else the only open database.
struct Current {
    explicit constexpr Current() = default;
};
inline constexpr Current current{};

namespace detail {
struct ModelDescription;
struct DatabaseState;
class Session;
class ThreadStack;

/// Whatever names a database: the object, a proxy, `pewit::current`, or a registered name.
class DatabaseRef {
public:
    // NOLINTBEGIN(google-explicit-constructor): a guard is written with any of these
    DatabaseRef(Database& database) noexcept : kind_(Kind::database), database_(&database) {}
    DatabaseRef(DatabaseProxy& proxy) noexcept : kind_(Kind::proxy), proxy_(&proxy) {}
    DatabaseRef(Current) noexcept : kind_(Kind::current) {}
    DatabaseRef(std::string_view name) noexcept : kind_(Kind::name), name_(name) {}
    DatabaseRef(const char* name) noexcept : kind_(Kind::name), name_(name) {}
    DatabaseRef(const std::string& name) noexcept : kind_(Kind::name), name_(name) {}
    // NOLINTEND(google-explicit-constructor)
    DatabaseRef(Database&&) = delete;
    DatabaseRef(DatabaseProxy&&) = delete;
    DatabaseRef(std::nullptr_t) = delete;

    /// This thread's topmost connection of the database, or nullptr when it has none.
    /// Errors: InterfaceError when there is no such database.
    [[nodiscard]] Session* find() const;
    /// The database itself. Errors: InterfaceError.
    [[nodiscard]] std::shared_ptr<DatabaseState> state() const;
    /// The same without a share of it, where the database object itself keeps it; else `keep` does.
    [[nodiscard]] DatabaseState& state(std::shared_ptr<DatabaseState>& keep) const;

    /// The registered name it was made from, else empty; and the same reference over other storage.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }
    [[nodiscard]] DatabaseRef renamed(std::string_view name) const noexcept {
        DatabaseRef copy = *this;
        copy.name_ = name;
        return copy;
    }

private:
    enum class Kind : unsigned char { database, proxy, current, name };
    Kind kind_;
    Database* database_ = nullptr;
    DatabaseProxy* proxy_ = nullptr;
    std::string_view name_ = {};
};

/// One entry on this thread's connection stack; the connection goes back to its pool with its last entry.
class StackEntry {
public:
    enum class Show : bool { hidden, visible };
    StackEntry() = default;
    StackEntry(const StackEntry&) = delete;
    StackEntry& operator=(const StackEntry&) = delete;
    ~StackEntry() { pop(); }

    /// Reuses this thread's connection of the database or borrows one.
    /// Errors: PoolTimeout; InterfaceError (no such database; autoconnect is off); what connecting throws.
    Session& push(const DatabaseRef& database, bool reuse, bool borrow, Show show);
    void push(Session& session, Show show);
    /// For a read-only frame: a connection to a replica that is fresh enough, unless the thread has one of the
    /// database already. False: there is none.
    bool push_replica(const DatabaseRef& database, const TransactionOptions& options);
    void pop() noexcept;
    [[nodiscard]] Session* session() const noexcept { return session_.get(); }

private:
    std::shared_ptr<Session> session_;  ///< shared: a guard may outlive its database
    ThreadStack* stack_ = nullptr;      ///< of the thread that pushed
    std::uint64_t id_ = 0;
};
}  // namespace detail

/// Whether a scope takes the connection this thread already has.
enum class Reuse : bool { no, yes };

/// Takes this thread's connection of the database, or borrows one from the pool, for the scope's lifetime
/// and makes it the current one: models without a database of their own use it. Nested scopes of one
/// database share the connection; `Reuse::no` takes another.
///
/// SQL: none, but for a transaction left open by raw SQL, which is rolled back and logged.
/// Errors: PoolTimeout; InterfaceError when there is no such database; what connecting throws.
/// Threads: the scope belongs to the thread that made it.
class [[nodiscard]] ConnectionScope {
public:
    [[nodiscard]] explicit ConnectionScope(detail::DatabaseRef database, Reuse reuse = Reuse::yes);
    ConnectionScope(const ConnectionScope&) = delete;
    ConnectionScope& operator=(const ConnectionScope&) = delete;
    ~ConnectionScope();
    static void* operator new(std::size_t) = delete;
    static void* operator new[](std::size_t) = delete;

    [[nodiscard]] Connection connection() const noexcept { return Connection{*entry_.session()}; }

private:
    detail::StackEntry entry_;
};

/// Names a model at run time: `pewit::model<User>`.
struct ModelRef {
    const detail::ModelDescription& (*description)() noexcept;
};
template <class M>
inline constexpr ModelRef model{&detail::description<M>};

/// Rebinds models to another database for this thread and scope, as test fixtures do; the former binding
/// is back at the scope's end, also after an exception.
class [[nodiscard]] BindScope {
public:
    template <class... Models>
    [[nodiscard]] explicit BindScope(Database& database, ModelRef first, Models... rest)
        : BindScope(database, {first, rest...}) {}
    BindScope(const BindScope&) = delete;
    BindScope& operator=(const BindScope&) = delete;
    ~BindScope();

private:
    BindScope(Database& database, std::initializer_list<ModelRef> models);
    std::size_t count_ = 0;
};

}  // namespace pewit
