/// A literal of a query as a value to look at.
#pragma once

#include <pewit/detail/operand.hpp>
#include <pewit/value.hpp>

namespace pewit::detail {

/// NULL for what is no literal.
[[nodiscard]] Value value_of_literal(const Operand& literal);

}  // namespace pewit::detail
