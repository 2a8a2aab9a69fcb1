#include "model/bulk_arrays.hpp"

#include <algorithm>

#include "model/bind.hpp"
#include "model/insert.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

/// The rows of one UPDATE.
class ChangedRows final : public RowSource {
public:
    ChangedRows(const ModelDescription& model, const ColumnSet& columns, std::size_t begin, std::size_t end,
                RowAt at, std::vector<void*>& rows)
        : model_(model), columns_(columns), next_(begin), end_(end), at_(at), rows_(rows) {}

    bool bind_next(Statement& statement) override {
        if (next_ == end_) return false;
        void* row = at_(next_++);
        int index = bind_columns(model_, columns_, statement, 0, row);
        if (model_.version_column < 0) {
            bind_key(model_, statement, index, row);
        } else {
            bind_with_version(statement, index, row);
        }
        rows_.push_back(row);
        return true;
    }

private:
    void bind_with_version(Statement& statement, int index, void* row) const {
        const ColumnDescription& column = model_.columns[static_cast<std::size_t>(model_.version_column)];
        const std::int64_t version = version_of(model_, row);
        set_version(model_, row, version + 1);
        const Fault fault = column.bind(statement, index++, row);
        set_version(model_, row, version);
        if (fault != Fault::none) throw_bind_fault(fault, model_, column, nullptr);
        index = bind_key(model_, statement, index, row);
        bind_column(model_, column, statement, index, row);
    }

    const ModelDescription& model_;
    const ColumnSet& columns_;
    std::size_t next_;
    std::size_t end_;
    RowAt at_;
    std::vector<void*>& rows_;
};

}  // namespace

bool makes_key(const ModelDescription& model, const void* row) {
    return model.has_generated_key && model.generated_key(const_cast<void*>(row)) == 0;
}

int bind_new_row(const ModelDescription& model, Statement& statement, int index, const void* row,
                 bool without_key) {
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const ColumnDescription& column = model.columns[i];
        if (without_key && column.autoincrement) continue;
        if (static_cast<int>(i) == model.version_column && version_of(model, row) == 0) {
            statement.bind_int64(index++, 1);
        } else {
            bind_column(model, column, statement, index++, row);
        }
    }
    return index;
}

ColumnSet columns_of_new_row(const ModelDescription& model, bool without_key) {
    ColumnSet columns;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (!without_key || !model.columns[i].autoincrement) columns.add(i);
    }
    return columns;
}

NewRows::NewRows(const ModelDescription& model, std::size_t begin, std::size_t end, RowAt at)
    : model_(model),
      begin_(begin),
      next_(begin),
      end_(end),
      at_(at),
      without_key_(makes_key(model, at(begin))) {}

bool NewRows::bind_next(Statement& row) {
    if (next_ == end_) return false;
    const void* object = at_(next_);
    if (makes_key(model_, object) != without_key_) return false;
    bind_new_row(model_, row, 0, object, without_key_);
    ++next_;
    return true;
}

/// An array of arrays would be taken apart down to its last elements.
bool can_come_as_arrays(const ModelDescription& model, const Dialect& dialect) {
    return dialect.can().unnest
           && std::all_of(model.columns.begin(), model.columns.end(),
                          [](const ColumnDescription& column) { return column.type <= SqlType::json; });
}

std::size_t insert_arrays(Session& session, const ModelDescription& model, std::size_t begin, std::size_t end,
                          RowAt at, std::vector<std::int64_t>* keys) {
    NewRows rows{model, begin, end, at};
    const ColumnSet columns = columns_of_new_row(model, rows.without_key());
    ColumnSet returning;
    if (keys != nullptr && rows.without_key()) returning.add(model.primary_key.front());
    const StatementKey key = StatementKey(RowStatement::insert_arrays, model).add(columns).add(returning);
    Execution run{session, key.bytes(), [&](const Dialect& dialect) {
                      return insert_arrays_sql(dialect, model, columns, returning);
                  }};
    run.statement().set_source(rows);
    while (const Cell* cells = run.step())
        keys->push_back(cells->integer);
    if (run.changes() != static_cast<std::int64_t>(rows.count()))
        throw_ignored_insert(model, run.statement().sql());
    return rows.count();
}

bool update_arrays(Session& session, const ModelDescription& model, std::size_t begin, std::size_t end,
                   RowAt at, const ColumnSet& columns, std::vector<void*>& rows) {
    rows.clear();
    ChangedRows source{model, columns, begin, end, at, rows};
    const StatementKey key = StatementKey(RowStatement::update_arrays, model).add(columns);
    Execution run{session, key.bytes(),
                  [&](const Dialect& dialect) { return update_arrays_sql(dialect, model, columns); }};
    run.statement().set_source(source);
    run.run();
    return run.changes() == static_cast<std::int64_t>(rows.size());
}

}  // namespace pewit::detail
