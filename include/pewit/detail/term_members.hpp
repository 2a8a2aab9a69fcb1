/// What detail/term.hpp declares. Included by expression.hpp, at its end.
#pragma once

#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>

namespace pewit {

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
template <class V>
Condition Term<Self, T>::is_distinct_from(const V& value) const {
    check_beside<std::optional<unwrapped_t<T>>, V>();
    return Condition(
        make_binary(NodeKind::is_distinct, self(), to_operand<std::optional<unwrapped_t<T>>>(value)));
}
template <class Self, class T>
template <class V>
Condition Term<Self, T>::is_not_distinct_from(const V& value) const {
    check_beside<std::optional<unwrapped_t<T>>, V>();
    return Condition(
        make_binary(NodeKind::is_not_distinct, self(), to_operand<std::optional<unwrapped_t<T>>>(value)));
}

template <class Self, class T>
Condition Term<Self, T>::is_null(bool yes) const noexcept {
    return Condition(make_unary(yes ? NodeKind::is_null : NodeKind::is_not_null, self()));
}
template <class Self, class T>
Condition Term<Self, T>::is_not_null() const noexcept {
    return is_null(false);
}

/// For LIKE and its kin.
template <class T, class V>
consteval void check_text_sides() {
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
template <class Pattern>
Condition Term<Self, T>::iregexp(const Pattern& pattern) const {
    check_text_sides<T, Pattern>();
    return Condition(make_function(Function::iregexp, {self(), to_operand<T>(pattern)}));
}

template <class Self, class T>
template <class Text>
Condition Term<Self, T>::affix(Affix affix, const Text& text) const {
    return Condition(make_affix(affix, self(), to_operand<T>(text)));
}
/// An element beside a list of T, of the type that the list's elements have in SQL.
template <class T, class V>
[[nodiscard]] HeldOperand element_operand(const V& value) {
    using E = unwrapped_t<element_t<T>>;
    check_beside<E, V>();
    const auto operand = to_operand<E>(value);
    return HeldOperand(make_typed(operand, FieldTraits<E>::sql_type));
}

/// `list FUNCTION other`
template <class T, class V>
[[nodiscard]] Condition compare_lists(Function function, const Operand& list, const V& other) {
    static_assert(is_list_v<T>, "this is for lists, fields of std::vector");
    check_beside<T, V>();
    return Condition(make_function(function, {list, to_operand<T>(other)}));
}

template <class Self, class T>
template <class Part>
Condition Term<Self, T>::contains(const Part& part) const {
    if constexpr (family_v<T> == TypeFamily::json) {
        check_beside<T, Part>();
        return Condition(make_function(Function::json_contains, {self(), to_operand<T>(part)}));
    } else if constexpr (is_list_v<T>) {
        if constexpr (fits_beside<T, Part>()) {
            return compare_lists<T>(Function::array_contains, self(), part);
        } else if constexpr (SqlLike<Part>) {
            return Condition(make_function(Function::array_has, {element_operand<T>(part), self()}));
        } else {
            return Condition(
                make_function(Function::array_contains_element, {self(), element_operand<T>(part)}));
        }
    } else {
        check_text_sides<T, Part>();
        return affix(Affix::contains, part);
    }
}
template <class Self, class T>
template <class Whole>
Condition Term<Self, T>::contained_by(const Whole& whole) const {
    if constexpr (family_v<T> == TypeFamily::json) {
        check_beside<T, Whole>();
        return Condition(make_function(Function::json_contained_by, {self(), to_operand<T>(whole)}));
    } else {
        return compare_lists<T>(Function::array_contained_by, self(), whole);
    }
}
template <class Self, class T>
template <class List>
Condition Term<Self, T>::overlaps(const List& list) const {
    return compare_lists<T>(Function::array_overlaps, self(), list);
}
template <class Self, class T>
template <class Step>
typename Subscript<T>::type Term<Self, T>::operator[](const Step& step) const {
    if constexpr (is_list_v<T>) {
        static_assert(std::is_integral_v<Step>, "the elements of a list have numbers");
        return typename Subscript<T>::type(make_array_element(self(), static_cast<std::int64_t>(step)));
    } else {
        return path(step);
    }
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

/// A part of a date or a time. `of_day`: of its time.
template <class T, Function part>
[[nodiscard]] Expr<date_part_t<T>> part_of(const Operand& x) {
    constexpr TypeFamily family = family_v<T>;
    constexpr bool of_day = part >= Function::hour && part <= Function::microsecond;
    constexpr bool fits =
        family == TypeFamily::datetime || family == (of_day ? TypeFamily::time : TypeFamily::date);
    static_assert(fits, "there is no such part: a Date has no time of the day, a Time no day");
    return Expr<date_part_t<T>>(make_function(part, {x}));
}

template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::year() const {
    return part_of<T, Function::year>(self());
}
template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::month() const {
    return part_of<T, Function::month>(self());
}
template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::day() const {
    return part_of<T, Function::day>(self());
}
template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::hour() const {
    return part_of<T, Function::hour>(self());
}
template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::minute() const {
    return part_of<T, Function::minute>(self());
}
template <class Self, class T>
Expr<date_part_t<T>> Term<Self, T>::second() const {
    return part_of<T, Function::second>(self());
}

template <class Self, class T>
Ordering Term<Self, T>::asc() const noexcept {
    return Ordering(make_unary(NodeKind::ascending, self()));
}
template <class Self, class T>
Ordering Term<Self, T>::desc() const noexcept {
    return Ordering(make_unary(NodeKind::descending, self()));
}

template <class Self, class T>
Expr<T> Term<Self, T>::as(std::string_view name) const {
    return Expr<T>(make_binary(NodeKind::alias, self(), bytes_operand(OperandKind::name, name)));
}
template <class Self, class T>
template <class U>
Expr<cast_t<T, U>> Term<Self, T>::cast() const {
    constexpr TypeFamily from = family_v<T>;
    constexpr TypeFamily to = family_v<U>;
    if constexpr (from == TypeFamily::datetime && (to == TypeFamily::date || to == TypeFamily::time)) {
        constexpr Function part = to == TypeFamily::date ? Function::date_of : Function::time_of;
        return Expr<cast_t<T, U>>(make_function(part, {self()}));
    } else if constexpr (from == TypeFamily::date && to == TypeFamily::datetime) {
        return Expr<cast_t<T, U>>(make_function(Function::at_midnight, {self()}));
    } else {
        constexpr auto type = static_cast<std::int64_t>(FieldTraits<U>::sql_type);
        constexpr bool cuts =
            StorableInteger<unwrapped_t<
                U>> && !StorableInteger<unwrapped_t<T>> && (from == TypeFamily::number || from == TypeFamily::decimal);
        return Expr<cast_t<T, U>>(
            make_node(NodeKind::cast, {self(), constant_operand(type), constant_operand(cuts ? 1 : 0)}));
    }
}
template <class Self, class T>
Expr<T> Term<Self, T>::collate(std::string_view name) const {
    return Expr<T>(make_binary(NodeKind::collate, self(), bytes_operand(OperandKind::name, name)));
}
template <class Self, class T>
Expr<T> Term<Self, T>::distinct() const noexcept {
    return Expr<T>(make_unary(NodeKind::distinct, self()));
}

}  // namespace detail
}  // namespace pewit
