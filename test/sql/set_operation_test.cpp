#include <pewit/error.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

const auto low = User::select(U.id).where(U.karma < 5);
const auto high = User::select(U.id).where(U.karma > 9);
const auto writers = Tweet::select(T.user);

TEST(SetOperation, OfPlainQueriesNeedsNoParentheses) {
    EXPECT_SQL(
        low.union_(high),
        {.sqlite =
             R"(SELECT "id" FROM "users" WHERE "karma" < ? UNION SELECT "id" FROM "users" WHERE "karma" > ?)",
         .postgres =
             R"(SELECT "id" FROM "users" WHERE "karma" < $1 UNION SELECT "id" FROM "users" WHERE "karma" > $2)",
         .params = {5, 9}});
    EXPECT_NE(text(low.union_all(high)).find(" UNION ALL "), std::string::npos);
    EXPECT_NE(text(low.intersect(high)).find(" INTERSECT "), std::string::npos);
    EXPECT_NE(text(low.except(high)).find(" EXCEPT "), std::string::npos);
}

TEST(SetOperation, MembersKeepTheirOwnOrderAndLimit) {
    const auto first = User::select(U.id).order_by(U.karma).limit(1);
    EXPECT_SQL(first.union_all(writers.limit(2)).limit(3),
               {.sqlite = R"(SELECT * FROM (SELECT "id" FROM "users" ORDER BY "karma" LIMIT ?) UNION ALL )"
                          R"(SELECT * FROM (SELECT "user_id" FROM "tweets" LIMIT ?) LIMIT ?)",
                .postgres = R"((SELECT "id" FROM "users" ORDER BY "karma" LIMIT $1) UNION ALL )"
                            R"((SELECT "user_id" FROM "tweets" LIMIT $2) LIMIT $3)",
                .params = {1, 2, 3}});
}

TEST(SetOperation, GroupsAsItWasPutTogether) {
    const auto all = User::select(U.id);
    // Without parentheses SQLite goes from left to right, and PostgreSQL has INTERSECT first.
    const auto left = all.union_(writers).intersect(all);
    EXPECT_EQ(
        text(left),
        R"(SELECT "id" FROM "users" UNION SELECT "user_id" FROM "tweets" INTERSECT SELECT "id" FROM "users")");
    EXPECT_EQ(
        postgres(left),
        R"((SELECT "id" FROM "users" UNION SELECT "user_id" FROM "tweets") INTERSECT SELECT "id" FROM "users")");
    const auto right = all.union_(writers.intersect(all));
    EXPECT_EQ(
        text(right),
        R"(SELECT "id" FROM "users" UNION SELECT * FROM (SELECT "user_id" FROM "tweets" INTERSECT SELECT "id" FROM "users"))");
    EXPECT_EQ(
        postgres(right),
        R"(SELECT "id" FROM "users" UNION (SELECT "user_id" FROM "tweets" INTERSECT SELECT "id" FROM "users"))");
    EXPECT_EQ(
        postgres(all.except(writers).except(all)),
        R"(SELECT "id" FROM "users" EXCEPT SELECT "user_id" FROM "tweets" EXCEPT SELECT "id" FROM "users")");
    EXPECT_EQ(
        postgres(all.intersect(writers).union_(all)),
        R"(SELECT "id" FROM "users" INTERSECT SELECT "user_id" FROM "tweets" UNION SELECT "id" FROM "users")");
}

TEST(SetOperation, IsOrderedByColumnsNamesAndPositions) {
    const auto n = fn::length(U.username).as("n");
    const auto names = User::select(U, n).union_all(User::select(U, n));
    const std::string columns =
        R"(SELECT "id", "username", "bio", "active", "karma", "score", length("username") AS "n" FROM "users")";
    EXPECT_EQ(text(names.order_by(U.username.desc(), n, pewit::position(1).desc().nulls_last())),
              columns + " UNION ALL " + columns + " ORDER BY 2 DESC, 7, 1 DESC NULLS LAST");
    EXPECT_THROW((void)text(names.order_by(fn::lower(U.username))), pewit::ProgrammingError);
    EXPECT_THROW((void)text(low.union_(high).order_by(U.karma)), pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::position(0), pewit::ProgrammingError);
}

TEST(SetOperation, IsCountedAndTestedAsAWhole) {
    const pewit::Select<std::int64_t> count(pewit::detail::counting(low.union_(high).limit(3).node()));
    EXPECT_EQ(text(count), R"(SELECT count(*) FROM (SELECT "id" FROM "users" WHERE "karma" < ? UNION )"
                           R"(SELECT "id" FROM "users" WHERE "karma" > ? LIMIT ?) AS "q1")");
    EXPECT_EQ(text(User::select(U.username).where(U.id.in(low.union_(writers)))),
              R"(SELECT "username" FROM "users" WHERE "id" IN )"
              R"((SELECT "id" FROM "users" WHERE "karma" < ? UNION SELECT "user_id" FROM "tweets"))");
    EXPECT_EQ(text(User::select(U.id).where(pewit::exists(low.except(writers.where(T.user == U.id))))),
              R"(SELECT "id" FROM "users" WHERE EXISTS (SELECT "id" FROM "users" WHERE "karma" < ? EXCEPT )"
              R"(SELECT "user_id" FROM "tweets" WHERE "user_id" = "users"."id"))");
}

TEST(SetOperation, IsInsertedWhereConflictsAreMet) {
    const auto names = User::select(U.username).union_(Tweet::select(T.content).where(T.id > 1));
    EXPECT_NE(text(Tweet::insert_from(low.union_(high), T.user).on_conflict(T.id).ignore())
                  .find(R"(UNION SELECT "id" FROM "users" WHERE "karma" > ?) AS "q" WHERE true ON CONFLICT)"),
              std::string::npos);
    EXPECT_NE(text(User::insert_from(names, U.username)).find(R"(WHERE "id" > ?) AS "q1")"),
              std::string::npos);
}

TEST(SetOperation, ItsRowsAreThoseOfBothSides) {
    static_assert(std::is_same_v<decltype(low.union_(high))::Row, std::int64_t>);
    static_assert(std::is_same_v<decltype(User::select(U.karma).union_(low))::Row, std::int64_t>);
    static_assert(std::is_same_v<decltype(User::select(U.karma).union_(User::select(U.score)))::Row, double>);
    static_assert(std::is_same_v<decltype(User::select(U.username).union_(User::select(U.bio)))::Row,
                                 std::optional<std::string>>);
    static_assert(
        std::is_same_v<decltype(User::select(U.id, U.username).union_(User::select(U.id, U.bio)))::Row,
                       std::tuple<std::int64_t, std::optional<std::string>>>);
    static_assert(std::is_same_v<decltype(User::select().union_(User::select()))::Row, User>);
    using pewit::detail::Unitable;
    static_assert(!Unitable<int, std::string>);
    static_assert(!Unitable<User, Tweet>);
    static_assert(!Unitable<std::tuple<int, int>, std::tuple<int, int, int>>);
    static_assert(!Unitable<std::tuple<int, std::string>, std::tuple<int, bool>>);
}

}  // namespace
