/// Shows queries: their text and their parameters.
#include <pewit/value.hpp>

#include <charconv>
#include <ostream>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/run.hpp>

#include "sql/renderer.hpp"

namespace pewit {
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

std::ostream& operator<<(std::ostream& out, const SqlText& sql) {
    out << sql.text << "  [";
    for (std::size_t i = 0; i < sql.parameters.size(); ++i)
        out << (i > 0 ? ", " : "") << sql.parameters[i];
    return out << ']';
}

namespace detail {
namespace {

Value shown(const Operand& operand, const Dialect& dialect) {
    switch (operand.kind) {
    case OperandKind::integer:
        return operand.integer;
    case OperandKind::real:
        return operand.real;
    case OperandKind::text:
        return std::string(operand.view());
    case OperandKind::blob:
        return Value::blob(std::string(operand.view()));
    case OperandKind::pattern:
    case OperandKind::json_path:
    case OperandKind::search:
        return dialect.translated(operand);
    default:
        return nullptr;
    }
}

}  // namespace

SqlText sql_text(const NodeRef& statement, const Dialect& dialect) {
    const NodeRef completed = with_defaults(statement);
    RenderedSql rendered = render(*completed.get(), dialect);
    SqlText sql{std::move(rendered.text), {}};
    for (const Operand* parameter : rendered.parameters)
        sql.parameters.push_back(shown(*parameter, dialect));
    return sql;
}

}  // namespace detail
}  // namespace pewit
