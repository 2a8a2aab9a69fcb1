/// INSERT and UPDATE of many rows that come as arrays, one for each column.
#include <array>
#include <charconv>
#include <vector>

#include "model/row_sql.hpp"

namespace pewit::detail {
namespace {

/// `p3`: the place in the row that arrays make.
void append_place(RowSql& sql, std::size_t number) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    sql.text("p").text({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void append_places(RowSql& sql, std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
        if (i > 1) sql.text(", ");
        append_place(sql, i);
    }
}

/// `unnest($1, $2)`, each typed by its column.
void append_unnest(RowSql& sql, const ModelDescription& model,
                   const std::vector<const ColumnDescription*>& columns) {
    sql.text("unnest(");
    bool first = true;
    for (const ColumnDescription* column : columns) {
        if (!first) sql.text(", ");
        first = false;
        sql.array(model, *column);
    }
    sql.text(")");
}

std::vector<const ColumnDescription*> list_of(const ModelDescription& model, const ColumnSet& columns) {
    std::vector<const ColumnDescription*> list;
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (columns.has(i)) list.push_back(&model.columns[i]);
    }
    return list;
}

}  // namespace

/// The server would not know a parameter's type from `unnest($1)` alone; a field of the table's row says it without
/// reading the table, which takes no permission.
RowSql& RowSql::array(const ModelDescription& model, const ColumnDescription& column) {
    text("coalesce(").parameter().text(", ARRAY[(NULL::").table(model).text(").");
    return name(column.name).text("])");
}

std::string insert_arrays_sql(const Dialect& dialect, const ModelDescription& model, const ColumnSet& columns,
                              const ColumnSet& returning) {
    const auto list = list_of(model, columns);
    RowSql sql(dialect);
    sql.text("INSERT INTO ").table(model).text(" (").columns(model, columns).text(") SELECT ");
    append_places(sql, list.size());
    sql.text(" FROM ");
    append_unnest(sql, model, list);
    sql.text(" WITH ORDINALITY AS r(");
    append_places(sql, list.size());
    sql.text(", n) ORDER BY n");
    if (!returning.is_empty()) sql.text(" RETURNING ").columns(model, returning);
    return sql.take();
}

std::string update_arrays_sql(const Dialect& dialect, const ModelDescription& model,
                              const ColumnSet& columns) {
    auto list = list_of(model, columns);
    const ColumnDescription* version =
        model.version_column < 0 ? nullptr : &model.columns[static_cast<std::size_t>(model.version_column)];
    if (version != nullptr) list.push_back(version);
    const std::size_t sets = list.size();
    for (const std::uint16_t key : model.primary_key)
        list.push_back(&model.columns[key]);
    if (version != nullptr) list.push_back(version);

    RowSql sql(dialect);
    sql.text("UPDATE ").table(model).text(" AS t SET ");
    for (std::size_t i = 0; i < sets; ++i) {
        if (i > 0) sql.text(", ");
        sql.name(list[i]->name).text(" = r.");
        append_place(sql, i + 1);
    }
    sql.text(" FROM ");
    append_unnest(sql, model, list);
    sql.text(" AS r(");
    append_places(sql, list.size());
    sql.text(") WHERE ");
    for (std::size_t i = sets; i < list.size(); ++i) {
        if (i > sets) sql.text(" AND ");
        sql.text("t.").name(list[i]->name).text(" = r.");
        append_place(sql, i + 1);
    }
    return sql.take();
}

}  // namespace pewit::detail
