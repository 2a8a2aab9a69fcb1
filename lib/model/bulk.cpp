/// Many rows at once, in one transaction.
#include <algorithm>
#include <vector>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"
#include "model/bulk_arrays.hpp"
#include "model/insert.hpp"
#include "model/objects_undo.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

namespace {

/// More rows in a statement gain nothing: the time goes into the rows themselves.
constexpr std::size_t quickest_batch = 64;
/// As arrays they go by so many.
constexpr std::size_t quickest_arrays = 1000;
/// Fewer go one by one: a statement with arrays is prepared and described first.
constexpr std::size_t few = 4;

/// Rows that fit into one statement's parameters.
std::size_t rows_in_a_statement(const ModelDescription& model, const Dialect& dialect, std::size_t batch) {
    const std::size_t wanted = batch == 0 ? quickest_batch : batch;
    return std::clamp<std::size_t>(dialect.can().max_parameters / model.columns.size(), 1, wanted);
}

/// One INSERT for rows that all bring their key, or all don't.
void insert_alike(Session& session, const ModelDescription& model, const std::vector<void*>& rows) {
    const bool without_key = makes_key(model, rows.front());
    const ColumnSet columns = columns_of_new_row(model, without_key);
    const StatementKey key = StatementKey(RowStatement::insert_rows, model).add(columns).add(rows.size());
    const auto sql = [&](const Dialect& dialect) {
        return insert_sql(dialect, model, columns, rows.size(), {});
    };
    Execution run{session, key.bytes(), sql};
    int index = 0;
    for (const void* row : rows)
        index = bind_new_row(model, run.statement(), index, row, without_key);
    run.run();
    if (run.changes() != static_cast<std::int64_t>(rows.size()))
        throw_ignored_insert(model, run.statement().sql());
}

/// A model whose only column is the key that the engine makes: DEFAULT VALUES takes one row a time.
bool has_only_a_made_key(const ModelDescription& model) {
    return model.columns.size() == 1 && model.columns.front().autoincrement;
}

/// One COPY. Returns the number of the first row that it did not take.
std::size_t copy_alike(Session& session, const ModelDescription& model, std::size_t begin, std::size_t end,
                       RowAt at) {
    NewRows rows{model, begin, end, at};
    const ColumnSet columns = columns_of_new_row(model, rows.without_key());
    const StatementKey key = StatementKey(RowStatement::copy_rows, model).add(columns);
    Execution run{session, key.bytes(),
                  [&](const Dialect& dialect) { return copy_sql(dialect, model, columns); }};
    run.statement().set_source(rows);
    run.run();
    if (run.changes() != static_cast<std::int64_t>(rows.count()))
        throw_ignored_insert(model, run.statement().sql());
    return begin + rows.count();
}

template <class Operation>
void each_or_none(const ModelDescription& model, std::size_t count, RowAt at, Operation operation) {
    if (count == 0) return;
    const SessionLease lease{model};
    ObjectsUndo undo{model};
    InternalFrame frame{lease.session()};
    for (std::size_t i = 0; i < count; ++i) {
        void* row = at(i);
        undo.before(row);
        operation(row);
    }
    commit(frame, undo);
}

/// Where the statement that takes rows from this place ends, at the latest.
std::size_t end_of_arrays(std::size_t begin, std::size_t count, std::size_t batch) {
    return std::min(count, begin + (batch == 0 ? quickest_arrays : batch));
}

void create_by_arrays(const ModelDescription& model, std::size_t count, RowAt at, std::size_t batch) {
    const SessionLease lease{model};
    ObjectsUndo undo{model};
    InternalFrame frame{lease.session()};
    std::vector<std::int64_t> keys;
    for (std::size_t begin = 0, taken = 0; begin < count; begin += taken) {
        keys.clear();
        taken = insert_arrays(lease.session(), model, begin, end_of_arrays(begin, count, batch), at, &keys);
        for (std::size_t i = 0; i < taken; ++i) {
            void* row = at(begin + i);
            undo.before(row);
            start_version(model, row);
            if (i < keys.size()) model.generated_key(row) = keys[i];
            remember_row(model, row);
        }
    }
    commit(frame, undo);
}

/// False: nothing was changed, since a row was not there, or there twice; one by one it will be said which.
bool update_by_arrays(const ModelDescription& model, std::size_t count, RowAt at, const ColumnSet& columns,
                      std::size_t batch) {
    const SessionLease lease{model};
    ObjectsUndo undo{model};
    InternalFrame frame{lease.session()};
    std::vector<void*> rows;
    for (std::size_t begin = 0; begin < count; begin += rows.size()) {
        const std::size_t end = end_of_arrays(begin, count, batch);
        if (!update_arrays(lease.session(), model, begin, end, at, columns, rows)) return false;
        for (void* row : rows) {
            undo.before(row);
            if (model.version_column >= 0) set_version(model, row, version_of(model, row) + 1);
            remember_columns(model, columns, row);
        }
    }
    commit(frame, undo);
    return true;
}

}  // namespace

std::int64_t insert_rows(const ModelDescription& model, std::size_t count, RowAt at, std::size_t batch) {
    if (count == 0) return 0;
    const SessionLease lease{model};
    const std::size_t most =
        has_only_a_made_key(model) ? 1 : rows_in_a_statement(model, lease.dialect(), batch);
    InternalFrame frame{lease.session()};
    if (count > quickest_batch && batch != 1 && !has_only_a_made_key(model)
        && can_come_as_arrays(model, lease.dialect())) {
        for (std::size_t begin = 0; begin < count;)
            begin +=
                insert_arrays(lease.session(), model, begin, end_of_arrays(begin, count, batch), at, nullptr);
        frame.commit();
        return static_cast<std::int64_t>(count);
    }
    std::vector<void*> alike;
    for (std::size_t i = 0; i < count; ++i) {
        void* row = at(i);
        if (!alike.empty()
            && (alike.size() == most || makes_key(model, row) != makes_key(model, alike.front()))) {
            insert_alike(lease.session(), model, alike);
            alike.clear();
        }
        alike.push_back(row);
    }
    insert_alike(lease.session(), model, alike);
    frame.commit();
    return static_cast<std::int64_t>(count);
}

std::int64_t copy_rows(const ModelDescription& model, std::size_t count, RowAt at) {
    const SessionLease lease{model};
    if (!lease.dialect().can().copy) {
        throw NotSupportedError("copy_in() of " + std::string(model.name) + ": "
                                    + std::string(lease.dialect().name())
                                    + " has no COPY; insert_many() does the same",
                                {.code = ErrorCode::not_supported});
    }
    if (has_only_a_made_key(model)) return insert_rows(model, count, at, 0);
    InternalFrame frame{lease.session()};
    for (std::size_t next = 0; next < count;)
        next = copy_alike(lease.session(), model, next, count, at);
    frame.commit();
    return static_cast<std::int64_t>(count);
}

void create_rows(const ModelDescription& model, std::size_t count, RowAt at, std::size_t batch) {
    if (count >= few && batch != 1 && !has_only_a_made_key(model)
        && can_come_as_arrays(model, SessionLease{model}.dialect()))
        return create_by_arrays(model, count, at, batch);
    each_or_none(model, count, at, [&](void* row) { insert_row(model, row); });
}

void update_rows(const ModelDescription& model, std::size_t count, RowAt at, const ColumnSet& columns,
                 std::size_t batch) {
    ColumnSet set = columns;
    if (model.version_column >= 0) set.remove(static_cast<std::size_t>(model.version_column));
    const bool sets_nothing = set.is_empty() && model.version_column < 0;
    if (count >= few && batch != 1 && !sets_nothing
        && can_come_as_arrays(model, SessionLease{model}.dialect())
        && update_by_arrays(model, count, at, set, batch))
        return;
    each_or_none(model, count, at, [&](void* row) { update_row(model, row, columns); });
}

}  // namespace pewit::detail
