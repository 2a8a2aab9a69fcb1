#include "postgres/bound_statement.hpp"

#include <algorithm>

#include <pewit/error.hpp>

#include "postgres/errors.hpp"
#include "postgres/sql_scan.hpp"

namespace pewit::detail {
namespace {

constexpr int most_parameters = 65535;             // of one statement (trap P30)
constexpr std::size_t longest_value = 0x3FFFFFFF;  // a field's, on the server

[[noreturn]] void refuse(const char* message, std::string_view sql) {
    throw ProgrammingError(message, {.code = ErrorCode::syntax, .sql = std::string(sql)});
}

/// The highest number, as the server counts.
int count_parameters(std::string_view sql) {
    if (const std::size_t nul = sql.find('\0'); nul != std::string_view::npos)
        refuse("the SQL text contains a NUL", sql.substr(0, nul));
    int highest = 0;
    for (const Placeholder& each : find_placeholders(sql))
        highest = std::max(highest, each.number);
    if (highest > most_parameters)
        refuse(
            "it takes at most 65535 values in a statement; ask in parts, or put the values into a table and use a "
            "subquery",
            {});
    return highest;
}

}  // namespace

BoundStatement::BoundStatement(std::shared_ptr<PostgresHandle> handle, std::string sql)
    : handle_(std::move(handle)), sql_(std::move(sql)), parameters_(count_parameters(sql_)) {}

Fault BoundStatement::bind_null(int index) {
    parameters_.set_null(index);
    return Fault::none;
}

Fault BoundStatement::bind_int64(int index, std::int64_t value) {
    parameters_.set(index, value);
    return Fault::none;
}

Fault BoundStatement::bind_double(int index, double value) {
    if (value != value) return Fault::not_a_number;
    parameters_.set(index, value);
    return Fault::none;
}

/// Copied: libpq wants a zero behind a text, which nobody promises.
Fault BoundStatement::bind_text(int index, std::string_view value) { return bind_text_copy(index, value); }

Fault BoundStatement::bind_text_copy(int index, std::string_view value) {
    if (value.size() > longest_value) return Fault::too_long;
    parameters_.set_text(index, value);
    return Fault::none;
}

Fault BoundStatement::bind_blob(int index, std::span<const std::byte> value) {
    if (value.size() > longest_value) return Fault::too_long;
    parameters_.set_blob(index, value);
    return Fault::none;
}

Fault BoundStatement::bind_blob_copy(int index, std::span<const std::byte> value) {
    if (value.size() > longest_value) return Fault::too_long;
    parameters_.set_blob_copy(index, value);
    return Fault::none;
}

void BoundStatement::check_bound() const {
    if (parameters_.bound() >= parameters_.count()) return;
    throw ProgrammingError("the statement has " + std::to_string(parameters_.count()) + " parameters, but "
                               + std::to_string(parameters_.bound()) + " were bound",
                           {.code = ErrorCode::misuse, .sql = sql_});
}

void BoundStatement::fail(const PGresult* result) const { handle_->fail(result, sql_); }

std::string BoundStatement::expanded_sql() const {
    std::string text;
    std::size_t at = 0;
    for (const Placeholder& each : find_placeholders(sql_)) {
        text.append(sql_, at, each.begin - at).append(parameters_.literal(each.number - 1));
        at = each.end;
    }
    return text.append(sql_, at);
}

}  // namespace pewit::detail
