#include "query/bind.hpp"

#include <pewit/detail/fault.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/text.hpp>

#include "sql/node.hpp"

namespace pewit::detail {
namespace {

/// The column that stands beside the parameter: in the nearest node around it that has one.
const Operand* column_beside(const Node& node, const Operand* parameter, bool& found) noexcept {
    const Operand* column = nullptr;
    for (const Operand& operand : node.operands()) {
        if (&operand == parameter) found = true;
        if (operand.kind == OperandKind::column) column = &operand;
    }
    if (found) return column;
    for (const Operand& operand : node.operands()) {
        if (operand.kind != OperandKind::node) continue;
        if (const Operand* inner = column_beside(*operand.node, parameter, found)) return inner;
        if (found) return column;
    }
    return nullptr;
}

const Node* node_in_slot(const Node& statement, Slot slot) noexcept {
    return node_in(statement[static_cast<std::size_t>(slot)]);
}

/// The column that an INSERT's VALUES put the parameter into; nullptr when it stands elsewhere.
const Operand* column_filled(const Node& query, const Operand* parameter) noexcept {
    if (query.kind != NodeKind::insert) return nullptr;
    const Node* columns = node_in_slot(query, Slot::columns);
    const Node* rows = node_in_slot(query, Slot::values);
    if (columns == nullptr || rows == nullptr || rows->kind != NodeKind::list) return nullptr;
    for (const Operand& row : rows->operands()) {
        for (std::size_t i = 0; i < row.node->count && i < columns->count; ++i) {
            const Operand& value = (*row.node)[i];
            bool found = &value == parameter;
            if (!found && node_in(value) != nullptr) column_beside(*value.node, parameter, found);
            if (found) return &(*columns)[i];
        }
    }
    return nullptr;
}

[[noreturn]] void throw_bind_fault(Fault fault, const Statement& statement, const Node& query,
                                   const Operand* parameter) {
    FaultPlace place{.writing = true, .sql = statement.sql()};
    bool found = false;
    const Operand* column = column_filled(query, parameter);
    if (column == nullptr) column = column_beside(query, parameter, found);
    if (column != nullptr) {
        place.table = column->model().table;
        place.column = column->model().columns[column->index].name;
        place.type = column->model().columns[column->index].type_name;
    }
    throw_fault(fault, place);
}

Fault bind_text(Statement& statement, int index, std::string_view text) {
    const Fault fault = check_text(text);
    return fault != Fault::none ? fault : statement.bind_text(index, text);
}

Fault bind_translated(Statement& statement, int index, const Operand& operand, const Dialect& dialect) {
    const Fault fault = check_text(operand.view());
    return fault != Fault::none ? fault : statement.bind_text_copy(index, dialect.translated(operand));
}

Fault bind(Statement& statement, int index, const Operand& operand, const Dialect& dialect) {
    switch (operand.kind) {
    case OperandKind::integer:
        return statement.bind_int64(index, operand.integer);
    case OperandKind::real:
        return statement.bind_double(index, operand.real);
    case OperandKind::text:
        return is_array(operand.type) ? statement.bind_array(index, operand.type, operand.view())
                                      : bind_text(statement, index, operand.view());
    case OperandKind::pattern:
    case OperandKind::json_path:
    case OperandKind::json_steps:
    case OperandKind::json_keys:
    case OperandKind::search:
        return bind_translated(statement, index, operand, dialect);
    case OperandKind::blob:
        return statement.bind_blob(index, std::as_bytes(std::span(operand.bytes, operand.size)));
    case OperandKind::fault:
        return static_cast<Fault>(operand.integer);
    default:
        return statement.bind_null(index);
    }
}

}  // namespace

void bind_parameters(Statement& statement, const Node& query, std::span<const Operand* const> parameters,
                     const Dialect& dialect) {
    int index = 0;
    for (const Operand* parameter : parameters) {
        const Fault fault = bind(statement, index++, *parameter, dialect);
        if (fault != Fault::none) throw_bind_fault(fault, statement, query, parameter);
    }
}

}  // namespace pewit::detail
