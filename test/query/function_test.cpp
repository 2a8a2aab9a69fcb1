#include "blog_test.hpp"

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class Functions : public pewit::test::BlogTest {
protected:
    template <class X>
    auto of_huey(const X& x) {
        return User::select(x).where(U.id == 1).scalar();
    }
};

TEST_F(Functions, OfText) {
    EXPECT_EQ(of_huey(fn::trim("  a b ")), "a b");
    EXPECT_EQ(of_huey(fn::trim("xxhixx", "x")), "hi");
    EXPECT_EQ(of_huey(fn::ltrim(U.username, "hu")), "ey");
    EXPECT_EQ(of_huey(fn::rtrim(U.username, "y")), "hue");
    EXPECT_EQ(of_huey(fn::replace(U.username, "ue", "a")), "hay");
    EXPECT_EQ(of_huey(fn::substr(U.username, 2)), "uey");
    EXPECT_EQ(of_huey(fn::substr(U.username, 2, 2)), "ue");
    EXPECT_EQ(of_huey(fn::substr(U.username, 2, std::int64_t{1} << 40)), "uey");
    EXPECT_EQ(of_huey(fn::strpos(U.username, "e")), 3);
    EXPECT_EQ(of_huey(fn::strpos(U.username, "z")), 0);
    EXPECT_EQ(of_huey(fn::length(U.bio)), 3);
    EXPECT_EQ(of_huey(fn::upper(U.username) + fn::lower("X")), "HUEYx");
}

TEST_F(Functions, TextCountsFromTheEndToo) {
    EXPECT_EQ(of_huey(fn::substr(U.username, -3)), "uey");
    EXPECT_EQ(of_huey(fn::substr(U.username, -9)), "huey");
    EXPECT_EQ(of_huey(fn::substr(U.username, -3, 2)), "ue");
    EXPECT_EQ(of_huey(fn::substr(U.username, -6, 3)), "h");
    EXPECT_EQ(of_huey(fn::substr(U.username, -3, U.karma)), "uey");
    EXPECT_EQ(of_huey(fn::substr(U.username, 0, 3)), "hu");
}

TEST_F(Functions, TextOfNegativeLengthIsEmpty) {
    EXPECT_EQ(of_huey(fn::substr(U.username, 3, -2)), "");
    EXPECT_EQ(of_huey(fn::substr(U.username, -3, -2)), "");
    EXPECT_EQ(of_huey(fn::substr(U.username, 3, -U.karma)), "");
    EXPECT_EQ(of_huey(fn::substr(U.username, -3, -U.karma)), "");
    EXPECT_EQ(of_huey(fn::substr(U.username, 1, fn::nullif(U.karma, U.karma))), std::nullopt);
}

TEST_F(Functions, OfNumbers) {
    EXPECT_EQ(of_huey(fn::abs(-U.karma)), 10);
    EXPECT_EQ(of_huey(fn::round(U.score)), 2.0);
    EXPECT_EQ(of_huey(fn::round(U.score + 1)), 3.0);  // halves go away from zero on both
    EXPECT_EQ(of_huey(fn::round(U.score / 7, 2)), 0.21);
    EXPECT_EQ(of_huey(fn::floor(-U.score)), -2.0);
    EXPECT_EQ(of_huey(fn::ceil(U.score)), 2.0);
    EXPECT_EQ(of_huey(fn::ceil(U.karma)), 10.0);
    EXPECT_EQ(of_huey(fn::sign(-U.score)), -1);
    EXPECT_EQ(of_huey(fn::power(U.karma, 2)), 100.0);
    EXPECT_EQ(of_huey(fn::sqrt(U.karma + 6)), 4.0);
    EXPECT_EQ(of_huey(fn::mod(U.score, 1)), 0.5);
    EXPECT_EQ(of_huey(U.karma / fn::nullif(U.karma - 10, 0)), std::nullopt);
    for (int i = 0; i < 3; ++i) {
        const double random = of_huey(fn::random());
        EXPECT_GE(random, 0.0);
        EXPECT_LT(random, 1.0);
    }
}

TEST_F(Functions, GreatestAndLeastAreNullWithNull) {
    EXPECT_EQ(of_huey(fn::greatest(U.karma, U.id, 7)), 10);
    EXPECT_EQ(of_huey(fn::least(U.karma, 7)), 7);
    const auto greater = fn::greatest(U.bio, U.username);
    EXPECT_EQ(User::select(greater).order_by(U.id).all(),
              (std::vector<std::optional<std::string>>{"huey", std::nullopt, "zaizee"}));
    EXPECT_EQ(of_huey(fn::least(U.bio, "b" + U.username, "d")), "bhuey");
}

TEST_F(Functions, OfManyRows) {
    const auto row = User::select(fn::count(U.id).filter(U.karma > 15), fn::sum(U.karma).filter(U.active),
                                  fn::string_agg(U.username).filter(U.id == 1), fn::bool_and(U.active),
                                  fn::bool_or(U.active), fn::count(U.active.distinct()))
                         .get();
    EXPECT_EQ(row, std::make_tuple(2, 30, std::optional<std::string>("huey"), std::optional(false),
                                   std::optional(true), 2));
    EXPECT_EQ(User::select(fn::string_agg(U.karma, "+")).where(U.id == 2).scalar(), "20");
    EXPECT_EQ(User::select(fn::string_agg(U.username)).where(U.id > 9).scalar(), std::nullopt);
    EXPECT_EQ(User::select(fn::count(U.id).filter(pewit::Condition())).scalar(), 3);
}

TEST_F(Functions, WhatPostgresAloneHas) {
    const auto names = User::select(fn::string_agg(U.username, "; ").order_by(U.karma.desc()));
    const auto deviation = User::select(fn::stddev_pop(U.karma));
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)names.scalar(), pewit::NotSupportedError);
        EXPECT_THROW((void)deviation.scalar(), pewit::NotSupportedError);
        return;
    }
    EXPECT_EQ(names.scalar(), "zaizee; Mickey; huey");
    EXPECT_NEAR(*deviation.scalar(), 8.165, 0.001);
    EXPECT_NEAR(*User::select(fn::var_samp(U.karma)).scalar(), 100.0, 0.001);
}

TEST_F(Functions, OverWindows) {
    using Row = std::tuple<std::int64_t, std::int64_t, std::optional<std::int64_t>>;
    const auto rows =
        User::select(U.id, fn::row_number().over(partition_by(U.active), order_by(U.karma.desc())),
                     fn::sum(U.karma).over(order_by(U.id)))
            .order_by(U.id)
            .all();
    EXPECT_EQ(rows, (std::vector<Row>{{1, 2, 10}, {2, 1, 30}, {3, 1, 60}}));
}

TEST_F(Functions, OverNamedWindowsWithFrames) {
    using namespace pewit;
    const auto w = window("w", pewit::order_by(U.karma));
    const auto rows = User::select(fn::rank().over(w), fn::dense_rank().over(w), fn::ntile(3).over(w),
                                   fn::lag(U.username).over(w), fn::lead(U.karma, 2).over(w),
                                   fn::first_value(U.id).over(w), fn::nth_value(U.id, 2).over(w))
                          .window(w)
                          .order_by(U.id)
                          .all();
    ASSERT_EQ(rows.size(), 3U);
    using Row = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::optional<std::string>,
                           std::optional<int>, std::optional<std::int64_t>, std::optional<std::int64_t>>;
    EXPECT_EQ(rows[0], (Row{1, 1, 1, std::nullopt, 30, 1, std::nullopt}));
    EXPECT_EQ(rows[2], (Row{3, 3, 3, "Mickey", std::nullopt, 1, 2}));

    const auto near = fn::sum(U.karma).over(pewit::order_by(U.id), rows_between(preceding(1), current_row));
    EXPECT_EQ(User::select(near).order_by(U.id).all(),
              (std::vector<std::optional<std::int64_t>>{10, 30, 50}));
    const auto others =
        fn::count().over(pewit::order_by(U.id),
                         groups_between(unbounded_preceding, unbounded_following).exclude_current_row());
    EXPECT_EQ(User::select(others).all(), (std::vector<std::int64_t>{2, 2, 2}));
    const auto close =
        fn::count().over(pewit::order_by(U.karma), range_between(preceding(10), following(10)));
    EXPECT_EQ(User::select(close).order_by(U.id).all(), (std::vector<std::int64_t>{2, 3, 2}));
    EXPECT_EQ(User::select(fn::percent_rank().over(w), fn::cume_dist().over(w))
                  .window(w)
                  .order_by(U.id)
                  .all()
                  .at(1),
              std::make_tuple(0.5, 2.0 / 3));
    EXPECT_EQ(User::select(fn::rank().over(w)).window(w).count(), 3);
}

}  // namespace
