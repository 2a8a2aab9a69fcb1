#include <pewit/error.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

const auto loud = User::select(U.id).where(U.karma > 9).cte("loud");

TEST(Cte, IsUsedLikeATable) {
    EXPECT_SQL(
        Tweet::select(T.content).join(loud, T.user == loud.c(U.id)).where(T.id < 3).with(loud),
        {.sqlite =
             R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) SELECT "tweets"."content" )"
             R"(FROM "tweets" INNER JOIN "loud" ON "tweets"."user_id" = "loud"."id" WHERE "tweets"."id" < ?)",
         .postgres =
             R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > $1) SELECT "tweets"."content" )"
             R"(FROM "tweets" INNER JOIN "loud" ON "tweets"."user_id" = "loud"."id" WHERE "tweets"."id" < $2)",
         .params = {9, 3}});
    EXPECT_EQ(text(loud.select()),
              R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) SELECT "loud".* FROM "loud")");
}

TEST(Cte, MustBeInWith) {
    EXPECT_THROW((void)text(pewit::select_from(loud, loud.c(U.id))), pewit::ProgrammingError);
    // A subquery sees the CTEs around it.
    EXPECT_EQ(text(Tweet::select(T.id).where(T.user.in(pewit::select_from(loud, loud.c(U.id)))).with(loud)),
              R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) SELECT "id" FROM "tweets" )"
              R"(WHERE "user_id" IN (SELECT "loud"."id" FROM "loud"))");
    // One that has come to its end is out of sight.
    EXPECT_THROW((void)text(Tweet::select(T.id).where(T.user.in(loud.select(loud.c(U.id))),
                                                      T.id.in(pewit::select_from(loud, loud.c(U.id))))),
                 pewit::ProgrammingError);
}

TEST(Cte, IsInWithOnce) { EXPECT_EQ(text(loud.select().with(loud, loud)), text(loud.select())); }

TEST(Cte, MayUseThoseBeforeIt) {
    const auto some = pewit::select_from(loud, loud.c(U.id)).limit(2).cte("some");
    EXPECT_EQ(
        text(pewit::select_from(some).with(loud, some)),
        R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?), "some" AS (SELECT "loud"."id" FROM "loud" )"
        R"(LIMIT ?) SELECT "some".* FROM "some")");
    EXPECT_THROW((void)text(pewit::select_from(some).with(some, loud)), pewit::ProgrammingError);
}

TEST(Cte, IsNeededTwiceUnderTwoNames) {
    const auto other = loud.alias("other");
    EXPECT_EQ(
        text(pewit::select_from(loud, loud.c(U.id), other.c(U.id))
                 .join(other, loud.c(U.id) < other.c(U.id))
                 .with(loud)),
        R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) SELECT "loud"."id", "other"."id" FROM "loud" )"
        R"(INNER JOIN "loud" AS "other" ON "loud"."id" < "other"."id")");
}

TEST(Cte, IsRecursive) {
    const auto depth = pewit::value(1).as("depth");
    const auto base = Tweet::select(T.id, depth).where(T.reply_to == nullptr).cte("tree", pewit::recursive);
    const auto tree =
        base.union_all(Tweet::select(T.id, base.c(depth) + 1).join(base, T.reply_to == base.c(T.id)));
    EXPECT_SQL(
        tree.select(tree.c(T.id), tree.c(depth)).where(tree.c(depth) < 5),
        {.sqlite =
             R"(WITH RECURSIVE "tree" AS (SELECT "id", ? AS "depth" FROM "tweets" WHERE "reply_to" IS NULL )"
             R"(UNION ALL SELECT "tweets"."id", "tree"."depth" + ? FROM "tweets" INNER JOIN "tree" )"
             R"(ON "tweets"."reply_to" = "tree"."id") SELECT "tree"."id", "tree"."depth" FROM "tree" )"
             R"(WHERE "tree"."depth" < ?)",
         .postgres =
             R"(WITH RECURSIVE "tree" AS (SELECT "id", CAST($1 AS integer) AS "depth" FROM "tweets" )"
             R"(WHERE "reply_to" IS NULL UNION ALL SELECT "tweets"."id", "tree"."depth" + $2 FROM "tweets" )"
             R"(INNER JOIN "tree" ON "tweets"."reply_to" = "tree"."id") SELECT "tree"."id", "tree"."depth" )"
             R"(FROM "tree" WHERE "tree"."depth" < $3)",
         .params = {1, 1, 5}});
    EXPECT_NE(
        text(base.union_(Tweet::select(T.id, T.id).join(base, pewit::cross)).select()).find(" UNION SELECT "),
        std::string::npos);
}

TEST(Cte, IsMaterializedOrNot) {
    const auto sql = [](const auto& cte) { return text(cte.select()).substr(0, 30); };
    EXPECT_EQ(sql(User::select(U.id).cte("a", pewit::materialized)), R"(WITH "a" AS MATERIALIZED (SELE)");
    EXPECT_EQ(sql(User::select(U.id).cte("a", pewit::not_materialized)), R"(WITH "a" AS NOT MATERIALIZED ()");
}

TEST(Cte, ThatWritesIsForPostgres) {
    const auto gone = Tweet::delete_().where(T.user == 1).returning(T.id).cte("gone");
    const auto query = gone.select(fn::count(gone.c(T.id)));
    EXPECT_EQ(postgres(query), R"(WITH "gone" AS (DELETE FROM "tweets" WHERE "user_id" = $1 RETURNING "id") )"
                               R"(SELECT count("gone"."id") FROM "gone")");
    EXPECT_THROW((void)text(query), pewit::NotSupportedError);
    const pewit::Select<std::int64_t> count(pewit::detail::counting(gone.select().limit(1).node()));
    EXPECT_EQ(postgres(count), R"(WITH "gone" AS (DELETE FROM "tweets" WHERE "user_id" = $1 RETURNING "id") )"
                               R"(SELECT count(*) FROM (SELECT "gone".* FROM "gone" LIMIT $2) AS "q1")");
    const auto fresh = User::insert(U.username = "x").returning(U.id).cte("fresh");
    EXPECT_EQ(
        postgres(fresh.select()),  // with the defaults of what is left out
        R"(WITH "fresh" AS (INSERT INTO "users" ("username", "active", "karma", "score") VALUES ($1, $2, $3, $4) )"
        R"(RETURNING "id") SELECT "fresh".* FROM "fresh")");
}

TEST(Cte, IsInAStatementThatWrites) {
    EXPECT_EQ(
        text(User::delete_().where(U.id.in(pewit::select_from(loud, loud.c(U.id)))).with(loud)),
        R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) DELETE FROM "users" WHERE "id" IN )"
        R"((SELECT "loud"."id" FROM "loud"))");
}

TEST(Cte, IsInAnInsert) {
    const auto best = User::select(fn::max(U.karma).as("most")).cte("best");
    const auto most = pewit::select_from(best, best.c<int>("most"));
    EXPECT_SQL(
        User::insert(U.username = "x", U.active = true, U.karma = most, U.score = 0.5)
            .with(best)
            .on_conflict(U.username)
            .update(U.karma = most)
            .returning(U.id),
        {.sqlite =
             R"(WITH "best" AS (SELECT max("karma") AS "most" FROM "users") INSERT INTO "users" )"
             R"(("username", "active", "karma", "score") VALUES (?, ?, (SELECT "best"."most" FROM "best"), )"
             R"(?) ON CONFLICT ("username") DO UPDATE SET "karma" = (SELECT "best"."most" FROM "best") )"
             R"(RETURNING "id")",
         .postgres =
             R"(WITH "best" AS (SELECT max("karma") AS "most" FROM "users") INSERT INTO "users" )"
             R"(("username", "active", "karma", "score") VALUES ($1, $2, (SELECT "best"."most" FROM "best"), )"
             R"($3) ON CONFLICT ("username") DO UPDATE SET "karma" = (SELECT "best"."most" FROM "best") )"
             R"(RETURNING "id")",
         .params = {"x", 1, 0.5}});
}

/// PostgreSQL takes a CTE that writes at the very outside only.
TEST(Cte, OfAnInsertsSelectIsTheStatements) {
    const auto gone = Tweet::delete_().where(T.user == 1).returning(T.user, T.content).cte("gone");
    EXPECT_EQ(postgres(Tweet::insert_from(gone.select(), T.user, T.content)),
              R"(WITH "gone" AS (DELETE FROM "tweets" WHERE "user_id" = $1 RETURNING "user_id", "content") )"
              R"(INSERT INTO "tweets" ("user_id", "content") SELECT "gone".* FROM "gone")");
    const auto names = User::select(U.username).cte("names");
    const auto twice = pewit::select_from(names).union_all(pewit::select_from(names)).with(names);
    EXPECT_EQ(
        text(Tweet::insert_from(User::select(U.id, U.username), T.user, T.content).with(names)).find("WITH"),
        0U);
    EXPECT_EQ(text(User::insert_from(twice, U.username)).find(R"(WITH "names" AS )"), 0U);
}

TEST(Cte, IsATableOfUpdateAndDelete) {
    EXPECT_SQL(
        User::update(U.karma = 0).from(loud).where(U.id == loud.c(U.id)).with(loud),
        {.sqlite =
             R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) UPDATE "users" SET "karma" = ? )"
             R"(FROM "loud" WHERE "users"."id" = "loud"."id")",
         .postgres = R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > $1) UPDATE "users" SET )"
                     R"("karma" = $2 FROM "loud" WHERE "users"."id" = "loud"."id")",
         .params = {9, 0}});
    EXPECT_SQL(
        Tweet::delete_().using_(loud).where(T.user == loud.c(U.id)).with(loud),
        {.sqlite =
             R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > ?) DELETE FROM "tweets" WHERE )"
             R"(EXISTS (SELECT 1 FROM "loud" WHERE "tweets"."user_id" = "loud"."id"))",
         .postgres =
             R"(WITH "loud" AS (SELECT "id" FROM "users" WHERE "karma" > $1) DELETE FROM "tweets" USING )"
             R"("loud" WHERE "tweets"."user_id" = "loud"."id")",
         .params = {9}});
}

}  // namespace
