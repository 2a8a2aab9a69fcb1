/// Expressions: what columns, functions and values become in a query, and the run-time Condition.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/arithmetic.hpp>
#include <pewit/detail/operand.hpp>
#include <pewit/detail/ordering.hpp>
#include <pewit/detail/term.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit {

/// An SQL expression whose value is a T in C++; std::optional<…> when it may be NULL. A value itself:
/// cheap to copy, never changed, free to be shared by threads.
template <class T>
class Expr : public detail::Term<Expr<T>, T> {
public:
    explicit Expr(detail::NodeRef node) noexcept : node_(std::move(node)) {}
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
    explicit Condition(detail::NodeRef node) noexcept : Expr<bool>(std::move(node)) {}
    /// From a column or an expression that is a bool.
    template <detail::TermLike X>
    requires(
        !std::derived_from<X, Condition> && std::same_as<detail::unwrapped_t<typename X::pewit_term>, bool>)
        Condition(const X& other)  // NOLINT(google-explicit-constructor)
        : Expr<bool>(make_unary(detail::NodeKind::same, other.operand())) {}

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
    static_assert(std::is_convertible_v<const C&, Condition>,
                  "a condition is needed: compare this with something");
    return condition.operand();
}

template <class L, class R>
concept EitherIsSql = SqlLike<L> || SqlLike<R>;

/// check_beside() for two sides of which one at least is SQL.
template <class L, class R>
constexpr void check_sides() {
    using T = field_of_t<std::conditional_t<SqlLike<L>, L, R>>;
    using V = std::conditional_t<SqlLike<L>, R, L>;
    static_assert(!is_null_literal_v<V> || is_optional_v<T>,
                  "NULL beside something that can't be NULL: its type is no std::optional");
    static_assert(!is_optional_v<V> || is_optional_v<T>,
                  "an optional value beside something that can't be NULL: its type is no std::optional");
    static_assert(is_null_literal_v<V> || fits_beside<std::optional<unwrapped_t<T>>, V>(),
                  "these types can't be compared or combined in SQL");
}

template <NodeKind kind, class L, class R>
[[nodiscard]] Condition compare(const L& left, const R& right) {
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
[[nodiscard]] Expr<arithmetic_t<L, R>> calculate(const L& left, const R& right) {
    using Result = Expr<arithmetic_t<L, R>>;
    if constexpr (SqlLike<L>) {
        return Result(make_binary(kind, left.operand(), to_operand<field_of_t<L>>(right)));
    } else {
        return Result(make_binary(kind, to_operand<field_of_t<R>>(left), right.operand()));
    }
}

}  // namespace detail

// Comparisons. With nullptr or std::nullopt, `==` is IS NULL and `!=` IS NOT NULL.
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator==(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::equal>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator!=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::not_equal>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator<(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::less>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator<=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::less_equal>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator>(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::greater>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] Condition operator>=(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::compare<detail::NodeKind::greater_equal>(left, right);
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

// Arithmetic. `+` joins text. `/` of two integers is an integer.
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator+(const L& left, const R& right) {
    detail::check_sides<L, R>();
    if constexpr (detail::holds_text_v<detail::field_of_t<L>>) {
        return detail::calculate<detail::NodeKind::concatenate>(left, right);
    } else {
        return detail::calculate<detail::NodeKind::add>(left, right);
    }
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator-(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::calculate<detail::NodeKind::subtract>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator*(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::calculate<detail::NodeKind::multiply>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator/(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::calculate<detail::NodeKind::divide>(left, right);
}
template <class L, class R>
requires detail::EitherIsSql<L, R>
[[nodiscard]] auto operator%(const L& left, const R& right) {
    detail::check_sides<L, R>();
    return detail::calculate<detail::NodeKind::modulo>(left, right);
}
template <detail::TermLike X>
[[nodiscard]] Expr<typename X::pewit_term> operator-(const X& operand) {
    return Expr<typename X::pewit_term>(make_unary(detail::NodeKind::negate, operand.operand()));
}

/// A C++ value where an expression is needed, as in a select list: `select(U.username, value(1))`.
template <class V>
[[nodiscard]] Expr<detail::field_of_t<V>> value(const V& value) {
    using T = detail::field_of_t<V>;
    return Expr<T>(make_typed(detail::any_operand(value), FieldTraits<T>::sql_type));
}

namespace detail {

template <class Self, class T>
template <class Values>
Condition Term<Self, T>::in_values(NodeKind kind, const Values& values) const {
    using Value = std::remove_cvref_t<decltype(*std::begin(values))>;
    using Made = decltype(to_operand<T>(std::declval<const Value&>()));
    std::vector<Made> made;
    std::vector<Operand> operands{self()};
    for (const auto& value : values) {
        if constexpr (std::is_same_v<Made, Operand>) {
            operands.push_back(to_operand<T>(static_cast<const Value&>(value)));
        } else {
            operands.push_back(made.emplace_back(to_operand<T>(static_cast<const Value&>(value))));
        }
    }
    return Condition(make_membership(kind, operands.data(), operands.size()));
}

template <class Self, class T>
Condition Term<Self, T>::in(std::initializer_list<unwrapped_t<T>> values) const {
    return in_values(NodeKind::in_list, values);
}
template <class Self, class T>
Condition Term<Self, T>::not_in(std::initializer_list<unwrapped_t<T>> values) const {
    return in_values(NodeKind::not_in_list, values);
}
template <class Self, class T>
template <class Values>
Condition Term<Self, T>::in(const Values& values) const {
    if constexpr (SubqueryLike<Values>) {
        check_beside<T, Values>();
        return Condition(make_binary(NodeKind::in_query, self(), to_operand<T>(values)));
    } else {
        check_beside<T, std::remove_cvref_t<decltype(*std::begin(values))>>();
        return in_values(NodeKind::in_list, values);
    }
}
template <class Self, class T>
template <class Values>
Condition Term<Self, T>::not_in(const Values& values) const {
    if constexpr (SubqueryLike<Values>) {
        check_beside<T, Values>();
        return Condition(make_binary(NodeKind::not_in_query, self(), to_operand<T>(values)));
    } else {
        check_beside<T, std::remove_cvref_t<decltype(*std::begin(values))>>();
        return in_values(NodeKind::not_in_list, values);
    }
}

template <class Self, class T>
template <class Low, class High>
Condition Term<Self, T>::between(const Low& low, const High& high) const {
    check_beside<T, Low, High>();
    return Condition(make_node(NodeKind::between, {self(), to_operand<T>(low), to_operand<T>(high)}));
}
template <class Self, class T>
template <class Low, class High>
Condition Term<Self, T>::not_between(const Low& low, const High& high) const {
    check_beside<T, Low, High>();
    return Condition(make_node(NodeKind::not_between, {self(), to_operand<T>(low), to_operand<T>(high)}));
}

template <class Self, class T>
Condition Term<Self, T>::is_null(bool yes) const {
    return Condition(make_unary(yes ? NodeKind::is_null : NodeKind::is_not_null, self()));
}
template <class Self, class T>
Condition Term<Self, T>::is_not_null() const {
    return is_null(false);
}

/// For LIKE and its kin.
template <class T, class V>
constexpr void check_text_sides() {
    static_assert(holds_text_v<T>, "LIKE and its kin need text on their left");
    static_assert(!holds_text_v<T> || fits_beside<T, V>(), "LIKE and its kin need text on their right");
}

template <class Self, class T>
template <class Pattern>
Condition Term<Self, T>::like(const Pattern& pattern) const {
    check_text_sides<T, Pattern>();
    return Condition(make_like(NodeKind::like, self(), to_operand<T>(pattern)));
}
template <class Self, class T>
template <class Pattern>
Condition Term<Self, T>::ilike(const Pattern& pattern) const {
    check_text_sides<T, Pattern>();
    return Condition(make_like(NodeKind::ilike, self(), to_operand<T>(pattern)));
}

template <class Self, class T>
template <class Pattern>
Condition Term<Self, T>::regexp(const Pattern& pattern) const {
    check_text_sides<T, Pattern>();
    return Condition(make_binary(NodeKind::regexp, self(), to_operand<T>(pattern)));
}

template <class Self, class T>
template <class Text>
Condition Term<Self, T>::affix(Affix affix, const Text& text) const {
    return Condition(make_affix(affix, self(), to_operand<T>(text)));
}
template <class Self, class T>
template <class Text>
Condition Term<Self, T>::contains(const Text& text) const {
    check_text_sides<T, Text>();
    return affix(Affix::contains, text);
}
template <class Self, class T>
template <class Text>
Condition Term<Self, T>::startswith(const Text& text) const {
    check_text_sides<T, Text>();
    return affix(Affix::starts, text);
}
template <class Self, class T>
template <class Text>
Condition Term<Self, T>::endswith(const Text& text) const {
    check_text_sides<T, Text>();
    return affix(Affix::ends, text);
}

template <class Self, class T>
Ordering Term<Self, T>::asc() const {
    return Ordering(make_unary(NodeKind::ascending, self()));
}
template <class Self, class T>
Ordering Term<Self, T>::desc() const {
    return Ordering(make_unary(NodeKind::descending, self()));
}

template <class Self, class T>
Expr<T> Term<Self, T>::as(std::string_view name) const {
    return Expr<T>(make_binary(NodeKind::alias, self(), bytes_operand(OperandKind::name, name)));
}
template <class Self, class T>
template <class U>
Expr<cast_t<T, U>> Term<Self, T>::cast() const {
    constexpr auto type = static_cast<std::int64_t>(FieldTraits<U>::sql_type);
    return Expr<cast_t<T, U>>(make_binary(NodeKind::cast, self(), constant_operand(type)));
}
template <class Self, class T>
Expr<T> Term<Self, T>::collate(std::string_view name) const {
    return Expr<T>(make_binary(NodeKind::collate, self(), bytes_operand(OperandKind::name, name)));
}
template <class Self, class T>
Expr<T> Term<Self, T>::distinct() const {
    return Expr<T>(make_unary(NodeKind::distinct, self()));
}

}  // namespace detail
}  // namespace pewit
