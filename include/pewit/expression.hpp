/// Expressions: what columns, functions and values become in a query, and the run-time Condition.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/arithmetic.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/detail/moments.hpp>
#include <pewit/detail/operand.hpp>
#include <pewit/detail/ordering.hpp>
#include <pewit/detail/term.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit {

namespace detail {

template <class M, class T, std::uint16_t I>
struct ValueAssignment;
template <class M, std::uint16_t I>
struct ExpressionAssignment;

}  // namespace detail

/// An SQL expression whose value is a T in C++; std::optional<…> when it may be NULL. A value itself:
/// cheap to copy, never changed, free to be shared by threads.
template <class T>
class Expr : public detail::Term<Expr<T>, T> {
public:
    explicit Expr(detail::NodeRef&& node) noexcept : node_(static_cast<detail::NodeRef&&>(node)) {}
    explicit Expr(const detail::NodeRef& node) noexcept : node_(node) {}
    /// From a column or any other expression of the same type.
    template <detail::TermLike X>
    requires(!std::derived_from<X, Expr> && std::same_as<typename X::pewit_term, T>)
        Expr(const X& other)  // NOLINT(google-explicit-constructor)
        : node_(make_unary(detail::NodeKind::same, other.operand())) {}

    [[nodiscard]] detail::Operand operand() const noexcept { return node_.operand(); }

protected:
    Expr() noexcept = default;
    detail::NodeRef node_;
};

/// A condition, or none yet: an empty one changes nothing wherever it is added. One type whatever is put
/// together at run time.
///
///     pewit::Condition w;
///     if (name) w &= U.username.contains(*name);
///     if (min) w &= U.karma >= *min;
class Condition : public Expr<bool> {
public:
    Condition() noexcept = default;
    explicit Condition(detail::NodeRef&& node) noexcept : Expr<bool>(static_cast<detail::NodeRef&&>(node)) {}
    explicit Condition(const detail::NodeRef& node) noexcept : Expr<bool>(node) {}
    /// From a column or an expression that is a bool.
    template <detail::TermLike X>
    requires(
        !std::derived_from<X, Condition> && std::same_as<detail::unwrapped_t<typename X::pewit_term>, bool>)
        Condition(const X& other)  // NOLINT(google-explicit-constructor)
        : Expr<bool>(make_unary(detail::NodeKind::same, other.operand())) {}

    // What is easily written by mistake. Compilers show the line.
    Condition(bool) = delete;  // a bool of C++, not of SQL; compare the column, not a row's member
    template <class M, class T, std::uint16_t I>
    Condition(const detail::ValueAssignment<M, T, I>&) = delete;  // an assignment; compare by `==`
    template <class M, std::uint16_t I>
    Condition(const detail::ExpressionAssignment<M, I>&) = delete;  // an assignment; compare by `==`

    [[nodiscard]] bool is_empty() const noexcept { return !node_; }
    [[nodiscard]] const detail::NodeRef& node() const noexcept { return node_; }

    Condition& operator&=(const Condition& other) noexcept { return add(detail::NodeKind::all_of, other); }
    Condition& operator|=(const Condition& other) noexcept { return add(detail::NodeKind::any_of, other); }

private:
    Condition& add(detail::NodeKind kind, const Condition& other) noexcept {
        if (&other != this) detail::add_logical(node_, kind, other.node_);
        return *this;
    }
};

namespace detail {

/// Of a condition, or of a column or an expression that is a bool.
template <class C>
[[nodiscard]] Operand condition_operand(const C& condition) noexcept {
    constexpr bool is_condition = std::is_convertible_v<const C&, Condition>;
    static_assert(is_condition, "a condition is needed: compare a column with something, by == and not by =");
    if constexpr (is_condition) return condition.operand();
    return {};
}

template <class L, class R>
concept EitherIsSql = SqlLike<L> || SqlLike<R>;

/// check_beside() for two sides of which one at least is SQL.
template <class L, class R>
consteval void check_sides() {
    using T = field_of_t<std::conditional_t<SqlLike<L>, L, R>>;
    using V = std::conditional_t<SqlLike<L>, R, L>;
    static_assert(!is_null_literal_v<V> || is_optional_v<T>,
                  "NULL beside something that can't be NULL: its type is no std::optional");
    static_assert(!is_optional_v<V> || is_optional_v<T>,
                  "an optional value beside something that can't be NULL: its type is no std::optional");
    static_assert(is_null_literal_v<V> || fits_beside<std::optional<unwrapped_t<T>>, V>(),
                  "these types can't be compared or combined in SQL");
}

// Not inlined, as it is the same for all columns of a type: what uses it has one call instead of the operands.
template <NodeKind kind, class L, class R>
[[nodiscard, gnu::noinline]] Condition compare(const L& left, const R& right) {
    if constexpr (SqlLike<L>) {
        return Condition(make_comparison(kind, left.operand(), to_operand<field_of_t<L>>(right)));
    } else {
        return Condition(make_comparison(kind, to_operand<field_of_t<R>>(left), right.operand()));
    }
}

template <NodeKind kind, class L, class R>
[[nodiscard]] Condition combine(L&& left, R&& right) {
    if constexpr (std::is_convertible_v<L, Condition> && std::is_convertible_v<R, Condition>) {
        Condition result = std::forward<L>(left);
        if constexpr (kind == NodeKind::all_of) {
            result &= std::forward<R>(right);
        } else {
            result |= std::forward<R>(right);
        }
        return result;
    } else {
        static_assert(never<L>, "&&, || and ! combine conditions; compare this with something first");
        return Condition();
    }
}

template <NodeKind kind, class L, class R>
[[nodiscard, gnu::noinline]] Expr<arithmetic_t<L, R>> calculate(const L& left, const R& right) {
    using Result = Expr<arithmetic_t<L, R>>;
    if constexpr (SqlLike<L>) {
        return Result(make_binary(kind, left.operand(), to_operand<field_of_t<L>>(right)));
    } else {
        return Result(make_binary(kind, to_operand<field_of_t<R>>(left), right.operand()));
    }
}

/// `in_range`: for a count that is known to be one of 0 to 63.
template <Function in_range, Function any, class L, class R>
[[nodiscard]] auto shift(const L& left, const R& count) {
    Function function = any;
    if constexpr (StorableInteger<R>) {
        if (static_cast<std::uint64_t>(count) < 64) function = in_range;
    }
    return apply<Expr<null_like_t<std::int64_t, L, R>>>(function, left, count);
}

}  // namespace detail

// Comparisons. With nullptr or std::nullopt, `==` is IS NULL and `!=` IS NOT NULL.
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator==(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::equal, detail::without_model_t<L>, detail::without_model_t<R>>(
        left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator!=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::not_equal, detail::without_model_t<L>,
                           detail::without_model_t<R>>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator<(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::less, detail::without_model_t<L>, detail::without_model_t<R>>(
        left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator<=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::less_equal, detail::without_model_t<L>,
                           detail::without_model_t<R>>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator>(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::greater, detail::without_model_t<L>, detail::without_model_t<R>>(
        left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator>=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::greater_equal, detail::without_model_t<L>,
                           detail::without_model_t<R>>(left, right);
}

// Logic, on conditions and on columns that are bool.
template <class L, class R>
requires detail::EitherIsSql<std::remove_cvref_t<L>, std::remove_cvref_t<R>>
[[nodiscard]] Condition operator&&(L&& left, R&& right) {
    return detail::combine<detail::NodeKind::all_of>(std::forward<L>(left), std::forward<R>(right));
}
template <class L, class R>
requires detail::EitherIsSql<std::remove_cvref_t<L>, std::remove_cvref_t<R>>
[[nodiscard]] Condition operator||(L&& left, R&& right) {
    return detail::combine<detail::NodeKind::any_of>(std::forward<L>(left), std::forward<R>(right));
}
template <detail::TermLike X>
[[nodiscard]] Condition operator!(const X& condition) {
    const Condition positive = condition;
    return positive.is_empty() ? positive
                               : Condition(make_unary(detail::NodeKind::logical_not, positive.operand()));
}

// Arithmetic. `+` joins text, where NULL makes NULL of the whole, and lists (PostgreSQL). `/` of two integers is an integer, without its
// fraction. Division by zero is NULL in SQLite and an error (DataError) in PostgreSQL: divide by fn::nullif(x, 0).
// A moment or a date and a duration make another; two of them have a duration between them.
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator+(const L& left, const R& right) {
    if constexpr (detail::is_moved_by<L, R>()) {
        return detail::move_moment<true>(left, right);
    } else if constexpr (detail::check_sides<L, R>(), detail::holds_text_v<detail::field_of_t<L>>) {
        return detail::calculate<detail::NodeKind::concatenate, detail::without_model_t<L>,
                                 detail::without_model_t<R>>(left, right);
    } else if constexpr (detail::is_list_v<detail::field_of_t<L>>) {
        return detail::apply<Expr<detail::arithmetic_t<L, R>>>(detail::Function::array_join, left, right);
    } else {
        return detail::calculate<detail::NodeKind::add, detail::without_model_t<L>,
                                 detail::without_model_t<R>>(left, right);
    }
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator-(const L& left, const R& right) {
    if constexpr (detail::is_moved_by<L, R>()) {
        return detail::move_moment<false>(left, right);
    } else if constexpr (detail::are_moments<L, R>()) {
        return detail::between_moments(left, right);
    } else {
        detail::check_sides<L, R>();
        return detail::calculate<detail::NodeKind::subtract, detail::without_model_t<L>,
                                 detail::without_model_t<R>>(left, right);
    }
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator*(const L& left, const R& right) {
    if constexpr (detail::is_span_times_integer<L, R>()) {
        return detail::multiply_span(left, right);
    } else {
        detail::check_sides<L, R>();
        return detail::calculate<detail::NodeKind::multiply, detail::without_model_t<L>,
                                 detail::without_model_t<R>>(left, right);
    }
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator/(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::calculate<detail::NodeKind::divide, detail::without_model_t<L>,
                             detail::without_model_t<R>>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator%(const L& left, const R& right) {
    detail::check_sides<L, R>();
    static_assert(detail::are_integers_v<L, R>, "% is for integers; for others there is fn::mod()");
    return detail::calculate<detail::NodeKind::modulo, detail::without_model_t<L>,
                             detail::without_model_t<R>>(left, right);
}
template <detail::TermLike X>
[[nodiscard]] Expr<typename X::pewit_term> operator-(const X& operand) {
    return Expr<typename X::pewit_term>(make_unary(detail::NodeKind::negate, operand.operand()));
}

// Bits of integers. Shifts count in 64 bits: a count beyond 63 shifts all of them out, one below 0 gives 0.
template <class L, class R>
requires detail::EitherIsSql<L, R> && detail::are_integers_v<L, R>
[[nodiscard]] auto operator&(const L& left, const R& right) {
    return detail::calculate<detail::NodeKind::bit_and, detail::without_model_t<L>,
                             detail::without_model_t<R>>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R> && detail::are_integers_v<L, R>
[[nodiscard]] auto operator|(const L& left, const R& right) {
    return detail::calculate<detail::NodeKind::bit_or, detail::without_model_t<L>,
                             detail::without_model_t<R>>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R> && detail::are_integers_v<L, R>
[[nodiscard]] auto operator^(const L& left, const R& right) {
    return detail::apply<Expr<detail::arithmetic_t<L, R>>>(detail::Function::bit_xor, left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R> && detail::are_integers_v<L, R>
[[nodiscard]] auto operator<<(const L& left, const R& right) {
    return detail::shift<detail::Function::shift_left, detail::Function::shift_left_any>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R> && detail::are_integers_v<L, R>
[[nodiscard]] auto operator>>(const L& left, const R& right) {
    return detail::shift<detail::Function::shift_right, detail::Function::shift_right_any>(left, right);
}
template <detail::TermLike X>
requires detail::are_integers_v<X, X>
[[nodiscard]] Expr<typename X::pewit_term> operator~(const X& operand) {
    return detail::apply<Expr<typename X::pewit_term>>(detail::Function::bit_not, operand);
}

/// A C++ value where an expression is needed, as in a select list: `select(U.username, value(1))`.
template <class V>
[[nodiscard]] Expr<detail::field_of_t<V>> value(const V& value) {
    using T = detail::field_of_t<V>;
    return Expr<T>(make_typed(detail::any_operand(value), FieldTraits<T>::sql_type));
}

}  // namespace pewit

#include <pewit/detail/term_members.hpp>
