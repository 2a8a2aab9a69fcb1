#include <pewit/error.hpp>
#include <pewit/keyset.hpp>
#include <pewit/row_lock.hpp>
#include <pewit/values.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

TEST(Keyset, OfOneDirectionComparesRows) {
    const auto by = pewit::keyset(U.karma, U.id);
    EXPECT_EQ(text(User::select(U.id).order_by(U.bio).paginate(by, 5)),
              R"(SELECT "id" FROM "users" ORDER BY "karma", "id" LIMIT ?)");
    EXPECT_SQL(
        User::select(U.id).where(U.active).paginate(by.after(20, 7), 5),
        {.sqlite =
             R"(SELECT "id" FROM "users" WHERE "active" AND ("karma", "id") > (?, ?) ORDER BY "karma", "id" LIMIT ?)",
         .postgres = R"(SELECT "id" FROM "users" WHERE "active" AND ("karma", "id") > ($1, $2) )"
                     R"(ORDER BY "karma", "id" LIMIT $3)",
         .params = {20, 7, 5}});
    EXPECT_EQ(
        text(User::select(U.id).paginate(pewit::keyset(desc(U.karma), desc(U.id)).after(1, 2), 5)),
        R"(SELECT "id" FROM "users" WHERE ("karma", "id") < (?, ?) ORDER BY "karma" DESC, "id" DESC LIMIT ?)");
    EXPECT_EQ(text(User::select(U.id).paginate(pewit::keyset(U.id).after(2), 5)),
              R"(SELECT "id" FROM "users" WHERE "id" > ? ORDER BY "id" LIMIT ?)");
}

TEST(Keyset, OfMixedDirectionsComparesStepByStep) {
    const auto by = pewit::keyset(desc(U.karma), fn::lower(U.username), desc(U.id));
    EXPECT_SQL(
        User::select(U.id).paginate(by.after(20, "huey", 7), 5),
        {.sqlite =
             R"(SELECT "id" FROM "users" WHERE "karma" <= ? AND ("karma" < ? OR lower("username") >= ? AND )"
             R"((lower("username") > ? OR "id" < ?)) ORDER BY "karma" DESC, lower("username"), "id" DESC LIMIT ?)",
         .postgres =
             R"(SELECT "id" FROM "users" WHERE "karma" <= $1 AND ("karma" < $2 OR lower("username") >= $3 AND )"
             R"((lower("username") > $4 OR "id" < $5)) ORDER BY "karma" DESC, lower("username"), "id" DESC LIMIT $6)",
         .params = {20, 20, "huey", "huey", 7, 5}});
}

TEST(Keyset, GoesOnFromARow) {
    User last;
    last.id = 7;
    last.karma = 20;
    EXPECT_EQ(pewit::test::in_sqlite(User::select().paginate(pewit::keyset(U.karma, U.id).after(last), 5))
                  .parameters,
              (std::vector<pewit::Value>{20, 7, 5}));
    EXPECT_THROW((void)pewit::keyset(fn::lower(U.username), U.id).after(last), pewit::ProgrammingError);
    EXPECT_THROW((void)User::select().paginate(pewit::keyset(U.id), -1), pewit::ProgrammingError);
}

TEST(Values, AreATable) {
    const auto wanted = pewit::values<std::int64_t, std::string>({{1, "a"}, {2, "b"}}).as("wanted");
    const auto [id, name] = wanted.columns();
    EXPECT_SQL(
        User::select(U.username, name).join(wanted, id == U.id),
        {.sqlite = R"(SELECT "users"."username", "wanted"."column2" FROM "users" INNER JOIN )"
                   R"((VALUES (?, ?), (?, ?)) AS "wanted" ON "wanted"."column1" = "users"."id")",
         .postgres =
             R"(SELECT "users"."username", "wanted"."column2" FROM "users" INNER JOIN (VALUES )"
             R"((CAST($1 AS bigint), CAST($2 AS text)), ($3, $4)) AS "wanted" ON "wanted"."column1" = "users"."id")",
         .params = {1, "a", 2, "b"}});
    EXPECT_EQ(text(User::select(U.id).where(U.id.in(pewit::values(std::vector{1, 2})))),
              R"(SELECT "id" FROM "users" WHERE "id" IN (VALUES (?), (?)))");
    EXPECT_EQ(text(User::select(U.id).union_(pewit::values(std::vector{1}))),
              R"(SELECT "id" FROM "users" UNION VALUES (?))");
}

TEST(Values, MayBeNone) {
    EXPECT_EQ(postgres(pewit::select_from(pewit::values(std::vector<std::optional<int>>{}).as("v"))),
              R"(SELECT "v".* FROM (SELECT CAST($1 AS integer) AS "column1" WHERE 1 = 0) AS "v")");
}

TEST(RowLock, IsForPostgres) {
    const auto boss = pewit::alias<User>("boss");
    EXPECT_EQ(postgres(User::select(U.id).limit(1).for_update()),
              R"(SELECT "id" FROM "users" LIMIT $1 FOR UPDATE)");
    EXPECT_EQ(postgres(User::select(U.id).for_update(pewit::nowait)),
              R"(SELECT "id" FROM "users" FOR UPDATE NOWAIT)");
    EXPECT_EQ(postgres(Tweet::select(T.id).join<User>().for_share(of(T), pewit::skip_locked)),
              R"(SELECT "tweets"."id" FROM "tweets" INNER JOIN "users" ON "tweets"."user_id" = "users"."id" )"
              R"(FOR SHARE OF "tweets" SKIP LOCKED)");
    EXPECT_EQ(postgres(pewit::select_from(boss, boss.id).for_no_key_update(pewit::of(boss))),
              R"(SELECT "boss"."id" FROM "users" AS "boss" FOR NO KEY UPDATE OF "boss")");
    EXPECT_EQ(postgres(User::select(U.id).for_key_share()), R"(SELECT "id" FROM "users" FOR KEY SHARE)");
    EXPECT_TRUE(postgres(Tweet::select().with(T.user).for_update(pewit::nowait))
                    .ends_with(R"(FOR UPDATE OF "tweets" NOWAIT)"));
    EXPECT_TRUE(postgres(Tweet::select().join<User>().with(T.user).for_update()).ends_with("FOR UPDATE"));
    EXPECT_THROW((void)text(User::select(U.id).for_update()), pewit::NotSupportedError);
    EXPECT_THROW((void)postgres(User::select(U.id).for_update(of(T))), pewit::ProgrammingError);
    const pewit::Select<std::int64_t> count(pewit::detail::counting(User::select(U.id).for_update().node()));
    EXPECT_EQ(postgres(count), R"(SELECT count(*) FROM "users")");
}

TEST(DistinctOn, IsForPostgres) {
    const auto query = User::select(U.id).distinct(U.karma, U.active).order_by(U.karma, U.active, U.id);
    EXPECT_EQ(postgres(query),
              R"(SELECT DISTINCT ON ("karma", "active") "id" FROM "users" ORDER BY "karma", "active", "id")");
    EXPECT_THROW((void)text(query), pewit::NotSupportedError);
}

TEST(Select, IsExtended) {
    const auto query = User::select(U.karma, fn::count()).group_by(U.karma).order_by(U.karma);
    EXPECT_EQ(
        text(query.select_extend(U.active).group_by_extend(U.active).order_by_extend(U.active.desc())),
        R"(SELECT "karma", count(*), "active" FROM "users" GROUP BY "karma", "active" ORDER BY "karma", "active" DESC)");
    const auto longer = User::select().select_extend(fn::lower(U.username));
    static_assert(std::is_same_v<decltype(longer)::Row, std::tuple<User, std::string>>);
    EXPECT_EQ(text(User::select(U.karma, fn::count())
                       .group_by(pewit::position(1))
                       .order_by(pewit::position(2).desc())),
              R"(SELECT "karma", count(*) FROM "users" GROUP BY 1 ORDER BY 2 DESC)");
    EXPECT_THROW((void)Tweet::select().with(T.user).select_extend(T.id), pewit::ProgrammingError);
}

}  // namespace
