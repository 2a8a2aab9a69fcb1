/// Lists in queries: `"news" == any(A.tags)`, `fn::array_append(A.tags, "old")`. PostgreSQL's; errors, when the query is
/// rendered: NotSupportedError on SQLite.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <pewit/array.hpp>
#include <pewit/call.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>

namespace pewit {

namespace detail {

/// `ANY(list)` or `ALL(list)` of elements of type E.
template <class E>
class Quantified {
public:
    explicit Quantified(NodeRef node) noexcept : node_(std::move(node)) {}

    template <class V>
    friend Condition operator==(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::equal>(value);
    }
    template <class V>
    friend Condition operator!=(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::not_equal>(value);
    }
    template <class V>
    friend Condition operator<(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::less>(value);
    }
    template <class V>
    friend Condition operator<=(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::less_equal>(value);
    }
    template <class V>
    friend Condition operator>(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::greater>(value);
    }
    template <class V>
    friend Condition operator>=(const V& value, const Quantified& list) {
        return list.template compare<NodeKind::greater_equal>(value);
    }

private:
    template <NodeKind kind, class V>
    [[nodiscard]] Condition compare(const V& value) const {
        check_beside<E, V>();
        return Condition(make_binary(kind, to_operand<E>(value), node_.operand()));
    }

    NodeRef node_;
};

template <class L>
[[nodiscard]] auto quantified(Function function, const L& list) {
    using T = field_of_t<L>;
    static_assert(is_list_v<T>, "a list is needed: a field of std::vector, or a std::vector");
    const auto operand = lone_operand(list);
    return Quantified<unwrapped_t<element_t<T>>>(make_function(function, {operand}));
}

}  // namespace detail

/// For the right side of a comparison: true when it is for one element of the list. The list is a column, or a
/// std::vector, which is one parameter however long: `U.id == pewit::any(ids)`.
template <class L>
[[nodiscard]] auto any(const L& list) {
    return detail::quantified(detail::Function::array_any, list);
}
/// The same for all elements.
template <class L>
[[nodiscard]] auto all(const L& list) {
    return detail::quantified(detail::Function::array_all, list);
}

namespace fn {

/// How many elements a list has; 0 of an empty one.
template <detail::TermLike L>
[[nodiscard]] auto array_length(const L& list) {
    static_assert(detail::is_list_v<typename L::pewit_term>, "array_length() is for lists");
    return detail::apply<Expr<detail::null_like_t<std::int64_t, L>>>(detail::Function::array_length, list);
}
/// The list with one more element at its end: `A.tags = fn::array_append(A.tags, "new")`. Lists are joined by `+`.
template <detail::TermLike L, class V>
[[nodiscard]] auto array_append(const L& list, const V& element) {
    using T = typename L::pewit_term;
    return Expr<T>(
        make_function(detail::Function::array_append, {list.operand(), detail::element_operand<T>(element)}));
}
/// The list without the elements that are equal to this one.
template <detail::TermLike L, class V>
[[nodiscard]] auto array_remove(const L& list, const V& element) {
    using T = typename L::pewit_term;
    return Expr<T>(
        make_function(detail::Function::array_remove, {list.operand(), detail::element_operand<T>(element)}));
}

/// The values of the rows as a list; NULL without rows.
template <detail::TermLike X>
[[nodiscard]] auto array_agg(const X& x) {
    using List = std::vector<typename X::pewit_term>;
    return detail::apply<Call<std::optional<List>>>(detail::Function::array_agg, x);
}

}  // namespace fn
}  // namespace pewit
