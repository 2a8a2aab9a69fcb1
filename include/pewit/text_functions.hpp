/// SQL functions of text.
#pragma once

#include <cstdint>
#include <string_view>

#include <pewit/detail/function.hpp>
#include <pewit/functions.hpp>

namespace pewit::fn {

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
/// From the character with this number on, counted from 1; so many, or all.
template <class X, class... Count>
[[nodiscard]] auto substr(const X& x, int start, const Count&... count) {
    static_assert(sizeof...(Count) <= 1, "substr() takes a start and a count");
    return detail::make_named<Expr<detail::field_of_t<X>>>("substr", x, start, count...);
}
/// Where `part` begins first, counted from 1; 0 when it is not there.
template <class X, class Part>
[[nodiscard]] auto strpos(const X& x, const Part& part) {
    return detail::apply<Expr<detail::null_like_t<std::int64_t, X, Part>>>(detail::Function::position, x,
                                                                           part);
}

}  // namespace pewit::fn
