/// INSERT of one row.
#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"
#include "model/insert.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

namespace {

/// The columns of a row that are bound: all, but for a key that the engine is to make.
ColumnSet bound_columns(const ModelDescription& model, bool makes_key) {
    ColumnSet columns;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (!makes_key || !model.columns[i].autoincrement) columns.add(i);
    }
    return columns;
}

/// What the statement has to give back: the key that the engine makes, where it can't be asked for.
ColumnSet returned_columns(const ModelDescription& model, bool makes_key, const Dialect& dialect) {
    ColumnSet columns;
    if (makes_key && !dialect.can().last_insert_id) columns.add(model.primary_key.front());
    return columns;
}

void read_returned(const ModelDescription& model, const ColumnSet& columns, const Cell* cells, void* row) {
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (columns.has(i)) read_column(model, model.columns[i], *cells++, row);
    }
}

}  // namespace

void throw_ignored_insert(const ModelDescription& model, std::string_view sql) {
    ErrorFacts facts;
    facts.code = ErrorCode::conflict;
    facts.table = model.table;
    facts.sql = sql;
    throw DatabaseError("the row was not inserted into \"" + std::string(model.table)
                            + "\", although the database reported no error: a trigger ignored it",
                        std::move(facts));
}

void start_version(const ModelDescription& model, void* row) {
    if (model.version_column >= 0 && version_of(model, row) == 0) set_version(model, row, 1);
}

void insert_row(const ModelDescription& model, void* row) {
    std::int64_t* const key = model.has_generated_key ? &model.generated_key(row) : nullptr;
    const bool makes_key = key != nullptr && *key == 0;
    start_version(model, row);
    const ModelStatements& statements = *model.statements;
    const SessionLease lease{model};
    const auto sql = [&model, makes_key](const Dialect& dialect) {
        return insert_sql(dialect, model, bound_columns(model, makes_key), 1,
                          returned_columns(model, makes_key, dialect));
    };
    Execution run{lease.session(), makes_key ? statements.insert : statements.insert_with_key, sql};
    Statement& statement = run.statement();
    // A key that the engine is to make is left out.
    const std::size_t left_out = makes_key ? model.primary_key.front() : model.columns.size();
    const int next = bind_range(model, model.columns.first(left_out), statement, 0, row);
    if (makes_key) bind_range(model, model.columns.subspan(left_out + 1), statement, next, row);
    const Cell* cells = run.step();
    const bool returned = cells != nullptr;  // the key, by RETURNING
    if (returned) {
        read_column(model, model.columns[model.primary_key.front()], *cells, row);
        run.run();
    }
    const bool asks_for_key = makes_key && !returned;
    const std::int64_t made = asks_for_key ? run.last_insert_id() : run.changes();
    if (made == 0) throw_ignored_insert(model, statement.sql());
    if (asks_for_key) *key = made;
    if (model.fingerprints != nullptr) remember_row(model, row);
}

void insert_row(const ModelDescription& model, void* row, const ColumnSet& omitted) {
    if (omitted.is_empty()) return insert_row(model, row);
    const bool makes_key = model.has_generated_key && model.generated_key(row) == 0;
    start_version(model, row);
    ColumnSet bound = bound_columns(model, makes_key);
    ColumnSet returned;
    if (makes_key) returned.add(model.primary_key.front());
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (!omitted.has(i)) continue;
        bound.remove(i);
        returned.add(i);
    }
    const SessionLease lease{model};
    const StatementKey key = StatementKey(RowStatement::insert, model).add(bound).add(returned);
    const auto sql = [&](const Dialect& dialect) { return insert_sql(dialect, model, bound, 1, returned); };
    Execution run{lease.session(), key.bytes(), sql};
    bind_columns(model, bound, run.statement(), 0, row);
    const Cell* cells = run.step();
    if (cells == nullptr) throw_ignored_insert(model, run.statement().sql());
    read_returned(model, returned, cells, row);
    run.run();
    if (model.fingerprints != nullptr) remember_row(model, row);
}

}  // namespace pewit::detail
