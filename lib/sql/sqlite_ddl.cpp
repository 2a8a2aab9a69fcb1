/// SQLite's types and table options: STRICT tables, see docs/decisions/strict_tables.md.
#include "sql/sqlite_dialect.hpp"

namespace pewit::detail {

void SqliteDialect::append_column_type(std::string& out, const ColumnDescription& column) const {
    out += cast_type(column.type);
    if (column.type != SqlType::boolean) return;
    out += " CHECK (";
    append_quoted(out, column.name);
    out += " IN (0, 1))";
}

std::string_view SqliteDialect::generated_key_type() const noexcept {
    return "INTEGER PRIMARY KEY AUTOINCREMENT";
}

std::string_view SqliteDialect::table_options(const ModelDescription& model) const noexcept {
    return model.without_rowid ? " STRICT, WITHOUT ROWID" : " STRICT";
}

std::string_view SqliteDialect::defer_foreign_keys() const noexcept {
    return "PRAGMA defer_foreign_keys = ON";
}

}  // namespace pewit::detail
