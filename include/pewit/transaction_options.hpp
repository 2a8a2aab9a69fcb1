/// How a transaction begins and nests: enumerations, never strings.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace pewit {

/// SQLite's lock mode of BEGIN. https://sqlite.org/lang_transaction.html
enum class Lock : std::uint8_t { deferred, immediate, exclusive };

/// SQL's isolation levels. SQLite knows serializable alone.
enum class Isolation : std::uint8_t { read_uncommitted, read_committed, repeatable_read, serializable };

enum class Access : std::uint8_t { read_write, read_only };

/// A place in PostgreSQL's log of changes (`pg_lsn`), in bytes: `Database::current_lsn()`.
struct Lsn {
    std::uint64_t bytes = 0;
    friend constexpr auto operator<=>(Lsn, Lsn) = default;
};

/// What a guard does when a transaction is already open.
enum class Nesting : std::uint8_t {
    savepoint,  ///< Atomic's default
    join,       ///< send nothing; an exception leaving it dooms the enclosing real frame
    forbid,     ///< throw NestedTransactionError before any SQL
};

/// Lock, isolation, access and deferrable belong to the outermost frame; on a nested one they throw
/// TransactionStateError before any SQL. What is not set is not sent.
struct TransactionOptions {
    std::optional<Lock> lock = {};
    std::optional<Isolation> isolation = {};
    std::optional<Access> access = {};
    std::optional<bool> deferrable = {};
    std::optional<Nesting> nesting = {};
    bool force_rollback = false;
    std::string name = {};  ///< a savepoint's own name, at most 63 bytes
    /// With Access::read_only: sees at least what was committed before this place. A replica that has not got so far
    /// in time leaves the frame to the primary.
    std::optional<Lsn> not_before = {};
};

}  // namespace pewit
