/// Rows in and out of their table, type-erased: a model's description and a pointer to its object.
#pragma once

#include <cstddef>
#include <cstdint>

#include <pewit/detail/column_set.hpp>
#include <pewit/detail/description.hpp>
#include <pewit/detail/execution.hpp>
#include <pewit/detail/save_hooks.hpp>

namespace pewit::detail {

/// The statements of one model whose text never changes.
struct ModelStatements {
    StatementSlot insert;           ///< the engine makes the key
    StatementSlot insert_with_key;  ///< the object brings it
    StatementSlot update;
    StatementSlot select_by_key;
    StatementSlot delete_by_key;
};

template <class M>
inline constinit ModelStatements statements_of{};

/// INSERT of a whole row. A generated key that is 0 is made by the engine and stored in the object; a
/// version that is 0 becomes 1.
/// Errors: DataError for a value that does not fit; IntegrityError and its kin; DatabaseError when the
/// engine stored no row although it reported no error (a trigger that ignores it).
void insert_row(const ModelDescription& model, void* row);

/// The same without the columns in `omitted`, which the engine fills by their DEFAULT; they are read
/// back into the object.
void insert_row(const ModelDescription& model, void* row, const ColumnSet& omitted);

/// UPDATE by key, of all columns (only_save_dirty: of those that differ from what is in the database; when
/// none does, a SELECT makes sure that the row is there).
/// Errors: DoesNotExist when no row has the key; StaleRow when its version is another.
void update_row(const ModelDescription& model, void* row);

/// UPDATE by key, of these columns and the version.
void update_row(const ModelDescription& model, void* row, const ColumnSet& columns);

/// save(): INSERT when the generated key is 0, else UPDATE.
void save_row(const ModelDescription& model, void* row);

/// SELECT by the key that `key` holds, into `row`, which may be the same object. False: no such row.
[[nodiscard]] bool fetch_row(const ModelDescription& model, const void* key, void* row);
/// Errors: DoesNotExist.
void fetch_existing_row(const ModelDescription& model, const void* key, void* row);

/// Of a row of `target`, through a key that was read from `origin` or, nullptr, that the program made: counts it for
/// set_n_plus_one_threshold(). Errors: LazyLoadError while a NoLazyLoad lives on this thread.
void before_lazy_load(const ModelDescription& target, const ColumnDescription* origin);

/// DELETE by key. Returns the number of rows, 0 or 1. Errors: StaleRow when its version is another.
std::int64_t delete_row(const ModelDescription& model, const void* row);

/// The same with the rows that refer to it, in one transaction (a savepoint when nested): deleted, or
/// their reference set to NULL, by the rules of delete_instance(recursive). Considers the models that this
/// program uses, of the same database, and whose tables exist. Returns the number of rows deleted, by pewit
/// itself, of all tables. Errors: StaleRow; ForeignKeyViolation of what is left to the engine.
std::int64_t delete_row_recursively(const ModelDescription& model, const void* row);

/// SELECT by the values that the object has in `columns` (NULL matches NULL); the first row by key.
/// Without such a row: INSERT. True: inserted. Race-safe: when another connection inserts meanwhile,
/// that row is read. A new row gets the columns in `omitted` from their DEFAULT. `hooks` are called around the INSERT.
bool get_or_insert_row(const ModelDescription& model, void* row, const ColumnSet& columns,
                       const ColumnSet& omitted, const InsertHooks* hooks = nullptr);

/// The rows of a batch, by number.
using RowAt = FunctionRef<void*(std::size_t)>;

/// INSERT of many rows, with several in a statement, in one transaction (a savepoint when nested).
/// Objects keep the keys they have; those made by the engine are not read back. `batch`: rows in a
/// statement at most, 0 = as many as are quickest. Returns the number of rows.
std::int64_t insert_rows(const ModelDescription& model, std::size_t count, RowAt at, std::size_t batch);

/// COPY of many rows, in one transaction (a savepoint when nested). Keys as with insert_rows().
/// Errors: NotSupportedError where the engine has no COPY.
std::int64_t copy_rows(const ModelDescription& model, std::size_t count, RowAt at);

/// INSERT of many rows with their generated keys stored in the objects, in one transaction.
void create_rows(const ModelDescription& model, std::size_t count, RowAt at, std::size_t batch);

/// UPDATE of these columns of many rows, in one transaction. Errors: DoesNotExist, StaleRow: nothing is
/// changed then. `batch`, here and above: rows in a statement at most, 0 = as many as are quickest.
void update_rows(const ModelDescription& model, std::size_t count, RowAt at, const ColumnSet& columns,
                 std::size_t batch);

/// Reads the columns of a whole row into the object. Errors: DataError that names the column.
void read_row(const ModelDescription& model, const Cell* cells, void* row);

/// Makes the model known to recursive deletes, from the program's start to its end (or the unloading of
/// the library that has it).
class ModelRegistration {
public:
    explicit ModelRegistration(const ModelDescription& model);
    ModelRegistration(const ModelRegistration&) = delete;
    ModelRegistration& operator=(const ModelRegistration&) = delete;
    ~ModelRegistration();

private:
    const ModelDescription* model_;
};

}  // namespace pewit::detail
