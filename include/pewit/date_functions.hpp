/// SQL functions of dates and times.
#pragma once

#include <cstdint>

#include <pewit/date_time.hpp>
#include <pewit/detail/function.hpp>
#include <pewit/functions.hpp>

namespace pewit {

/// Parts of a date or a time. In the order of detail::Function.
enum class DatePart : std::uint8_t {
    year,
    quarter,  ///< 1 to 4
    month,    ///< 1 to 12
    week,     ///< of ISO 8601: 1 to 53, from Monday on
    day,      ///< of the month
    hour,
    minute,
    second,       ///< without its fraction
    microsecond,  ///< of the second
    weekday,      ///< 0: Sunday
    day_of_year,  ///< from 1
    epoch,        ///< seconds since 1970-01-01 00:00:00 UTC
};

namespace fn {

/// The moment: on PostgreSQL that of the transaction's beginning, on SQLite that of the statement's, in milliseconds.
[[nodiscard]] inline Expr<DateTime> now() {
    return Expr<DateTime>(detail::make_function(detail::Function::now, {}));
}

/// A part of a DateTime or a Date, as a number. Of a Time those of the day.
///
///     fn::date_part(pewit::DatePart::year, U.created)     // also U.created.year()
///
/// SQLite: of texts as pewit writes them; parts of what others wrote in another form are undefined.
template <class X>
[[nodiscard]] auto date_part(DatePart part, const X& x) {
    constexpr detail::TypeFamily family = detail::family_v<detail::field_of_t<X>>;
    constexpr bool fits = detail::is_moment(family) || family == detail::TypeFamily::time;
    static_assert(fits, "date_part() takes a DateTime, a Date or a Time");
    const auto function =
        static_cast<detail::Function>(static_cast<int>(detail::Function::year) + static_cast<int>(part));
    return detail::apply<Expr<detail::null_like_t<std::int64_t, X>>>(function, x);
}

/// The beginning of the year, …, second that the moment is in; of a Date another Date. For the parts up to second.
/// Errors, when the query is rendered: ProgrammingError for another part.
template <class X>
[[nodiscard]] auto date_trunc(DatePart part, const X& x) {
    using T = detail::unwrapped_t<detail::field_of_t<X>>;
    constexpr detail::TypeFamily family = detail::family_v<T>;
    static_assert(detail::is_moment(family), "date_trunc() takes a DateTime or a Date");
    const auto function = static_cast<detail::Function>(static_cast<int>(detail::Function::trunc_year)
                                                        + static_cast<int>(part));
    const auto moment = detail::apply<Expr<detail::null_like_t<T, X>>>(
        part > DatePart::second ? detail::Function::count_ : function, x);
    if constexpr (family == detail::TypeFamily::date) {
        return detail::apply<Expr<detail::null_like_t<T, X>>>(detail::Function::date_of, moment);
    } else {
        return moment;
    }
}

}  // namespace fn
}  // namespace pewit
