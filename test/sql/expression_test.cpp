#include <pewit/error.hpp>
#include <pewit/math_functions.hpp>
#include <pewit/row_value.hpp>
#include <pewit/text_functions.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

/// A select of one expression in both texts, without what is around it.
template <class X>
struct Texts {
    explicit Texts(const X& x) {
        const auto query = User::select(x);
        sqlite = inner(pewit::test::in_sqlite(query).text);
        postgres = inner(pewit::test::in_postgres(query).text);
    }
    static std::string inner(const std::string& text) {
        const std::string tail = R"( FROM "users")";
        return text.substr(7, text.size() - 7 - tail.size());
    }
    std::string sqlite;
    std::string postgres;
};
template <class X>
std::string both(const X& x) {
    const Texts texts(x);
    return texts.sqlite == texts.postgres ? texts.sqlite : texts.sqlite + "  |  " + texts.postgres;
}

TEST(Expression, ComparesWithNullAsAValue) {
    EXPECT_EQ(both(U.bio.is_distinct_from("x")), R"("bio" IS DISTINCT FROM ?  |  "bio" IS DISTINCT FROM $1)");
    EXPECT_EQ(both(U.bio.is_not_distinct_from(U.username)), R"("bio" IS NOT DISTINCT FROM "username")");
    EXPECT_EQ(both(U.id.is_distinct_from(std::nullopt)),
              R"("id" IS DISTINCT FROM ?  |  "id" IS DISTINCT FROM $1)");
}

TEST(Expression, CombinesBits) {
    EXPECT_EQ(both(U.karma & U.id), R"("karma" & "id")");
    EXPECT_EQ(both((U.karma | U.id) & U.karma), R"(("karma" | "id") & "karma")");
    EXPECT_EQ(both(~U.karma), R"((~"karma"))");
    EXPECT_EQ(both(U.karma ^ U.id), R"((("karma" | "id") - ("karma" & "id"))  |  ("karma" # "id"))");
    EXPECT_EQ(both(U.karma << 2),
              R"(("karma" << ?)  |  (CAST("karma" AS bigint) << CAST(CAST($1 AS integer) AS integer)))");
}

TEST(Expression, AnArgumentThatIsWrittenTwiceIsBoundOnce) {
    const auto query = User::select((U.karma + 1) ^ (U.karma + 2)).where(U.karma > 3);
    EXPECT_SQL(query,
               {.sqlite = R"(SELECT ((("karma" + ?) | ("karma" + ?)) - (("karma" + ?1) & ("karma" + ?2))) )"
                          R"(FROM "users" WHERE "karma" > ?)",
                .postgres = R"(SELECT (("karma" + $1) # ("karma" + $2)) FROM "users" WHERE "karma" > $3)",
                .params = {1, 2, 3}});
}

TEST(Expression, TellsTheTypeOfAValueThatStandsAlone) {
    EXPECT_EQ(both(pewit::value(1)), "?  |  CAST($1 AS integer)");
    EXPECT_EQ(both(pewit::value(std::int64_t{1})), "?  |  CAST($1 AS bigint)");
    EXPECT_EQ(both(pewit::value("x")), "?  |  CAST($1 AS text)");
    EXPECT_EQ(both(pewit::value(true)), "?  |  CAST($1 AS boolean)");
    EXPECT_EQ(both(pewit::case_(U.karma > 1, 1.5).else_(2)),
              R"(CASE WHEN "karma" > ? THEN ? ELSE ? END  |  )"
              R"(CASE WHEN "karma" > $1 THEN CAST($2 AS double precision) ELSE CAST($3 AS integer) END)");
}

TEST(Expression, TellsTheTypeOfANumberThatTheColumnBesideCantHold) {
    EXPECT_EQ(both(U.karma > 2.5), R"("karma" > ?  |  "karma" > CAST($1 AS double precision))");
    EXPECT_EQ(both(U.karma + 3'000'000'000), R"("karma" + ?  |  "karma" + CAST($1 AS bigint))");
    EXPECT_EQ(both(U.id + 1), R"("id" + ?  |  "id" + $1)");
    EXPECT_EQ(both(U.score > 1), R"("score" > ?  |  "score" > $1)");
}

TEST(Expression, CastsAlike) {
    EXPECT_EQ(both(U.score.cast<int>()), R"(CAST("score" AS INTEGER)  |  CAST(trunc("score") AS integer))");
    EXPECT_EQ(both(U.karma.cast<std::int64_t>()), R"(CAST("karma" AS INTEGER)  |  CAST("karma" AS bigint))");
    EXPECT_EQ(both(U.karma.cast<bool>()), R"((CAST("karma" AS INTEGER) <> 0)  |  CAST("karma" AS boolean))");
}

TEST(Expression, LikeTakesAnyPattern) {
    EXPECT_EQ(both(U.username.like("a%")), R"("username" GLOB ?  |  "username" LIKE $1)");
    EXPECT_EQ(both(U.username.like(U.bio)), R"("username" GLOB pewit_glob("bio")  |  "username" LIKE "bio")");
    EXPECT_EQ(both(U.username.iregexp("^A")), R"(pewit_iregexp("username", ?)  |  ("username" ~* $1))");
}

TEST(Expression, CaseWithASubject) {
    EXPECT_SQL(
        User::select(pewit::case_(U.karma).when(1, "one").when(U.id, "id").else_(U.username)),
        {.sqlite = R"(SELECT CASE "karma" WHEN ? THEN ? WHEN "id" THEN ? ELSE "username" END FROM "users")",
         .postgres = R"(SELECT CASE "karma" WHEN $1 THEN CAST($2 AS text) WHEN "id" THEN CAST($3 AS text) )"
                     R"(ELSE "username" END FROM "users")",
         .params = {1, "one", "id"}});
}

TEST(Expression, ComparesRows) {
    EXPECT_SQL(User::select(U.id).where(pewit::row(U.id, U.username).in({{1, "a"}, {2, "b"}})),
               {.sqlite = R"(SELECT "id" FROM "users" WHERE ("id", "username") IN (VALUES (?, ?), (?, ?)))",
                .postgres = R"(SELECT "id" FROM "users" WHERE ("id", "username") IN (($1, $2), ($3, $4)))",
                .params = {1, "a", 2, "b"}});
    EXPECT_EQ(both(pewit::row(U.karma, U.id) > pewit::row(U.id, U.karma)),
              R"(("karma", "id") > ("id", "karma"))");
    EXPECT_EQ(both(pewit::row(U.karma, U.id).in(std::vector<std::tuple<int, int>>{})), "1 = 0");
    EXPECT_SQL(User::select(U.id).where(pewit::row(U.karma, U.id) > std::tuple(7, 8)),
               {.sqlite = R"(SELECT "id" FROM "users" WHERE ("karma", "id") > (?, ?))",
                .postgres = R"(SELECT "id" FROM "users" WHERE ("karma", "id") > ($1, $2))",
                .params = {7, 8}});
    EXPECT_EQ(both(pewit::row(U.id, U.username).in(Tweet::select(T.user, T.content))),
              R"(("id", "username") IN (SELECT "user_id", "content" FROM "tweets"))");
}

TEST(Expression, ShiftsAreGuardedWhereTheirCountIsNotKnown) {
    EXPECT_EQ(both(U.karma >> U.id),
              R"((("karma" >> "id") & -("id" >= 0))  |  ((CAST("karma" AS bigint) >> )"
              R"(CAST(least("id", 63) & 63 AS integer)) & -CAST("id" >= 0 AS integer)))");
    EXPECT_EQ(both(U.karma << 64), R"((("karma" << ?) & -(?1 >= 0))  |  ((CAST("karma" AS bigint) << )"
                                   R"(CAST(CAST($1 AS integer) & 63 AS integer)) & )"
                                   R"(-CAST(CAST($1 AS integer) BETWEEN 0 AND 63 AS integer)))");
}

TEST(Functions, AreSpelledByTheEngine) {
    EXPECT_EQ(both(fn::greatest(U.karma, U.id)), R"(max("karma", "id")  |  greatest("karma", "id"))");
    EXPECT_EQ(both(fn::least(U.karma, 5)), R"(min("karma", ?)  |  least("karma", CAST($1 AS integer)))");
    EXPECT_EQ(both(fn::greatest(U.bio, U.username)),
              R"(max("bio", "username")  |  )"
              R"(CASE WHEN num_nulls("bio", "username") = 0 THEN greatest("bio", "username") END)");
    EXPECT_EQ(both(fn::nullif(U.karma, U.id)), R"(nullif("karma", "id"))");
    EXPECT_EQ(both(fn::trim(U.bio)), R"(trim("bio")  |  btrim("bio"))");
    EXPECT_EQ(both(fn::substr(U.bio, 2, 3)), R"(substr("bio", ?, ?)  |  substr("bio", $1, $2))");
    EXPECT_EQ(both(fn::strpos(U.bio, "x")), R"(instr("bio", ?)  |  strpos("bio", CAST($1 AS text)))");
    EXPECT_EQ(both(fn::round(U.score, 2)),
              R"(round("score", 2)  |  CAST(round(CAST("score" AS numeric), 2) AS double precision))");
    EXPECT_EQ(both(fn::floor(U.score + U.karma)),
              R"(floor("score" + "karma")  |  floor(CAST(("score" + "karma") AS double precision)))");
}

TEST(Functions, OnRowsCanBeFilteredAndOrdered) {
    EXPECT_SQL(User::select(fn::count(U.id).filter(U.karma > 5), fn::sum(U.karma)),
               {.sqlite = R"(SELECT count("id") FILTER (WHERE "karma" > ?), sum("karma") FROM "users")",
                .postgres = R"(SELECT count("id") FILTER (WHERE "karma" > $1), sum("karma") FROM "users")",
                .params = {5}});
    EXPECT_EQ(both(fn::string_agg(U.username)),
              R"(group_concat("username")  |  string_agg("username", ','))");
    EXPECT_EQ(
        both(fn::string_agg(U.karma, "; ")),
        R"(group_concat(CAST("karma" AS TEXT), ?)  |  string_agg(CAST("karma" AS text), CAST($1 AS text)))");
    EXPECT_EQ(both(fn::string_agg(U.username.distinct())),
              R"(group_concat(DISTINCT "username")  |  string_agg(DISTINCT "username", ','))");
    EXPECT_EQ(both(fn::bool_and(U.active)), R"(min("active")  |  bool_and("active"))");
}

TEST(Functions, WhatAnEngineLacksIsNamed) {
    const auto refusal = [](const auto& x) {
        try {
            (void)pewit::test::in_sqlite(User::select(x));
            return std::string("nothing thrown");
        } catch (const pewit::NotSupportedError& error) {
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refusal(fn::stddev_samp(U.score)), "stddev_samp() is not supported by sqlite");
    EXPECT_EQ(refusal(fn::string_agg(U.username).order_by(U.id)),
              "ORDER BY inside an aggregate is not supported by sqlite");
    EXPECT_EQ(refusal(fn::string_agg(U.username.distinct(), ";")),
              "DISTINCT in a function of several arguments is not supported by sqlite");
    EXPECT_EQ(
        pewit::test::in_postgres(
            User::select(fn::string_agg(U.username, ";").filter(U.active).order_by(U.karma.desc(), U.id)))
            .text,
        R"(SELECT string_agg("username", CAST($1 AS text) ORDER BY "karma" DESC, "id") FILTER (WHERE "active") )"
        R"(FROM "users")");
    EXPECT_EQ(pewit::test::in_postgres(User::select(fn::string_agg(U.username).order_by(U.id))).text,
              R"(SELECT string_agg("username", ',' ORDER BY "id") FROM "users")");
}

}  // namespace
