/// What `.with(…)` writes.
#include <pewit/error.hpp>
#include <support/blog.hpp>
#include <support/expect_sql.hpp>

namespace {

using namespace blog;

constexpr auto& U = User::c;
constexpr auto& T = Tweet::c;
constexpr auto& F = Favourite::c;

TEST(WithSql, JoinsAndAppendsTheColumns) {
    const std::string text =
        R"(SELECT "tweets"."id", "tweets"."user_id", "tweets"."content", "tweets"."reply_to", )"
        R"("users"."id", "users"."username", "users"."bio", "users"."active", "users"."karma", "users"."score" )"
        R"(FROM "tweets" LEFT OUTER JOIN "users" ON "tweets"."user_id" = "users"."id")";
    EXPECT_SQL(Tweet::select().with(T.user), {.sqlite = text, .postgres = text});
}

TEST(WithSql, EachFurtherPathToATableGetsAnAlias) {
    const std::string text = pewit::test::in_sqlite(Favourite::select().with(F.giver).with(F.taker)).text;
    EXPECT_NE(text.find(R"(LEFT OUTER JOIN "users" ON "favourites"."giver" = "users"."id")"
                        R"( LEFT OUTER JOIN "users" AS "w1" ON "favourites"."taker" = "w1"."id")"),
              std::string::npos)
        << text;
}

TEST(WithSql, APathThatIsSaidTwiceIsJoinedOnce) {
    const auto once = Tweet::select().with(T.reply_to, T.user);
    EXPECT_EQ(pewit::test::in_sqlite(once.with(T.reply_to)), pewit::test::in_sqlite(once));
}

TEST(WithSql, CountsAndSubqueriesKeepTheJoinAlone) {
    const auto cats = Tweet::select().with(T.user).where(U.username == "huey");
    const std::string rest = R"(FROM "tweets" LEFT OUTER JOIN "users" ON "tweets"."user_id" = "users"."id" )"
                             R"(WHERE "users"."username" = ?)";
    EXPECT_EQ(pewit::test::in_sqlite(pewit::Select<std::int64_t>(pewit::detail::counting(cats.node()))).text,
              "SELECT count(*) " + rest);
    EXPECT_NE(pewit::test::in_sqlite(User::select(U.id).where(pewit::exists(cats)))
                  .text.find("\"tweets\".\"reply_to\" " + rest),
              std::string::npos);
}

TEST(WithSql, KeysOfWhatIsFilledJoinTheGroups) {
    const std::string text = pewit::test::in_sqlite(Tweet::select().with(T.user).group_by(T.id)).text;
    EXPECT_NE(text.find(R"(GROUP BY "tweets"."id", "users"."id")"), std::string::npos) << text;
}

TEST(WithSql, NeedsAQueryWhoseRowsAreRead) {
    const auto filled = Tweet::select().with(T.user);
    const auto refusal = [](const auto& query) -> std::string {
        try {
            return pewit::test::in_postgres(query).text;
        } catch (const pewit::ProgrammingError& error) {
            EXPECT_EQ(error.table(), "tweets");
            return error.what();
        }
    };
    const std::string end = " fills no keys of tweets; only the query whose rows are read does";
    EXPECT_EQ(refusal(filled.union_(Tweet::select())), "with(): a member of a set operation" + end);
    EXPECT_EQ(refusal(Tweet::select().except(filled.limit(1))), "with(): a member of a set operation" + end);
    EXPECT_EQ(refusal(pewit::select_from(filled.subquery("s"))), "with(): a subquery" + end);
    EXPECT_EQ(refusal(filled.cte("c").select()), "with(): a CTE" + end);
}

TEST(WithSql, FillsTheRowsOfASubquery) {
    const auto s = Tweet::select().where(T.id > 1).subquery("s");
    const std::string text = pewit::test::in_sqlite(pewit::select_from(s, s.c(T)).with(T.user)).text;
    EXPECT_NE(text.find(R"(LEFT OUTER JOIN "users" ON "s"."user_id" = "users"."id")"), std::string::npos)
        << text;
}

TEST(WithSql, RowsThatAreNotWholeCantBeFilled) {
    EXPECT_THROW((void)pewit::Select<Tweet>(
                     pewit::detail::NodeRef(Tweet::select(T.id, T.user, T.content, T.reply_to).node()))
                     .with(T.user),
                 pewit::ProgrammingError);
}

}  // namespace
