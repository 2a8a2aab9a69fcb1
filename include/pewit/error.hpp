/// Every error pewit throws: a type for each different `catch`, a question for everything else.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pewit {

/// What kind of trouble it is, the same on every engine.
enum class ErrorCode : std::uint8_t {
    other,
    misuse,
    configuration,
    not_found,
    locked,
    conflict,
    constraint,
    stale_plan,
    cancelled,
    storage,
    session_lost,
    in_doubt,
    data,
    syntax,
    not_supported,
    pool_timeout,
};

/// What became of the transaction that the error belongs to.
enum class Outcome : std::uint8_t { unknown, open, rolled_back, committed, in_doubt };

namespace detail {
/// Who can find out later what became of a commit in doubt.
struct InDoubt {
    InDoubt() = default;
    InDoubt(const InDoubt&) = delete;
    InDoubt& operator=(const InDoubt&) = delete;
    virtual ~InDoubt() = default;
    [[nodiscard]] virtual Outcome resolve(std::chrono::milliseconds patience) const = 0;
};
}  // namespace detail

/// The facts an error carries. None of them ever holds a bound value or a password.
struct ErrorFacts {
    ErrorCode code = ErrorCode::other;
    Outcome outcome = Outcome::unknown;
    int native_code = 0;  ///< SQLite's extended result code; 0 on PostgreSQL
    bool retryable = false;
    bool loses_connection = false;
    bool loses_transaction = false;
    std::string sqlstate = {};  ///< empty on SQLite
    std::string sql = {};       ///< with placeholders
    std::string table = {};
    std::string column = {};
    std::string constraint = {};
    std::shared_ptr<const detail::InDoubt> in_doubt = {};
};

class Error;
namespace detail {
/// Tells an error in flight what became of its transaction.
void note_outcome(Error& error, Outcome outcome) noexcept;
}  // namespace detail

class Error : public std::runtime_error {
public:
    explicit Error(const std::string& message, ErrorFacts facts = {});

    [[nodiscard]] ErrorCode code() const noexcept { return facts_->code; }
    [[nodiscard]] Outcome outcome() const noexcept { return facts_->outcome; }
    [[nodiscard]] int native_code() const noexcept { return facts_->native_code; }
    [[nodiscard]] std::string_view sqlstate() const noexcept { return facts_->sqlstate; }
    [[nodiscard]] std::string_view sql() const noexcept { return facts_->sql; }
    [[nodiscard]] std::string_view table() const noexcept { return facts_->table; }
    [[nodiscard]] std::string_view column() const noexcept { return facts_->column; }
    [[nodiscard]] std::string_view constraint() const noexcept { return facts_->constraint; }
    /// True when running the whole outermost unit again may succeed.
    [[nodiscard]] bool is_retryable() const noexcept { return facts_->retryable; }
    [[nodiscard]] bool loses_connection() const noexcept { return facts_->loses_connection; }
    [[nodiscard]] bool loses_transaction() const noexcept { return facts_->loses_transaction; }
    [[nodiscard]] const ErrorFacts& facts() const noexcept { return *facts_; }

private:
    friend void detail::note_outcome(Error& error, Outcome outcome) noexcept;
    std::shared_ptr<ErrorFacts> facts_;
};

// clang-format off
class ImproperlyConfigured   : public Error { using Error::Error; };  ///< an option that can't be
class InterfaceError         : public Error { using Error::Error; };  ///< pewit used wrongly: no database, closed, not initialised
class LazyLoadError          : public InterfaceError { using InterfaceError::InterfaceError; };  ///< NoLazyLoad: a key that is not loaded was followed
class DoesNotExist           : public Error { using Error::Error; };  ///< get() found no row; a save or refresh matched none
class StaleRow               : public Error { using Error::Error; };  ///< optimistic locking: the row was changed meanwhile
class PoolTimeout            : public Error { using Error::Error; };  ///< no connection became free in time

class TransactionError       : public Error { using Error::Error; };
class TransactionStateError  : public TransactionError { using TransactionError::TransactionError; };  ///< not possible in this state; nothing was sent
class NestedTransactionError : public TransactionError { using TransactionError::TransactionError; };  ///< Nesting::forbid
class BlockExited            : public TransactionError { using TransactionError::TransactionError; };  ///< raise_commit/raise_rollback left a block that owes a value
/// The engine, or an inner frame, ended or doomed the transaction: nothing of it was saved. The first
/// cause is nested; the questions answer its values.
class TransactionAborted     : public TransactionError, public std::nested_exception { using TransactionError::TransactionError; };
/// The commit was sent and its answer never came, or can't be trusted.
class CommitInDoubt          : public TransactionError, public std::nested_exception {
public:
    using TransactionError::TransactionError;
    /// Asks the server, on a connection of its own, what became of it: `committed` or `rolled_back`; `in_doubt` when it
    /// can't be told, or not within `patience`. PostgreSQL, opened with track_xid; elsewhere always `in_doubt`: close
    /// the database, open it again and look. Errors: OperationalError when the server can't be asked.
    [[nodiscard]] Outcome resolve(std::chrono::milliseconds patience = std::chrono::seconds{10}) const {
        return facts().in_doubt != nullptr ? facts().in_doubt->resolve(patience) : Outcome::in_doubt;
    }
};
/// The data is committed; an on_commit callback threw (nested).
class AfterCommitError       : public TransactionError, public std::nested_exception { using TransactionError::TransactionError; };

class DatabaseError          : public Error { using Error::Error; };
class DataError              : public DatabaseError { using DatabaseError::DatabaseError; };  ///< a value that does not fit
class IntegrityError         : public DatabaseError { using DatabaseError::DatabaseError; };
class UniqueViolation        : public IntegrityError { using IntegrityError::IntegrityError; };
class ForeignKeyViolation    : public IntegrityError { using IntegrityError::IntegrityError; };
class NotNullViolation       : public IntegrityError { using IntegrityError::IntegrityError; };
class CheckViolation         : public IntegrityError { using IntegrityError::IntegrityError; };
class OperationalError       : public DatabaseError { using DatabaseError::DatabaseError; };
class ConnectionLost         : public OperationalError, public std::nested_exception { using OperationalError::OperationalError; };
class LockError              : public OperationalError { using OperationalError::OperationalError; };
class ProgrammingError       : public DatabaseError { using DatabaseError::DatabaseError; };
class NotSupportedError      : public DatabaseError { using DatabaseError::DatabaseError; };
class InternalError          : public DatabaseError { using DatabaseError::DatabaseError; };
// clang-format on

}  // namespace pewit
