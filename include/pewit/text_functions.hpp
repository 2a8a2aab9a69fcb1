/// SQL functions of text.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include <pewit/detail/function.hpp>
#include <pewit/functions.hpp>

namespace pewit {

namespace detail {

/// How many characters a text may be asked for.
template <StorableInteger V>
[[nodiscard]] constexpr int count_in_text(V count) noexcept {
    constexpr int most = std::numeric_limits<int>::max();
    if (std::cmp_less(count, 0)) return 0;
    return std::cmp_greater(count, most) ? most : static_cast<int>(count);
}

}  // namespace detail

namespace fn {

/// Without the spaces at both ends, or without any of these characters.
template <class X>
[[nodiscard]] auto trim(const X& x) {
    return detail::apply<Expr<detail::field_of_t<X>>>(detail::Function::trim, x);
}
template <class X>
[[nodiscard]] auto trim(const X& x, std::string_view characters) {
    return detail::apply<Expr<detail::field_of_t<X>>>(detail::Function::trim, x, characters);
}
template <class X, class... Characters>
[[nodiscard]] auto ltrim(const X& x, const Characters&... characters) {
    return detail::make_named<Expr<detail::field_of_t<X>>>("ltrim", x, characters...);
}
template <class X, class... Characters>
[[nodiscard]] auto rtrim(const X& x, const Characters&... characters) {
    return detail::make_named<Expr<detail::field_of_t<X>>>("rtrim", x, characters...);
}
/// Every `from` as `to`.
template <class X, class From, class To>
[[nodiscard]] auto replace(const X& x, const From& from, const To& to) {
    using R = Expr<detail::null_like_t<detail::field_of_t<X>, X, From, To>>;
    return detail::make_named<R>("replace", x, from, to);
}
/// From the character with this number on, to the end. Characters count from 1, and from -1 at the end: -3 gives the
/// last three.
template <class X>
[[nodiscard]] auto substr(const X& x, int start) {
    using R = Expr<detail::field_of_t<X>>;
    if (start < 0) return detail::apply<R>(detail::Function::substr_from_end, x, start);
    return detail::make_named<R>("substr", x, start);
}
/// The same, of so many characters at most; with a count below 0 none.
template <class X, class Count>
[[nodiscard]] auto substr(const X& x, int start, const Count& count) {
    using R = Expr<detail::null_like_t<detail::field_of_t<X>, X, Count>>;
    if constexpr (detail::SqlLike<Count>) {
        return detail::apply<R>(
            start < 0 ? detail::Function::substr_from_end_any : detail::Function::substr_any, x, start,
            count);
    } else {
        const int most = detail::count_in_text(count);
        if (start < 0) return detail::apply<R>(detail::Function::substr_from_end_of, x, start, most);
        return detail::make_named<R>("substr", x, start, most);
    }
}
/// Where `part` begins first, counted from 1; 0 when it is not there.
template <class X, class Part>
[[nodiscard]] auto strpos(const X& x, const Part& part) {
    return detail::apply<Expr<detail::null_like_t<std::int64_t, X, Part>>>(detail::Function::position, x,
                                                                           part);
}

}  // namespace fn
}  // namespace pewit
