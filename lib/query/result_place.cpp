#include "query/result_place.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/rows_by_name.hpp>
#include <pewit/error.hpp>

#include "query/model_of.hpp"
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

/// The entries of the select list, or of RETURNING.
std::span<const Operand> own_list(const Node& query) noexcept {
    const Slot slot = query.kind == NodeKind::select ? Slot::columns : Slot::returning;
    const Operand& list = query[static_cast<std::size_t>(slot)];
    return list.kind == OperandKind::node ? list.node->operands() : std::span(&list, 1);
}

/// These, and then the tables that `.with(…)` fills keys from.
std::vector<Operand> result_list(const Node& query) {
    const std::span<const Operand> entries = own_list(query);
    std::vector<Operand> all(entries.begin(), entries.end());
    if (const Node* steps = steps_with_columns(query)) {
        for (const Operand& step : steps->operands())
            all.push_back(FillParts(step).target());
    }
    return all;
}

/// The names that a cell goes by; empty ones for an expression without a name.
struct CellNames {
    std::string_view in_sql = {};
    std::string_view member = {};

    [[nodiscard]] bool has(std::string_view name) const noexcept { return name == in_sql || name == member; }
};

void append_names(std::vector<CellNames>& names, const Operand& entry) {
    const Operand& item = unwrapped(entry);
    const Node* node = node_in(item);
    if (node != nullptr && node->kind == NodeKind::alias) {
        names.push_back({(*node)[1].view(), {}});
    } else if (item.kind == OperandKind::table) {
        for (const ColumnDescription& column : item.model().columns)
            names.push_back({column.name, column.member});
    } else if (item.kind == OperandKind::column) {
        const ColumnDescription& column = item.model().columns[item.index];
        names.push_back({column.name, column.member});
    } else {
        names.emplace_back();
    }
}

[[noreturn]] void throw_no_cell(const Node& query, std::string_view name, bool is_there) {
    const ModelDescription* model = model_of(query);
    const std::string what = is_there ? " is in the result more than once" : " is missing from the result";
    throw DataError(
        "\"" + std::string(name) + "\"" + what + "; name an entry of the select list by .as(\"…\")",
        {.code = ErrorCode::data,
         .table = std::string(model == nullptr ? std::string_view() : model->table),
         .column = std::string(name)});
}

}  // namespace

std::size_t find_cells(const NodeRef& query, const std::string_view* names, std::size_t count,
                       std::uint16_t* cells) {
    const Node& node = *query.get();
    if (node.kind == NodeKind::error) throw_node_error(node);
    std::vector<CellNames> there;
    for (const Operand& entry : own_list(node))
        append_names(there, entry);
    for (std::size_t i = 0; i < count; ++i) {
        const auto is_it = [&](const CellNames& cell) { return cell.has(names[i]); };
        const auto found = std::find_if(there.begin(), there.end(), is_it);
        if (found == there.end()) throw_no_cell(node, names[i], false);
        if (std::find_if(found + 1, there.end(), is_it) != there.end()) throw_no_cell(node, names[i], true);
        cells[i] = static_cast<std::uint16_t>(found - there.begin());
    }
    return there.size();
}

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
