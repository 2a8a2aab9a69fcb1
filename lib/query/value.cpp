/// Values of any type: out of a field's type, in and out of a database.
#include <pewit/value.hpp>

#include <charconv>
#include <ostream>
#include <span>

#include <pewit/detail/fault.hpp>
#include <pewit/detail/text.hpp>

#include "query/literal_value.hpp"
#include "sql/node.hpp"

namespace pewit {
namespace detail {

Value value_of_literal(const Operand& literal) {
    switch (literal.kind) {
    case OperandKind::integer:
        return literal.integer;
    case OperandKind::real:
        return literal.real;
    case OperandKind::text:
        return literal.view();
    case OperandKind::blob:
        return Value::blob(std::string(literal.view()));
    default:
        return nullptr;
    }
}

}  // namespace detail

namespace {

void write_quoted(std::ostream& out, const std::string& text) {
    out << '\'';
    for (const char c : text) {
        if (c == '\'') out << c;
        out << c;
    }
    out << '\'';
}

void write_hex(std::ostream& out, const std::string& bytes) {
    out << "x'";
    for (const char c : bytes) {
        constexpr char digits[] = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        out << digits[byte >> 4U] << digits[byte & 0xFU];
    }
    out << '\'';
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Value& value) {
    switch (value.kind_) {
    case Value::Kind::null:
        return out << "NULL";
    case Value::Kind::text:
        write_quoted(out, value.bytes_);
        return out;
    case Value::Kind::blob:
        write_hex(out, value.bytes_);
        return out;
    default:
        break;
    }
    char digits[32];
    const std::to_chars_result end = value.kind_ == Value::Kind::integer
                                         ? std::to_chars(digits, digits + sizeof(digits), value.integer_)
                                         : std::to_chars(digits, digits + sizeof(digits), value.real_);
    return out << std::string_view(digits, static_cast<std::size_t>(end.ptr - digits));
}

/// A NULL of no type has no use for what a bind function records.
Value::Value(detail::SqlType type, detail::Fault (*bind_value)(detail::Statement&, int, const void*),
             const void* value) {
    const detail::NodeRef node = detail::record_value(bind_value, value, type);
    const detail::Operand& literal = (*node.get())[0];
    *this = detail::value_of_literal(literal);
    if (literal.kind == detail::OperandKind::fault) fault_ = static_cast<detail::Fault>(literal.integer);
    type_ = type;
}

Value::Value(const detail::Cell& cell, std::optional<detail::SqlType> type) {
    switch (cell.kind) {
    case detail::CellKind::null:
        break;
    case detail::CellKind::integer:
        *this = cell.integer;
        break;
    case detail::CellKind::real:
        *this = cell.real;
        break;
    case detail::CellKind::blob:
        *this = blob(std::string(cell.text()));
        break;
    case detail::CellKind::array:
        *this = cell.array->text;
        break;
    case detail::CellKind::text:
        *this = cell.text();
        break;
    case detail::CellKind::decimal:
        *this = cell.text();
        type_ = detail::SqlType::decimal;
        break;
    }
    if (type) type_ = type;
}

detail::Cell Value::cell() const noexcept {
    detail::Cell cell;
    switch (kind_) {
    case Kind::null:
        return cell;
    case Kind::integer:
        cell.kind = detail::CellKind::integer;
        cell.integer = integer_;
        return cell;
    case Kind::real:
        cell.kind = detail::CellKind::real;
        cell.real = real_;
        return cell;
    case Kind::text:
        cell.kind = type_ == detail::SqlType::decimal ? detail::CellKind::decimal : detail::CellKind::text;
        break;
    case Kind::blob:
        cell.kind = detail::CellKind::blob;
        break;
    }
    cell.bytes = bytes_.data();
    cell.size = bytes_.size();
    return cell;
}

detail::Fault Value::bind(detail::Statement& statement, int index) const {
    if (fault_ != detail::Fault::none) return fault_;
    switch (kind_) {
    case Kind::null:
        return statement.bind_null(index);
    case Kind::integer:
        return statement.bind_int64(index, integer_);
    case Kind::real:
        return statement.bind_double(index, real_);
    case Kind::blob:
        return statement.bind_blob(index, std::as_bytes(std::span(bytes_)));
    case Kind::text:
        break;
    }
    if (type_ && detail::is_array(*type_)) return statement.bind_array(index, *type_, bytes_);
    const detail::Fault fault = detail::check_text(bytes_);
    return fault == detail::Fault::none ? statement.bind_text(index, bytes_) : fault;
}

void Value::throw_unfit(detail::Fault fault, std::string_view type) const {
    detail::throw_fault(fault, {.type = type, .found = cell().kind});
}

}  // namespace pewit
