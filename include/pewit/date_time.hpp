/// Dates, times and durations, on std::chrono.
#pragma once

#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <utility>

#include <pewit/field_traits.hpp>

namespace pewit {

namespace detail {
[[noreturn]] void throw_bad_date();
[[noreturn]] void throw_bad_time();
[[noreturn]] void throw_bad_datetime();
}  // namespace detail

/// A day of the calendar (Gregorian, also before its invention), years 1 to 9999. Default: 1970-01-01.
///
///     pewit::Date due{2024y / February / 29};
///     due + std::chrono::days{1}
///
/// Text, in a database too: `2024-02-29`. Errors: DataError, of every operation that would leave the range
/// and of days that don't exist.
class Date {
public:
    constexpr Date() noexcept = default;
    constexpr Date(std::chrono::year_month_day date) : Date(std::chrono::sys_days{checked(date)}) {}
    constexpr Date(std::chrono::sys_days days) : days_(days) {
        if (days < first || days > last) detail::throw_bad_date();
    }
    [[nodiscard]] static constexpr Date min() noexcept { return first; }  ///< 0001-01-01
    [[nodiscard]] static constexpr Date max() noexcept { return last; }   ///< 9999-12-31
    /// As parse(), but throws.
    explicit Date(std::string_view text);
    [[nodiscard]] static std::optional<Date> parse(std::string_view text) noexcept;
    [[nodiscard]] static Date today();  ///< in UTC

    [[nodiscard]] constexpr std::chrono::sys_days sys_days() const noexcept { return days_; }
    [[nodiscard]] constexpr std::chrono::year_month_day year_month_day() const noexcept { return days_; }
    [[nodiscard]] std::string to_string() const;

    friend constexpr Date operator+(Date date, std::chrono::days days) { return date.days_ + checked(days); }
    friend constexpr Date operator-(Date date, std::chrono::days days) { return date.days_ - checked(days); }
    friend constexpr std::chrono::days operator-(Date left, Date right) noexcept {
        return left.days_ - right.days_;
    }
    friend constexpr bool operator==(Date, Date) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(Date left, Date right) noexcept {
        return left.days_.time_since_epoch().count() <=> right.days_.time_since_epoch().count();
    }
    friend std::ostream& operator<<(std::ostream& out, Date date);

private:
    static constexpr std::chrono::sys_days first = std::chrono::sys_days{std::chrono::days{-719'162}};
    static constexpr std::chrono::sys_days last = std::chrono::sys_days{std::chrono::days{2'932'896}};

    static constexpr std::chrono::year_month_day checked(std::chrono::year_month_day date) {
        if (!date.ok()) detail::throw_bad_date();
        return date;
    }
    /// A span no longer than the calendar, so that adding it can't overflow.
    static constexpr std::chrono::days checked(std::chrono::days span) {
        if (span < first - last || span > last - first) detail::throw_bad_date();
        return span;
    }

    std::chrono::sys_days days_{};
};

/// A time of the day, in microseconds, 00:00:00 to 23:59:59.999999. Default: midnight.
///
/// Text, in a database too: `13:05:00.000000`; `13:05`, `13:05:00` and `13:05:00.5` are read as well.
/// Errors: DataError.
class Time {
public:
    constexpr Time() noexcept = default;
    /// Since midnight.
    constexpr explicit Time(std::chrono::microseconds since_midnight) : since_midnight_(since_midnight) {
        if (since_midnight.count() < 0 || since_midnight >= std::chrono::hours{24}) detail::throw_bad_time();
    }
    constexpr Time(int hour, int minute, int second = 0, int microsecond = 0)
        : since_midnight_(std::chrono::hours{checked(hour, 24)} + std::chrono::minutes{checked(minute, 60)}
                          + std::chrono::seconds{checked(second, 60)}
                          + std::chrono::microseconds{checked(microsecond, 1'000'000)}) {}
    /// As parse(), but throws.
    explicit Time(std::string_view text);
    [[nodiscard]] static std::optional<Time> parse(std::string_view text) noexcept;

    [[nodiscard]] constexpr std::chrono::microseconds since_midnight() const noexcept {
        return since_midnight_;
    }
    [[nodiscard]] constexpr std::chrono::hh_mm_ss<std::chrono::microseconds> hh_mm_ss() const noexcept {
        return std::chrono::hh_mm_ss{since_midnight_};
    }
    [[nodiscard]] std::string to_string() const;

    friend constexpr bool operator==(Time, Time) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(Time left, Time right) noexcept {
        return left.since_midnight_.count() <=> right.since_midnight_.count();
    }
    friend std::ostream& operator<<(std::ostream& out, Time time);

private:
    static constexpr int checked(int value, int end) {
        if (value < 0 || value >= end) detail::throw_bad_time();
        return value;
    }

    std::chrono::microseconds since_midnight_{};
};

/// A moment in UTC, in microseconds, years 1 to 9999. Default: 1970-01-01 00:00:00.
///
///     pewit::DateTime created = pewit::DateTime::now();
///     created + 90min
///
/// Text, in a database too: `2024-02-29 13:05:00.000000`, so that on SQLite the order of the texts is the
/// order of the moments. Read as well: `T` between date and time, a shorter time as with Time, and an offset
/// behind it (`Z`, `+00`, `-05:30`), which is taken off; without one it is UTC. Errors: DataError.
class DateTime {
public:
    constexpr DateTime() noexcept = default;
    /// From any time point that is not finer: nothing is lost.
    template <class Duration>
    requires std::convertible_to<Duration, std::chrono::microseconds>
    constexpr DateTime(std::chrono::sys_time<Duration> moment) : moment_(checked(moment)) {}
    /// From a finer one, such as std::chrono::system_clock::now(): cuts to the microsecond before.
    template <class Duration>
    requires(!std::convertible_to<Duration, std::chrono::microseconds>) constexpr explicit DateTime(
        std::chrono::sys_time<Duration> moment)
        : DateTime(std::chrono::floor<std::chrono::microseconds>(moment)) {}
    constexpr explicit DateTime(Date date, Time time = {}) noexcept
        : moment_(date.sys_days() + time.since_midnight()) {}
    /// As parse(), but throws.
    explicit DateTime(std::string_view text);
    [[nodiscard]] static std::optional<DateTime> parse(std::string_view text) noexcept;
    [[nodiscard]] static DateTime now();
    [[nodiscard]] static constexpr DateTime min() noexcept { return DateTime{Date::min()}; }
    [[nodiscard]] static constexpr DateTime max() noexcept {
        return DateTime{Date::max(), Time{23, 59, 59, 999'999}};
    }

    [[nodiscard]] constexpr std::chrono::sys_time<std::chrono::microseconds> sys_time() const noexcept {
        return moment_;
    }
    [[nodiscard]] constexpr Date date() const noexcept {
        return std::chrono::floor<std::chrono::days>(moment_);
    }
    [[nodiscard]] constexpr Time time() const noexcept { return Time{moment_ - date().sys_days()}; }
    [[nodiscard]] std::string to_string() const;

    friend constexpr DateTime operator+(DateTime moment, std::chrono::microseconds span) {
        return moment.moment_ + checked(span);
    }
    friend constexpr DateTime operator-(DateTime moment, std::chrono::microseconds span) {
        return moment.moment_ - checked(span);
    }
    friend constexpr std::chrono::microseconds operator-(DateTime left, DateTime right) noexcept {
        return left.moment_ - right.moment_;
    }
    constexpr DateTime& operator+=(std::chrono::microseconds span) { return *this = *this + span; }
    constexpr DateTime& operator-=(std::chrono::microseconds span) { return *this = *this - span; }
    friend constexpr bool operator==(DateTime, DateTime) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(DateTime left, DateTime right) noexcept {
        return left.moment_.time_since_epoch().count() <=> right.moment_.time_since_epoch().count();
    }
    friend std::ostream& operator<<(std::ostream& out, DateTime moment);

private:
    /// In whole days, which no time point of a finer unit can overflow.
    template <class Duration>
    static constexpr std::chrono::sys_time<std::chrono::microseconds> checked(
        std::chrono::sys_time<Duration> moment) {
        const auto day = std::chrono::floor<std::chrono::days>(moment);
        if (day < Date::min().sys_days() || day > Date::max().sys_days()) detail::throw_bad_datetime();
        return moment;
    }
    /// A span no longer than the calendar, so that adding it can't overflow.
    static constexpr std::chrono::microseconds checked(std::chrono::microseconds span) {
        constexpr std::chrono::microseconds limit = Date::max() - Date::min() + std::chrono::days{1};
        if (span > limit || span < -limit) detail::throw_bad_datetime();
        return span;
    }

    std::chrono::sys_time<std::chrono::microseconds> moment_{};
};

namespace detail {

template <class T>
struct SpanBetween;
template <>
struct SpanBetween<Date> {
    using type = std::chrono::days;
};
template <>
struct SpanBetween<DateTime> {
    using type = std::chrono::microseconds;
};

}  // namespace detail

/// As its text.
template <>
struct FieldTraits<Date> {
    static constexpr detail::SqlType sql_type = detail::SqlType::date;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Date";

    static detail::Fault bind(detail::Statement& statement, int index, Date value);
    static detail::Fault read(const detail::Cell& cell, Date& value) noexcept;
};

template <>
struct FieldTraits<Time> {
    static constexpr detail::SqlType sql_type = detail::SqlType::time;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Time";

    static detail::Fault bind(detail::Statement& statement, int index, Time value);
    static detail::Fault read(const detail::Cell& cell, Time& value) noexcept;
};

template <>
struct FieldTraits<DateTime> {
    static constexpr detail::SqlType sql_type = detail::SqlType::datetime;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::DateTime";

    static detail::Fault bind(detail::Statement& statement, int index, DateTime value);
    static detail::Fault read(const detail::Cell& cell, DateTime& value) noexcept;
};

/// As whole microseconds. A value that is none (1 ns), that overflows them, or, when reading, that is not a
/// whole number of the type's own unit is out of range.
template <detail::StorableInteger Rep, class Period>
struct FieldTraits<std::chrono::duration<Rep, Period>> {
private:
    using Duration = std::chrono::duration<Rep, Period>;
    using Ratio = std::ratio_divide<Period, std::micro>;  // of the type's unit to one microsecond

    /// count * num / den, if that is exact.
    static bool scale(std::int64_t count, std::int64_t num, std::int64_t den, std::int64_t& result) noexcept {
        return count % den == 0 && !__builtin_mul_overflow(count / den, num, &result);
    }

public:
    static constexpr detail::SqlType sql_type = detail::SqlType::duration;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, Duration value) {
        std::int64_t micros = 0;
        if (!std::in_range<std::int64_t>(value.count())
            || !scale(static_cast<std::int64_t>(value.count()), Ratio::num, Ratio::den, micros)) {
            return detail::Fault::out_of_range;
        }
        return statement.bind_int64(index, micros);
    }
    static detail::Fault read(const detail::Cell& cell, Duration& value) noexcept {
        if (cell.kind != detail::CellKind::integer) return detail::kind_fault(cell);
        std::int64_t count = 0;
        if (!scale(cell.integer, Ratio::den, Ratio::num, count) || !std::in_range<Rep>(count)) {
            return detail::Fault::out_of_range;
        }
        value = Duration{static_cast<Rep>(count)};
        return detail::Fault::none;
    }
};

}  // namespace pewit

template <>
struct std::hash<pewit::Date> {
    std::size_t operator()(pewit::Date date) const noexcept {
        return std::hash<std::int64_t>{}(date.sys_days().time_since_epoch().count());
    }
};
template <>
struct std::hash<pewit::Time> {
    std::size_t operator()(pewit::Time time) const noexcept {
        return std::hash<std::int64_t>{}(time.since_midnight().count());
    }
};
template <>
struct std::hash<pewit::DateTime> {
    std::size_t operator()(pewit::DateTime moment) const noexcept {
        return std::hash<std::int64_t>{}(moment.sys_time().time_since_epoch().count());
    }
};
