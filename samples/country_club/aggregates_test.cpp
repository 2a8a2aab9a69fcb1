// https://pgexercises.com/questions/aggregates
#include "club_test.hpp"

namespace club {
namespace {

namespace fn = pewit::fn;
using pewit::order_by;
using pewit::partition_by;

class Aggregates : public Club {
protected:
    /// What a facility earned, over the bookings that are joined.
    [[nodiscard]] auto revenue() const {
        return fn::sum(B.slots * pewit::case_(B.member == 0, F.guestcost).else_(F.membercost));
    }
    [[nodiscard]] auto slots() const { return fn::sum(B.slots); }
    static constexpr const char* revenue_sql =
        "sum(b.slots * CASE WHEN b.memid = 0 THEN f.guestcost ELSE f.membercost END)";
    static constexpr const char* facility_bookings = " FROM booking b JOIN facility f ON f.facid = b.facid ";
};

TEST_F(Aggregates, CountTheNumberOfFacilities) { EXPECT_EQ(Facility::select().count(), 9); }

TEST_F(Aggregates, CountTheNumberOfExpensiveFacilities) {
    EXPECT_EQ(Facility::select().where(F.guestcost >= 1000).count(), 6);
}

TEST_F(Aggregates, CountTheRecommendationsEachMemberMakes) {
    expect_same(Member::select(M.recommendedby, fn::count())
                    .where(!M.recommendedby.is_null())
                    .group_by(M.recommendedby)
                    .order_by(M.recommendedby),
                "SELECT recommendedby, count(*) FROM member WHERE recommendedby IS NOT NULL "
                "GROUP BY recommendedby ORDER BY recommendedby");
}

TEST_F(Aggregates, ListTheTotalSlotsBookedPerFacility) {
    expect_same(Booking::select(B.facility, slots().as("slots")).group_by(B.facility).order_by(B.facility),
                "SELECT facid, sum(slots) FROM booking GROUP BY facid ORDER BY facid");
}

TEST_F(Aggregates, ListTheTotalSlotsBookedPerFacilityInAGivenMonth) {
    expect_same(
        Booking::select(B.facility, slots())
            .where(B.starttime >= day(9, 1), B.starttime < day(10, 1))
            .group_by(B.facility)
            .order_by(slots(), B.facility),
        "SELECT facid, sum(slots) FROM booking WHERE starttime >= '2012-09-01' AND starttime < '2012-10-01' "
        "GROUP BY facid ORDER BY sum(slots), facid");
}

TEST_F(Aggregates, ListTheTotalSlotsBookedPerFacilityPerMonth) {
    const auto month = B.starttime.month().as("month");
    const std::string extract = on_postgres() ? "CAST(extract(month FROM starttime) AS integer)"
                                              : "CAST(strftime('%m', starttime) AS INTEGER)";
    expect_same(
        Booking::select(B.facility, month, slots()).group_by(B.facility, month).order_by(B.facility, month),
        "SELECT facid, " + extract + ", sum(slots) FROM booking GROUP BY 1, 2 ORDER BY 1, 2");
}

TEST_F(Aggregates, FindTheCountOfMembersWhoHaveMadeABooking) {
    expect_same(Booking::select(fn::count(B.member.distinct())), "SELECT count(DISTINCT memid) FROM booking");
}

TEST_F(Aggregates, ListFacilitiesWithMoreThanSoManySlotsBooked) {
    expect_same(
        Booking::select(B.facility, slots()).group_by(B.facility).having(slots() > 1100).order_by(B.facility),
        "SELECT facid, sum(slots) FROM booking GROUP BY facid HAVING sum(slots) > 1100 ORDER BY facid");
}

TEST_F(Aggregates, FindTheTotalRevenueOfEachFacility) {
    const auto revenue = this->revenue().as("revenue");
    expect_same(
        Booking::select(F.name, revenue).join<Facility>().group_by(F.name).order_by(revenue),
        std::string("SELECT f.name, ") + revenue_sql + facility_bookings + "GROUP BY f.name ORDER BY 2");
}

TEST_F(Aggregates, FindFacilitiesWithATotalRevenueBelow) {
    expect_same(Booking::select(F.name, revenue())
                    .join<Facility>()
                    .group_by(F.name)
                    .having(revenue() < 1000000)
                    .order_by(revenue()),
                std::string("SELECT f.name, ") + revenue_sql + facility_bookings + "GROUP BY f.name HAVING "
                    + revenue_sql + " < 1000000 ORDER BY 2");
}

TEST_F(Aggregates, OutputTheFacilityThatHasTheHighestNumberOfSlotsBooked) {
    const auto total = slots().as("total");
    const auto totals = Booking::select(B.facility, total).group_by(B.facility).cte("totals");
    const auto most = totals.alias("most");
    expect_same(totals.select().where(totals.c(total) == pewit::select_from(most, fn::max(most.c(total)))),
                "WITH totals AS (SELECT facid, sum(slots) AS total FROM booking GROUP BY facid) "
                "SELECT facid, total FROM totals WHERE total = (SELECT max(total) FROM totals)");
}

// The published answer has ROLLUP, which SQLite lacks: the same by UNION ALL, as it proposes itself.
TEST_F(Aggregates, ListTheTotalSlotsPerFacilityPerMonthWithSums) {
    const auto month = B.starttime.month().as("month");
    const auto total = slots().as("total");
    const auto each = Booking::select(B.facility, month, total).group_by(B.facility, month).cte("each_month");
    const auto facility = each.c(B.facility);
    const auto all_year =
        pewit::select_from(each, facility, pewit::value<std::optional<int>>({}), fn::sum(each.c(total)))
            .group_by(facility);
    const auto rows = pewit::select_from(each, facility, pewit::nullable(each.c(month)), each.c(total))
                          .union_all(all_year)
                          .order_by(pewit::position(1), pewit::position(3))
                          .with(each)
                          .all();
    EXPECT_EQ(rows.size(), 9U * 4);
}

TEST_F(Aggregates, ListTheTotalHoursBookedPerNamedFacility) {
    expect_same(Booking::select(F.facid, F.name, fn::round(slots().cast<double>() / 2.0, 2))
                    .join<Facility>()
                    .group_by(F.facid, F.name)
                    .order_by(F.facid),
                std::string("SELECT f.facid, f.name, sum(b.slots) / 2.0") + facility_bookings
                    + "GROUP BY f.facid, f.name ORDER BY f.facid");
}

TEST_F(Aggregates, ListEachMembersFirstBookingAfterADay) {
    expect_same(Booking::select(M.surname, M.firstname, M.memid, fn::min(B.starttime))
                    .join<Member>()
                    .where(B.starttime >= day(9, 1))
                    .group_by(M.surname, M.firstname, M.memid)
                    .order_by(M.memid),
                "SELECT m.surname, m.firstname, m.memid, min(b.starttime) FROM booking b "
                "JOIN member m ON m.memid = b.memid WHERE b.starttime >= '2012-09-01' "
                "GROUP BY m.surname, m.firstname, m.memid ORDER BY m.memid");
}

TEST_F(Aggregates, ProduceAListOfMembersWithTheCountOnEachRow) {
    expect_same(Member::select(fn::count().over(), M.firstname, M.surname).order_by(M.joindate),
                "SELECT count(*) OVER (), firstname, surname FROM member ORDER BY joindate");
}

TEST_F(Aggregates, ProduceANumberedListOfMembers) {
    expect_same(
        Member::select(fn::row_number().over(order_by(M.joindate)), M.firstname, M.surname)
            .order_by(M.joindate),
        "SELECT row_number() OVER (ORDER BY joindate), firstname, surname FROM member ORDER BY joindate");
}

TEST_F(Aggregates, OutputTheBusiestFacilityByRank) {
    const auto place = fn::rank().over(order_by(slots().desc())).as("place");
    const auto total = slots().as("total");
    const auto ranked = Booking::select(B.facility, total, place).group_by(B.facility).subquery("ranked");
    expect_same(
        pewit::select_from(ranked, ranked.c(B.facility), ranked.c(total)).where(ranked.c(place) == 1),
        "SELECT facid, total FROM (SELECT facid, sum(slots) AS total, "
        "rank() OVER (ORDER BY sum(slots) DESC) AS place FROM booking GROUP BY facid) r WHERE place = 1");
}

TEST_F(Aggregates, RankMembersByHoursUsed) {
    const auto hours = ((slots() + 10) / 20 * 10).as("hours");
    const auto place = fn::rank().over(order_by(((slots() + 10) / 20 * 10).desc())).as("place");
    expect_same(Booking::select(M.firstname, M.surname, hours, place)
                    .join<Member>()
                    .group_by(M.memid, M.firstname, M.surname)
                    .order_by(place, M.surname, M.firstname, M.memid),
                "SELECT m.firstname, m.surname, (sum(b.slots) + 10) / 20 * 10 AS hours, "
                "rank() OVER (ORDER BY (sum(b.slots) + 10) / 20 * 10 DESC) AS place "
                "FROM booking b JOIN member m ON m.memid = b.memid GROUP BY m.memid, m.firstname, m.surname "
                "ORDER BY place, m.surname, m.firstname, m.memid");
}

TEST_F(Aggregates, FindTheTopThreeRevenueGeneratingFacilities) {
    const auto place = fn::rank().over(order_by(revenue().desc())).as("place");
    const auto ranked = Booking::select(F.name, place).join<Facility>().group_by(F.name).subquery("ranked");
    expect_same(
        pewit::select_from(ranked).where(ranked.c(place) <= 3).order_by(ranked.c(place), ranked.c(F.name)),
        std::string("SELECT name, place FROM (SELECT f.name, rank() OVER (ORDER BY ") + revenue_sql
            + " DESC) AS place" + facility_bookings + "GROUP BY f.name) r WHERE place <= 3 ORDER BY 2, 1");
}

TEST_F(Aggregates, ClassifyFacilitiesByValue) {
    const auto third = fn::ntile(3).over(order_by(revenue().desc())).as("third");
    const auto classes = Booking::select(F.name, third).join<Facility>().group_by(F.name).subquery("classes");
    const auto part = classes.c(third);
    expect_same(pewit::select_from(classes, classes.c(F.name),
                                   pewit::case_(part == 1, "high").when(part == 2, "average").else_("low"))
                    .order_by(part, classes.c(F.name)),
                std::string("SELECT name, CASE third WHEN 1 THEN 'high' WHEN 2 THEN 'average' ELSE 'low' END "
                            "FROM (SELECT f.name, ntile(3) OVER (ORDER BY ")
                    + revenue_sql + " DESC) AS third" + facility_bookings
                    + "GROUP BY f.name) c ORDER BY third, name");
}

TEST_F(Aggregates, CalculateThePaybackTimeOfEachFacility) {
    const auto months = (F.initialoutlay.cast<double>()
                         / (revenue().cast<double>() / 3.0 - F.monthlymaintenance.cast<double>()))
                            .as("months");
    const auto rows = Booking::select(F.name, months)
                          .join<Facility>()
                          .group_by(F.facid, F.name, F.initialoutlay, F.monthlymaintenance)
                          .order_by(F.name)
                          .all();
    EXPECT_EQ(rows.size(), 9U);
    EXPECT_GT(std::get<1>(rows.front()), 0);
}

TEST_F(Aggregates, CalculateARollingAverageOfTotalRevenue) {
    const auto date = B.starttime.cast<pewit::Date>().as("date");
    const auto total = revenue().as("total");
    const auto daily = Booking::select(date, total).join<Facility>().group_by(date).subquery("daily");
    const auto fortnight = pewit::rows_between(pewit::preceding(14), pewit::current_row);
    const auto rolling = fn::avg(daily.c(total)).over(order_by(daily.c(date)), fortnight);
    expect_same(
        pewit::select_from(daily, daily.c(date), rolling).order_by(daily.c(date)),
        std::string("SELECT date, avg(total) OVER (ORDER BY date ROWS BETWEEN 14 PRECEDING AND CURRENT ROW) "
                    "FROM (SELECT ")
            + (on_postgres() ? "CAST(b.starttime AS date)" : "date(b.starttime)") + " AS date, " + revenue_sql
            + " AS total" + facility_bookings + "GROUP BY 1) d ORDER BY date");
}

}  // namespace
}  // namespace club
