// One handler for a family: the tree of error.hpp as a user's catch clauses see it.
#include <pewit/error.hpp>

#include <type_traits>

template <class Family, class... Members>
constexpr bool has = (std::is_base_of_v<Family, Members> && ...);

static_assert(has<pewit::Error, pewit::ImproperlyConfigured, pewit::InterfaceError, pewit::DoesNotExist,
                  pewit::StaleRow, pewit::PoolTimeout, pewit::TransactionError, pewit::DatabaseError>);
static_assert(
    has<pewit::TransactionError, pewit::TransactionStateError, pewit::NestedTransactionError,
        pewit::TransactionAborted, pewit::CommitInDoubt, pewit::AfterCommitError, pewit::BlockExited>);
static_assert(has<pewit::DatabaseError, pewit::DataError, pewit::IntegrityError, pewit::OperationalError,
                  pewit::ProgrammingError, pewit::NotSupportedError, pewit::InternalError>);
static_assert(has<pewit::IntegrityError, pewit::UniqueViolation, pewit::ForeignKeyViolation,
                  pewit::NotNullViolation, pewit::CheckViolation>);
static_assert(has<pewit::OperationalError, pewit::ConnectionLost, pewit::LockError>);
