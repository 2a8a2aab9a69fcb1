/// What SQLite tells about tables that are there.
#include <algorithm>
#include <string>

#include "sql/sqlite_dialect.hpp"

namespace pewit::detail {

/// https://sqlite.org/pragma.html#pragma_table_list
std::string_view SqliteDialect::table_names() const noexcept {
    return "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') "
           "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
}

/// A column of bools is known by the check that append_column_type() writes. https://sqlite.org/pragma.html#pragma_table_xinfo
std::string_view SqliteDialect::table_columns() const noexcept {
    return "SELECT c.name, CASE WHEN instr(t.sql, '\"' || replace(c.name, '\"', '\"\"') || '\" INTEGER CHECK (\"' "
           "|| replace(c.name, '\"', '\"\"') || '\" IN (0, 1))') > 0 THEN 'BOOLEAN' ELSE c.type END, c.\"notnull\", c.pk > 0 "
           "FROM pragma_table_xinfo(?1) AS c LEFT JOIN sqlite_schema AS t ON t.type = 'table' AND t.name = ?1 COLLATE NOCASE "
           "WHERE c.hidden <> 1 ORDER BY c.cid";
}

/// By the rules of affinity, as far as they keep values out. https://sqlite.org/datatype3.html#determination_of_column_affinity
std::optional<SqlType> SqliteDialect::type_named(std::string_view spelled) const noexcept {
    const auto has = [&](std::string_view word) {
        const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
        return std::search(spelled.begin(), spelled.end(), word.begin(), word.end(), same) != spelled.end();
    };
    if (has("INT")) return SqlType::bigint;
    if (has("CHAR") || has("CLOB") || has("TEXT")) return SqlType::text;
    if (has("BLOB")) return SqlType::blob;
    if (has("REAL") || has("FLOA") || has("DOUB")) return SqlType::double_precision;
    if (has("BOOL")) return SqlType::boolean;
    return std::nullopt;
}

}  // namespace pewit::detail
