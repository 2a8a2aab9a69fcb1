// https://pgexercises.com/questions/string and https://pgexercises.com/questions/date
#include "club_test.hpp"

namespace club {
namespace {

namespace fn = pewit::fn;
using namespace std::chrono_literals;

class Texts : public Club {};
class Dates : public Club {};

TEST_F(Texts, FormatTheNamesOfMembers) {
    expect_same(Member::select(M.surname + ", " + M.firstname).order_by(M.memid),
                "SELECT surname || ', ' || firstname FROM member ORDER BY memid");
}

TEST_F(Texts, FindFacilitiesByANamePrefix) {
    expect_same(Facility::select(F.name).where(F.name.like("Tennis%")).order_by(F.name),
                "SELECT name FROM facility WHERE name LIKE 'Tennis%' ORDER BY name");
}

TEST_F(Texts, PerformACaseInsensitiveSearch) {
    expect_same(Facility::select(F.name).where(F.name.ilike("tennis%")).order_by(F.name),
                "SELECT name FROM facility WHERE lower(name) LIKE 'tennis%' ORDER BY name");
}

TEST_F(Texts, FindTelephoneNumbersWithParentheses) {
    expect_same(
        Member::select(M.memid, M.telephone).where(M.telephone.regexp("[()]")).order_by(M.memid),
        "SELECT memid, telephone FROM member WHERE telephone LIKE '%(%' OR telephone LIKE '%)%' ORDER BY memid");
}

// SQLite has no lpad(): five characters from the end of zeros and the number.
TEST_F(Texts, PadZipCodesWithLeadingZeroes) {
    const auto zeros = pewit::value("00000") + M.zipcode.cast<std::string>();
    const auto rows = Member::select(M.zipcode, fn::substr(zeros, 1, 5)).all();
    const auto padded =
        Member::select(fn::call<std::string>("substr", zeros, fn::length(zeros).cast<int>() - 4))
            .order_by(M.zipcode)
            .all();
    EXPECT_EQ(padded.size(), 31U);
    for (const std::string& code : padded)
        EXPECT_EQ(code.size(), 5U);
}

TEST_F(Texts, CountTheNumberOfMembersWhoseSurnameStartsWithEachLetter) {
    const auto letter = fn::substr(M.surname, 1, 1).as("letter");
    expect_same(Member::select(letter, fn::count()).group_by(letter).order_by(letter),
                "SELECT substr(surname, 1, 1) AS letter, count(*) FROM member GROUP BY 1 ORDER BY 1");
}

TEST_F(Texts, CleanUpTelephoneNumbers) {
    auto digits =
        fn::replace(fn::replace(fn::replace(fn::replace(M.telephone, "(", ""), ")", ""), "-", ""), " ", "");
    expect_same(
        Member::select(M.memid, digits).order_by(M.memid),
        "SELECT memid, replace(replace(replace(replace(telephone, '(', ''), ')', ''), '-', ''), ' ', '') "
        "FROM member ORDER BY memid");
}

TEST_F(Dates, WorkOutTheEndTimeOfBookings) {
    const auto end = (B.starttime + 30min * B.slots).as("end_time");
    expect_same(Booking::select(B.starttime, end).order_by(end.desc(), B.starttime.desc()).limit(10),
                on_postgres()
                    ? "SELECT starttime, starttime + slots * interval '30 minutes' AS end_time FROM booking "
                      "ORDER BY 2 DESC, 1 DESC LIMIT 10"
                    : "SELECT starttime, datetime(starttime, (slots * 30) || ' minutes') AS end_time "
                      "FROM booking ORDER BY 2 DESC, 1 DESC LIMIT 10");
}

TEST_F(Dates, ReturnACountOfBookingsForEachMonth) {
    const auto month = fn::date_trunc(pewit::DatePart::month, B.starttime).as("month");
    expect_same(Booking::select(month, fn::count()).group_by(month).order_by(month),
                on_postgres()
                    ? "SELECT date_trunc('month', starttime), count(*) FROM booking GROUP BY 1 ORDER BY 1"
                    : "SELECT datetime(starttime, 'start of month'), count(*) FROM booking GROUP BY 1 "
                      "ORDER BY 1");
}

TEST_F(Dates, SubtractTimestampsFromEachOther) {
    const auto longest = Member::select(fn::max(M.joindate) - fn::min(M.joindate)).scalar();
    EXPECT_GT(longest.value(), 24h * 80);
}

TEST_F(Dates, WorkOutTheUtilisationOfEachFacility) {
    const auto month = fn::date_trunc(pewit::DatePart::month, B.starttime).as("month");
    const auto used = fn::sum(B.slots).cast<double>() * 100.0 / (25.0 * 31);
    const auto rows = Booking::select(F.name, month, fn::round(used, 1))
                          .join<Facility>()
                          .group_by(F.name, month)
                          .order_by(F.name, month)
                          .all();
    EXPECT_EQ(rows.size(), 9U * 3);
}

}  // namespace
}  // namespace club
