// https://pgexercises.com/questions/updates
#include "club_test.hpp"

namespace club {
namespace {

namespace fn = pewit::fn;

class Changes : public Club {
protected:
    static Facility spa(std::int64_t id) {
        return {.facid = id,
                .name = "Spa",
                .membercost = 2000,
                .guestcost = 3000,
                .initialoutlay = 10000000,
                .monthlymaintenance = 80000};
    }
};

TEST_F(Changes, InsertSomeDataIntoATable) {
    Facility::insert_many({spa(9)}).execute();
    EXPECT_EQ(Facility::get_by_id(9).name, "Spa");
}

TEST_F(Changes, InsertMultipleRows) {
    Facility::insert_many({spa(9), spa(10)}).execute();
    EXPECT_EQ(Facility::select().count(), 11);
}

TEST_F(Changes, InsertCalculatedData) {
    Facility::insert(F.facid = Facility::select(fn::coalesce(fn::max(F.facid), 0) + 1), F.name = "Spa",
                     F.membercost = 2000, F.guestcost = 3000, F.initialoutlay = 10000000,
                     F.monthlymaintenance = 80000)
        .execute();
    EXPECT_EQ(Facility::get(F.name == "Spa").facid, 9);
}

TEST_F(Changes, UpdateSomeExistingData) {
    EXPECT_EQ(Facility::update(F.initialoutlay = 1000000).where(F.facid == 1).execute(), 1);
    EXPECT_EQ(Facility::get_by_id(1).initialoutlay, 1000000);
}

TEST_F(Changes, UpdateMultipleRowsAndColumns) {
    EXPECT_EQ(Facility::update(F.membercost = 600, F.guestcost = 3000).where(F.facid.in({0, 1})).execute(),
              2);
    EXPECT_EQ(Facility::get_by_id(1).guestcost, 3000);
}

TEST_F(Changes, UpdateARowBasedOnTheContentsOfAnotherRow) {
    const auto first = pewit::alias<Facility>("first_court");
    EXPECT_EQ(
        Facility::update(F.membercost = first.membercost * 11 / 10, F.guestcost = first.guestcost * 11 / 10)
            .from(first)
            .where(F.facid == 1, first.facid == 0)
            .execute(),
        1);
    EXPECT_EQ(Facility::get_by_id(1).guestcost, 2750);
}

TEST_F(Changes, DeleteAllBookings) {
    EXPECT_EQ(Booking::delete_().execute(), 4000);
    EXPECT_FALSE(Booking::select().exists());
}

TEST_F(Changes, DeleteAMemberWhoMadeNoBooking) {
    Booking::delete_().where(B.member == 30).execute();
    EXPECT_EQ(Member::delete_().where(M.memid == 30).execute(), 1);
}

TEST_F(Changes, DeleteBasedOnASubquery) {
    Booking::delete_().where(B.member.in({29, 30})).execute();
    const auto recommended = pewit::alias<Member>("recommended");
    const std::int64_t before = Member::select().count();
    const std::int64_t gone =
        Member::delete_()
            .where(M.memid.not_in(Booking::select(B.member).distinct()))
            .where(
                !pewit::exists(pewit::select_from(recommended).where(recommended.recommendedby == M.memid)))
            .execute();
    EXPECT_GT(gone, 0);
    EXPECT_EQ(Member::select().count(), before - gone);
}

}  // namespace
}  // namespace club
