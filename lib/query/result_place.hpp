/// Names the column of a result for the DataError about a cell that can't be read.
#pragma once

#include <pewit/detail/fault.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/statement.hpp>

#include "sql/node.hpp"

namespace pewit::detail {

/// By the entry of the select list or of RETURNING where that is a column, else by the name that it was given, else by its number.
[[noreturn]] void throw_row_fault(const Node& query, const Statement& statement, const RowFault& fault,
                                  const Cell& cell);

}  // namespace pewit::detail
