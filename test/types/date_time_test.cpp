#include <pewit/date_time.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <unordered_set>

#include <pewit/error.hpp>
#include <support/recording_statement.hpp>

using pewit::DataError;
using pewit::Date;
using pewit::DateTime;
using pewit::Time;
using pewit::detail::Fault;
using namespace pewit::test;
using namespace std::chrono_literals;

namespace {

constexpr Date leap_day{2024y / 2 / 29};
constexpr DateTime moment{leap_day, Time{13, 5, 7, 42}};
static_assert(moment.date() == leap_day && moment.time() == Time{13, 5, 7, 42});
static_assert(leap_day + std::chrono::days{1} == Date{2024y / 3 / 1});

rc::Gen<Date> dates() {
    const int last = (Date::max() - Date::min()).count();
    return rc::gen::map(rc::gen::inRange(0, last + 1),
                        [](int days) { return Date::min() + std::chrono::days{days}; });
}

rc::Gen<Time> times() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 86'400'000'000),
                        [](std::int64_t micros) { return Time{std::chrono::microseconds{micros}}; });
}

rc::Gen<DateTime> moments() {
    return rc::gen::map(rc::gen::pair(dates(), times()), [](const auto& both) {
        return DateTime{both.first, both.second};
    });
}

std::string canonical(std::string_view text) {
    const std::optional<DateTime> parsed = DateTime::parse(text);
    return parsed ? parsed->to_string() : "<refused>";
}

TEST(Date, HasOneText) {
    EXPECT_EQ(bound_text(leap_day), "2024-02-29");
    EXPECT_EQ(Date{}.to_string(), "1970-01-01");
    EXPECT_EQ(Date::min().to_string(), "0001-01-01");
    EXPECT_EQ(Date::max().to_string(), "9999-12-31");
}

TEST(Date, EveryDayOfTheCalendarsCycleComesBack) {
    for (Date day{1800y / 1 / 1}; day < Date{2200y / 1 / 1}; day = day + std::chrono::days{1}) {
        ASSERT_EQ(Date::parse(day.to_string()), day);
    }
}

TEST(Date, AnyDayComesBack) {
    EXPECT_TRUE(rc::check([] {
        const Date day = *dates();
        RC_ASSERT(Date::parse(day.to_string()) == day);
        RC_ASSERT(round_trip(day) == day);
    }));
}

TEST(Date, ParsesOnlyDaysThatExist) {  // trap SV11
    for (const char* text :
         {"2024-02-30", "2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "2024-04-31", "2024-01-00",
          "0000-01-01", "10000-01-01", "-001-01-01", "2024-1-01", "2024-01-1", "2024/01/01", "2024-01-01 ",
          " 2024-01-01", "2024-01-01 BC", "20240101", "infinity", ""}) {
        EXPECT_EQ(Date::parse(text), std::nullopt) << text;
        EXPECT_THROW(Date{text}, DataError) << text;
    }
    EXPECT_EQ(Date{"2000-02-29"}, Date{2000y / 2 / 29});
}

TEST(Date, IsNotMadeFromADayThatDoesNotExist) {
    EXPECT_THROW(Date{2024y / 2 / 30}, DataError);
    EXPECT_THROW((Date{std::chrono::year{10'000} / 1 / 1}), DataError);
    EXPECT_THROW((Date{std::chrono::year{0} / 12 / 31}), DataError);
}

TEST(Date, CalculatesWithinItsRange) {
    EXPECT_EQ(Date{2024y / 3 / 1} - std::chrono::days{1}, leap_day);
    EXPECT_EQ(leap_day - Date{2023y / 2 / 28}, std::chrono::days{366});
    EXPECT_THROW((void)(Date::max() + std::chrono::days{1}), DataError);
    EXPECT_THROW((void)(Date::min() - std::chrono::days{1}), DataError);
    EXPECT_THROW((void)(leap_day + std::chrono::days::max()), DataError);
    EXPECT_THROW((void)(leap_day - std::chrono::days::min()), DataError);
}

TEST(Time, HasOneText) {
    EXPECT_EQ(bound_text(Time{13, 5}), "13:05:00.000000");
    EXPECT_EQ((Time{23, 59, 59, 999'999}.to_string()), "23:59:59.999999");
    EXPECT_EQ(Time{}.to_string(), "00:00:00.000000");
}

TEST(Time, EveryMicrosecondComesBack) {
    EXPECT_TRUE(rc::check([] {
        const Time time = *times();
        RC_ASSERT(Time::parse(time.to_string()) == time);
        RC_ASSERT(round_trip(time) == time);
    }));
}

TEST(Time, ParsesShorterForms) {
    EXPECT_EQ(Time{"13:05"}, (Time{13, 5}));
    EXPECT_EQ(Time{"13:05:07"}, (Time{13, 5, 7}));
    EXPECT_EQ(Time{"13:05:07.5"}, (Time{13, 5, 7, 500'000}));
    EXPECT_EQ(Time{"13:05:07.000042"}, (Time{13, 5, 7, 42}));
}

TEST(Time, RefusesWhatIsNoTime) {
    for (const char* text : {"24:00", "23:60", "23:59:60", "13", "13:5", "1:05", "13:05:", "13:05:07.",
                             "13:05:07.1234567", "13:05:07,5", "13:05 PM", "-1:05", ""}) {
        EXPECT_EQ(Time::parse(text), std::nullopt) << text;
        EXPECT_THROW(Time{text}, DataError) << text;
    }
    EXPECT_THROW((Time{24, 0}), DataError);
    EXPECT_THROW((Time{0, 0, 60}), DataError);
    EXPECT_THROW((Time{0, 0, 0, -1}), DataError);
    EXPECT_THROW((Time{24h}), DataError);
    EXPECT_THROW((Time{-1us}), DataError);
}

TEST(DateTime, HasOneText) {
    EXPECT_EQ(bound_text(moment), "2024-02-29 13:05:07.000042");
    EXPECT_EQ(DateTime{}.to_string(), "1970-01-01 00:00:00.000000");
    EXPECT_EQ(DateTime::min().to_string(), "0001-01-01 00:00:00.000000");
    EXPECT_EQ(DateTime::max().to_string(), "9999-12-31 23:59:59.999999");
}

TEST(DateTime, EveryMicrosecondComesBack) {
    EXPECT_TRUE(rc::check([] {
        const DateTime each = *moments();
        RC_ASSERT(DateTime::parse(each.to_string()) == each);
        RC_ASSERT(round_trip(each) == each);
    }));
    EXPECT_EQ(round_trip(DateTime::min()), DateTime::min());
    EXPECT_EQ(round_trip(DateTime::max()), DateTime::max());
}

TEST(DateTime, TextsSortAsMoments) {
    EXPECT_TRUE(rc::check([] {
        const DateTime a = *moments();
        const DateTime b = *moments();
        RC_ASSERT((a < b) == (a.to_string() < b.to_string()));
    }));
}

TEST(DateTime, ParsesIsoAndWhatPostgresWrites) {
    EXPECT_EQ(canonical("2024-02-29T13:05:07Z"), "2024-02-29 13:05:07.000000");
    EXPECT_EQ(canonical("2024-02-29 13:05"), "2024-02-29 13:05:00.000000");
    EXPECT_EQ(canonical("2024-02-29 13:05:07.5+00"), "2024-02-29 13:05:07.500000");
    EXPECT_EQ(canonical("2024-02-29 13:05:07+05:30"), "2024-02-29 07:35:07.000000");
    EXPECT_EQ(canonical("2024-02-29 13:05:07+0530"), "2024-02-29 07:35:07.000000");
    EXPECT_EQ(canonical("2024-02-29 20:00:00-08"), "2024-03-01 04:00:00.000000");
    EXPECT_EQ(canonical("1890-01-01 00:00:00+00:53:28"), "1889-12-31 23:06:32.000000");
}

TEST(DateTime, RefusesWhatIsNoMoment) {  // traps SV11, P35
    for (const char* text : {"2024-02-30 00:00:00",
                             "2024-02-29",
                             "2024-02-29 ",
                             "2024-02-29_13:05",
                             "2024-02-29  13:05",
                             "2024-02-29 13:05:07 +00",
                             "2024-02-29 13:05:07+",
                             "2024-02-29 13:05:07+0",
                             "2024-02-29 13:05:07+16",
                             "2024-02-29 13:05:07ZZ",
                             "2024-02-29 13:05:07+00:60",
                             "2024-02-29 24:00:00",
                             "infinity",
                             "-infinity",
                             "0044-03-15 12:00:00 BC",
                             "294276-12-31 00:00:00",
                             "02/01/2024 05:30:00 IST",
                             "",
                             "0001-01-01 00:00:00+01",
                             "9999-12-31 23:59:59-01"}) {
        EXPECT_EQ(DateTime::parse(text), std::nullopt) << text;
        EXPECT_THROW(DateTime{text}, DataError) << text;
    }
}

TEST(DateTime, SurvivesAnyText) {
    EXPECT_TRUE(rc::check([] {
        const auto text =
            *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"0123456789-:. TZ+"}));
        const std::optional<DateTime> parsed = DateTime::parse(text);
        if (parsed) RC_ASSERT(DateTime::parse(parsed->to_string()) == parsed);
    }));
}

TEST(DateTime, LosesNothingOfACoarserClock) {
    const std::chrono::sys_seconds seconds{std::chrono::seconds{1'709'211'907}};
    const DateTime converted = seconds;
    EXPECT_EQ(converted.sys_time(), seconds);
    static_assert(!std::is_convertible_v<std::chrono::sys_time<std::chrono::nanoseconds>, DateTime>);
    EXPECT_EQ(DateTime{std::chrono::sys_time<std::chrono::nanoseconds>{-1ns}}, DateTime{} - 1us);
}

TEST(DateTime, CalculatesWithinItsRange) {
    EXPECT_EQ((moment + 24h).to_string(), "2024-03-01 13:05:07.000042");
    EXPECT_EQ(moment + 1us - moment, 1us);
    EXPECT_EQ(DateTime::min() + (DateTime::max() - DateTime::min()), DateTime::max());
    EXPECT_THROW((void)(DateTime::max() + 1us), DataError);
    EXPECT_THROW((void)(DateTime::min() - 1us), DataError);
    EXPECT_THROW((void)(moment + std::chrono::microseconds::max()), DataError);
    EXPECT_THROW((void)(moment - std::chrono::microseconds::min()), DataError);
    EXPECT_THROW((DateTime{std::chrono::sys_seconds::max()}), DataError);
}

TEST(DateTime, NowIsNow) {
    const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const DateTime now = DateTime::now();
    EXPECT_LE(before, now.sys_time());
    EXPECT_LE(now.sys_time(), std::chrono::system_clock::now());
    EXPECT_GE(Date::today(), now.date());
}

TEST(DateTimeField, ReadsTextOnly) {
    EXPECT_EQ(read_fault<DateTime>(cell_of(std::int64_t{0})), Fault::wrong_kind);
    EXPECT_EQ(read_fault<DateTime>(null_cell()), Fault::null);
    EXPECT_EQ(read_fault<DateTime>(cell_of("2024-02-30 00:00:00")), Fault::bad_format);
    EXPECT_EQ(read_fault<Date>(cell_of("2024-02-29 00:00:00")), Fault::bad_format);
    EXPECT_EQ(read_fault<Time>(cell_of("25:00")), Fault::bad_format);
}

TEST(DateTime, CanBeAKeyAndPrinted) {
    const std::unordered_set<DateTime> moments{moment, moment, DateTime{}};
    const std::unordered_set<Date> days{leap_day, leap_day};
    const std::unordered_set<Time> times{Time{1, 2}, Time{1, 2}};
    EXPECT_EQ(moments.size() + days.size() + times.size(), 4U);
    std::ostringstream out;
    out << moment << '|' << leap_day << '|' << Time{1, 2};
    EXPECT_EQ(out.str(), "2024-02-29 13:05:07.000042|2024-02-29|01:02:00.000000");
}

}  // namespace
