#include "query/result_place.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/rows_by_name.hpp>
#include <pewit/error.hpp>

#include "query/model_of.hpp"
#include "query/result_cells.hpp"
#include "sql/fills.hpp"
#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

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
    const std::vector<ResultCell> there = result_cells(node);
    for (std::size_t i = 0; i < count; ++i) {
        const auto is_it = [&](const ResultCell& cell) {
            return cell.name == names[i] || cell.member == names[i];
        };
        const auto found = std::find_if(there.begin(), there.end(), is_it);
        if (found == there.end()) throw_no_cell(node, names[i], false);
        if (std::find_if(found + 1, there.end(), is_it) != there.end()) throw_no_cell(node, names[i], true);
        cells[i] = static_cast<std::uint16_t>(found - there.begin());
    }
    return there.size();
}

namespace {

/// Of a cell of the result; behind its own come those that `.with(…)` fills keys from.
Operand origin_of_cell(const Node& query, std::size_t number) {
    const std::vector<ResultCell> own = result_cells(query);
    if (number < own.size()) return own[number].origin;
    std::vector<Operand> filled;
    if (const Node* steps = steps_with_columns(query)) {
        for (const Operand& step : steps->operands())
            filled.push_back(FillParts(step).target());
    }
    return column_at(filled, number - own.size());
}

/// The number of the entry that has this cell, counted from 1; 0 when none has.
std::size_t entry_of_cell(const Node& query, std::size_t cell) {
    std::size_t number = 0;
    for (const Operand& entry : result_list(query)) {
        ++number;
        const std::size_t width = width_of(entry);
        if (cell < width) return number;
        cell -= width;
    }
    return 0;
}

/// An expression by its name, if it was given one: engines make up different ones.
void name_expression(FaultPlace& place, const Node& query, const Statement& statement, std::size_t cell) {
    const std::vector<ResultCell> own = result_cells(query);
    place.entry = entry_of_cell(query, cell);
    if (place.entry == 0) {
        place.column = statement.column_name(static_cast<int>(cell));
    } else if (cell < own.size()) {
        place.column = own[cell].name;
    }
}

/// Is the row of a column's table always there?
bool has_joins(const Node& query) noexcept {
    return query.kind == NodeKind::select && !is_none(query[static_cast<std::size_t>(Slot::joins)]);
}

}  // namespace

void throw_row_fault(const Node& query, const Statement& statement, const RowFault& fault, const Cell& cell) {
    FaultPlace place{.found = cell.kind, .sql = statement.sql()};
    const Operand column = origin_of_cell(query, fault.cell);
    if (column.kind == OperandKind::column) {
        place.table = column.model().table;
        place.column = column.model().columns[column.index].name;
        place.type = column.model().columns[column.index].type_name;
        place.takes_nullable = has_joins(query);
    } else {
        name_expression(place, query, statement, fault.cell);
        place.takes_nullable = place.entry > 0;
    }
    throw_fault(fault.fault, place);
}

}  // namespace pewit::detail
