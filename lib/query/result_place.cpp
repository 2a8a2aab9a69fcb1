#include "query/result_place.hpp"

#include <optional>
#include <span>
#include <vector>

#include <pewit/detail/query_node.hpp>

#include "sql/fills.hpp"

namespace pewit::detail {
namespace {

/// The entry without what only wraps it.
const Operand& bare(const Operand& entry) noexcept {
    const Operand& inner = unwrapped(entry);
    const Node* node = node_in(inner);
    return node != nullptr && node->kind == NodeKind::alias ? bare((*node)[0]) : inner;
}

/// The column that fills cell number `cell`, when the entry there is a plain column.
std::optional<Operand> column_at(std::span<const Operand> list, std::size_t cell) {
    for (const Operand& entry : list) {
        const Operand& item = bare(entry);
        const std::size_t width = item.kind == OperandKind::table ? item.model().columns.size() : 1;
        if (cell >= width) {
            cell -= width;
            continue;
        }
        if (item.kind == OperandKind::column) return item;
        if (item.kind != OperandKind::table) return std::nullopt;
        return column_operand(item.model, item.alias, static_cast<std::uint16_t>(cell));
    }
    return std::nullopt;
}

/// The entries of the select list, or of RETURNING; then the tables that `.with(…)` fills keys from.
std::vector<Operand> result_list(const Node& query) {
    const Slot slot = query.kind == NodeKind::select ? Slot::columns : Slot::returning;
    const Operand& list = query[static_cast<std::size_t>(slot)];
    const auto entries = list.kind == OperandKind::node ? list.node->operands() : std::span(&list, 1);
    std::vector<Operand> all(entries.begin(), entries.end());
    if (const Node* steps = steps_with_columns(query)) {
        for (const Operand& step : steps->operands())
            all.push_back(FillParts(step).target());
    }
    return all;
}

}  // namespace

void throw_row_fault(const Node& query, const Statement& statement, const RowFault& fault, const Cell& cell) {
    FaultPlace place{.found = cell.kind, .sql = statement.sql()};
    const std::optional<Operand> column = column_at(result_list(query), fault.cell);
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
