/// A handle to the connection under a scope or a transaction, for what pewit lacks.
#pragma once

#include <cstdint>
#include <pewit/detail/native_tag.hpp>

namespace pewit {

namespace detail {
class Session;
void* native_handle(Session& session, std::type_index type);
}  // namespace detail

/// Cheap to copy; valid while the scope or guard that gave it lives.
class Connection {
public:
    explicit Connection(detail::Session& session) noexcept : session_(&session) {}

    /// The client library's own object: `native<SQLite::Database>()`, `native<sqlite3>()`.
    /// A transaction that is begun or ended behind pewit's back is found out at the next boundary.
    /// Errors: InterfaceError when the engine has no object of that type; TransactionStateError from
    /// another thread or a forked child. Threads: only the one that holds the connection.
    template <class T>
    [[nodiscard]] T& native() const {
        return *static_cast<T*>(detail::native_handle(*session_, detail::native_type<T>()));
    }

    friend bool operator==(const Connection& a, const Connection& b) noexcept {
        return a.session_ == b.session_;
    }

private:
    detail::Session* session_;
};

}  // namespace pewit
