/// What each cell of a query's rows is.
#pragma once

#include <string_view>
#include <vector>

#include "sql/node.hpp"

namespace pewit::detail {

struct ResultCell {
    std::string_view name;    ///< in the result; empty for an expression without one
    std::string_view member;  ///< the other name of a column that goes by its own
    Operand origin;           ///< the column of a table whose value it is; else what is selected
};

/// In their order; columns of queries in FROM are followed to the tables that they come from. What the query fills by
/// `.with(…)` is not among them.
[[nodiscard]] std::vector<ResultCell> result_cells(const Node& query);

}  // namespace pewit::detail
