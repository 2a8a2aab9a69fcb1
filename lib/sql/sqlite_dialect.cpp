#include "sql/sqlite_dialect.hpp"

#include <pewit/error.hpp>

#include "sql/parameter_text.hpp"
#include "sql/spelling.hpp"

namespace pewit::detail {
namespace {

/// SQLITE_MAX_VARIABLE_NUMBER is 32766 unless the library was built with more.
constexpr Abilities abilities{.returning = true,
                              .last_insert_id = true,
                              .max_parameters = 32766,
                              .schema_on_index_name = true,
                              .isolation_levels = false,
                              .lock_modes = true,
                              .update_on_any_conflict = true,
                              .or_resolution = true,
                              .decimals = false,
                              .booleans = false,
                              .distinct_arguments = false,
                              .ordered_aggregates = false,  // since 3.44
                              .rows_in_lists = false,
                              .text_index_tables = true,
                              .casts_cut = true,
                              .names_ignore_case = true};

[[noreturn]] void refuse(const char* message) {
    throw ImproperlyConfigured(message, {.code = ErrorCode::configuration});
}

const char* begin_with(Lock lock) noexcept {
    switch (lock) {
    case Lock::deferred:
        return "BEGIN DEFERRED";
    case Lock::immediate:
        return "BEGIN IMMEDIATE";
    case Lock::exclusive:
        return "BEGIN EXCLUSIVE";
    }
    return "BEGIN";
}

}  // namespace

std::string_view SqliteDialect::name() const noexcept { return "sqlite"; }

const Abilities& SqliteDialect::can() const noexcept { return abilities; }

std::string SqliteDialect::begin(const TransactionOptions& options) const {
    if (options.isolation && *options.isolation != Isolation::serializable)
        refuse("SQLite has no isolation level but serializable");
    if (options.deferrable) refuse("SQLite has no deferrable transactions");
    return options.lock ? begin_with(*options.lock) : "BEGIN";
}

std::string_view SqliteDialect::table_exists() const noexcept {
    return "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE";
}

/// https://sqlite.org/pragma.html#pragma_table_list
std::string_view SqliteDialect::table_exists_in_schema() const noexcept {
    return "SELECT 1 FROM pragma_table_list WHERE type IN ('table', 'view', 'virtual') AND name = ? COLLATE NOCASE "
           "AND schema = ? COLLATE NOCASE";
}

/// https://sqlite.org/pragma.html#pragma_foreign_key_check, with the column's name looked up.
std::string_view SqliteDialect::deferred_check() const noexcept {
    return "SELECT broken.\"table\", key.\"from\", broken.\"parent\", COUNT(*) "
           "FROM pragma_foreign_key_check AS broken "
           "JOIN pragma_foreign_key_list(broken.\"table\") AS key ON key.\"id\" = broken.\"fkid\" AND key.\"seq\" = 0 "
           "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
}

void SqliteDialect::append_placeholder(std::string& out, int /*number*/) const { out += '?'; }

void SqliteDialect::append_placeholder_again(std::string& out, int number) const {
    out.append("?").append(std::to_string(number));
}

std::string SqliteDialect::translated(const Operand& parameter) const {
    switch (parameter.kind) {
    case OperandKind::pattern:
        return glob_pattern(parameter.view());
    case OperandKind::json_path:
    case OperandKind::json_steps:
        return sqlite_json_path(parameter.view());
    case OperandKind::json_keys:
        return json_array(parameter.view());
    case OperandKind::search:
        return fts5_query(parameter.view());
    default:
        return std::string(parameter.view());
    }
}

std::string_view SqliteDialect::own_text(const Spelling& spelling) const noexcept { return spelling.sqlite; }

PatternSyntax SqliteDialect::pattern_syntax(bool minds_case) const noexcept {
    if (minds_case) return {.keyword = "GLOB", .suffix = "", .translator = "pewit_glob"};
    return {.keyword = "LIKE", .suffix = " ESCAPE '\\'"};
}

/// The affinities; a decimal, a date, … is stored as text. https://sqlite.org/lang_expr.html#castexpr
std::string_view SqliteDialect::cast_type(SqlType type) const noexcept {
    switch (type) {
    case SqlType::boolean:
    case SqlType::smallint:
    case SqlType::integer:
    case SqlType::bigint:
    case SqlType::duration:
        return "INTEGER";
    case SqlType::real:
    case SqlType::double_precision:
        return "REAL";
    case SqlType::blob:
        return "BLOB";
    default:
        return "TEXT";
    }
}

const SqliteDialect& sqlite_dialect() noexcept {
    static const SqliteDialect dialect;
    return dialect;
}

}  // namespace pewit::detail
