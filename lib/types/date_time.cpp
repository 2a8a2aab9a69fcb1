/// Dates and times from and to text: fixed columns, no locale, no time zone database.
#include <pewit/date_time.hpp>

#include <array>
#include <ostream>

#include <pewit/error.hpp>

namespace pewit {

namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t date_length = 10;      // 2024-02-29
constexpr std::size_t time_length = 15;      // 13:05:00.000000
constexpr std::size_t datetime_length = 26;  // both, and the space between

/// Writes the number with leading zeros into `width` characters.
void put(char* out, std::int64_t number, std::size_t width) noexcept {
    for (std::size_t i = width; i-- > 0; number /= 10)
        out[i] = static_cast<char>('0' + number % 10);
}

void put_date(char* out, Date date) noexcept {
    const std::chrono::year_month_day parts = date.year_month_day();
    put(out, static_cast<int>(parts.year()), 4);
    put(out + 5, static_cast<unsigned>(parts.month()), 2);
    put(out + 8, static_cast<unsigned>(parts.day()), 2);
    out[4] = out[7] = '-';
}

void put_time(char* out, Time time) noexcept {
    const auto parts = time.hh_mm_ss();
    put(out, parts.hours().count(), 2);
    put(out + 3, parts.minutes().count(), 2);
    put(out + 6, parts.seconds().count(), 2);
    put(out + 9, parts.subseconds().count(), 6);
    out[2] = out[5] = ':';
    out[8] = '.';
}

std::array<char, date_length> format(Date date) noexcept {
    std::array<char, date_length> text;
    put_date(text.data(), date);
    return text;
}

std::array<char, time_length> format(Time time) noexcept {
    std::array<char, time_length> text;
    put_time(text.data(), time);
    return text;
}

std::array<char, datetime_length> format(DateTime moment) noexcept {
    std::array<char, datetime_length> text;
    put_date(text.data(), moment.date());
    text[date_length] = ' ';
    put_time(text.data() + date_length + 1, moment.time());
    return text;
}

template <std::size_t N>
std::string_view view(const std::array<char, N>& text) noexcept {
    return {text.data(), N};
}

/// Reads from the front of a text; after the first mismatch everything fails.
class Reader {
public:
    explicit Reader(std::string_view text) noexcept : left_(text) {}

    /// Exactly `width` digits.
    int number(std::size_t width) noexcept {
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (left_.empty() || left_.front() < '0' || left_.front() > '9') return fail();
            value = value * 10 + (left_.front() - '0');
            left_.remove_prefix(1);
        }
        return value;
    }
    /// Up to six digits behind a point, as microseconds.
    int fraction() noexcept {
        int value = number(1);
        for (int place = 1; place < 6; ++place)
            value = value * 10 + (next_is_digit() ? number(1) : 0);
        return value;
    }
    void expect(std::string_view any_of) noexcept {
        if (!accept(any_of)) fail();
    }
    bool accept(std::string_view any_of) noexcept {
        if (left_.empty() || any_of.find(left_.front()) == std::string_view::npos) return false;
        left_.remove_prefix(1);
        return true;
    }
    [[nodiscard]] char next() const noexcept { return left_.empty() ? '\0' : left_.front(); }
    [[nodiscard]] bool is_good() const noexcept { return good_; }
    [[nodiscard]] bool is_at_end() const noexcept { return good_ && left_.empty(); }

private:
    [[nodiscard]] bool next_is_digit() const noexcept { return next() >= '0' && next() <= '9'; }
    int fail() noexcept {
        good_ = false;
        left_ = {};
        return 0;
    }

    std::string_view left_;
    bool good_ = true;
};

std::optional<Date> read_date(Reader& in) noexcept {
    const std::chrono::year year{in.number(4)};
    in.expect("-");
    const std::chrono::month month{static_cast<unsigned>(in.number(2))};
    in.expect("-");
    const std::chrono::day day{static_cast<unsigned>(in.number(2))};
    const std::chrono::year_month_day date{year, month, day};
    if (!in.is_good() || !date.ok() || year < std::chrono::year{1}) return std::nullopt;
    return Date{date};
}

std::optional<Time> read_time(Reader& in) noexcept {
    const int hour = in.number(2);
    in.expect(":");
    const int minute = in.number(2);
    const int second = in.accept(":") ? in.number(2) : 0;
    const int fraction = in.accept(".") ? in.fraction() : 0;
    if (!in.is_good() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return Time{hour, minute, second, fraction};
}

/// `Z`, `+00`, `-05:30`, `+01:02:03`, `+0530`; nothing is UTC.
std::optional<seconds> read_offset(Reader& in) noexcept {
    if (in.accept("Zz") || in.is_at_end()) return seconds{0};
    const bool west = in.next() == '-';
    in.expect("+-");
    const int hour = in.number(2);
    const int minute = in.accept(":") || !in.is_at_end() ? in.number(2) : 0;
    const int second = in.accept(":") ? in.number(2) : 0;
    if (!in.is_good() || hour > 15 || minute > 59 || second > 59) return std::nullopt;
    const seconds offset = hours{hour} + minutes{minute} + seconds{second};
    return west ? -offset : offset;
}

template <class T>
T parsed_or_throw(std::string_view text, void (*throw_error)()) {
    const std::optional<T> value = T::parse(text);
    if (!value) throw_error();
    return *value;
}

template <class T>
detail::Fault read_text(const detail::Cell& cell, T& value) noexcept {
    if (cell.kind != detail::CellKind::text) return detail::kind_fault(cell);
    const std::optional<T> parsed = T::parse(cell.text());
    if (!parsed) return detail::Fault::bad_format;
    value = *parsed;
    return detail::Fault::none;
}

}  // namespace

namespace detail {

void throw_bad_date() {
    throw DataError("not a date between the years 1 and 9999", {.code = ErrorCode::data});
}
void throw_bad_time() {
    throw DataError("not a time between 00:00:00 and 23:59:59.999999", {.code = ErrorCode::data});
}
void throw_bad_datetime() {
    throw DataError("not a moment between the years 1 and 9999", {.code = ErrorCode::data});
}

}  // namespace detail

Date::Date(std::string_view text) : Date(parsed_or_throw<Date>(text, detail::throw_bad_date)) {}

std::optional<Date> Date::parse(std::string_view text) noexcept {
    Reader in{text};
    const std::optional<Date> date = read_date(in);
    return in.is_at_end() ? date : std::nullopt;
}

Date Date::today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

std::string Date::to_string() const { return std::string{view(format(*this))}; }

std::ostream& operator<<(std::ostream& out, Date date) { return out << view(format(date)); }

Time::Time(std::string_view text) : Time(parsed_or_throw<Time>(text, detail::throw_bad_time)) {}

std::optional<Time> Time::parse(std::string_view text) noexcept {
    Reader in{text};
    const std::optional<Time> time = read_time(in);
    return in.is_at_end() ? time : std::nullopt;
}

std::string Time::to_string() const { return std::string{view(format(*this))}; }

std::ostream& operator<<(std::ostream& out, Time time) { return out << view(format(time)); }

DateTime::DateTime(std::string_view text)
    : DateTime(parsed_or_throw<DateTime>(text, detail::throw_bad_datetime)) {}

std::optional<DateTime> DateTime::parse(std::string_view text) noexcept {
    Reader in{text};
    const std::optional<Date> date = read_date(in);
    in.expect(" Tt");
    const std::optional<Time> time = read_time(in);
    const std::optional<seconds> offset = read_offset(in);
    if (!date || !time || !offset || !in.is_at_end()) return std::nullopt;
    const auto moment = DateTime{*date, *time}.sys_time() - *offset;
    if (moment < min().sys_time() || moment > max().sys_time()) return std::nullopt;
    return DateTime{moment};
}

DateTime DateTime::now() { return DateTime{std::chrono::system_clock::now()}; }

std::string DateTime::to_string() const { return std::string{view(format(*this))}; }

std::ostream& operator<<(std::ostream& out, DateTime moment) { return out << view(format(moment)); }

detail::Fault FieldTraits<Date>::bind(detail::Statement& statement, int index, Date value) {
    return statement.bind_text_copy(index, view(format(value)));
}

detail::Fault FieldTraits<Date>::read(const detail::Cell& cell, Date& value) noexcept {
    return read_text(cell, value);
}

detail::Fault FieldTraits<Time>::bind(detail::Statement& statement, int index, Time value) {
    return statement.bind_text_copy(index, view(format(value)));
}

detail::Fault FieldTraits<Time>::read(const detail::Cell& cell, Time& value) noexcept {
    return read_text(cell, value);
}

detail::Fault FieldTraits<DateTime>::bind(detail::Statement& statement, int index, DateTime value) {
    return statement.bind_text_copy(index, view(format(value)));
}

detail::Fault FieldTraits<DateTime>::read(const detail::Cell& cell, DateTime& value) noexcept {
    return read_text(cell, value);
}

}  // namespace pewit
