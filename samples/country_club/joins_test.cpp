// https://pgexercises.com/questions/joins
#include "club_test.hpp"

namespace club {
namespace {

namespace fn = pewit::fn;

class Joins : public Club {
protected:
    /// What a booking costs: member 0 is a guest.
    [[nodiscard]] auto cost() const {
        return pewit::case_(M.memid == 0, B.slots * F.guestcost).else_(B.slots * F.membercost);
    }
    [[nodiscard]] auto whole_name() const { return M.firstname + " " + M.surname; }
    /// On 2012-09-14.
    [[nodiscard]] pewit::Condition that_day() const {
        return B.starttime >= day(9, 14) && B.starttime < day(9, 15);
    }

    static constexpr const char* costly =
        "SELECT m.firstname || ' ' || m.surname, f.name, "
        "CASE WHEN m.memid = 0 THEN b.slots * f.guestcost ELSE b.slots * f.membercost END "
        "FROM member m JOIN booking b ON b.memid = m.memid JOIN facility f ON b.facid = f.facid "
        "WHERE b.starttime >= '2012-09-14' AND b.starttime < '2012-09-15' AND "
        "((m.memid = 0 AND b.slots * f.guestcost > 3000) OR (m.memid <> 0 AND b.slots * f.membercost > 3000)) "
        "ORDER BY 3 DESC, 1, 2, b.bookid";
};

TEST_F(Joins, StartTimesOfAMembersBookings) {
    expect_same(Booking::select(B.starttime)
                    .join<Member>()
                    .where(M.firstname == "David", M.surname == "Farrell")
                    .order_by(B.starttime, B.bookid),
                "SELECT b.starttime FROM booking b JOIN member m ON m.memid = b.memid "
                "WHERE m.firstname = 'David' AND m.surname = 'Farrell' ORDER BY b.starttime, b.bookid");
}

TEST_F(Joins, StartTimesOfBookingsForTennisCourts) {
    expect_same(
        Booking::select(B.starttime, F.name)
            .join<Facility>()
            .where(F.name.startswith("Tennis Court"), that_day())
            .order_by(B.starttime, B.bookid),
        "SELECT b.starttime, f.name FROM booking b JOIN facility f ON f.facid = b.facid "
        "WHERE f.name LIKE 'Tennis Court%' AND b.starttime >= '2012-09-14' AND b.starttime < '2012-09-15' "
        "ORDER BY b.starttime, b.bookid");
}

TEST_F(Joins, MembersWhoRecommendedAnother) {
    const auto recommended = pewit::alias<Member>("recommended");
    expect_same(
        Member::select(M.firstname, M.surname)
            .join(recommended, recommended.recommendedby == M.memid)
            .distinct()
            .order_by(M.surname, M.firstname),
        "SELECT DISTINCT m.firstname, m.surname FROM member m JOIN member r ON r.recommendedby = m.memid "
        "ORDER BY m.surname, m.firstname");
}

TEST_F(Joins, MembersWithTheirRecommenders) {
    const auto by = pewit::alias<Member>("recommender");
    expect_same(
        Member::select(M.firstname, M.surname, pewit::nullable(by.firstname), pewit::nullable(by.surname))
            .join(by, by.memid == M.recommendedby, pewit::left_outer)
            .order_by(M.surname, M.firstname, M.memid),
        "SELECT m.firstname, m.surname, r.firstname, r.surname FROM member m "
        "LEFT JOIN member r ON r.memid = m.recommendedby ORDER BY m.surname, m.firstname, m.memid");
}

TEST_F(Joins, MembersWhoUsedATennisCourt) {
    const auto name = whole_name().as("whole_name");
    expect_same(Booking::select(name, F.name)
                    .join<Member>()
                    .join<Facility>(B.facility == F.facid)
                    .where(F.name.in({"Tennis Court 1", "Tennis Court 2"}))
                    .distinct()
                    .order_by(name, F.name),
                "SELECT DISTINCT m.firstname || ' ' || m.surname AS whole_name, f.name FROM booking b "
                "JOIN member m ON m.memid = b.memid JOIN facility f ON f.facid = b.facid "
                "WHERE f.name IN ('Tennis Court 1', 'Tennis Court 2') ORDER BY whole_name, f.name");
}

TEST_F(Joins, CostlyBookings) {
    const auto cost = this->cost().as("cost");
    expect_same(Booking::select(whole_name(), F.name, cost)
                    .join<Member>()
                    .join<Facility>(B.facility == F.facid)
                    .where(that_day(), this->cost() > 3000)
                    .order_by(cost.desc(), whole_name(), F.name, B.bookid),
                costly);
}

TEST_F(Joins, RecommendersWithoutAJoin) {
    const auto by = pewit::alias<Member>("recommender");
    const auto recommender =
        pewit::select_from(by, by.firstname + " " + by.surname).where(by.memid == M.recommendedby);
    const auto member = whole_name().as("member");
    expect_same(
        Member::select(member, pewit::nullable(recommender.as("recommender"))).distinct().order_by(member),
        "SELECT DISTINCT m.firstname || ' ' || m.surname AS member, "
        "(SELECT r.firstname || ' ' || r.surname FROM member r WHERE r.memid = m.recommendedby) AS recommender "
        "FROM member m ORDER BY member");
}

TEST_F(Joins, CostlyBookingsByASubquery) {
    const auto name = whole_name().as("whole_name");
    const auto cost = this->cost().as("cost");
    const auto costs = Booking::select(name, F.name, cost, B.bookid)
                           .join<Member>()
                           .join<Facility>(B.facility == F.facid)
                           .where(that_day())
                           .subquery("costs");
    expect_same(pewit::select_from(costs, costs.c(name), costs.c(F.name), costs.c(cost))
                    .where(costs.c(cost) > 3000)
                    .order_by(costs.c(cost).desc(), costs.c(name), costs.c(F.name), costs.c(B.bookid)),
                costly);
}

}  // namespace
}  // namespace club
