/// What PostgreSQL tells about tables that are there.
#include <string>
#include <utility>

#include "sql/postgres_dialect.hpp"

namespace pewit::detail {

std::string_view PostgresDialect::table_names() const noexcept {
    return "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
           "WHERE c.relkind IN ('r', 'p', 'f') AND pg_catalog.pg_table_is_visible(c.oid) "
           "AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY c.relname";
}

std::string_view PostgresDialect::table_columns() const noexcept {
    return "SELECT a.attname, pg_catalog.format_type(a.atttypid, NULL), a.attnotnull, EXISTS (SELECT 1 FROM pg_catalog.pg_index i "
           "WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)) "
           "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
           "WHERE c.relname = $1 AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND pg_catalog.pg_table_is_visible(c.oid) "
           "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
}

std::optional<SqlType> PostgresDialect::type_named(std::string_view spelled) const noexcept {
    constexpr std::pair<std::string_view, SqlType> names[] = {
        {"boolean", SqlType::boolean},
        {"smallint", SqlType::bigint},
        {"integer", SqlType::bigint},
        {"bigint", SqlType::bigint},
        {"real", SqlType::double_precision},
        {"double precision", SqlType::double_precision},
        {"text", SqlType::text},
        {"character varying", SqlType::text},
        {"character", SqlType::text},
        {"bytea", SqlType::blob},
        {"numeric", SqlType::decimal},
        {"date", SqlType::date},
        {"time without time zone", SqlType::time},
        {"timestamp without time zone", SqlType::datetime},
        {"timestamp with time zone", SqlType::datetime},
        {"uuid", SqlType::uuid},
        {"json", SqlType::json},
        {"jsonb", SqlType::json},
    };
    for (const auto& [name, type] : names) {
        if (name == spelled) return type;
    }
    return std::nullopt;
}

std::string PostgresDialect::advance_key(std::string_view table, std::string_view key) const {
    // Never backwards: others may have keys that they have not committed yet.
    std::string sql = "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence($1, $2), greatest(max(";
    append_quoted(sql, key);
    sql +=
        "), pg_catalog.pg_sequence_last_value(CAST(pg_catalog.pg_get_serial_sequence($1, $2) AS regclass)))";
    append_quoted(sql += ") FROM ", table);
    append_quoted(sql += " HAVING max(", key);
    return sql += ") > 0";
}

}  // namespace pewit::detail
