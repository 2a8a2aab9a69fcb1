/// Finds the foreign key that a join without a condition goes along.
#pragma once

#include <utility>
#include <vector>

#include <pewit/detail/operand.hpp>

#include "sql/scope.hpp"

namespace pewit::detail {

/// The pairs of columns to be equal when source number `joined` is joined to those before it: by a
/// foreign key between it and the latest of them that has one, in either direction.
/// Errors: ProgrammingError when there is none, or more than one between the two tables.
[[nodiscard]] std::vector<std::pair<Operand, Operand>> join_columns(const std::vector<Source>& sources,
                                                                    std::size_t joined);

}  // namespace pewit::detail
