#include "query/result_place.hpp"

#include <optional>

#include <pewit/detail/query_node.hpp>

namespace pewit::detail {
namespace {

/// The column that fills cell number `cell`, when the entry there is a plain column.
std::optional<Operand> column_at(const Node& list, std::size_t cell) {
    for (const Operand& entry : list.operands()) {
        const Operand* item = &entry;
        while (item->kind == OperandKind::node
               && (item->node->kind == NodeKind::same || item->node->kind == NodeKind::alias)) {
            item = &(*item->node)[0];
        }
        const Node* node = node_in(*item);
        const bool is_model = node != nullptr && node->kind == NodeKind::model_columns;
        const std::size_t width = is_model ? (*node)[0].model().columns.size() : 1;
        if (cell >= width) {
            cell -= width;
            continue;
        }
        if (!is_model) return item->kind == OperandKind::column ? std::optional(*item) : std::nullopt;
        const Operand& table = (*node)[0];
        return column_operand(table.model, table.alias, static_cast<std::uint16_t>(cell));
    }
    return std::nullopt;
}

}  // namespace

void throw_row_fault(const Node& query, const Statement& statement, const RowFault& fault, const Cell& cell) {
    FaultPlace place{.found = cell.kind, .sql = statement.sql()};
    const Slot slot = query.kind == NodeKind::select ? Slot::columns : Slot::returning;
    const Node* list = node_in(query[static_cast<std::size_t>(slot)]);
    const std::optional<Operand> column = list == nullptr ? std::nullopt : column_at(*list, fault.cell);
    if (column) {
        place.table = column->model().table;
        place.column = column->model().columns[column->index].name;
        place.type = column->model().columns[column->index].type_name;
    } else {
        place.column = statement.column_name(fault.cell);
    }
    throw_fault(fault.fault, place);
}

}  // namespace pewit::detail
