/// Functions and operators that the engines spell differently, as nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit {

template <class T>
class Expr;

namespace detail {

/// In the order of the table in lib/sql/spelling.cpp.
enum class Function : std::uint8_t {
    // aggregates
    string_agg,
    comma_agg,  ///< the same with a comma between
    bool_and,
    bool_or,
    stddev_samp,
    stddev_pop,
    var_samp,
    var_pop,
    // of several values
    greatest,
    least,
    greatest_or_null,  ///< NULL when one of them is, which PostgreSQL's own is not
    least_or_null,
    // text
    trim,
    position,
    substr_any,  ///< of a count that may be out of range
    substr_from_end,
    substr_from_end_of,  ///< the same, of so many characters
    substr_from_end_any,
    iregexp,
    // numbers
    bit_xor,
    bit_not,
    shift_left,
    shift_right,
    shift_left_any,  ///< by a count that may be out of range
    shift_right_any,
    round,
    round_to,
    floor,
    ceil,
    sign,
    power,
    sqrt,
    mod,
    random,
    // dates: the parts in the order of DatePart
    now,
    year,
    quarter,
    month,
    week,
    day,
    hour,
    minute,
    second,
    microsecond,
    weekday,
    day_of_year,
    epoch,
    trunc_year,
    trunc_quarter,
    trunc_month,
    trunc_week,
    trunc_day,
    trunc_hour,
    trunc_minute,
    trunc_second,
    date_of,
    time_of,
    at_midnight,
    add_span,
    subtract_span,
    span_between,
    add_days,
    subtract_days,
    days_between,
    span,  ///< an interval, for the edge of a frame
    // JSON
    json_get,
    json_text,
    json_integer,
    json_number,  ///< whole or not, for comparisons
    json_real,
    json_boolean,
    json_exists,
    json_get_exact,  ///< the same, in the same order, for paths with numbers in them
    json_text_exact,
    json_integer_exact,
    json_number_exact,
    json_real_exact,
    json_boolean_exact,
    json_exists_exact,
    json_has_keys,
    json_has_any_key,
    json_contains,
    json_contained_by,
    json_keys,
    json_length,
    json_type,
    json_document,    ///< what a document is changed with: JSON
    json_value,       ///< or a value of SQL
    json_set_member,  ///< changes from here to json_remove: of the first argument, see Renderer::json_change
    json_set_element,
    json_append,
    json_update,
    json_remove,
    json_members,  ///< a table: see json_each.hpp
    json_member_key,
    json_member_value,
    // lists
    array_contains,
    array_contains_element,
    array_has,  ///< the same, the element first
    array_contained_by,
    array_overlaps,
    array_any,
    array_all,
    array_length,
    array_element,
    array_element_from_end,
    array_append,
    array_remove,
    array_join,
    array_agg,
    count_,  ///< none
};

[[nodiscard]] NodeRef make_function(Function function, const Operand* operands, std::size_t count) noexcept;
[[nodiscard]] inline NodeRef make_function(Function function,
                                           std::initializer_list<Operand> operands) noexcept {
    return make_function(function, operands.begin(), operands.size());
}

/// The element of a list with that number, counted from 0, or from -1 at the end.
[[nodiscard]] NodeRef make_array_element(const Operand& list, std::int64_t index) noexcept;

/// The value of a plain type when there is one, else T: what a parameter is, told to an engine that can't see it.
template <class T, class V>
[[nodiscard]] constexpr SqlType told_type() {
    if constexpr (is_plain_number_v<V>) {
        return FieldTraits<V>::sql_type;
    } else {
        return FieldTraits<unwrapped_t<T>>::sql_type;
    }
}

/// The operand for `value`, in a place where nothing beside it tells the engine its type.
template <class T, class V>
[[nodiscard]] auto typed_operand(const V& value) {
    if constexpr (SqlLike<V>) {
        return value.operand();
    } else {
        using Beside = std::conditional_t<is_plain_number_v<V>, V, T>;
        const auto inner = to_operand<Beside>(value);
        return HeldOperand(make_typed(inner, told_type<T, V>()));
    }
}
/// The same for a value that stands for itself.
template <class V>
[[nodiscard]] auto lone_operand(const V& value) {
    if constexpr (is_null_literal_v<V>) {
        return null_operand();
    } else {
        return typed_operand<field_of_t<V>>(value);
    }
}

/// A struct: g++ 12 can't expand the pack in an alias.
template <class T, class... Arguments>
struct NullLike {
    static constexpr bool nullable = (is_optional_v<field_of_t<Arguments>> || ...);
    using type = std::conditional_t<nullable, std::optional<unwrapped_t<T>>, T>;
};
/// T, or std::optional<T> where one of the arguments may be NULL.
template <class T, class... Arguments>
using null_like_t = typename NullLike<T, Arguments...>::type;

/// `function(arguments…)` as an R (Expr<T> and its kin).
template <class R, class... Arguments>
[[nodiscard]] R apply(Function function, const Arguments&... arguments) {
    // One function call, so that what the operands borrow lives until the node is made.
    return [function](const auto&... operands) {
        const Operand list[] = {operands...};
        return R(make_function(function, list, sizeof...(operands)));
    }(lone_operand(arguments)...);
}

}  // namespace detail
}  // namespace pewit
