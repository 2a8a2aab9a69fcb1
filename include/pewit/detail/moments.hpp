/// Arithmetic of dates, moments and durations.
#pragma once

#include <pewit/detail/function.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit::detail {

/// The C++ type of what lies between two T; date_time.hpp defines it for those that have one.
template <class T>
struct SpanBetween;

template <class X>
consteval TypeFamily family_beside() {
    if constexpr (FieldType<unwrapped_t<field_of_t<X>>>) {
        return family_v<unwrapped_t<field_of_t<X>>>;
    } else {
        return TypeFamily::blob;  // no type of SQL: no arithmetic
    }
}
constexpr bool is_moment(TypeFamily family) noexcept {
    return family == TypeFamily::date || family == TypeFamily::datetime;
}

/// A moment or a date on the left, a duration on the right?
template <class L, class R>
consteval bool is_moved_by() {
    return is_moment(family_beside<L>()) && family_beside<R>() == TypeFamily::duration;
}
/// Two moments, or two dates?
template <class L, class R>
consteval bool are_moments() {
    return is_moment(family_beside<L>()) && family_beside<L>() == family_beside<R>();
}

/// A duration on the one side, an integer on the other?
template <class L, class R>
consteval bool is_span_times_integer() {
    return (family_beside<L>() == TypeFamily::duration && StorableInteger<unwrapped_t<field_of_t<R>>>)
           || (family_beside<R>() == TypeFamily::duration && StorableInteger<unwrapped_t<field_of_t<L>>>);
}
template <class L, class R>
[[nodiscard]] auto multiply_span(const L& left, const R& right) {
    using Span =
        unwrapped_t<field_of_t<std::conditional_t<family_beside<L>() == TypeFamily::duration, L, R>>>;
    return [](const auto& l, const auto& r) {
        return Expr<null_like_t<Span, L, R>>(make_binary(NodeKind::multiply, l, r));
    }(lone_operand(left), lone_operand(right));
}

template <bool forward, class L, class R>
[[nodiscard]] auto move_moment(const L& moment, const R& span) {
    using Moment = unwrapped_t<field_of_t<L>>;
    constexpr bool is_date = family_v<Moment> == TypeFamily::date;
    if constexpr (is_date) {
        constexpr bool has_days =
            std::is_convertible_v<unwrapped_t<field_of_t<R>>, typename SpanBetween<Moment>::type>;
        static_assert(has_days, "a date moves by whole days: std::chrono::days");
    }
    constexpr Function function = is_date ? (forward ? Function::add_days : Function::subtract_days)
                                          : (forward ? Function::add_span : Function::subtract_span);
    return apply<Expr<null_like_t<Moment, L, R>>>(function, moment, span);
}

template <class L, class R>
[[nodiscard]] auto between_moments(const L& left, const R& right) {
    using Moment = unwrapped_t<field_of_t<L>>;
    constexpr bool is_date = family_v<Moment> == TypeFamily::date;
    return apply<Expr<null_like_t<typename SpanBetween<Moment>::type, L, R>>>(
        is_date ? Function::days_between : Function::span_between, left, right);
}

}  // namespace pewit::detail
