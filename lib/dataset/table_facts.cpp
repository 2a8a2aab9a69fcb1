#include "dataset/table_facts.hpp"

#include <algorithm>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>
#include <pewit/json.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

char to_lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_same_name(std::string_view a, std::string_view b, bool ignores_case) noexcept {
    if (!ignores_case) return a == b;
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// A value's type, for messages.
std::string_view words_for(const Value& value) noexcept {
    switch (value.kind()) {
    case Value::Kind::null:
        return "NULL";
    case Value::Kind::integer:
        return value.column_type() == SqlType::boolean ? "a boolean" : "an integer";
    case Value::Kind::real:
        return "a floating-point number";
    case Value::Kind::blob:
        return "a blob";
    case Value::Kind::text:
        break;
    }
    return value.column_type() == SqlType::text ? "text" : "a value of another type";
}

/// Could a value of this type, which is stored as text, be in a column of that one?
Fault text_fits(SqlType column, const Value& value) {
    if (value.column_type() == column) return Fault::none;
    if (value.column_type() != SqlType::text) return Fault::wrong_kind;
    if (column == SqlType::json && !Json::is_valid(value.bytes())) return Fault::bad_format;
    return Fault::none;
}

Fault fits(SqlType column, const Value& value) {
    const bool is_integer = value.kind() == Value::Kind::integer;
    const auto fault_unless = [](bool fits_it) { return fits_it ? Fault::none : Fault::wrong_kind; };
    switch (column) {
    case SqlType::boolean:
        return fault_unless(value.column_type() == SqlType::boolean);
    case SqlType::bigint:
        return fault_unless(is_integer);
    case SqlType::double_precision:
        return fault_unless(value.kind() == Value::Kind::real || is_integer);
    case SqlType::decimal:
        return fault_unless(value.column_type() == SqlType::decimal || is_integer);
    case SqlType::text:
        return fault_unless(value.kind() == Value::Kind::text);
    case SqlType::blob:
        return fault_unless(value.kind() == Value::Kind::blob);
    default:
        return value.kind() == Value::Kind::text ? text_fits(column, value) : Fault::wrong_kind;
    }
}

}  // namespace

SqlType column_type_for(SqlType value) noexcept {
    if (is_array(value)) return array_of(column_type_for(element_of(value)));
    switch (value) {
    case SqlType::smallint:
    case SqlType::integer:
    case SqlType::duration:
        return SqlType::bigint;
    case SqlType::real:
        return SqlType::double_precision;
    default:
        return value;
    }
}

TableFacts::TableFacts(const SessionLease& lease, std::string_view table)
    : table_(table), ignores_case_(lease.dialect().can().names_ignore_case) {
    std::string quoted;
    append_quoted(quoted, table);  // a name that SQL can't take is refused at once
    Execution run{lease.session(), lease.dialect().table_columns()};
    run.statement().bind_text(0, table);
    while (const Cell* cells = run.step()) {
        TableColumn column{std::string(cells[0].text()), std::string(cells[1].text()), cells[2].integer == 0,
                           cells[3].integer != 0};
        const std::optional<SqlType> type = lease.dialect().type_named(column.type);
        columns_.push_back({std::move(column), type});
    }
}

const ColumnFacts* TableFacts::find(std::string_view name) const noexcept {
    for (const ColumnFacts& facts : columns_) {
        if (is_same_name(facts.column.name, name, ignores_case_)) return &facts;
    }
    return nullptr;
}

const ColumnFacts& TableFacts::at(std::string_view name) const {
    if (const ColumnFacts* found = find(name)) return *found;
    throw ProgrammingError(
        "table \"" + std::string(table_) + "\" has no column \"" + std::string(name) + "\"",
        {.code = ErrorCode::misuse, .table = std::string(table_), .column = std::string(name)});
}

const ColumnFacts* TableFacts::integer_key() const noexcept {
    const auto is_key = [](const ColumnFacts& facts) { return facts.column.primary_key; };
    const auto key = std::find_if(columns_.begin(), columns_.end(), is_key);
    if (key == columns_.end() || std::find_if(key + 1, columns_.end(), is_key) != columns_.end())
        return nullptr;
    return key->type == SqlType::bigint ? &*key : nullptr;
}

void TableFacts::check(const ColumnFacts& column, const Value& value) const {
    if (value.is_null() || !column.type) return;
    const Fault fault = fits(*column.type, value);
    if (fault != Fault::none) refuse(column.column.name, value, fault);
}

void TableFacts::refuse(std::string_view column, const Value& value, Fault fault) const {
    throw_fault(fault, {.table = table_, .column = column, .type = words_for(value), .writing = true});
}

}  // namespace pewit::detail
