/// Rows with those that refer to them.
#include <support/office.hpp>

#include <gmock/gmock.h>

namespace {

using namespace office;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Strings = std::vector<std::string>;

using Prefetch = OfficeTest;

template <class Rows>
Strings contents(const Rows& tweets) {
    Strings list;
    for (const Tweet& tweet : tweets)
        list.push_back(tweet.content);
    return list;
}

TEST_F(Prefetch, GivesRowsWithTheirChildrenInTwoQueries) {
    const pewit::QueryLog log{db};
    Strings seen;
    for (auto& [user, tweets] : User::select().order_by(U.id).prefetch(pewit::via(T.user, Tweet::select()))) {
        static_assert(std::is_same_v<decltype(tweets), std::vector<Tweet>>);
        for (const Tweet& tweet : tweets)
            seen.push_back(user.username + ": " + tweet.content);
        if (tweets.empty()) seen.push_back(user.username);
    }
    EXPECT_THAT(seen, ElementsAre("huey: meow", "huey: hiss", "zaizee: woof", "quiet"));
    EXPECT_EQ(log.count(), 2U);
}

TEST_F(Prefetch, GoesDownSeveralLevels) {
    const pewit::QueryLog log{db};
    const auto companies =
        Company::select().prefetch(User::select().order_by(U.username.desc()), T.user, R.tweet).all();
    ASSERT_EQ(companies.size(), 1U);
    const auto& [company, staff] = companies[0];
    EXPECT_EQ(company.name, "acme");
    ASSERT_EQ(staff.size(), 2U);
    const auto& [quiet, no_tweets] = staff[0];
    EXPECT_EQ(quiet.username, "quiet");
    EXPECT_THAT(no_tweets, IsEmpty());
    const auto& [huey, tweets] = staff[1];
    EXPECT_EQ(huey.username, "huey");
    ASSERT_EQ(tweets.size(), 2U);
    EXPECT_EQ(std::get<1>(tweets[0]).size(), 2U);
    EXPECT_EQ(log.count(), 4U);
    for (const std::string& sql : log.sql())
        EXPECT_EQ(sql.find("LIMIT"), std::string::npos);
}

TEST_F(Prefetch, NamesOnlyModelsWhereThatIsClear) {
    const auto rows = Tweet::select().order_by(T.id).prefetch<Reaction>().all();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<1>(rows[0]).size(), 2U);
    EXPECT_EQ(std::get<1>(rows[2]).at(0).face, ":(");
}

TEST_F(Prefetch, SeveralKindsOfChildren) {
    for (auto& [user, written, edited] :
         User::select().where(U.username == "huey").prefetch(T.user, T.editor)) {
        EXPECT_EQ(user.username, "huey");
        EXPECT_THAT(contents(written), ElementsAre("meow", "hiss"));
        EXPECT_THAT(contents(edited), ElementsAre("woof"));
    }
}

TEST_F(Prefetch, ATableThatRefersToItself) {
    const auto threads = Tweet::select().where(T.reply_to.is_null()).order_by(T.id).prefetch<Tweet>().all();
    ASSERT_EQ(threads.size(), 2U);
    EXPECT_THAT(contents(std::get<1>(threads[0])), ElementsAre("woof"));
    EXPECT_THAT(std::get<1>(threads[1]), IsEmpty());
}

TEST_F(Prefetch, AConditionOfTheFirstQueryRestrictsTheOthers) {
    const auto found = User::select().join<Company>().where(C.name == "acme").order_by(U.id).prefetch(T.user);
    const pewit::QueryLog log{db};
    const auto rows = found.all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_THAT(contents(std::get<1>(rows[0])), ElementsAre("meow", "hiss"));
    EXPECT_THAT(log.sql().at(1), HasSubstr(R"(IN (SELECT "users"."id" FROM "users" INNER JOIN "company")"));
}

TEST_F(Prefetch, WithALimitTheKeysThatWereReadDecide) {
    const pewit::QueryLog log{db};
    const auto rows = User::select().order_by(U.id.desc()).limit(2).prefetch(T.user).all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(std::get<0>(rows[0]).username, "quiet");
    EXPECT_THAT(contents(std::get<1>(rows[1])), ElementsAre("woof"));
    ASSERT_EQ(log.count(), 2U);
    EXPECT_THAT(log.sql().at(1), HasSubstr(pewit::test::engine_sql(R"("user_id" IN (?, ?))")));
}

TEST_F(Prefetch, ManyKeysGoInParts) {
    std::vector<User> many(1100);
    for (std::size_t i = 0; i < many.size(); ++i)
        many[i].username = "u" + std::to_string(i);
    pewit::Atomic frame{db};
    User::bulk_create(many);
    db.execute(
        "INSERT INTO tweets (user_id, content) SELECT id, username FROM users WHERE username LIKE 'u%'");
    const pewit::QueryLog log{db};
    const auto rows = User::select().where(U.username.startswith("u")).limit(5000).prefetch(T.user).all();
    EXPECT_EQ(log.count(), 3U);
    ASSERT_EQ(rows.size(), 1100U);
    for (const auto& [user, tweets] : rows)
        ASSERT_THAT(contents(tweets), ElementsAre(user.username));
}

TEST_F(Prefetch, FirstTakesOneRowWithWhatBelongsToIt) {
    const auto first = User::select().order_by(U.id).prefetch(T.user).first();
    ASSERT_TRUE(first);
    EXPECT_EQ(std::get<1>(*first).size(), 2U);
    EXPECT_FALSE(User::select().where(U.id == 99).prefetch(T.user).first());
}

TEST_F(Prefetch, NoRowsAskNoFurther) {
    const pewit::QueryLog log{db};
    EXPECT_THAT(User::select().where(U.id == 99).prefetch(T.user).all(), IsEmpty());
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(Prefetch, GoesTogetherWithFilledKeys) {
    const auto rows = User::select().with(U.company).order_by(U.id).prefetch(
        pewit::via(T.user, Tweet::select().with(T.editor)));
    const pewit::NoLazyLoad guard;
    for (const auto& [user, tweets] : rows) {
        EXPECT_EQ(user.company ? (*user.company)->name : "acme", "acme");
        for (const Tweet& tweet : tweets)
            EXPECT_EQ(tweet.editor ? (*tweet.editor)->username : "huey", "huey");
    }
}

TEST_F(Prefetch, ARowThatAJoinGivesTwiceHasItsChildrenTwice) {
    const auto rows =
        User::select().join<Tweet>(T.user == U.id).where(U.username == "huey").prefetch(T.user).all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(std::get<1>(rows[0]).size(), 2U);
    EXPECT_EQ(std::get<1>(rows[1]).size(), 2U);
}

TEST_F(Prefetch, AChildQueryWithALimitIsRefused) {
    EXPECT_THROW((void)User::select().prefetch(pewit::via(T.user, Tweet::select().limit(1))).all(),
                 pewit::ProgrammingError);
}

}  // namespace
