/// Rows of the program as a table: VALUES.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/row_query.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/subquery.hpp>

namespace pewit {

/// `VALUES (…), (…)`: rows R, one parameter for each value. A query that can be joined, compared with by `in`,
/// and be a member of a set operation.
///
///     auto wanted = pewit::values<std::int64_t, int>({{1, 10}, {2, 20}}).as("wanted");
///     auto [id, bonus] = wanted.columns();
///     User::select(U.username, bonus).join(wanted, id == U.id)
///
/// Errors, when it is run: OperationalError or ProgrammingError of the engine for more parameters than a statement of
/// it may have (32766 on SQLite, 65535 on PostgreSQL).
template <class R>
class Values : public detail::QueryBase, public Readable<Values<R>, R>, public detail::SubqueryType<R> {
public:
    using pewit_query = R;

    explicit Values(detail::NodeRef node) noexcept : detail::QueryBase(std::move(node)) {}

    /// In FROM, under this name. Errors: ProgrammingError when it can't be an SQL name.
    [[nodiscard]] Subquery<R> as(std::string_view name) const { return Subquery<R>(this->node_, name); }
    /// In WITH, under this name. Options: those of a select's cte().
    template <class... Options>
    [[nodiscard]] Cte<R> cte(std::string_view name, Options... options) const {
        return Cte<R>(this->node_, name, detail::cte_flags(options...));
    }
};

namespace detail {

template <class... T>
[[nodiscard]] NodeRef value_row(const T&... values) {
    return [](const auto&... operands) {
        return make_node(NodeKind::row, {Operand(operands)...});
    }(to_operand<T>(values)...);
}

template <class... T>
[[nodiscard]] NodeRef values_node(const NodeRef& rows) noexcept {
    constexpr SqlType types[] = {FieldTraits<unwrapped_t<T>>::sql_type...};
    return make_values(rows, types, sizeof...(T));
}

}  // namespace detail

/// A table of one column. Without rows, a table without rows.
template <FieldType T>
[[nodiscard]] Values<T> values(const std::vector<T>& rows) {
    detail::NodeRef list;
    for (const T& value : rows)
        append_operand(list, detail::NodeKind::list, detail::value_row(value).operand());
    return Values<T>(detail::values_node<T>(list));
}
/// A table of several: `values<std::int64_t, std::string>({{1, "huey"}, {2, "mickey"}})`.
template <FieldType... T>
requires(sizeof...(T) > 1)
    [[nodiscard]] Values<std::tuple<T...>> values(const std::vector<std::tuple<T...>>& rows) {
    detail::NodeRef list;
    for (const std::tuple<T...>& row : rows)
        append_operand(list, detail::NodeKind::list, std::apply(detail::value_row<T...>, row).operand());
    return Values<std::tuple<T...>>(detail::values_node<T...>(list));
}

}  // namespace pewit
