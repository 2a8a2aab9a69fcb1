#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "blog_test.hpp"

namespace {

using namespace pewit;
using blog::Tweet;
using blog::User;

/// The engine's own placeholders.
std::string sql(std::string_view text) { return test::engine_sql(text); }

class RawQuery : public test::BlogTest {};

template <class E, class F>
E error_of(F&& function) {
    try {
        function();
    } catch (const E& error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return E("nothing");
}

TEST_F(RawQuery, ReadsModelsByTheNamesOfTheColumns) {
    const auto query = User::raw(
        sql("SELECT karma + 1 AS karma, 'x' AS other, score, active, bio, username, id FROM users WHERE karma > ? AND username <> ? "
            "ORDER BY id"),
        5, "zaizee");
    const std::vector<User> users = query.all();
    ASSERT_EQ(users.size(), 2U);
    EXPECT_EQ(users[0].username, "huey");
    EXPECT_EQ(users[0].karma, 11);
    EXPECT_EQ(users[1].bio, std::nullopt);
    EXPECT_EQ(query.get().id, 1);
    std::string names;
    for (const User& user : query)
        names += user.username + ",";
    EXPECT_EQ(names, "huey,Mickey,");
}

TEST_F(RawQuery, FindsAColumnByItsNameInCppToo) {
    const std::optional<Tweet> tweet =
        Tweet::raw("SELECT id, content, user_id AS \"user\", reply_to FROM tweets ORDER BY id").first();
    ASSERT_TRUE(tweet);
    EXPECT_EQ(tweet->user.id(), 1);
    EXPECT_EQ(tweet->user->username, "huey");
}

TEST_F(RawQuery, IsAValueThatKeepsItsParameters) {
    auto make = [] {
        const std::string name = "huey";
        return User::raw(sql("SELECT * FROM users WHERE username = ? OR bio = ?"), name,
                         std::optional<std::string>());
    };
    const auto query = make();
    EXPECT_EQ(query.all().size(), 1U);
    EXPECT_EQ(query.first()->username, "huey");
    EXPECT_THROW((void)User::raw(sql("SELECT * FROM users WHERE id = ?"), 99).get(), DoesNotExist);
    EXPECT_EQ(User::raw(sql("SELECT * FROM users WHERE id = ?"), 99).first(), std::nullopt);
}

TEST_F(RawQuery, NamesTheColumnThatIsMissingOrThereTwice) {
    const auto missing =
        error_of<DataError>([] { (void)User::raw("SELECT id, username FROM users WHERE id = 99").all(); });
    EXPECT_EQ(missing.table(), "users");
    EXPECT_EQ(missing.column(), "bio");
    const auto twice = error_of<DataError>(
        [] { (void)Tweet::raw("SELECT * FROM tweets JOIN users ON users.id = tweets.user_id").all(); });
    EXPECT_EQ(twice.table(), "tweets");
    EXPECT_EQ(twice.column(), "id");
}

TEST_F(RawQuery, NamesTheColumnThatDoesNotFit) {
    const auto unfit = error_of<DataError>(
        [] { (void)User::raw("SELECT id, NULL AS username, bio, active, karma, score FROM users").all(); });
    EXPECT_EQ(unfit.table(), "users");
    EXPECT_EQ(unfit.column(), "username");
    EXPECT_THROW((void)User::raw("SELECT * FROM users", 1).all(), ProgrammingError);
}

struct Stat {
    std::string name;
    std::int64_t tweets;
};
struct NamedStat {
    std::int64_t tweets;
    std::string name;
    PEWIT_ROW(NamedStat, tweets, name);
};

TEST_F(RawQuery, GivesOtherRowsByPositionAndByName) {
    const auto query = User::raw(
        "SELECT username AS name, COUNT(tweets.id) AS tweets FROM users JOIN tweets ON tweets.user_id = users.id "
        "GROUP BY username ORDER BY 2 DESC");
    EXPECT_EQ(query.into<Stat>().at(0).name, "huey");
    EXPECT_EQ((query.into<std::tuple<std::string, int>>().at(0)), std::tuple("huey", 2));
    EXPECT_EQ(query.into_by_name<NamedStat>().at(1).name, "Mickey");
    EXPECT_EQ(User::raw("SELECT COUNT(*) FROM users").into<int>(), std::vector{3});
    EXPECT_EQ(User::raw("SELECT * FROM tweets").into_by_name<Tweet>().size(), 3U);
    EXPECT_THROW((void)query.into<int>(), ProgrammingError);
}

TEST_F(RawQuery, Streams) {
    const Atomic frame{db};
    int karma = 0;
    for (const User& user : User::raw(sql("SELECT * FROM users WHERE id < ?"), 3).stream())
        karma += user.karma;
    EXPECT_EQ(karma, 30);
}

TEST_F(RawQuery, MayWriteAndReturnRows) {
    const auto users = User::raw(sql("UPDATE users SET karma = ? RETURNING *"), 7).all();
    EXPECT_EQ(users.size(), 3U);
    EXPECT_EQ(raw<int>("SELECT SUM(karma) FROM users"), 21);
}

TEST(ValueOfAnyType, IsWhatAFieldWouldStore) {
    EXPECT_EQ(Value(true), Value(1));
    EXPECT_EQ(Value(Decimal("1.50")), Value("1.50"));
    EXPECT_EQ(Value(Date("2024-02-29")).as<Date>(), Date("2024-02-29"));
    EXPECT_TRUE(Value(std::optional<int>()).is_null());
    EXPECT_EQ(Value(std::optional<int>()).as<std::optional<int>>(), std::nullopt);
    EXPECT_EQ(Value(Blob::from_string("ab")), Value::blob("ab"));
    EXPECT_EQ(Value(70000).as<std::int64_t>(), 70000);
    EXPECT_THROW((void)Value(70000).as<std::int16_t>(), DataError);
    EXPECT_THROW((void)Value("x").as<int>(), DataError);
}

}  // namespace
