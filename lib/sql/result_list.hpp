/// What a query's result consists of: the entries of its select list, and the names that its columns have for
/// a query around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sql/node.hpp"

namespace pewit::detail {

/// The set operation that a select is; nullptr for any other statement.
[[nodiscard]] const Node* set_operation_of(const Node& statement) noexcept;
/// Is the select a list of VALUES?
[[nodiscard]] bool is_values(const Node& select) noexcept;

/// The entries of the select list, of a set operation's first member's, of the first row of VALUES, or of RETURNING.
[[nodiscard]] std::span<const Operand> result_list(const Node& query) noexcept;

/// The entry without what only wraps it, and without its alias.
[[nodiscard]] const Operand& bare(const Operand& entry) noexcept;
/// How many columns of the result an entry stands for.
[[nodiscard]] std::size_t width_of(const Operand& entry) noexcept;
/// The entry's column with this number, counted from 0: of a table one of its columns, else the entry itself.
[[nodiscard]] Operand column_of(const Operand& entry, std::size_t index) noexcept;
/// Column number `place` of a result, counted from 0; none behind the last.
[[nodiscard]] Operand column_at(std::span<const Operand> list, std::size_t place) noexcept;

/// The 1-based place of the result's column that `term` means: an alias by its name, a column by itself. 0: none.
[[nodiscard]] std::int64_t place_of(std::span<const Operand> list, const Operand& term) noexcept;

/// The name of an expression for a query around its own; empty when it has none.
[[nodiscard]] std::string_view name_of(const Operand& entry) noexcept;

}  // namespace pewit::detail
