/// Row values: `row(L.user, L.tweet).in({{1, 2}, {1, 3}})`.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>

namespace pewit {

/// Several expressions that are compared together, the first ones first.
template <class... T>
class RowValue {
public:
    using Values = std::tuple<detail::unwrapped_t<T>...>;

    explicit RowValue(detail::NodeRef node) noexcept : node_(std::move(node)) {}
    [[nodiscard]] detail::Operand operand() const noexcept { return node_.operand(); }

    /// `IN (…)`: an empty list is false.
    [[nodiscard]] Condition in(std::initializer_list<Values> rows) const { return in_rows(rows); }
    /// A range of tuples, or a select of as many entries.
    template <class Rows>
    [[nodiscard]] Condition in(const Rows& rows) const {
        if constexpr (requires {
                          typename Rows::Row;
                          rows.operand();
                      }) {
            constexpr bool fits = std::tuple_size_v<typename Rows::Row> == sizeof...(T);
            static_assert(fits, "the select must have as many entries as the row");
            return Condition(make_binary(detail::NodeKind::in_query, operand(), rows.operand()));
        } else {
            return in_rows(rows);
        }
    }

    friend Condition operator==(const RowValue& left, const Values& right) { return left == of(right); }
    friend Condition operator<(const RowValue& left, const Values& right) { return left < of(right); }
    friend Condition operator<=(const RowValue& left, const Values& right) { return left <= of(right); }
    friend Condition operator>(const RowValue& left, const Values& right) { return left > of(right); }
    friend Condition operator>=(const RowValue& left, const Values& right) { return left >= of(right); }

private:
    [[nodiscard]] static RowValue of(const Values& values) {
        const auto make = [](const auto&... value) {
            return [](const auto&... operands) {
                const detail::Operand list[] = {operands...};
                return RowValue(make_node(detail::NodeKind::row, list, sizeof...(operands)));
            }(detail::to_operand<T>(value)...);
        };
        return std::apply(make, values);
    }
    template <class Rows>
    [[nodiscard]] Condition in_rows(const Rows& rows) const {
        std::vector<RowValue> kept;
        for (const auto& row : rows)
            kept.push_back(of(row));
        std::vector<detail::Operand> operands{operand()};
        for (const RowValue& row : kept)
            operands.push_back(row.operand());
        return Condition(make_membership(detail::NodeKind::in_list, operands.data(), operands.size()));
    }

    detail::NodeRef node_;
};

namespace detail {

template <class... L, class... R>
[[nodiscard]] Condition compare_rows(NodeKind kind, const RowValue<L...>& left, const RowValue<R...>& right) {
    static_assert(sizeof...(L) == sizeof...(R), "rows of different lengths can't be compared");
    static_assert(((family_v<L> == family_v<R>)&&...), "these types can't be compared in SQL");
    return Condition(make_binary(kind, left.operand(), right.operand()));
}

}  // namespace detail

template <class... L, class... R>
[[nodiscard]] Condition operator==(const RowValue<L...>& left, const RowValue<R...>& right) {
    return detail::compare_rows(detail::NodeKind::equal, left, right);
}
template <class... L, class... R>
[[nodiscard]] Condition operator<(const RowValue<L...>& left, const RowValue<R...>& right) {
    return detail::compare_rows(detail::NodeKind::less, left, right);
}
template <class... L, class... R>
[[nodiscard]] Condition operator<=(const RowValue<L...>& left, const RowValue<R...>& right) {
    return detail::compare_rows(detail::NodeKind::less_equal, left, right);
}
template <class... L, class... R>
[[nodiscard]] Condition operator>(const RowValue<L...>& left, const RowValue<R...>& right) {
    return detail::compare_rows(detail::NodeKind::greater, left, right);
}
template <class... L, class... R>
[[nodiscard]] Condition operator>=(const RowValue<L...>& left, const RowValue<R...>& right) {
    return detail::compare_rows(detail::NodeKind::greater_equal, left, right);
}

/// `(a, b, …)`
template <class... X>
[[nodiscard]] auto row(const X&... x) {
    static_assert(sizeof...(X) > 1, "a row value has two entries or more");
    return RowValue<typename X::pewit_term...>(make_node(detail::NodeKind::row, {x.operand()...}));
}

}  // namespace pewit
