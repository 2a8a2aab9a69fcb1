#include <pewit/error.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

using pewit::Value;

/// The condition as it stands in a select of the id.
std::string where(const pewit::Condition& condition) {
    const std::string sql = pewit::test::in_sqlite(User::select(U.id).where(condition)).text;
    const std::string head = R"(SELECT "id" FROM "users" WHERE )";
    return sql.starts_with(head) ? sql.substr(head.size()) : sql;
}

TEST(SelectWhere, RendersOnePlaceholderPerListItem) {
    EXPECT_SQL(User::select(U.username).where(U.username.in({"huey", "mickey"})),
               {.sqlite = R"(SELECT "username" FROM "users" WHERE "username" IN (?, ?))",
                .postgres = R"(SELECT "username" FROM "users" WHERE "username" IN ($1, $2))",
                .params = {Value{"huey"}, Value{"mickey"}}});
}

TEST(SelectWhere, ListsEveryColumnOfAModel) {
    EXPECT_SQL(User::select(),
               {.sqlite = R"(SELECT "id", "username", "bio", "active", "karma", "score" FROM "users")",
                .postgres = R"(SELECT "id", "username", "bio", "active", "karma", "score" FROM "users")"});
}

TEST(SelectWhere, BindsEveryKindOfValue) {
    EXPECT_SQL(
        User::select(U.id).where(U.username == "h", U.karma > 3, U.score <= 1.5, U.active == true),
        {.sqlite =
             R"(SELECT "id" FROM "users" WHERE "username" = ? AND "karma" > ? AND "score" <= ? AND "active" = ?)",
         .postgres =
             R"(SELECT "id" FROM "users" WHERE "username" = $1 AND "karma" > $2 AND "score" <= $3 AND "active" = $4)",
         .params = {"h", 3, 1.5, 1}});
}

TEST(SelectWhere, KeepsAValueThatIsGone) {
    auto query = User::select(U.id);
    {
        const std::string name = "a name that is too long for a small string";
        query = query.where(U.username == name);
    }
    EXPECT_EQ(pewit::test::in_sqlite(query).parameters,
              std::vector<Value>{"a name that is too long for a small string"});
}

TEST(SelectWhere, TakesAValueOnTheLeft) {
    EXPECT_EQ(where("x" == U.username), R"(? = "username")");
    EXPECT_EQ(where(3 < U.karma), R"(? < "karma")");
}

TEST(SelectWhere, ComparesWithNullByIs) {
    EXPECT_EQ(where(U.bio == nullptr), R"("bio" IS NULL)");
    EXPECT_EQ(where(U.bio != std::nullopt), R"("bio" IS NOT NULL)");
    EXPECT_EQ(where(U.bio == std::optional<std::string>()), R"("bio" IS NULL)");
    EXPECT_EQ(where(U.bio == std::optional<std::string>("x")), R"("bio" = ?)");
    EXPECT_EQ(where(U.bio.is_null()), R"("bio" IS NULL)");
    EXPECT_EQ(where(U.bio.is_null(false)), R"("bio" IS NOT NULL)");
    EXPECT_EQ(where(U.id.is_null()), R"("id" IS NULL)");
}

TEST(SelectWhere, PutsParenthesesOnlyWhereTheyMatter) {
    EXPECT_EQ(where((U.karma > 1 || U.karma < 2) && U.active),
              R"(("karma" > ? OR "karma" < ?) AND "active")");
    EXPECT_EQ(where((U.karma > 1 && U.karma < 2) || U.active), R"("karma" > ? AND "karma" < ? OR "active")");
    EXPECT_EQ(where(!(U.karma > 1)), R"(NOT ("karma" > ?))");
    EXPECT_EQ(where(!U.active), R"(NOT "active")");
    EXPECT_EQ(where((U.karma + 1) * 2 == U.karma - (U.karma - 1)),
              R"(("karma" + ?) * ? = "karma" - ("karma" - ?))");
    EXPECT_EQ(where(U.karma + U.karma * 2 > 5), R"("karma" + "karma" * ? > ?)");
    EXPECT_EQ(where(-(U.karma + 1) < 0), R"(-("karma" + ?) < ?)");
    EXPECT_EQ(where((U.karma > 1) == (U.active == true)), R"(("karma" > ?) = ("active" = ?))");
}

TEST(SelectWhere, JoinsTextWithPlus) {
    EXPECT_EQ(where(U.username + "!" == "huey!"), R"("username" || ? = ?)");
    EXPECT_EQ(where("<" + U.username + ">" == "<huey>"), R"(? || "username" || ? = ?)");
}

TEST(SelectWhere, KnowsRangesAndLists) {
    EXPECT_EQ(where(U.karma.between(1, 5)), R"("karma" BETWEEN ? AND ?)");
    EXPECT_EQ(where(U.karma.not_between(1, U.id)), R"("karma" NOT BETWEEN ? AND "id")");
    EXPECT_EQ(where(U.id.in(std::vector<int>{1, 2, 3})), R"("id" IN (?, ?, ?))");
    EXPECT_EQ(where(U.id.not_in({4})), R"("id" NOT IN (?))");
}

TEST(SelectWhere, AnEmptyListIsFalseAndItsOppositeTrue) {
    const std::vector<std::int64_t> none;
    EXPECT_EQ(where(U.id.in(none)), "1 = 0");
    EXPECT_EQ(where(U.id.not_in(none)), "1 = 1");
    EXPECT_EQ(where(U.id.in(none) || U.active), R"(1 = 0 OR "active")");
}

TEST(SelectWhere, NullInAListIsFoundAsByEqual) {
    using Names = std::vector<std::optional<std::string>>;
    EXPECT_EQ(where(U.bio.in(Names{"a", std::nullopt, "b"})), R"("bio" IN (?, ?) OR "bio" IS NULL)");
    EXPECT_EQ(where(U.bio.not_in(Names{std::nullopt, "a"})), R"("bio" NOT IN (?) AND "bio" IS NOT NULL)");
    EXPECT_EQ(where(U.bio.in(Names{std::nullopt})), R"("bio" IS NULL)");
    EXPECT_EQ(where(U.bio.not_in(Names{std::nullopt}) && U.active), R"("bio" IS NOT NULL AND "active")");
    EXPECT_EQ(where(U.bio.in(Names{"a", std::nullopt}) && U.active),
              R"(("bio" IN (?) OR "bio" IS NULL) AND "active")");
    using Replies = std::vector<std::optional<pewit::ForeignKey<Tweet>>>;
    EXPECT_EQ(pewit::test::in_sqlite(Tweet::select(T.id).where(T.reply_to.in(Replies{1, std::nullopt}))).text,
              R"(SELECT "id" FROM "tweets" WHERE "reply_to" IN (?) OR "reply_to" IS NULL)");
}

TEST(SelectWhere, TakesASubqueryAsAList) {
    EXPECT_SQL(
        User::select(U.username).where(U.id.in(Tweet::select(T.user).where(T.content == "x"))),
        {.sqlite =
             R"(SELECT "username" FROM "users" WHERE "id" IN (SELECT "user_id" FROM "tweets" WHERE "content" = ?))",
         .postgres =
             R"(SELECT "username" FROM "users" WHERE "id" IN (SELECT "user_id" FROM "tweets" WHERE "content" = $1))",
         .params = {"x"}});
}

TEST(SelectWhere, ComparesWithAScalarSubquery) {
    EXPECT_EQ(where(U.karma > User::select(fn::avg(U.karma))),
              R"("karma" > (SELECT avg("karma") FROM "users"))");
}

TEST(SelectWhere, QualifiesTheColumnsOfAnOuterQuery) {
    EXPECT_EQ(where(pewit::exists(Tweet::select(T.id).where(T.user == U.id))),
              R"(EXISTS (SELECT "id" FROM "tweets" WHERE "user_id" = "users"."id"))");
}

TEST(SelectWhere, AColumnWhoseTableIsMissingIsRefused) {
    try {
        (void)pewit::test::in_sqlite(User::select().where(T.content == "x"));
        FAIL() << "nothing thrown";
    } catch (const pewit::ProgrammingError& error) {
        EXPECT_STREQ(error.what(),
                     "column tweets.content is used, but its table is not in FROM; add .join<Tweet>()");
        EXPECT_EQ(error.table(), "tweets");
        EXPECT_EQ(error.column(), "content");
    }
}

TEST(SelectWhere, ComparesForeignKeysWithKeysRowsAndColumns) {
    User huey;
    huey.id = 7;
    const auto query = Tweet::select(T.id).where(T.user == huey, T.user == 8, T.reply_to == nullptr);
    EXPECT_SQL(
        query,
        {.sqlite =
             R"(SELECT "id" FROM "tweets" WHERE "user_id" = ? AND "user_id" = ? AND "reply_to" IS NULL)",
         .postgres =
             R"(SELECT "id" FROM "tweets" WHERE "user_id" = $1 AND "user_id" = $2 AND "reply_to" IS NULL)",
         .params = {7, 8}});
}

TEST(SelectWhere, CastsToTheEnginesTypes) {
    EXPECT_SQL(
        User::select(U.karma.cast<std::string>(), U.username.cast<double>()),
        {.sqlite = R"(SELECT CAST("karma" AS TEXT), CAST("username" AS REAL) FROM "users")",
         .postgres = R"(SELECT CAST("karma" AS text), CAST("username" AS double precision) FROM "users")"});
}

TEST(SelectWhere, CollatesByName) {
    EXPECT_EQ(where(U.username.collate("NOCASE") == "HUEY"), R"("username" COLLATE "NOCASE" = ?)");
}

TEST(SelectWhere, RendersCase) {
    EXPECT_SQL(
        User::select(pewit::case_(U.karma > 100, "high").when(U.karma > 10, "some").else_("none")),
        {.sqlite = R"(SELECT CASE WHEN "karma" > ? THEN ? WHEN "karma" > ? THEN ? ELSE ? END FROM "users")",
         .postgres = R"(SELECT CASE WHEN "karma" > $1 THEN CAST($2 AS text) WHEN "karma" > $3 )"
                     R"(THEN CAST($4 AS text) ELSE CAST($5 AS text) END FROM "users")",
         .params = {100, "high", 10, "some", "none"}});
}

// PostgreSQL takes a parameter without a type for text where nothing beside it says otherwise.
TEST(SelectWhere, AValueThatStandsAloneTellsItsType) {
    EXPECT_SQL(User::select(pewit::value(1) * pewit::value(2.5)),
               {.sqlite = R"(SELECT ? * ? FROM "users")",
                .postgres = R"(SELECT CAST($1 AS integer) * CAST($2 AS double precision) FROM "users")",
                .params = {1, 2.5}});
}

TEST(SelectWhere, ALongChainIsHalvedByParentheses) {
    pewit::Condition any;
    for (int i = 0; i < 2000; ++i)
        any |= U.karma == i;
    const std::string sql = where(any);
    int depth = 0;
    int deepest = 0;
    for (const char c : sql) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        deepest = std::max(deepest, depth);
    }
    EXPECT_EQ(depth, 0);
    EXPECT_GE(deepest, 4);
    EXPECT_LE(deepest, 6);
}

TEST(SelectWhere, AnEndlessExpressionIsRefused) {
    auto sum = U.karma + 1;
    for (int i = 0; i < 1000; ++i)
        sum = sum + 1;
    EXPECT_THROW((void)where(sum > 0), pewit::ProgrammingError);
}

}  // namespace
