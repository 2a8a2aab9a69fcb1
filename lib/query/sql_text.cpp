/// Shows queries: their text and their parameters.
#include <pewit/value.hpp>

#include <ostream>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/run.hpp>

#include "query/literal_value.hpp"
#include "sql/renderer.hpp"

namespace pewit {

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
    case OperandKind::pattern:
    case OperandKind::json_path:
    case OperandKind::json_steps:
    case OperandKind::json_keys:
    case OperandKind::search:
        return dialect.translated(operand);
    default:
        return value_of_literal(operand);
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
