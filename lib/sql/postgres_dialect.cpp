#include "sql/postgres_dialect.hpp"

#include <pewit/error.hpp>

#include "sql/parameter_text.hpp"
#include "sql/spelling.hpp"

namespace pewit::detail {
namespace {

constexpr Abilities abilities{.returning = true,
                              .isolation_levels = true,
                              .lock_modes = false,
                              .copy = true,
                              .unnest = true,
                              .failure_dooms_transaction = true,
                              .forward_references = false,
                              .untyped_parameters = true,
                              .constraint_as_target = true,
                              .delete_using = true,
                              .returns_other_tables = true,
                              .schemas = true,
                              .arrays = true,
                              .set_parentheses = true,
                              .distinct_on = true,
                              .lateral_joins = true,
                              .row_locks = true,
                              .writing_ctes = true};

std::string_view spelled(Isolation isolation) noexcept {
    switch (isolation) {
    case Isolation::read_uncommitted:
        return "READ UNCOMMITTED";
    case Isolation::read_committed:
        return "READ COMMITTED";
    case Isolation::repeatable_read:
        return "REPEATABLE READ";
    case Isolation::serializable:
        return "SERIALIZABLE";
    }
    return {};
}

/// The type of arrays of it.
std::string_view array_type(SqlType element) noexcept {
    switch (element) {
    case SqlType::boolean:
        return "boolean[]";
    case SqlType::smallint:
        return "smallint[]";
    case SqlType::integer:
        return "integer[]";
    case SqlType::bigint:
    case SqlType::duration:
        return "bigint[]";
    case SqlType::real:
        return "real[]";
    case SqlType::double_precision:
        return "double precision[]";
    case SqlType::text:
        return "text[]";
    case SqlType::blob:
        return "bytea[]";
    case SqlType::decimal:
        return "numeric[]";
    case SqlType::date:
        return "date[]";
    case SqlType::time:
        return "time[]";
    case SqlType::datetime:
        return "timestamp[]";
    case SqlType::uuid:
        return "uuid[]";
    case SqlType::json:
        return "jsonb[]";
    }
    return "text[]";
}

}  // namespace

const Abilities& PostgresDialect::can() const noexcept { return abilities; }

std::string PostgresDialect::begin(const TransactionOptions& options) const {
    if (options.lock) {
        throw ImproperlyConfigured("PostgreSQL has no lock modes of a transaction",
                                   {.code = ErrorCode::configuration});
    }
    std::string sql = "BEGIN";
    if (options.isolation) sql.append(" ISOLATION LEVEL ").append(spelled(*options.isolation));
    if (options.access) sql += *options.access == Access::read_only ? " READ ONLY" : " READ WRITE";
    if (options.deferrable) sql += *options.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
    return sql;
}

/// In the schemas of the search path, as an unqualified name is looked up.
std::string_view PostgresDialect::table_exists() const noexcept {
    return "SELECT 1 FROM pg_catalog.pg_class WHERE relname = $1 AND relkind IN ('r', 'v', 'm', 'f', 'p') "
           "AND pg_catalog.pg_table_is_visible(oid)";
}

std::string_view PostgresDialect::table_exists_in_schema() const noexcept {
    return "SELECT 1 FROM pg_catalog.pg_class WHERE relname = $1 AND relkind IN ('r', 'v', 'm', 'f', 'p') "
           "AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $2)";
}

std::string_view PostgresDialect::deferred_check() const noexcept { return "SET CONSTRAINTS ALL IMMEDIATE"; }

std::string_view PostgresDialect::advisory_lock(AdvisoryKey::Kind kind, bool waits) const noexcept {
    switch (kind) {
    case AdvisoryKey::Kind::number:
        return waits ? "SELECT pg_advisory_xact_lock($1)" : "SELECT pg_try_advisory_xact_lock($1)";
    case AdvisoryKey::Kind::pair:
        return waits ? "SELECT pg_advisory_xact_lock($1, $2)" : "SELECT pg_try_advisory_xact_lock($1, $2)";
    case AdvisoryKey::Kind::text:
        return waits ? "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"
                     : "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))";
    }
    return {};
}

void PostgresDialect::append_placeholder(std::string& out, int number) const {
    out += '$';
    out += std::to_string(number);
}

void PostgresDialect::append_placeholder_again(std::string& out, int number) const {
    append_placeholder(out, number);
}

std::string PostgresDialect::translated(const Operand& parameter) const {
    switch (parameter.kind) {
    case OperandKind::json_path:
        return postgres_json_path(parameter.view());
    case OperandKind::search:
        return websearch_query(parameter.view());
    default:
        return std::string(parameter.view());
    }
}

std::string_view PostgresDialect::own_text(const Spelling& spelling) const noexcept {
    return spelling.postgres;
}

/// PostgreSQL's own escape character is the backslash.
PatternSyntax PostgresDialect::pattern_syntax(bool minds_case) const noexcept {
    return {.keyword = minds_case ? "LIKE" : "ILIKE", .suffix = ""};
}

std::string_view PostgresDialect::cast_type(SqlType type) const noexcept {
    const std::string_view array = array_type(element_of(type));
    return is_array(type) ? array : array.substr(0, array.size() - 2);
}

const PostgresDialect& postgres_dialect() noexcept {
    static const PostgresDialect dialect;
    return dialect;
}

}  // namespace pewit::detail
