/// SQL functions: `fn::count(T.id)`, `fn::lower(U.username)`, any other by `fn::call<T>("name", …)`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/expression.hpp>  // first: an error in a condition then tells a short way to it

#include <pewit/call.hpp>
#include <pewit/case.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit {

namespace detail {

/// `name(arguments…)` as an R: Expr<T> or Call<T>. Arguments are expressions or C++ values.
template <class R, class... Arguments>
[[nodiscard]] R make_named(std::string_view name, const Arguments&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
        return R(make_call(name, nullptr, 0));
    } else {
        // One function call, so that what the operands borrow lives until the node is made.
        return [name](const auto&... operands) {
            const Operand list[] = {operands...};
            return R(make_call(name, list, sizeof...(operands)));
        }(any_operand<without_model_t<Arguments>>(arguments)...);
    }
}

/// The same with one argument, an expression.
template <class R>
[[nodiscard]] R call_with(std::string_view name, const Operand& argument) noexcept {
    return R(make_call(name, &argument, 1));
}

template <class T>
struct SumOf {
    using type = std::conditional_t<std::is_floating_point_v<T>, double,
                                    std::conditional_t<std::is_integral_v<T>, std::int64_t, T>>;
};

template <class T>
inline constexpr bool adds_up_v = family_v<T> == TypeFamily::number || family_v<T> == TypeFamily::decimal
                                  || family_v<T> == TypeFamily::duration;

template <class X>
[[nodiscard]] auto as_text(const X& x) {
    if constexpr (holds_text_v<typename X::pewit_term>) {
        return Expr<typename X::pewit_term>(x);
    } else {
        return x.template cast<std::string>();
    }
}

template <class X, class... Others>
[[nodiscard]] auto extreme(Function plain, Function or_null, const X& first, const Others&... others) {
    using T = unwrapped_t<typename X::pewit_term>;
    using Result = null_like_t<T, X, Others...>;
    check_beside<std::optional<T>, Others...>();
    const Function function = is_optional_v<Result> ? or_null : plain;
    return [&first, function](const auto&... operands) {
        const Operand list[] = {first.operand(), operands...};
        return Expr<Result>(make_function(function, list, sizeof...(operands) + 1));
    }(typed_operand<std::optional<T>>(others)...);
}

}  // namespace detail

namespace fn {

/// Any function by its name, which goes into the text as it is: a plain identifier, never user input.
/// Errors, when the query is rendered: ProgrammingError for another name.
template <class T, class... Arguments>
[[nodiscard]] Call<T> call(std::string_view name, const Arguments&... arguments) {
    return detail::make_named<Call<T>>(name, arguments...);
}

/// `count(*)`
[[nodiscard]] inline Call<std::int64_t> count() {
    const detail::Operand star = detail::bytes_operand(detail::OperandKind::name, "*");
    return Call<std::int64_t>(detail::make_call("count", &star, 1));
}
/// How many are not NULL; `fn::count(T.user.distinct())` how many different ones.
template <detail::TermLike X>
[[nodiscard]] Call<std::int64_t> count(const X& x) {
    return detail::call_with<Call<std::int64_t>>("count", x.operand());
}
/// NULL without rows, as in SQL: the type is optional. Integers add up to std::int64_t.
template <detail::TermLike X>
[[nodiscard]] auto sum(const X& x) {
    static_assert(detail::adds_up_v<typename X::pewit_term>,
                  "fn::sum() takes numbers, decimals and durations; others by cast<T>()");
    using T = typename detail::SumOf<detail::unwrapped_t<typename X::pewit_term>>::type;
    return detail::call_with<Call<std::optional<T>>>("sum", x.operand());
}
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<double>> avg(const X& x) {
    static_assert(detail::adds_up_v<typename X::pewit_term>,
                  "fn::avg() takes numbers, decimals and durations; others by cast<T>()");
    return detail::call_with<Call<std::optional<double>>>("avg", x.operand());
}
/// The texts of the rows, joined by the separator; NULL without rows. In which order, `.order_by(…)` says, where the
/// engine can. SQLite can't have distinct() and a separator other than the comma.
template <detail::TermLike X>
[[nodiscard]] auto string_agg(const X& x) {
    return detail::apply<Call<std::optional<std::string>>>(detail::Function::comma_agg, detail::as_text(x));
}
template <detail::TermLike X>
[[nodiscard]] auto string_agg(const X& x, std::string_view separator) {
    return detail::apply<Call<std::optional<std::string>>>(detail::Function::string_agg, detail::as_text(x),
                                                           separator);
}
/// Of bool values: are all true?
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<bool>> bool_and(const X& x) {
    return detail::apply<Call<std::optional<bool>>>(detail::Function::bool_and, x);
}
/// Is one true?
template <detail::TermLike X>
[[nodiscard]] Call<std::optional<bool>> bool_or(const X& x) {
    return detail::apply<Call<std::optional<bool>>>(detail::Function::bool_or, x);
}
template <detail::TermLike X>
[[nodiscard]] auto min(const X& x) {
    return detail::call_with<Call<std::optional<detail::unwrapped_t<typename X::pewit_term>>>>("min",
                                                                                               x.operand());
}
template <detail::TermLike X>
[[nodiscard]] auto max(const X& x) {
    return detail::call_with<Call<std::optional<detail::unwrapped_t<typename X::pewit_term>>>>("max",
                                                                                               x.operand());
}

template <class X>
[[nodiscard]] auto lower(const X& x) {
    return detail::make_named<Expr<detail::field_of_t<X>>>("lower", x);
}
template <class X>
[[nodiscard]] auto upper(const X& x) {
    return detail::make_named<Expr<detail::field_of_t<X>>>("upper", x);
}
/// Of text: characters.
template <class X>
[[nodiscard]] auto length(const X& x) {
    return detail::make_named<Expr<detail::null_like_t<std::int64_t, X>>>("length", x);
}
template <class X>
[[nodiscard]] auto abs(const X& x) {
    return detail::make_named<Expr<detail::field_of_t<X>>>("abs", x);
}
/// Halves go away from zero. A Decimal stays one.
template <class X>
[[nodiscard]] auto round(const X& x) {
    using T = detail::field_of_t<X>;
    if constexpr (detail::family_v<T> == detail::TypeFamily::decimal) {
        return detail::make_named<Expr<T>>("round", x);
    } else {
        return detail::apply<Expr<detail::null_like_t<double, X>>>(detail::Function::round, x);
    }
}
/// To so many digits after the point.
template <class X>
[[nodiscard]] auto round(const X& x, int digits) {
    using T = detail::field_of_t<X>;
    const auto number = detail::lone_operand(x);
    const detail::Operand list[] = {number, detail::constant_operand(digits)};
    if constexpr (detail::family_v<T> == detail::TypeFamily::decimal) {
        return Expr<T>(detail::make_call("round", list, 2));
    } else {
        return Expr<detail::null_like_t<double, X>>(
            detail::make_function(detail::Function::round_to, list, 2));
    }
}
/// A double from 0 to just below 1.
[[nodiscard]] inline Expr<double> random() {
    return Expr<double>(detail::make_function(detail::Function::random, {}));
}
/// The first that is not NULL. Can be NULL itself only when every argument can.
template <detail::TermLike X, class... Others>
[[nodiscard]] auto coalesce(const X& first, const Others&... others) {
    using T = detail::unwrapped_t<typename X::pewit_term>;
    constexpr bool nullable =
        detail::is_optional_v<
            typename X::pewit_term> && (detail::is_optional_v<detail::field_of_t<Others>> && ...);
    using Result = Expr<std::conditional_t<nullable, std::optional<T>, T>>;
    detail::check_beside<std::optional<T>, Others...>();
    return [&first](const auto&... operands) {
        const detail::Operand list[] = {first.operand(), operands...};
        return Result(detail::make_call("coalesce", list, sizeof...(operands) + 1));
    }(detail::to_operand<std::optional<T>>(others)...);
}

/// NULL where the two are equal, else the first: `x / fn::nullif(y, 0)`.
template <detail::TermLike X, class V>
[[nodiscard]] auto nullif(const X& x, const V& value) {
    using T = typename X::pewit_term;
    detail::check_beside<T, V>();
    const auto other = detail::to_operand<T>(value);
    const detail::Operand list[] = {x.operand(), other};
    return Expr<std::optional<detail::unwrapped_t<T>>>(detail::make_call("nullif", list, 2));
}
/// The greatest of several values, NULL when one of them is.
template <detail::TermLike X, class... Others>
[[nodiscard]] auto greatest(const X& first, const Others&... others) {
    return detail::extreme(detail::Function::greatest, detail::Function::greatest_or_null, first, others...);
}
/// The least of several values, NULL when one of them is.
template <detail::TermLike X, class... Others>
[[nodiscard]] auto least(const X& first, const Others&... others) {
    return detail::extreme(detail::Function::least, detail::Function::least_or_null, first, others...);
}

}  // namespace fn
}  // namespace pewit
