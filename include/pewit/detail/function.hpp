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
    iregexp,
    // numbers
    bit_xor,
    bit_not,
    shift_left,
    shift_right,
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
    // JSON
    json_get,
    json_text,
    json_integer,
    json_real,
    json_boolean,
    json_exists,
    json_has_key,
    json_contains,
    json_contained_by,
    json_length,
    json_set,
    json_set_value,
    json_remove,
    json_members,  ///< a table: see json_each.hpp
    json_member_key,
    json_member_value,
    count_,  ///< none
};

[[nodiscard]] NodeRef make_function(Function function, const Operand* operands, std::size_t count) noexcept;
[[nodiscard]] inline NodeRef make_function(Function function,
                                           std::initializer_list<Operand> operands) noexcept {
    return make_function(function, operands.begin(), operands.size());
}

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
