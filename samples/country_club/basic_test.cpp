// https://pgexercises.com/questions/basic
#include "club_test.hpp"

namespace club {
namespace {

namespace fn = pewit::fn;

class Basic : public Club {};

TEST_F(Basic, RetrieveEverythingFromATable) {
    const std::vector<Facility> all = Facility::select().all();
    EXPECT_EQ(all.size(), 9U);
    EXPECT_EQ(all.front().name, "Tennis Court 1");
}

TEST_F(Basic, RetrieveSpecificColumns) {
    expect_same(Facility::select(F.name, F.membercost).order_by(F.facid),
                "SELECT name, membercost FROM facility ORDER BY facid");
}

TEST_F(Basic, ControlWhichRowsAreRetrieved) {
    expect_same(Facility::select(F.facid, F.name, F.membercost, F.monthlymaintenance)
                    .where(F.membercost > 0 && F.membercost < F.monthlymaintenance / 50)
                    .order_by(F.facid),
                "SELECT facid, name, membercost, monthlymaintenance FROM facility "
                "WHERE membercost > 0 AND membercost < monthlymaintenance / 50 ORDER BY facid");
}

TEST_F(Basic, BasicStringSearches) {
    expect_same(Facility::select(F.name).where(F.name.contains("Tennis")).order_by(F.facid),
                "SELECT name FROM facility WHERE name LIKE '%Tennis%' ORDER BY facid");
}

TEST_F(Basic, MatchAgainstMultiplePossibleValues) {
    EXPECT_EQ(Facility::select().where(F.facid.in({1, 5})).count(), 2);
}

TEST_F(Basic, ClassifyResultsIntoBuckets) {
    expect_same(
        Facility::select(F.name, pewit::case_(F.monthlymaintenance > 10000, "expensive").else_("cheap"))
            .order_by(F.facid),
        "SELECT name, CASE WHEN monthlymaintenance > 10000 THEN 'expensive' ELSE 'cheap' END FROM facility "
        "ORDER BY facid");
}

TEST_F(Basic, WorkingWithDates) {
    expect_same(
        Member::select(M.memid, M.surname, M.firstname, M.joindate)
            .where(M.joindate >= day(9, 1))
            .order_by(M.memid),
        "SELECT memid, surname, firstname, joindate FROM member WHERE joindate >= '2012-09-01' ORDER BY memid");
}

TEST_F(Basic, RemovingDuplicatesAndOrderingResults) {
    expect_same(Member::select(M.surname).distinct().order_by(M.surname).limit(10),
                "SELECT DISTINCT surname FROM member ORDER BY surname LIMIT 10");
}

TEST_F(Basic, CombiningResultsFromMultipleQueries) {
    expect_same(Member::select(M.surname).union_(Facility::select(F.name)).order_by(M.surname),
                "SELECT surname FROM member UNION SELECT name FROM facility ORDER BY 1");
}

TEST_F(Basic, SimpleAggregation) {
    expect_same(Member::select(fn::max(M.joindate)), "SELECT max(joindate) FROM member");
}

TEST_F(Basic, MoreAggregation) {
    expect_same(Member::select(M.firstname, M.surname, M.joindate)
                    .where(M.joindate == Member::select(fn::max(M.joindate))),
                "SELECT firstname, surname, joindate FROM member "
                "WHERE joindate = (SELECT max(joindate) FROM member)");
}

}  // namespace
}  // namespace club
