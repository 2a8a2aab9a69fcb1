#include <pewit/error.hpp>
#include <pewit/json_each.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

const auto n = fn::count().as("n");
const auto per_user = Tweet::select(T.user, n).where(T.content != "x").group_by(T.user).subquery("s");

TEST(Subquery, IsAValueOfTheSelectList) {
    EXPECT_EQ(
        text(User::select(U.username, Tweet::select(fn::count(T.id)).where(T.user == U.id).as("n"))),
        R"(SELECT "username", (SELECT count("id") FROM "tweets" WHERE "user_id" = "users"."id") AS "n" )"
        R"(FROM "users")");
}

TEST(Subquery, IsJoinedAndAskedForItsColumns) {
    EXPECT_SQL(
        User::select(U.username, per_user.c(n)).join(per_user, per_user.c(T.user) == U.id).where(U.karma > 1),
        {.sqlite =
             R"(SELECT "users"."username", "s"."n" FROM "users" INNER JOIN )"
             R"((SELECT "user_id", count(*) AS "n" FROM "tweets" WHERE "content" <> ? GROUP BY "user_id") AS "s" )"
             R"(ON "s"."user_id" = "users"."id" WHERE "users"."karma" > ?)",
         .postgres =
             R"(SELECT "users"."username", "s"."n" FROM "users" INNER JOIN )"
             R"((SELECT "user_id", count(*) AS "n" FROM "tweets" WHERE "content" <> $1 GROUP BY "user_id") AS "s" )"
             R"(ON "s"."user_id" = "users"."id" WHERE "users"."karma" > $2)",
         .params = {"x", 1}});
}

TEST(Subquery, IsSelectedFrom) {
    EXPECT_EQ(
        text(pewit::select_from(per_user, fn::max(per_user.c<std::int64_t>("n")))),
        R"(SELECT max("s"."n") FROM (SELECT "user_id", count(*) AS "n" FROM "tweets" WHERE "content" <> ? )"
        R"(GROUP BY "user_id") AS "s")");
    const auto [user, count] = per_user.columns();
    const auto query = pewit::select_from(per_user).where(count > 1).order_by(user);
    static_assert(std::is_same_v<decltype(query)::Row, decltype(Tweet::select(T.user, n))::Row>);
    EXPECT_EQ(text(query),
              R"(SELECT "s".* FROM (SELECT "user_id", count(*) AS "n" FROM "tweets" WHERE "content" <> ? )"
              R"(GROUP BY "user_id") AS "s" WHERE "s"."n" > ? ORDER BY "s"."user_id")");
}

TEST(Subquery, OfAModelHasItsColumns) {
    const auto active = User::select().where(U.active).subquery("active");
    const auto A = active.c(U);
    const auto query = Tweet::select(T.content, A).join(active, A.id == T.user);
    static_assert(std::is_same_v<decltype(query)::Row, std::tuple<std::string, User>>);
    EXPECT_EQ(
        text(query),
        R"(SELECT "tweets"."content", "active"."id", "active"."username", "active"."bio", "active"."active", )"
        R"("active"."karma", "active"."score" FROM "tweets" INNER JOIN (SELECT "id", "username", "bio", "active", )"
        R"("karma", "score" FROM "users" WHERE "active") AS "active" ON "active"."id" = "tweets"."user_id")");
}

TEST(Subquery, IsRefusedForColumnsThatItHasNot) {
    EXPECT_THROW((void)per_user.c(T.content), pewit::ProgrammingError);
    EXPECT_THROW((void)per_user.c(T), pewit::ProgrammingError);
    EXPECT_THROW((void)per_user.c<int>("m"), pewit::ProgrammingError);
    EXPECT_THROW((void)per_user.c(fn::lower(T.content)), pewit::ProgrammingError);  // no name
    const auto twice = Tweet::select(T.id, U.id).join<User>().subquery("s");
    EXPECT_THROW((void)twice.c(U.id), pewit::ProgrammingError);
    EXPECT_NO_THROW((void)Tweet::select(T.id, U.id.as("u")).join<User>().subquery("s").c(T.id));
    EXPECT_THROW((void)User::select(fn::lower(U.username)).subquery("s").columns(), pewit::ProgrammingError);
    EXPECT_THROW((void)User::select().subquery(""), pewit::ProgrammingError);
}

TEST(Subquery, MustBeInFrom) {
    try {
        (void)text(User::select(U.id).where(per_user.c(n) > 1));
        FAIL() << "nothing thrown";
    } catch (const pewit::ProgrammingError& error) {
        EXPECT_EQ(error.table(), "s");
        EXPECT_EQ(error.column(), "n");
    }
    EXPECT_THROW((void)text(User::select(U.id).where(per_user.c(T.user) == 1)), pewit::ProgrammingError);
    EXPECT_THROW((void)text(User::select(U.id).join(per_user)), pewit::ProgrammingError);  // on what?
}

TEST(Subquery, SeesTheTablesAroundItsQueryAndNotItsNeighbours) {
    const auto own = Tweet::select(T.content).where(T.user == U.id).subquery("own");
    EXPECT_THROW((void)text(User::select(U.id, own.c(T.content)).join(own, pewit::cross)),
                 pewit::ProgrammingError);
    EXPECT_EQ(
        text(User::select(U.id).where(pewit::exists(pewit::select_from(own, own.c(T.content))))),
        R"(SELECT "id" FROM "users" WHERE EXISTS (SELECT "own"."content" FROM (SELECT "content" FROM "tweets" )"
        R"(WHERE "user_id" = "users"."id") AS "own"))");
}

TEST(Subquery, OfASubqueryHasItsNames) {
    const auto outer = pewit::select_from(per_user, per_user.c(T.user), per_user.c(n)).subquery("t");
    EXPECT_EQ(
        text(pewit::select_from(outer, outer.c(per_user.c(T.user)), outer.c(per_user.c(n)), outer.c(n))),
        R"(SELECT "t"."user_id", "t"."n", "t"."n" FROM (SELECT "s"."user_id", "s"."n" FROM (SELECT "user_id", )"
        R"(count(*) AS "n" FROM "tweets" WHERE "content" <> ? GROUP BY "user_id") AS "s") AS "t")");
}

TEST(LateralJoin, SeesTheTablesBeforeIt) {
    const auto latest =
        Tweet::select(T.content).where(T.user == U.id).order_by(T.id.desc()).limit(1).subquery("latest");
    const auto query = User::select(U.id, latest.c(T.content)).join(latest, pewit::lateral);
    EXPECT_EQ(
        postgres(query),
        R"(SELECT "users"."id", "latest"."content" FROM "users" INNER JOIN LATERAL (SELECT "content" FROM "tweets" )"
        R"(WHERE "user_id" = "users"."id" ORDER BY "id" DESC LIMIT $1) AS "latest" ON TRUE)");
    EXPECT_NE(postgres(User::select(U.id).join(latest, latest.c(T.content) != "", pewit::left_outer_lateral))
                  .find(R"(AS "latest" ON "latest"."content" <> $2)"),
              std::string::npos);
    EXPECT_THROW((void)text(query), pewit::NotSupportedError);
    EXPECT_THROW((void)postgres(User::select(U.id).join<Tweet>(pewit::lateral)), pewit::ProgrammingError);
}

TEST(JsonEach, IsATableThatSeesThoseBeforeIt) {
    const auto tag = pewit::json_each(pewit::raw<pewit::Json>("bio"), "tag");
    EXPECT_SQL(
        User::select(tag.key, tag.value).join(tag),
        {.sqlite =
             R"(SELECT CAST("tag"."key" AS TEXT), CASE WHEN "tag"."type" IN ('true', 'false', 'null') THEN "tag"."type" )"
             R"(WHEN "tag"."type" IN ('array', 'object') THEN "tag"."value" )"
             R"(WHEN typeof("tag"."value") = 'real' THEN printf('%!.20g', "tag"."value") )"
             R"(WHEN "tag"."type" IS NOT NULL THEN json_quote("tag"."value") END FROM "users" INNER JOIN )"
             R"(json_each(CASE WHEN json_type(bio) IN ('array', 'object') THEN (bio) END) AS "tag" ON TRUE)",
         .postgres =
             R"(SELECT "tag"."key", "tag"."value" FROM "users" INNER JOIN LATERAL (SELECT CAST(n - 1 AS text) AS key, v AS value )"
             R"(FROM jsonb_array_elements(CASE jsonb_typeof(bio) WHEN 'array' THEN (bio) END) WITH ORDINALITY AS a(v, n) )"
             R"(UNION ALL SELECT k, v FROM jsonb_each(CASE jsonb_typeof(bio) WHEN 'object' THEN (bio) END) AS o(k, v)) )"
             R"(AS "tag" ON TRUE)",
         .params = {}});
    EXPECT_EQ(
        text(pewit::select_from(tag, tag.key)),
        R"(SELECT CAST("tag"."key" AS TEXT) FROM json_each(CASE WHEN json_type(bio) IN ('array', 'object') )"
        R"(THEN (bio) END) AS "tag")");
}

}  // namespace
