#include "query/result_place.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <pewit/detail/rows_by_name.hpp>
#include <pewit/error.hpp>

#include "query/model_of.hpp"
#include "sql/fills.hpp"
#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

/// The entries of the select list, or of RETURNING; then the tables that `.with(…)` fills keys from.
std::vector<Operand> whole_list(const Node& query) {
    const std::span<const Operand> entries = result_list(query);
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
    const std::size_t width = width_of(entry);
    const std::string_view own_name = name_of(entry);
    for (std::size_t i = 0; i < width; ++i) {
        const Operand cell = column_of(entry, i);
        const bool is_renamed = cell.kind != OperandKind::column || node_in(unwrapped(entry)) != nullptr;
        if (is_renamed) {
            names.push_back({own_name, {}});
        } else {
            const ColumnDescription& column = cell.model().columns[cell.index];
            names.push_back({column.name, column.member});
        }
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
    for (const Operand& entry : result_list(node))
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
    const Operand column = column_at(whole_list(query), fault.cell);
    if (column.kind == OperandKind::column) {
        place.table = column.model().table;
        place.column = column.model().columns[column.index].name;
        place.type = column.model().columns[column.index].type_name;
    } else {
        place.column = statement.column_name(fault.cell);
    }
    throw_fault(fault.fault, place);
}

}  // namespace pewit::detail
