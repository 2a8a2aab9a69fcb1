/// What WHERE lets through.
#include "blog_test.hpp"

namespace {

using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class Conditions : public pewit::test::BlogTest {};

TEST_F(Conditions, LikeAndItsKin) {
    const auto ids = [this](const pewit::Condition& condition) {
        return User::select(U.id).where(condition).order_by(U.id).all();
    };
    using Ids = std::vector<std::int64_t>;
    EXPECT_EQ(ids(U.username.like("%ey")), (Ids{1, 2}));
    EXPECT_EQ(ids(U.username.like("m%")), Ids{});
    EXPECT_EQ(ids(U.username.like("M_ckey")), Ids{2});
    EXPECT_EQ(ids(U.username.ilike("m%")), Ids{2});
    EXPECT_EQ(ids(U.username.contains("ICK")), Ids{2});
    EXPECT_EQ(ids(U.username.startswith("ZAI")), Ids{3});
    EXPECT_EQ(ids(U.username.endswith("ey")), (Ids{1, 2}));
    EXPECT_EQ(ids(U.bio.contains("0%")), Ids{3});
    EXPECT_EQ(ids(U.bio.contains("_")), Ids{});
    EXPECT_EQ(ids(U.bio.like("50\\%")), Ids{3});
}

TEST_F(Conditions, RangesListsAndNulls) {
    const auto ids = [this](const pewit::Condition& condition) {
        return User::select(U.id).where(condition).order_by(U.id).all();
    };
    using Ids = std::vector<std::int64_t>;
    EXPECT_EQ(ids(U.karma.between(10, 20)), (Ids{1, 2}));
    EXPECT_EQ(ids(U.karma.not_between(10, 20)), Ids{3});
    EXPECT_EQ(ids(U.username.in({"huey", "zaizee"})), (Ids{1, 3}));
    EXPECT_EQ(ids(U.username.not_in(Strings{"huey", "zaizee"})), Ids{2});
    EXPECT_EQ(ids(U.id.in(std::vector<int>{})), Ids{});
    EXPECT_EQ(ids(U.id.not_in(std::vector<int>{})), (Ids{1, 2, 3}));
    EXPECT_EQ(ids(U.id.not_in(Tweet::select(T.user))), Ids{3});
    EXPECT_EQ(ids(U.bio == nullptr), Ids{2});
    EXPECT_EQ(ids(U.bio.is_not_null()), (Ids{1, 3}));
    EXPECT_EQ(ids(U.bio.is_null(false)), (Ids{1, 3}));
    EXPECT_EQ(ids(!(U.bio == "cat")), Ids{3});  // NULL is neither
}

TEST_F(Conditions, CollatesByTheEnginesNames) {
    const auto bytes = pewit::test::on_postgres() ? "C" : "BINARY";
    EXPECT_EQ(User::select(U.username).order_by(U.username.collate(bytes)).all(),
              (Strings{"Mickey", "huey", "zaizee"}));
    EXPECT_EQ(User::select(U.username).order_by(U.username.collate(bytes).desc()).first(), "zaizee");
    EXPECT_EQ(User::select().where(U.username.collate(bytes) < "a").count(), 1);
}

TEST_F(Conditions, MatchesRegularExpressions) {
    const auto names = [this](const pewit::Condition& condition) {
        return User::select(U.username).where(condition).order_by(U.id).all();
    };
    EXPECT_EQ(names(U.username.regexp("ke?y$")), (Strings{"Mickey"}));
    EXPECT_EQ(names(U.username.regexp("^[a-z]")), (Strings{"huey", "zaizee"}));
    EXPECT_EQ(names(!U.username.regexp("u|z")), (Strings{"Mickey"}));
    EXPECT_EQ(names(U.bio.regexp(".")), (Strings{"huey", "zaizee"}));  // NULL matches nothing
}

TEST_F(Conditions, TextOfExpressionsIsEscapedInLike) {
    db.execute("UPDATE users SET bio = username || ' is a cat' WHERE id = 1");
    db.execute("UPDATE users SET username = 'h_ey', bio = 'huey' WHERE id = 2");
    EXPECT_EQ(User::select(U.id).where(U.bio.startswith(U.username)).all(), std::vector<std::int64_t>{1});
}

TEST_F(Conditions, RunTimeConditions) {
    const auto found = [this](std::optional<std::string> name, std::optional<int> least) {
        pewit::Condition where;
        if (name) where &= U.username.contains(*name);
        if (least) where &= U.karma >= *least;
        return User::select().where(where).order_by(U.id.desc()).paginate(1, 50).all().size();
    };
    EXPECT_EQ(found({}, {}), 3U);
    EXPECT_EQ(found("ey", {}), 2U);
    EXPECT_EQ(found({}, 20), 2U);
    EXPECT_EQ(found("ey", 20), 1U);
}

TEST_F(Conditions, ManyConditionsAreNotTooDeepForTheParser) {  // trap SV14
    pewit::Condition any;
    for (int i = 0; i < 3000; ++i)
        any |= U.id == i;
    EXPECT_EQ(User::select().where(any).count(), 3);
}

}  // namespace
