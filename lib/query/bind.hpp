/// Binds the parameters of a query, and says which column a value that can't be bound was meant for.
#pragma once

#include <span>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/statement.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {

/// Borrows the values from the query until the statement is reset.
/// Errors: DataError for a value that can't be one.
void bind_parameters(Statement& statement, const Node& query, std::span<const Operand* const> parameters,
                     const Dialect& dialect);

}  // namespace pewit::detail
