/// Decimals on an engine that keeps them as text, where SQL can only test them for equality.
#pragma once

#include <span>
#include <string_view>

#include <pewit/detail/operand.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {

/// Refuses an operation that goes by the values of decimals, when the engine has only their text.
/// Errors: NotSupportedError, naming the operation and the column.
void check_decimals(const Dialect& dialect, std::string_view operation, std::span<const Operand> operands);

/// Does the SQL function of that name go by the values of its arguments?
[[nodiscard]] bool goes_by_value(std::string_view function) noexcept;

}  // namespace pewit::detail
