#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using namespace std::chrono_literals;
using pewit::Date;
using pewit::DatePart;
using pewit::DateTime;
using pewit::Time;

MODEL(Event) {
    FIELD(DateTime, at);
    FIELD(Date, day);
    FIELD(Time, time);
    FIELD(std::optional<DateTime>, until);
};

class Dates : public testing::Test {
protected:
    Dates() {
        db.create_tables<Event>();
        Event::create(E.at = DateTime{"2024-02-29 13:05:59.999999"}, E.day = Date{"2023-01-01"},
                      E.time = Time{"07:08:09.5"});
    }
    template <class X>
    auto of(const X& x) {
        return Event::select(x).scalar();
    }

    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    pewit::ConnectionScope scope{db};
    const pewit::detail::ColumnsOf<Event>& E = Event::c;
};

TEST_F(Dates, HaveParts) {
    EXPECT_EQ(
        Event::select(E.at.year(), E.at.month(), E.at.day(), E.at.hour(), E.at.minute(), E.at.second()).get(),
        std::make_tuple(2024, 2, 29, 13, 5, 59));
    EXPECT_EQ(Event::select(E.day.year(), E.day.month(), E.day.day()).get(), std::make_tuple(2023, 1, 1));
    EXPECT_EQ(Event::select(E.time.hour(), E.time.minute(), E.time.second()).get(), std::make_tuple(7, 8, 9));
    EXPECT_EQ(of(E.until.year()), std::nullopt);
    EXPECT_EQ(of(fn::date_part(DatePart::microsecond, E.at)), 999999);
    EXPECT_EQ(of(fn::date_part(DatePart::microsecond, E.time)), 500000);
    EXPECT_EQ(of(fn::date_part(DatePart::minute, E.day)), 0);
    EXPECT_EQ(of(fn::date_part(DatePart::second, E.day)), 0);
    EXPECT_EQ(of(fn::date_part(DatePart::microsecond, E.day)), 0);
    EXPECT_EQ(of(fn::date_part(DatePart::quarter, E.at)), 1);
    EXPECT_EQ(of(fn::date_part(DatePart::weekday, E.at)), 4);
    EXPECT_EQ(of(fn::date_part(DatePart::weekday, E.day)), 0);
    EXPECT_EQ(of(fn::date_part(DatePart::day_of_year, E.at)), 60);
    EXPECT_EQ(of(fn::date_part(DatePart::week, E.day)), 52);
    EXPECT_EQ(of(fn::date_part(DatePart::week, E.at)), 9);
    EXPECT_EQ(of(fn::date_part(DatePart::epoch, E.at)), 1709211959);
    EXPECT_EQ(of(fn::date_part(DatePart::epoch, E.day)), 1672531200);
    EXPECT_EQ(of(fn::date_part(DatePart::year, DateTime{Date{"1999-12-31"}})), 1999);
    EXPECT_EQ(Event::select().where(E.at.year() == 2024, E.day.month() < 2).count(), 1);
}

TEST_F(Dates, AreCut) {
    const auto cut = [this](DatePart part) { return of(fn::date_trunc(part, E.at)).to_string(); };
    EXPECT_EQ(cut(DatePart::year), "2024-01-01 00:00:00.000000");
    EXPECT_EQ(cut(DatePart::quarter), "2024-01-01 00:00:00.000000");
    EXPECT_EQ(cut(DatePart::month), "2024-02-01 00:00:00.000000");
    EXPECT_EQ(cut(DatePart::week), "2024-02-26 00:00:00.000000");
    EXPECT_EQ(cut(DatePart::day), "2024-02-29 00:00:00.000000");
    EXPECT_EQ(cut(DatePart::hour), "2024-02-29 13:00:00.000000");
    EXPECT_EQ(cut(DatePart::minute), "2024-02-29 13:05:00.000000");
    EXPECT_EQ(cut(DatePart::second), "2024-02-29 13:05:59.000000");
    EXPECT_EQ(of(fn::date_trunc(DatePart::week, E.day)), Date{"2022-12-26"});
    EXPECT_EQ(of(fn::date_trunc(DatePart::month, E.until)), std::nullopt);
    EXPECT_THROW((void)cut(DatePart::epoch), pewit::ProgrammingError);
}

TEST_F(Dates, MoveByDurations) {
    EXPECT_EQ(of(E.at + 24h), DateTime{"2024-03-01 13:05:59.999999"});
    EXPECT_EQ(of(E.at + 1us), DateTime{"2024-02-29 13:06:00"});
    EXPECT_EQ(of(E.at - 90min), DateTime{"2024-02-29 11:35:59.999999"});
    EXPECT_EQ(of(E.day + std::chrono::days{31}), Date{"2023-02-01"});
    EXPECT_EQ(of(E.day - std::chrono::days{1}), Date{"2022-12-31"});
    EXPECT_EQ(of(E.until + 1h), std::nullopt);
    EXPECT_EQ(of(30min * E.id), 30min);
    EXPECT_EQ(of(E.at + E.id * 90min), DateTime{"2024-02-29 14:35:59.999999"});
    EXPECT_EQ(Event::select().where(E.at + 1h > DateTime{"2024-02-29 14:00:00"}).count(), 1);
    EXPECT_EQ(Event::update(E.at = E.at + 1s).execute(), 1);
    EXPECT_EQ(Event::select().get().at, DateTime{"2024-02-29 13:06:00.999999"});
}

TEST_F(Dates, HaveDurationsBetweenThem) {
    EXPECT_EQ(of(E.at - DateTime{"2024-02-29 13:05:00"}), 59'999'999us);
    EXPECT_EQ(of(E.day - Date{"2022-12-01"}), std::chrono::days{31});
    EXPECT_EQ(of(E.until - E.at), std::nullopt);
    EXPECT_EQ(Event::select().where(fn::now() - E.at > 24h).count(), 1);
}

TEST_F(Dates, BecomeEachOther) {
    EXPECT_EQ(of(E.at.cast<Date>()), Date{"2024-02-29"});
    EXPECT_EQ(of(E.at.cast<Time>()), (Time{13, 5, 59, 999999}));
    EXPECT_EQ(of(E.day.cast<DateTime>()), DateTime{Date{"2023-01-01"}});
}

TEST_F(Dates, NowIsNow) {
    const DateTime now = of(fn::now());
    EXPECT_LT(now, DateTime::now() + 1s);
    EXPECT_GT(now, DateTime::now() - 1min);
    EXPECT_EQ(Event::select().where(E.at < fn::now()).count(), 1);
}

}  // namespace
