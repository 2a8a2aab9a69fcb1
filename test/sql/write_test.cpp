#include <limits>

#include <pewit/error.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

TEST(Update, SetsValuesAndExpressions) {
    EXPECT_SQL(
        User::update(U.karma = U.karma + 1, U.bio = "new", U.active = false).where(U.username == "huey"),
        {.sqlite =
             R"(UPDATE "users" SET "karma" = "karma" + ?, "bio" = ?, "active" = ? WHERE "username" = ?)",
         .postgres =
             R"(UPDATE "users" SET "karma" = "karma" + $1, "bio" = $2, "active" = $3 WHERE "username" = $4)",
         .params = {1, "new", 0, "huey"}});
}

TEST(Update, SetsNull) {
    EXPECT_SQL(User::update(U.bio = nullptr), {.sqlite = R"(UPDATE "users" SET "bio" = ?)",
                                               .postgres = R"(UPDATE "users" SET "bio" = $1)",
                                               .params = {nullptr}});
}

TEST(Update, TakesASubquery) {
    EXPECT_EQ(text(User::update(U.karma = U.karma + 1).where(U.id.in(Tweet::select(T.user)))),
              R"(UPDATE "users" SET "karma" = "karma" + ? WHERE "id" IN (SELECT "user_id" FROM "tweets"))");
}

TEST(Update, AnAssignmentOwnsItsValue) {
    auto assignment = [] {
        std::string name = "a name that is too long for a small string";
        return U.bio = name;
    }();
    EXPECT_EQ(pewit::test::in_sqlite(User::update(assignment)).parameters,
              std::vector<pewit::Value>{"a name that is too long for a small string"});
}

MODEL(Reading) {
    FIELD(float, narrow, default_(0.0F));
    FIELD(std::optional<double>, wide);
};

TEST(Assignment, RefusesANumberThatIsNoLongerItself) {
    const auto& R = Reading::c;
    EXPECT_THROW((void)(R.narrow = 1e300), pewit::DataError);
    EXPECT_THROW((void)(R.narrow = -1e39), pewit::DataError);
    EXPECT_THROW((void)(R.narrow = (1 << 24) + 1), pewit::DataError);
    EXPECT_THROW((void)(R.wide = (std::int64_t{1} << 53) + 1), pewit::DataError);
    EXPECT_THROW((void)(R.wide = std::numeric_limits<std::uint64_t>::max()), pewit::DataError);
    EXPECT_THROW((void)(R.wide = std::optional<std::int64_t>(-(std::int64_t{1} << 53) - 1)),
                 pewit::DataError);
    EXPECT_EQ((R.narrow = 0.1).value, 0.1F);
    EXPECT_EQ((R.narrow = -(1 << 24)).value, -16777216.0F);
    EXPECT_EQ((R.narrow = std::numeric_limits<double>::infinity()).value,
              std::numeric_limits<float>::infinity());
    EXPECT_EQ((R.wide = std::numeric_limits<std::int64_t>::min()).value, -9223372036854775808.0);
    EXPECT_EQ((R.wide = std::int64_t{1} << 53).value, 9007199254740992.0);
    EXPECT_EQ((R.wide = 0U).value, 0.0);
}

TEST(Delete, DeletesWhatMeetsTheConditions) {
    EXPECT_SQL(User::delete_().where(U.karma > 100).where(U.active == false),
               {.sqlite = R"(DELETE FROM "users" WHERE "karma" > ? AND "active" = ?)",
                .postgres = R"(DELETE FROM "users" WHERE "karma" > $1 AND "active" = $2)",
                .params = {100, 0}});
}

TEST(Returning, ListsColumnsOrTheWholeRow) {
    EXPECT_EQ(text(User::delete_().where(U.id == 1).returning(U.id, fn::lower(U.username).as("name"))),
              R"(DELETE FROM "users" WHERE "id" = ? RETURNING "id", lower("username") AS "name")");
    EXPECT_EQ(
        text(User::update(U.karma = 0).returning()),
        R"(UPDATE "users" SET "karma" = ? RETURNING "id", "username", "bio", "active", "karma", "score")");
}

TEST(Insert, FillsDefaults) {
    EXPECT_SQL(
        User::insert(U.username = "huey", U.karma = 5),
        {.sqlite = R"(INSERT INTO "users" ("username", "karma", "active", "score") VALUES (?, ?, ?, ?))",
         .postgres =
             R"(INSERT INTO "users" ("username", "karma", "active", "score") VALUES ($1, $2, $3, $4))",
         .params = {"huey", 5, 1, 0.0}});
}

TEST(Insert, TakesExpressions) {
    EXPECT_EQ(text(Tweet::insert(T.user = 1, T.content = fn::lower("X"))),
              R"(INSERT INTO "tweets" ("user_id", "content") VALUES (?, lower(?)))");
}

TEST(Insert, ItsValuesSeeNoColumns) {
    EXPECT_THROW((void)text(User::insert(U.username = fn::lower(U.username))), pewit::ProgrammingError);
}

TEST(Insert, UpdatesOnConflict) {
    EXPECT_SQL(
        User::insert(U.username = "huey", U.karma = 5, U.active = true, U.score = 1.0)
            .on_conflict(U.username)
            .update(U.karma = U.karma + pewit::excluded(U.karma), U.bio = "again")
            .where(U.active == true),
        {.sqlite = R"(INSERT INTO "users" ("username", "karma", "active", "score") VALUES (?, ?, ?, ?) )"
                   R"(ON CONFLICT ("username") DO UPDATE SET "karma" = "users"."karma" + excluded."karma", )"
                   R"("bio" = ? WHERE "users"."active" = ?)",
         .postgres =
             R"(INSERT INTO "users" ("username", "karma", "active", "score") VALUES ($1, $2, $3, $4) )"
             R"(ON CONFLICT ("username") DO UPDATE SET "karma" = "users"."karma" + excluded."karma", )"
             R"("bio" = $5 WHERE "users"."active" = $6)",
         .params = {"huey", 5, 1, 1.0, "again", 1}});
}

TEST(Insert, IgnoresConflicts) {
    EXPECT_EQ(text(Tweet::insert(T.user = 1, T.content = "x").on_conflict().ignore()),
              R"(INSERT INTO "tweets" ("user_id", "content") VALUES (?, ?) ON CONFLICT DO NOTHING)");
    EXPECT_EQ(
        text(Tweet::insert(T.user = 1, T.content = "x").on_conflict(T.id).where(T.content != "").ignore()),
        R"(INSERT INTO "tweets" ("user_id", "content") VALUES (?, ?) )"
        R"(ON CONFLICT ("id") WHERE "content" <> '' DO NOTHING)");
}

TEST(InsertFrom, FillsDefaultsToo) {
    EXPECT_SQL(User::insert_from(Tweet::select(T.content).where(T.id > 3), U.username),
               {.sqlite = R"(INSERT INTO "users" ("username", "active", "karma", "score") )"
                          R"(SELECT "content", ?, ?, ? FROM "tweets" WHERE "id" > ?)",
                .postgres = R"(INSERT INTO "users" ("username", "active", "karma", "score") )"
                            R"(SELECT "content", $1, $2, $3 FROM "tweets" WHERE "id" > $4)",
                .params = {1, 0, 0.0, 3}});
}

TEST(InsertFrom, KeepsOnConflictApartFromAJoin) {  // https://sqlite.org/lang_upsert.html, parsing ambiguity
    EXPECT_EQ(
        text(Tweet::insert_from(Tweet::select(T.user, T.content), T.user, T.content).on_conflict().ignore()),
        R"(INSERT INTO "tweets" ("user_id", "content") SELECT "user_id", "content" FROM "tweets" )"
        R"(WHERE true ON CONFLICT DO NOTHING)");
}

}  // namespace
