#include "blog_test.hpp"

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

/// huey (cat, 10, 1.5), Mickey (no bio, 20, 2.5), zaizee (50%, not active, 30, 3.5)
class Expression : public pewit::test::BlogTest {
protected:
    /// The value of an expression in huey's row.
    template <class X>
    auto of_huey(const X& x) {
        return User::select(x).where(U.id == 1).scalar();
    }
    Ids ids(const pewit::Condition& condition) {
        return User::select(U.id).where(condition).order_by(U.id).all();
    }
};

TEST_F(Expression, IntegersStayIntegers) {
    EXPECT_EQ(of_huey(U.karma / 3), 3);
    EXPECT_EQ(of_huey(-U.karma / 3), -3);
    EXPECT_EQ(of_huey(U.karma % 4), 2);
    EXPECT_EQ(of_huey(-U.karma % 4), -2);
    EXPECT_EQ(of_huey(U.karma / 4.0), 2.5);
    EXPECT_EQ(of_huey(U.karma + 3'000'000'000), 3'000'000'010);
    EXPECT_EQ(ids(U.karma > 9.5), (Ids{1, 2, 3}));
    EXPECT_EQ(ids(U.karma > 10.5), (Ids{2, 3}));
    EXPECT_EQ(ids(U.karma < 3'000'000'000), (Ids{1, 2, 3}));
}

TEST_F(Expression, Bits) {  // karma 10 is 0b1010
    EXPECT_EQ(of_huey(U.karma & 6), 2);
    EXPECT_EQ(of_huey(U.karma | 5), 15);
    EXPECT_EQ(of_huey(U.karma ^ 6), 12);
    EXPECT_EQ(of_huey((U.karma + 1) ^ (U.karma + 3)), 6);
    EXPECT_EQ(of_huey(~U.karma), -11);
    EXPECT_EQ(of_huey(U.karma << 40), std::int64_t{10} << 40);
    EXPECT_EQ(of_huey(U.karma >> 2), 2);
    for (const std::int64_t beyond : {std::int64_t{64}, std::int64_t{70}, std::int64_t{1} << 40}) {
        EXPECT_EQ(of_huey(U.karma << beyond), 0);
        EXPECT_EQ(of_huey(-U.karma >> beyond), -1);
        EXPECT_EQ(of_huey(U.karma << (U.id * beyond)), 0);
        EXPECT_EQ(of_huey(-U.karma >> (U.id * beyond)), -1);
        EXPECT_EQ(of_huey(U.karma << -beyond), 0);
        EXPECT_EQ(of_huey(-U.karma >> (U.id * -beyond)), 0);
    }
    EXPECT_EQ(of_huey(U.karma << U.id), 20);
    EXPECT_EQ(of_huey(U.karma >> U.id), 5);
    EXPECT_EQ(ids((U.karma & 2) == 2), (Ids{1, 3}));
}

TEST_F(Expression, NullAsAValue) {
    EXPECT_EQ(ids(U.bio.is_distinct_from("cat")), (Ids{2, 3}));
    EXPECT_EQ(ids(U.bio.is_not_distinct_from(std::optional<std::string>())), Ids{2});
    EXPECT_EQ(ids(U.bio != "cat"), Ids{3});
    EXPECT_EQ(User::select(U.username + U.bio).order_by(U.id).all(),
              (std::vector<std::optional<std::string>>{"hueycat", std::nullopt, "zaizee50%"}));
    EXPECT_EQ(User::select(U.id).order_by(U.bio.asc().nulls_first()).all(), (Ids{2, 3, 1}));
    EXPECT_EQ(User::select(U.id).order_by(U.bio.desc().nulls_last()).all(), (Ids{1, 3, 2}));
}

TEST_F(Expression, Casts) {
    EXPECT_EQ(User::select(U.score.cast<int>()).order_by(U.id).all(), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(of_huey((-U.score).cast<std::int64_t>()), -1);
    EXPECT_EQ(of_huey(U.karma.cast<std::string>()), "10");
    EXPECT_EQ(of_huey(U.karma.cast<double>() / 4), 2.5);
    EXPECT_TRUE(of_huey(U.karma.cast<bool>()));
    EXPECT_FALSE(of_huey((U.karma - 10).cast<bool>()));
    EXPECT_EQ(of_huey(U.active.cast<int>()), 1);
}

TEST_F(Expression, ValuesStandAlone) {
    EXPECT_EQ(of_huey(pewit::value(7)), 7);
    EXPECT_EQ(of_huey(pewit::value("x")), "x");
    EXPECT_EQ(of_huey(pewit::value(true)), true);
    EXPECT_EQ(of_huey(pewit::value(1.5)), 1.5);
    EXPECT_EQ(of_huey(pewit::value(pewit::Date{"2024-02-29"})), pewit::Date{"2024-02-29"});
    EXPECT_EQ(of_huey(pewit::case_(U.karma > 5, 1).else_(0) + 1), 2);
    EXPECT_EQ(of_huey(fn::coalesce(pewit::value(std::optional<int>()), 3)), 3);
}

TEST_F(Expression, CaseInBothForms) {
    EXPECT_EQ(User::select(pewit::case_(U.karma).when(10, "ten").when(20, "twenty").else_("more"))
                  .order_by(U.id)
                  .all(),
              (Strings{"ten", "twenty", "more"}));
    EXPECT_EQ(User::select(pewit::case_(U.username).when("huey", 1)).order_by(U.id).all(),
              (std::vector<std::optional<int>>{1, std::nullopt, std::nullopt}));
    EXPECT_EQ(User::select(fn::sum(pewit::case_(U.active, U.karma).else_(0))).scalar(), 30);
}

TEST_F(Expression, ACaseIsOptionalWhereOneOfItsValuesMayBeNull) {
    using Texts = std::vector<std::optional<std::string>>;
    db.execute("UPDATE users SET bio = 'cat' WHERE id = 1");
    const auto of_all = [this](const auto& expression) {
        return User::select(expression).order_by(U.id).all();
    };
    EXPECT_EQ(of_all(pewit::case_(U.id < 3, U.bio).else_("none")), (Texts{"cat", std::nullopt, "none"}));
    EXPECT_EQ(of_all(pewit::case_(U.id == 3, "third").else_(U.bio)), (Texts{"cat", std::nullopt, "third"}));
    EXPECT_EQ(of_all(pewit::case_(U.id == 1, "first").when(U.id == 2, U.bio).else_("other")),
              (Texts{"first", std::nullopt, "other"}));
    EXPECT_EQ(of_all(pewit::case_(U.id).when(1, "first").when(2, U.bio).else_("other")),
              (Texts{"first", std::nullopt, "other"}));
    EXPECT_EQ(of_all(pewit::case_(U.id == 1, "first").when(U.id == 2, nullptr).else_("other")),
              (Texts{"first", std::nullopt, "other"}));
    EXPECT_EQ(of_all(pewit::case_(U.id == 1, "first").else_(std::optional<std::string>())),
              (Texts{"first", std::nullopt, std::nullopt}));
    static_assert(
        std::is_same_v<decltype(pewit::case_(U.id == 1, "a").else_(U.username)), pewit::Expr<std::string>>);
}

TEST_F(Expression, AConditionThatMayBeNullIsSelectedAsNullable) {
    using Answers = std::vector<std::optional<bool>>;
    db.execute("UPDATE users SET bio = 'cat' WHERE id = 1");
    const auto is_cat = User::select(pewit::nullable(U.bio == "cat")).where(U.id < 3).order_by(U.id);
    EXPECT_EQ(is_cat.all(), (Answers{true, std::nullopt}));
    try {
        (void)User::select(U.id, U.bio == "cat").all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_STREQ(error.what(),
                     "cannot read entry 2 of the select list: the stored value is NULL, and the "
                     "type is not optional; what may be NULL is selected as pewit::nullable(…)");
        EXPECT_EQ(error.column(), "");
    }
    try {
        (void)User::select(U, (U.bio == "cat").as("is_cat")).all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.column(), "is_cat");
    }
}

TEST_F(Expression, WhatIsNullableGoesIntoFunctions) {
    const auto name = pewit::nullable(U.username);
    EXPECT_EQ(of_huey(fn::upper(name)), "HUEY");
    EXPECT_EQ(of_huey(fn::length(name) + 1), 5);
    EXPECT_EQ(ids(name == "huey"), Ids{1});
}

TEST_F(Expression, LikeAndRegexpTakeExpressions) {
    EXPECT_EQ(ids(U.username.like(U.username)), (Ids{1, 2, 3}));
    EXPECT_EQ(ids(U.username.like(fn::lower(U.username))), (Ids{1, 3}));
    db.execute("UPDATE users SET bio = 'h_e%' WHERE id = 1");
    EXPECT_EQ(ids(U.username.like(U.bio)), Ids{1});
    db.execute("UPDATE users SET bio = 'h\\_e%' WHERE id = 1");
    EXPECT_EQ(ids(U.username.like(U.bio)), Ids{});
    EXPECT_EQ(ids(U.username.iregexp("^m.c")), Ids{2});
    EXPECT_EQ(ids(U.username.regexp("^m.c")), Ids{});
}

TEST_F(Expression, Rows) {
    EXPECT_EQ(ids(pewit::row(U.id, U.username).in({{1, "huey"}, {2, "huey"}})), Ids{1});
    EXPECT_EQ(ids(pewit::row(U.karma, U.id) > std::tuple(10, 1)), (Ids{2, 3}));
    EXPECT_EQ(ids(pewit::row(U.karma, U.id) >= std::tuple(20, 2)), (Ids{2, 3}));
    EXPECT_EQ(ids(pewit::row(U.karma, U.username) == std::tuple(20, "Mickey")), Ids{2});
    EXPECT_EQ(ids(pewit::row(U.id, U.id).in(Tweet::select(T.user, T.id))), Ids{1});
}

TEST_F(Expression, RawPiecesNumberTheirParametersInsideALargerQuery) {
    const auto query = User::select(U.id, pewit::raw<std::int64_t>("length(?) + ?", U.username, 100))
                           .where(U.karma > 5, pewit::raw<bool>("? < ?", U.karma, 25), U.id.in({1, 2, 3}))
                           .order_by(U.id)
                           .limit(2);
    EXPECT_EQ(query.all(), (std::vector<std::tuple<std::int64_t, std::int64_t>>{{1, 104}, {2, 106}}));
}

}  // namespace
