/// Queries in the place of tables, as nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/query_node.hpp>

namespace pewit::detail {

/// A query together with the name that it has in FROM.
struct NamedQuery {
    NodeRef query;
    const std::string* name = nullptr;  ///< interned
};

[[nodiscard]] NodeRef make_derived_table(const NamedQuery& table) noexcept;
[[nodiscard]] NodeRef make_cte(const NamedQuery& cte, std::uint8_t flags) noexcept;
[[nodiscard]] NodeRef make_cte_table(const std::string* cte, const std::string* alias) noexcept;
/// `name.*`
[[nodiscard]] NodeRef make_all_columns(const std::string* name, std::size_t width) noexcept;
/// A list of rows; without any, a select of so many columns that has no row.
[[nodiscard]] NodeRef make_values(const NodeRef& rows, const SqlType* types, std::size_t width) noexcept;

// Columns of a query in FROM.
// Errors: ProgrammingError when its result has no such column, or two of that name.

/// The one that an expression of the select list is there.
[[nodiscard]] NodeRef derived_column(const NamedQuery& table, const Operand& term, SqlType type);
[[nodiscard]] NodeRef derived_column(const NamedQuery& table, std::string_view name, SqlType type);
/// By its place, counted from 0.
[[nodiscard]] NodeRef derived_column(const NamedQuery& table, std::size_t place, SqlType type);
/// Has the result this column, or all columns of this table?
void check_derived(const NamedQuery& table, const Operand& column);

/// Adds CTEs to WITH.
void append_cte(NodeRef& statement, const NodeRef& cte) noexcept;

}  // namespace pewit::detail
