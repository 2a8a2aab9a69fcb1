/// UPDATE … FROM, DELETE … USING, and both with a limit.

#include <pewit/error.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

using blog::Favourite;

MODEL_NO_ID(Seat) {
    META(composite_key(c.row, c.number));
    FIELD(int, row);
    FIELD(int, number);
    FIELD(bool, taken, default_(false));
};

TEST(UpdateFrom, NamesColumnsOfBothTables) {
    EXPECT_SQL(
        User::update(U.bio = T.content, U.karma = U.karma + 1).from<Tweet>().where(T.user == U.id, T.id > 7),
        {.sqlite = R"(UPDATE "users" SET "bio" = "tweets"."content", "karma" = "users"."karma" + ? )"
                   R"(FROM "tweets" WHERE "tweets"."user_id" = "users"."id" AND "tweets"."id" > ?)",
         .postgres = R"(UPDATE "users" SET "bio" = "tweets"."content", "karma" = "users"."karma" + $1 )"
                     R"(FROM "tweets" WHERE "tweets"."user_id" = "users"."id" AND "tweets"."id" > $2)",
         .params = {1, 7}});
}

TEST(UpdateFrom, JoinsFurtherTables) {
    const auto parent = pewit::alias<Tweet>("parent");
    const auto query = User::update(U.bio = parent.content)
                           .from<Tweet>()
                           .join(parent, T.reply_to == parent.id, pewit::left_outer)
                           .where(T.user == U.id);
    EXPECT_EQ(
        pewit::test::in_postgres(query).text,
        R"(UPDATE "users" SET "bio" = "parent"."content" FROM "tweets" LEFT OUTER JOIN "tweets" AS "parent" )"
        R"(ON "tweets"."reply_to" = "parent"."id" WHERE "tweets"."user_id" = "users"."id")");
    EXPECT_EQ(pewit::test::in_sqlite(User::update(U.karma = 1).from<Tweet>().from<Favourite>()).text,
              R"(UPDATE "users" SET "karma" = ? FROM "tweets" CROSS JOIN "favourites")");
}

TEST(UpdateFrom, ReturnsOtherTablesOnPostgresqlOnly) {
    const auto update = User::update(U.bio = T.content).from<Tweet>().where(T.user == U.id);
    EXPECT_EQ(pewit::test::in_sqlite(update.returning(U.id)).text,
              R"(UPDATE "users" SET "bio" = "tweets"."content" FROM "tweets" WHERE )"
              R"("tweets"."user_id" = "users"."id" RETURNING "id")");
    EXPECT_EQ(pewit::test::in_postgres(update.returning(U.id, T.id)).text,
              R"(UPDATE "users" SET "bio" = "tweets"."content" FROM "tweets" WHERE )"
              R"("tweets"."user_id" = "users"."id" RETURNING "users"."id", "tweets"."id")");
    EXPECT_THROW((void)pewit::test::in_sqlite(update.returning(U.id, T.id)), pewit::NotSupportedError);
}

TEST(Write, AnErrorAboutAMissingTableSaysWhatToAdd) {
    const auto refusal = [](const auto& query) -> std::string {
        try {
            return text(query);
        } catch (const pewit::ProgrammingError& error) {
            return error.what();
        }
    };
    const std::string column = "column tweets.id is used, but its table is not ";
    const auto other = pewit::alias<Tweet>("other");
    EXPECT_EQ(refusal(User::update(U.score = T.id.cast<double>())), column + "in FROM; add .from<Tweet>()");
    EXPECT_EQ(refusal(User::delete_().where(T.id > 1)), column + "in FROM; add .using_<Tweet>()");
    EXPECT_EQ(refusal(User::delete_().where(other.id > 1)),
              "column other.id is used, but its table is not in FROM; add .using_(other)");
    EXPECT_EQ(refusal(User::insert(U.username = "x", U.score = T.id.cast<double>())), column + "there");
    EXPECT_EQ(refusal(User::delete_().where(U.id.in(User::select(U.id).where(T.id > 1)))),
              column + "in FROM; add .join<Tweet>()");
}

TEST(UpdateFrom, NeedsAnAliasForTheSameTable) {
    EXPECT_THROW((void)pewit::test::in_sqlite(User::update(U.karma = 1).from<User>()),
                 pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::test::in_sqlite(User::delete_().using_<User>()), pewit::ProgrammingError);
}

TEST(Update, TakesASelectOfOneValue) {
    EXPECT_SQL(User::update(U.karma = Tweet::select(fn::count(T.id)).where(T.user == U.id, T.id > 3)),
               {.sqlite = R"(UPDATE "users" SET "karma" = (SELECT count("id") FROM "tweets" WHERE )"
                          R"("user_id" = "users"."id" AND "id" > ?))",
                .postgres = R"(UPDATE "users" SET "karma" = (SELECT count("id") FROM "tweets" WHERE )"
                            R"("user_id" = "users"."id" AND "id" > $1))",
                .params = {3}});
}

TEST(DeleteUsing, IsExistsOnSqlite) {
    EXPECT_SQL(
        Tweet::delete_().using_<User>().where(T.user == U.id, U.active == false, T.id > 2),
        {.sqlite = R"(DELETE FROM "tweets" WHERE EXISTS (SELECT 1 FROM "users" WHERE )"
                   R"("tweets"."user_id" = "id" AND "active" = ? AND "tweets"."id" > ?))",
         .postgres = R"(DELETE FROM "tweets" USING "users" WHERE "tweets"."user_id" = "users"."id" AND )"
                     R"("users"."active" = $1 AND "tweets"."id" > $2)",
         .params = {0, 2}});
}

TEST(DeleteUsing, JoinsAlongAForeignKey) {
    const auto other = pewit::alias<Tweet>("other");
    const auto query = Tweet::delete_().using_<User>().join(other).where(T.user == U.id, other.id > T.id);
    EXPECT_EQ(
        pewit::test::in_postgres(query).text,
        R"(DELETE FROM "tweets" USING "users" INNER JOIN "tweets" AS "other" ON "other"."user_id" = "users"."id" )"
        R"(WHERE "tweets"."user_id" = "users"."id" AND "other"."id" > "tweets"."id")");
    EXPECT_EQ(pewit::test::in_sqlite(query.returning(T.id)).text,
              R"(DELETE FROM "tweets" WHERE EXISTS (SELECT 1 FROM "users" INNER JOIN "tweets" AS "other" )"
              R"(ON "other"."user_id" = "users"."id" WHERE "tweets"."user_id" = "users"."id" AND )"
              R"("other"."id" > "tweets"."id") RETURNING "id")");
    EXPECT_THROW((void)pewit::test::in_sqlite(query.returning(U.id)), pewit::NotSupportedError);
}

TEST(LimitedWrite, ChoosesRowsByTheirKeys) {
    EXPECT_SQL(User::update(U.karma = 0)
                   .where(U.active == true)
                   .order_by(U.karma.desc(), U.id)
                   .limit(2)
                   .returning(U.id),
               {.sqlite = R"(UPDATE "users" SET "karma" = ? WHERE "id" IN (SELECT "id" FROM "users" WHERE )"
                          R"("active" = ? ORDER BY "karma" DESC, "id" LIMIT ?) RETURNING "id")",
                .postgres =
                    R"(UPDATE "users" SET "karma" = $1 WHERE "id" IN (SELECT "id" FROM "users" WHERE )"
                    R"("active" = $2 ORDER BY "karma" DESC, "id" LIMIT $3) AND "active" = $2 RETURNING "id")",
                .params = {0, 1, 2}});
    EXPECT_EQ(
        pewit::test::in_sqlite(Seat::delete_().limit(1)).text,
        R"(DELETE FROM "seat" WHERE ("row", "number") IN (SELECT "row", "number" FROM "seat" LIMIT ?))");
}

TEST(LimitedWrite, RefusesWhatItWouldHaveToLeaveOut) {
    EXPECT_THROW((void)pewit::test::in_sqlite(User::delete_().order_by(U.id)), pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::test::in_sqlite(User::delete_().join<Tweet>()), pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::test::in_sqlite(User::delete_().using_<Tweet>().limit(1)),
                 pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::test::in_sqlite(User::delete_().limit(-1)), pewit::ProgrammingError);
}

}  // namespace
