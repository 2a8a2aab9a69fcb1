#include "sql/sqlite_dialect.hpp"

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

/// SQLITE_MAX_VARIABLE_NUMBER is 32766 unless the library was built with more.
constexpr Abilities abilities{.returning = true,
                              .last_insert_id = true,
                              .max_parameters = 32766,
                              .isolation_levels = false,
                              .lock_modes = true};

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

void SqliteDialect::append_placeholder(std::string& out, int /*number*/) const { out += '?'; }

const SqliteDialect& sqlite_dialect() noexcept {
    static const SqliteDialect dialect;
    return dialect;
}

}  // namespace pewit::detail
