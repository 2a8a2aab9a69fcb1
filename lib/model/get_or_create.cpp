/// get_or_create(): look, then insert, then look again if somebody else was quicker.
#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"
#include "model/captured_value.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"

namespace pewit::detail {

namespace {

std::string find_sql(const Dialect& dialect, const ModelDescription& model, const ColumnSet& sought,
                     const ColumnSet& nulls) {
    RowSql sql(dialect);
    sql.text("SELECT ").columns(model).text(" FROM ").table(model);
    const char* word = " WHERE ";
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (!sought.has(i)) continue;
        sql.text(word).name(model.columns[i].name);
        word = " AND ";
        if (nulls.has(i)) {
            sql.text(" IS NULL");
        } else {
            sql.text(" = ").parameter();
        }
    }
    sql.text(" ORDER BY ").name(model.columns[model.primary_key.front()].name).text(" LIMIT 1");
    return sql.take();
}

ColumnSet null_columns(const ModelDescription& model, const ColumnSet& columns, const void* row) {
    ColumnSet nulls;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ColumnDescription& column = model.columns[i];
        if (columns.has(i) && column.nullable && CapturedValue(model, column, row).is_null()) nulls.add(i);
    }
    return nulls;
}

/// Reads the row with these values into `row`. False: there is none.
bool find_row(Session& session, const ModelDescription& model, const ColumnSet& sought, void* row) {
    const ColumnSet nulls = null_columns(model, sought, row);
    const StatementKey key = StatementKey(RowStatement::find, model).add(sought).add(nulls);
    const auto sql = [&](const Dialect& dialect) { return find_sql(dialect, model, sought, nulls); };
    Execution run{session, key.bytes(), sql};
    ColumnSet bound = sought;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (nulls.has(i)) bound.remove(i);
    }
    bind_columns(model, bound, run.statement(), 0, row);
    const Cell* cells = run.step();
    if (cells != nullptr) read_row(model, cells, row);
    return cells != nullptr;
}

}  // namespace

bool get_or_insert_row(const ModelDescription& model, void* row, const ColumnSet& sought,
                       const ColumnSet& omitted, const InsertHooks* hooks) {
    const SessionLease lease{model};
    if (find_row(lease.session(), model, sought, row)) return false;
    try {
        InternalFrame frame{lease.session()};
        if (hooks != nullptr) hooks->before(row);
        if (omitted.is_empty()) {
            insert_row(model, row);
        } else {
            insert_row(model, row, omitted);
        }
        if (hooks != nullptr) hooks->after(row);
        frame.commit();
    } catch (const UniqueViolation&) {
        if (find_row(lease.session(), model, sought, row)) return false;
        throw;
    }
    return true;
}

}  // namespace pewit::detail
