/// Functions of a row's place in its window: `fn::rank().over(order_by(U.karma.desc()))`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include <pewit/call.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/functions.hpp>

namespace pewit {

namespace detail {

template <class T, class... Arguments>
[[nodiscard]] WindowCall<T> window_call(std::string_view name, const Arguments&... arguments) {
    return make_named<WindowCall<T>>(name, arguments...);
}
/// The value of another row, which there may be none of.
template <class X>
using of_other_row_t = std::optional<unwrapped_t<field_of_t<X>>>;

template <class X, class V>
[[nodiscard]] auto other_row(std::string_view name, const X& x, int rows, const V& otherwise) {
    using T = field_of_t<X>;
    check_beside<std::optional<unwrapped_t<T>>, V>();
    constexpr bool nullable = is_optional_v<T> || is_null_literal_v<V> || is_optional_v<field_of_t<V>>;
    using Result = std::conditional_t<nullable, std::optional<unwrapped_t<T>>, T>;
    const auto distance = lone_operand(rows);
    const auto other = typed_operand<std::optional<unwrapped_t<T>>>(otherwise);
    const Operand list[] = {x.operand(), distance, other};
    return WindowCall<Result>(make_call(name, list, 3));
}

}  // namespace detail

namespace fn {

[[nodiscard]] inline WindowCall<std::int64_t> row_number() {
    return detail::window_call<std::int64_t>("row_number");
}
/// Rows that are equal in the window's order have one rank; the next rank is left out for each of them but one.
[[nodiscard]] inline WindowCall<std::int64_t> rank() { return detail::window_call<std::int64_t>("rank"); }
/// The same without leaving any out.
[[nodiscard]] inline WindowCall<std::int64_t> dense_rank() {
    return detail::window_call<std::int64_t>("dense_rank");
}
/// (rank - 1) / (rows - 1)
[[nodiscard]] inline WindowCall<double> percent_rank() { return detail::window_call<double>("percent_rank"); }
/// The part of the rows that come before the row or are equal to it.
[[nodiscard]] inline WindowCall<double> cume_dist() { return detail::window_call<double>("cume_dist"); }
/// In which of so many parts of nearly equal size the row is, counted from 1.
[[nodiscard]] inline WindowCall<std::int64_t> ntile(int parts) {
    return detail::window_call<std::int64_t>("ntile", parts);
}
/// The value in the row so many before; NULL where there is none.
template <detail::TermLike X>
[[nodiscard]] auto lag(const X& x, int rows = 1) {
    return detail::window_call<detail::of_other_row_t<X>>("lag", x, rows);
}
/// The value in the row so many after; NULL where there is none.
template <detail::TermLike X>
[[nodiscard]] auto lead(const X& x, int rows = 1) {
    return detail::window_call<detail::of_other_row_t<X>>("lead", x, rows);
}
/// The same with a value for where there is none.
template <detail::TermLike X, class V>
[[nodiscard]] auto lag(const X& x, int rows, const V& otherwise) {
    return detail::other_row("lag", x, rows, otherwise);
}
template <detail::TermLike X, class V>
[[nodiscard]] auto lead(const X& x, int rows, const V& otherwise) {
    return detail::other_row("lead", x, rows, otherwise);
}
/// Of the frame, which may be empty: then NULL.
template <detail::TermLike X>
[[nodiscard]] auto first_value(const X& x) {
    return detail::window_call<detail::of_other_row_t<X>>("first_value", x);
}
template <detail::TermLike X>
[[nodiscard]] auto last_value(const X& x) {
    return detail::window_call<detail::of_other_row_t<X>>("last_value", x);
}
/// Counted from 1.
template <detail::TermLike X>
[[nodiscard]] auto nth_value(const X& x, int row) {
    return detail::window_call<detail::of_other_row_t<X>>("nth_value", x, row);
}

}  // namespace fn
}  // namespace pewit
