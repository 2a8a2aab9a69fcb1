/// UPDATE of one row by its key, and save().
#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"
#include "model/fetch.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"

namespace pewit::detail {

namespace {

/// Neither the key nor the version.
bool is_plain(const ModelDescription& model, std::size_t column) {
    return !model.columns[column].primary_key && static_cast<int>(column) != model.version_column;
}

ColumnSet plain_columns(const ModelDescription& model) {
    ColumnSet columns;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (is_plain(model, i)) columns.add(i);
    }
    return columns;
}

int bind_plain_columns(const ModelDescription& model, Statement& statement, const void* row) {
    int index = 0;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (is_plain(model, i)) bind_column(model, model.columns[i], statement, index++, row);
    }
    return index;
}

void bind_version(const ModelDescription& model, Statement& statement, int index, void* row,
                  std::int64_t version) {
    set_version(model, row, version);
    bind_column(model, model.columns[static_cast<std::size_t>(model.version_column)], statement, index, row);
}

/// An UPDATE matched nothing: the row is gone, or of another version.
[[noreturn]] void throw_not_updated(Session& session, const ModelDescription& model, const void* row) {
    if (model.version_column >= 0 && row_exists(session, model, row)) throw_stale_row(model);
    throw_no_such_row(model, {});
}

/// Runs, with the other columns bound and the key's parameter at `index`; returns whether a row matched. The object
/// has the new version afterwards, or the old one when it failed.
bool run_update(Execution& run, const ModelDescription& model, int index, void* row) {
    Statement& statement = run.statement();
    if (model.version_column < 0) {
        bind_key(model, statement, index, row);
        run.run();
        return run.changes() > 0;
    }
    const std::int64_t version = version_of(model, row);
    try {
        bind_version(model, statement, index++, row, version + 1);
        index = bind_key(model, statement, index, row);
        bind_version(model, statement, index, row, version);
        run.run();
    } catch (...) {
        set_version(model, row, version);
        throw;
    }
    if (run.changes() > 0) set_version(model, row, version + 1);
    return run.changes() > 0;
}

void update_columns(const ModelDescription& model, void* row, const ColumnSet& columns) {
    const SessionLease lease{model};
    const StatementKey key = StatementKey(RowStatement::update, model).add(columns);
    const auto sql = [&](const Dialect& dialect) { return update_sql(dialect, model, columns); };
    const auto updated = [&] {
        Execution run{lease.session(), key.bytes(), sql};
        return run_update(run, model, bind_columns(model, columns, run.statement(), 0, row), row);
    };
    if (!updated()) throw_not_updated(lease.session(), model, row);
}

void update_all_columns(const ModelDescription& model, void* row) {
    const SessionLease lease{model};
    const auto sql = [&](const Dialect& dialect) { return update_sql(dialect, model, plain_columns(model)); };
    const auto updated = [&] {
        Execution run{lease.session(), model.statements->update, sql};
        return run_update(run, model, bind_plain_columns(model, run.statement(), row), row);
    };
    if (!updated()) throw_not_updated(lease.session(), model, row);
}

/// Nothing is to be sent, and still save() says that the row is there.
void check_exists(const ModelDescription& model, const void* row) {
    const SessionLease lease{model};
    if (!row_exists(lease.session(), model, row)) throw_no_such_row(model, {});
}

}  // namespace

void update_row(const ModelDescription& model, void* row) {
    if (model.fingerprints == nullptr) return update_all_columns(model, row);
    const ColumnSet dirty = dirty_columns(model, row);
    if (dirty.is_empty()) return check_exists(model, row);
    update_columns(model, row, dirty);
    remember_row(model, row);
}

void update_row(const ModelDescription& model, void* row, const ColumnSet& columns) {
    ColumnSet set = columns;
    if (model.version_column >= 0) set.remove(static_cast<std::size_t>(model.version_column));
    update_columns(model, row, set);
    remember_columns(model, set, row);
}

void save_row(const ModelDescription& model, void* row) {
    if (model.has_generated_key && model.generated_key(row) == 0) return insert_row(model, row);
    update_row(model, row);
}

}  // namespace pewit::detail
