/// SQL functions: `fn::count(T.id)`, `fn::lower(U.username)`, any other by `fn::call<T>("name", …)`; and CASE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>

namespace pewit {

namespace detail {

/// `name(arguments…)` as a T. Arguments are expressions or C++ values.
template <class T, class... Arguments>
[[nodiscard]] Expr<T> make_function(std::string_view name, const Arguments&... arguments) {
    if constexpr (sizeof...(Arguments) == 0) {
        return Expr<T>(make_call(name, nullptr, 0));
    } else {
        // One function call, so that what the operands borrow lives until the node is made.
        return [name](const auto&... operands) {
            const Operand list[] = {operands...};
            return Expr<T>(make_call(name, list, sizeof...(operands)));
        }(any_operand(arguments)...);
    }
}

/// T, or std::optional<T> where the argument may be NULL.
template <class T, class Argument>
using null_like_t = std::conditional_t<is_optional_v<field_of_t<Argument>>, std::optional<T>, T>;

template <class T>
struct SumOf {
    using type = std::conditional_t<std::is_floating_point_v<T>, double,
                                    std::conditional_t<std::is_integral_v<T>, std::int64_t, T>>;
};

}  // namespace detail

namespace fn {

/// Any function by its name, which goes into the text as it is: a plain identifier, never user input.
/// Errors, when the query is rendered: ProgrammingError for another name.
template <class T, class... Arguments>
[[nodiscard]] Expr<T> call(std::string_view name, const Arguments&... arguments) {
    return detail::make_function<T>(name, arguments...);
}

/// `count(*)`
[[nodiscard]] inline Expr<std::int64_t> count() {
    const detail::Operand star = detail::bytes_operand(detail::OperandKind::name, "*");
    return Expr<std::int64_t>(detail::make_call("count", &star, 1));
}
/// How many are not NULL; `fn::count(T.user.distinct())` how many different ones.
template <detail::TermLike X>
[[nodiscard]] Expr<std::int64_t> count(const X& x) {
    return detail::make_function<std::int64_t>("count", x);
}
/// NULL without rows, as in SQL: the type is optional. Integers add up to std::int64_t.
template <detail::TermLike X>
[[nodiscard]] auto sum(const X& x) {
    using T = typename detail::SumOf<detail::unwrapped_t<typename X::pewit_term>>::type;
    return detail::make_function<std::optional<T>>("sum", x);
}
template <detail::TermLike X>
[[nodiscard]] Expr<std::optional<double>> avg(const X& x) {
    return detail::make_function<std::optional<double>>("avg", x);
}
template <detail::TermLike X>
[[nodiscard]] auto min(const X& x) {
    return detail::make_function<std::optional<detail::unwrapped_t<typename X::pewit_term>>>("min", x);
}
template <detail::TermLike X>
[[nodiscard]] auto max(const X& x) {
    return detail::make_function<std::optional<detail::unwrapped_t<typename X::pewit_term>>>("max", x);
}

template <class X>
[[nodiscard]] auto lower(const X& x) {
    return detail::make_function<detail::field_of_t<X>>("lower", x);
}
template <class X>
[[nodiscard]] auto upper(const X& x) {
    return detail::make_function<detail::field_of_t<X>>("upper", x);
}
/// Of text: characters.
template <class X>
[[nodiscard]] auto length(const X& x) {
    return detail::make_function<detail::null_like_t<std::int64_t, X>>("length", x);
}
template <class X>
[[nodiscard]] auto abs(const X& x) {
    return detail::make_function<detail::field_of_t<X>>("abs", x);
}
template <class X>
[[nodiscard]] auto round(const X& x) {
    return detail::make_function<detail::null_like_t<double, X>>("round", x);
}
/// To so many digits after the point.
template <class X>
[[nodiscard]] auto round(const X& x, int digits) {
    const auto number = detail::any_operand(x);
    const detail::Operand list[] = {number, detail::constant_operand(digits)};
    return Expr<detail::null_like_t<double, X>>(detail::make_call("round", list, 2));
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

}  // namespace fn

/// `CASE WHEN … THEN … END`, NULL when no condition holds; `.else_(…)` says what then.
///
///     case_().when(U.karma > 100, "high").when(U.karma > 10, "some").else_("none")
template <class T>
class Case : public Expr<std::optional<T>> {
public:
    explicit Case(detail::NodeRef parts) : parts_(std::move(parts)) { close({}); }

    template <class V>
    [[nodiscard]] Case when(const Condition& condition, const V& value) const {
        detail::check_beside<std::optional<T>, V>();
        const auto then = detail::to_operand<std::optional<T>>(value);
        return add(condition.operand(), detail::make_typed(then, FieldTraits<T>::sql_type));
    }
    template <class V>
    [[nodiscard]] Expr<T> else_(const V& value) const {
        detail::check_beside<T, V>();
        detail::NodeRef whole = parts_;
        const auto otherwise = detail::to_operand<T>(value);
        const detail::NodeRef typed = detail::make_typed(otherwise, FieldTraits<T>::sql_type);
        detail::append_operand(whole, detail::NodeKind::case_, typed.operand());
        return Expr<T>(std::move(whole));
    }

private:
    [[nodiscard]] Case add(const detail::Operand& condition, const detail::NodeRef& value) const {
        detail::NodeRef parts = parts_;
        detail::append_operand(parts, detail::NodeKind::case_, condition);
        detail::append_operand(parts, detail::NodeKind::case_, value.operand());
        return Case(std::move(parts));
    }
    void close(const detail::Operand& otherwise) {
        this->node_ = parts_;
        detail::append_operand(this->node_, detail::NodeKind::case_, otherwise);
    }
    detail::NodeRef parts_;  ///< without the ELSE
};

/// A CASE before its first condition, which decides the type.
class CaseStart {
public:
    template <class V>
    [[nodiscard]] auto when(const Condition& condition, const V& value) const {
        using T = detail::unwrapped_t<detail::field_of_t<V>>;
        return Case<T>(make_unary(detail::NodeKind::case_, {})).when(condition, value);
    }
};
[[nodiscard]] inline CaseStart case_() { return {}; }
/// `case_(U.karma > 100, "high").else_("low")`
template <class V>
[[nodiscard]] auto case_(const Condition& condition, const V& value) {
    return CaseStart().when(condition, value);
}

}  // namespace pewit
