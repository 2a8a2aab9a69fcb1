/// The rows of a set operation: what two queries' rows are together.
#pragma once

#include <optional>
#include <tuple>
#include <type_traits>

#include <pewit/detail/rows.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit::detail {

/// Either of two values of one kind: the wider number, optional when one of them is.
template <class L, class R>
struct WiderValue {
    using Left = unwrapped_t<L>;
    using Right = unwrapped_t<R>;
    static constexpr auto pick() {
        if constexpr (is_plain_number_v<Left> && is_plain_number_v<Right>) {
            return std::type_identity<std::common_type_t<Left, Right>>{};
        } else {
            return std::type_identity<Left>{};
        }
    }
    using Bare = typename decltype(pick())::type;
    using type = std::conditional_t<is_optional_v<L> || is_optional_v<R>, std::optional<Bare>, Bare>;
};

/// No type: rows that can't be in one result.
template <class L, class R>
struct UnionRow {};
template <class L>
struct UnionRow<L, L> {
    using type = L;
};
template <FieldType L, FieldType R>
requires(!std::is_same_v<L, R> && family_v<unwrapped_t<L>> == family_v<unwrapped_t<R>>) struct UnionRow<L, R>
    : WiderValue<L, R> {
};
template <class L, class R>
concept Unitable = requires {
    typename UnionRow<L, R>::type;
};
template <class... L, class... R>
requires(!std::is_same_v<std::tuple<L...>, std::tuple<R...>> && sizeof...(L) == sizeof...(R)
         && (Unitable<L, R> && ...)) struct UnionRow<std::tuple<L...>, std::tuple<R...>> {
    using type = std::tuple<typename UnionRow<L, R>::type...>;
};

/// The rows of both, or of the left when a set operation must not have them, which is_member() says.
template <class L, class R>
struct UnionRowOrLeft {
    using type = L;
};
template <class L, class R>
requires Unitable<L, R>
struct UnionRowOrLeft<L, R> : UnionRow<L, R> {
};
template <class L, class R>
using union_row_t = typename UnionRowOrLeft<L, R>::type;

/// Anything that gives rows and may be a member of a set operation.
template <class Q>
concept MemberQuery = requires {
    typename Q::pewit_query;
};

/// Can the query's rows be in one result with rows of this type?
template <class Row, class Q>
consteval bool is_member() {
    if constexpr (MemberQuery<Q>) {
        return Unitable<Row, typename Q::pewit_query>;
    } else {
        return false;
    }
}

}  // namespace pewit::detail
