#include "model/row_sql.hpp"

#include "sql/dialect.hpp"
#include "sql/table_name.hpp"

namespace pewit::detail {

namespace {

/// What an UPDATE sets when it has nothing to set: the key to itself, so that it still finds the row.
void append_key_to_itself(RowSql& sql, const ModelDescription& model) {
    const std::string_view key = model.columns[model.primary_key.front()].name;
    sql.name(key).text(" = ").name(key);
}

void append_values(RowSql& sql, std::size_t columns) {
    sql.text("(");
    for (std::size_t i = 0; i < columns; ++i) {
        if (i > 0) sql.text(", ");
        sql.parameter();
    }
    sql.text(")");
}

}  // namespace

ColumnSet all_columns(const ModelDescription& model) {
    ColumnSet set;
    for (std::size_t i = 0; i < model.columns.size(); ++i)
        set.add(i);
    return set;
}

RowSql& RowSql::name(std::string_view identifier) {
    append_quoted(text_, identifier);
    return *this;
}

RowSql& RowSql::table(const ModelDescription& model) {
    append_table(text_, model);
    return *this;
}

RowSql& RowSql::parameter() {
    dialect_.append_placeholder(text_, ++parameters_);
    return *this;
}

RowSql& RowSql::key_condition(const ModelDescription& model) {
    bool first = true;
    for (const std::uint16_t column : model.primary_key) {
        if (!first) text(" AND ");
        first = false;
        name(model.columns[column].name).text(" = ").parameter();
    }
    return *this;
}

RowSql& RowSql::columns(const ModelDescription& model) { return columns(model, all_columns(model)); }

RowSql& RowSql::columns(const ModelDescription& model, const ColumnSet& some) {
    bool first = true;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (!some.has(i)) continue;
        if (!first) text(", ");
        first = false;
        name(model.columns[i].name);
    }
    return *this;
}

std::string insert_sql(const Dialect& dialect, const ModelDescription& model, const ColumnSet& columns,
                       std::size_t rows, const ColumnSet& returning) {
    RowSql sql(dialect);
    sql.text("INSERT INTO ").table(model);
    if (columns.is_empty()) {
        sql.text(" DEFAULT VALUES");
    } else {
        std::size_t width = 0;
        for (std::size_t i = 0; i < model.columns.size(); ++i)
            width += columns.has(i) ? 1U : 0U;
        sql.text(" (").columns(model, columns).text(") VALUES ");
        for (std::size_t row = 0; row < rows; ++row) {
            if (row > 0) sql.text(", ");
            append_values(sql, width);
        }
    }
    if (!returning.is_empty()) sql.text(" RETURNING ").columns(model, returning);
    return sql.take();
}

std::string copy_sql(const Dialect& dialect, const ModelDescription& model, const ColumnSet& columns) {
    RowSql sql(dialect);
    sql.text("COPY ").table(model).text(" (").columns(model, columns).text(") FROM STDIN");
    return sql.take();
}

std::string update_sql(const Dialect& dialect, const ModelDescription& model, const ColumnSet& columns) {
    RowSql sql(dialect);
    sql.text("UPDATE ").table(model).text(" SET ");
    bool first = true;
    const auto set = [&](const ColumnDescription& column) {
        if (!first) sql.text(", ");
        first = false;
        sql.name(column.name).text(" = ").parameter();
    };
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (columns.has(i)) set(model.columns[i]);
    }
    const ColumnDescription* version =
        model.version_column < 0 ? nullptr : &model.columns[static_cast<std::size_t>(model.version_column)];
    if (version != nullptr) set(*version);
    if (first) append_key_to_itself(sql, model);
    sql.text(" WHERE ").key_condition(model);
    if (version != nullptr) sql.text(" AND ").name(version->name).text(" = ").parameter();
    return sql.take();
}

std::string select_by_key_sql(const Dialect& dialect, const ModelDescription& model) {
    RowSql sql(dialect);
    sql.text("SELECT ").columns(model).text(" FROM ").table(model).text(" WHERE ").key_condition(model);
    return sql.take();
}

std::string delete_by_key_sql(const Dialect& dialect, const ModelDescription& model, bool versioned) {
    RowSql sql(dialect);
    sql.text("DELETE FROM ").table(model).text(" WHERE ").key_condition(model);
    if (versioned && model.version_column >= 0) {
        sql.text(" AND ").name(model.columns[static_cast<std::size_t>(model.version_column)].name);
        sql.text(" = ").parameter();
    }
    return sql.take();
}

}  // namespace pewit::detail
