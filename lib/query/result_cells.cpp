#include "query/result_cells.hpp"

#include <algorithm>

#include <pewit/detail/query_node.hpp>

#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// A query and those around it, whose CTEs it may use.
struct Place {
    const Node& query;
    const Place* around = nullptr;
    std::size_t ctes = static_cast<std::size_t>(-1);  ///< how many of the query's own are in sight
};

std::vector<ResultCell> cells_of(const Place& place);

std::vector<ResultCell> cells_of_cte(const Place& place, std::string_view name) {
    for (const Place* at = &place; at != nullptr; at = at->around) {
        const Node* ctes = node_in(part(at->query, Slot::with));
        if (ctes == nullptr) continue;
        for (std::size_t i = 0; i < std::min<std::size_t>(ctes->count, at->ctes); ++i) {
            const Node& cte = *(*ctes)[i].node;
            if (cte.kind != NodeKind::cte || cte[0].view() != name) continue;
            const Place before{at->query, at->around, i};
            return cells_of({*cte[1].node, &before});
        }
    }
    return {};
}

/// Of an entry of FROM, if it is a query of that name.
std::vector<ResultCell> cells_of_source(const Place& place, const Operand& source, const std::string* alias) {
    const bool is_query = is_kind(source, NodeKind::derived_table);
    if ((!is_query && !is_kind(source, NodeKind::cte_table)) || (*source.node)[1].alias != alias) return {};
    if (is_query) return cells_of({*(*source.node)[0].node, &place});
    return cells_of_cte(place, (*source.node)[0].view());
}

/// Of the query of that name in FROM; none when it is not there.
std::vector<ResultCell> cells_named(const Place& place, const std::string* alias) {
    std::vector<ResultCell> found = cells_of_source(place, part(place.query, Slot::base), alias);
    const Node* joins = node_in(part(place.query, Slot::joins));
    for (std::size_t i = 0; found.empty() && joins != nullptr && i < joins->count; ++i)
        found = cells_of_source(place, (*(*joins)[i].node)[0], alias);
    return found;
}

Operand origin_of(const Place& place, const Operand& term) {
    if (!is_kind(term, NodeKind::derived_column)) return term;
    for (const ResultCell& cell : cells_named(place, (*term.node)[0].alias)) {
        if (cell.name == (*term.node)[1].view()) return cell.origin;
    }
    return term;
}

void append_cells(std::vector<ResultCell>& cells, const Place& place, const Operand& entry) {
    const std::size_t width = width_of(entry);
    if (is_kind(bare(entry), NodeKind::all_columns)) {
        std::vector<ResultCell> all = cells_named(place, (*bare(entry).node)[0].alias);
        if (all.size() != width) all.assign(width, {{}, {}, entry});
        cells.insert(cells.end(), all.begin(), all.end());
        return;
    }
    for (std::size_t i = 0; i < width; ++i) {
        const Operand cell = column_of(entry, i);
        const bool is_renamed = cell.kind != OperandKind::column || node_in(unwrapped(entry)) != nullptr;
        if (is_renamed) {
            cells.push_back({name_of(entry), {}, origin_of(place, cell)});
        } else {
            const ColumnDescription& column = cell.model().columns[cell.index];
            cells.push_back({column.name, column.member, cell});
        }
    }
}

std::vector<ResultCell> cells_of(const Place& place) {
    std::vector<ResultCell> cells;
    if (place.query.kind == NodeKind::error) return cells;
    if (const Node* operation = set_operation_of(place.query))
        return cells_of({*(*operation)[0].node, &place});
    for (const Operand& entry : result_list(place.query))
        append_cells(cells, place, entry);
    return cells;
}

}  // namespace

std::vector<ResultCell> result_cells(const Node& query) { return cells_of({query}); }

}  // namespace pewit::detail
