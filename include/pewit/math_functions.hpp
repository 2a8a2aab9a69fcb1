/// SQL functions of numbers, and statistics.
#pragma once

#include <optional>

#include <pewit/detail/function.hpp>
#include <pewit/functions.hpp>

namespace pewit::fn {

template <class X>
[[nodiscard]] auto floor(const X& x) {
    return detail::apply<Expr<detail::null_like_t<double, X>>>(detail::Function::floor, x);
}
template <class X>
[[nodiscard]] auto ceil(const X& x) {
    return detail::apply<Expr<detail::null_like_t<double, X>>>(detail::Function::ceil, x);
}
/// -1, 0 or 1.
template <class X>
[[nodiscard]] auto sign(const X& x) {
    return detail::apply<Expr<detail::null_like_t<int, X>>>(detail::Function::sign, x);
}
template <class X, class Y>
[[nodiscard]] auto power(const X& x, const Y& exponent) {
    return detail::apply<Expr<detail::null_like_t<double, X, Y>>>(detail::Function::power, x, exponent);
}
/// Of a negative number NULL in SQLite, DataError in PostgreSQL.
template <class X>
[[nodiscard]] auto sqrt(const X& x) {
    return detail::apply<Expr<detail::null_like_t<double, X>>>(detail::Function::sqrt, x);
}
/// The remainder, fractions included, with the sign of x. For integers there is `%`.
template <class X, class Y>
[[nodiscard]] auto mod(const X& x, const Y& divisor) {
    return detail::apply<Expr<detail::null_like_t<double, X, Y>>>(detail::Function::mod, x, divisor);
}

// Statistics of a sample and of a whole population. Errors: NotSupportedError on SQLite, when rendered.
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<double>> stddev_samp(const X& x) {
    return detail::apply<Call<std::optional<double>>>(detail::Function::stddev_samp, x);
}
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<double>> stddev_pop(const X& x) {
    return detail::apply<Call<std::optional<double>>>(detail::Function::stddev_pop, x);
}
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<double>> var_samp(const X& x) {
    return detail::apply<Call<std::optional<double>>>(detail::Function::var_samp, x);
}
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<double>> var_pop(const X& x) {
    return detail::apply<Call<std::optional<double>>>(detail::Function::var_pop, x);
}

}  // namespace pewit::fn
