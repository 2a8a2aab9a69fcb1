#include "blog_test.hpp"

#include <algorithm>

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

class SetOperation : public pewit::test::BlogTest {
protected:
    pewit::Select<std::int64_t> all = User::select(U.id);
    pewit::Select<std::int64_t> low = all.where(U.karma < 25);
    pewit::Select<std::int64_t> high = all.where(U.karma > 15);
};

TEST_F(SetOperation, HasTheRowsThatItsNameSays) {
    EXPECT_EQ(low.union_(high).order_by(U.id).all(), (Ids{1, 2, 3}));
    EXPECT_EQ(low.union_all(high).order_by(U.id).all(), (Ids{1, 2, 2, 3}));
    EXPECT_EQ(low.intersect(high).all(), Ids{2});
    EXPECT_EQ(low.except(high).all(), Ids{1});
}

TEST_F(SetOperation, IsReadInEveryWay) {
    const auto both = low.union_all(high).order_by(U.id.desc());
    EXPECT_EQ(both.limit(2).offset(1).all(), (Ids{2, 2}));
    EXPECT_EQ(both.paginate(2, 3).all(), Ids{1});
    EXPECT_EQ(both.count(), 4);
    EXPECT_EQ(both.limit(3).count(), 3);
    EXPECT_TRUE(both.exists());
    EXPECT_FALSE(all.except(all).exists());
    EXPECT_EQ(both.first(), 3);
    EXPECT_EQ(both.scalar(), 3);
    EXPECT_EQ(all.except(all).first(), std::nullopt);
    Ids streamed;
    pewit::Atomic tx{db};
    for (const std::int64_t id : both.stream())
        streamed.push_back(id);
    EXPECT_EQ(streamed, (Ids{3, 2, 2, 1}));
}

TEST_F(SetOperation, GroupsAsItWasPutTogether) {
    // (all ∪ low) ∩ high, and low ∪ (all ∩ high)
    EXPECT_EQ(all.union_(low).intersect(high).order_by(U.id).all(), (Ids{2, 3}));
    EXPECT_EQ(low.union_(all.intersect(high)).order_by(U.id).all(), (Ids{1, 2, 3}));
    EXPECT_EQ(all.except(low.except(high)).order_by(U.id).all(), (Ids{2, 3}));
    EXPECT_EQ(all.except(low).except(high).all(), Ids{});
}

TEST_F(SetOperation, MembersKeepTheirOwnOrderAndLimit) {
    const auto best = all.order_by(U.karma.desc()).limit(1);
    const auto worst = all.order_by(U.karma).limit(1);
    EXPECT_EQ(best.union_all(worst).order_by(pewit::position(1)).all(), (Ids{1, 3}));
    EXPECT_EQ(best.union_all(worst).limit(1).union_all(worst).count(), 2);
}

TEST_F(SetOperation, OfModelsTuplesAndNulls) {
    const auto users =
        User::select().where(U.id < 2).union_(User::select().where(U.id > 2)).order_by(U.username).all();
    ASSERT_EQ(users.size(), 2U);
    EXPECT_EQ(users[1].username, "zaizee");
    const auto n = fn::length(U.username).as("n");
    const auto rows =
        User::select(U.username, n).union_all(Tweet::select(T.content, T.id)).order_by(n, U.username).all();
    using Row = std::tuple<std::string, std::int64_t>;
    EXPECT_EQ(rows.front(), (Row{"meow", 1}));
    EXPECT_EQ(rows.back(), (Row{"zaizee", 6}));
    const auto texts =
        User::select(U.username).union_(User::select(U.bio)).order_by(U.username.asc().nulls_first()).all();
    EXPECT_EQ(texts.front(), std::nullopt);
    EXPECT_EQ(texts.size(), 6U);
}

TEST_F(SetOperation, IsUsedInsideOtherQueries) {
    const auto writers = Tweet::select(T.user);
    EXPECT_EQ(User::select(U.id).where(U.id.in(low.intersect(writers))).order_by(U.id).all(), (Ids{1, 2}));
    EXPECT_EQ(User::select(U.id).where(pewit::exists(all.except(writers))).count(), 3);
    const auto s = all.except(writers).subquery("s");
    EXPECT_EQ(User::select(U.username).join(s, s.c(U.id) == U.id).scalar(), "zaizee");
    const auto cte = all.except(writers).cte("silent");
    EXPECT_EQ(cte.select().union_all(cte.select()).count(), 2);
    EXPECT_EQ(pewit::select_from(cte).union_all(pewit::select_from(cte)).with(cte).count(), 2);
}

TEST_F(SetOperation, IsInserted) {
    const auto names = User::select(U.username + "2")
                           .where(U.id == 1)
                           .union_(User::select(U.username + "3").where(U.id == 2));
    EXPECT_EQ(User::insert_from(names, U.username).execute(), 2);
    EXPECT_TRUE(User::get(U.username == "huey2").active);  // by its default
    EXPECT_EQ(User::insert_from(names, U.username).on_conflict(U.username).ignore().execute(), 0);
}

TEST_F(SetOperation, ItsErrorsNameTheColumn) {
    try {
        (void)User::select(U.username)
            .union_all(User::select(U.bio.cast<std::string>()))
            .into<std::tuple<std::string>>();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.column(), "username");
    }
}

}  // namespace
