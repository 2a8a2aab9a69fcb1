#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::Like;
using blog::Tweet;
using blog::User;
using testing::ElementsAre;
using testing::HasSubstr;

const auto& U = User::c;
const auto& T = Tweet::c;

class GetById : public blog::BlogTest {};
class Refresh : public blog::BlogTest {};
class LazyLoad : public blog::BlogTest {};
class GetOrCreate : public blog::BlogTest {};

TEST_F(GetById, ReadsTheWholeRow) {
    const User made = User::create(U.username = "huey", U.karma = 3);
    const QueryLog log{db};
    const User read = User::get_by_id(made.id);
    EXPECT_EQ(read.username, "huey");
    EXPECT_EQ(read.karma, 3);
    EXPECT_THAT(log.sql(),
                ElementsAre(test::engine_sql(
                    R"(SELECT "id", "username", "bio", "active", "karma" FROM "users" WHERE "id" = ?)")));
}

TEST_F(GetById, ThrowsWithoutSuchARow) {
    try {
        static_cast<void>(User::get_by_id(5));
        FAIL() << "found a row";
    } catch (const DoesNotExist& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.code(), ErrorCode::not_found);
    }
}

TEST_F(GetById, RefusesAStoredValueThatTheFieldCantHold) {
    const User made = User::create(U.username = "huey");
    if (test::on_postgres()) db.execute("ALTER TABLE users ALTER karma TYPE bigint");
    db.execute("UPDATE users SET karma = 3000000000");
    try {
        static_cast<void>(User::get_by_id(made.id));
        FAIL() << "read a value that does not fit";
    } catch (const DataError& error) {
        EXPECT_EQ(error.column(), "karma");
        EXPECT_THAT(error.what(), HasSubstr("int32_t"));
    }
}

TEST_F(Refresh, ReadsTheRowAgain) {
    User user = User::create(U.username = "huey");
    db.execute("UPDATE users SET bio = 'cat'");
    user.username = "unsaved";
    user.refresh();
    EXPECT_EQ(user.username, "huey");
    EXPECT_EQ(user.bio, "cat");
}

TEST_F(Refresh, ChangesNothingWhenItFails) {
    User user = User::create(U.username = "huey");
    user.delete_instance();
    user.bio = "cat";
    EXPECT_THROW(user.refresh(), DoesNotExist);
    EXPECT_EQ(user.bio, "cat");
}

TEST_F(LazyLoad, AsksTheDatabaseOnceAndOnlyForTheRow) {
    const User huey = User::create(U.username = "huey");
    const std::int64_t id = Tweet::create(T.user = huey.id, T.content = "meow").id;
    Tweet tweet = Tweet::get_by_id(id);
    const QueryLog log{db};
    EXPECT_EQ(tweet.user.id(), huey.id);
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(tweet.user->username, "huey");
    EXPECT_EQ((*tweet.user).username, "huey");
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(LazyLoad, IsForgottenWhenTheKeyIsReadAgain) {
    const User huey = User::create(U.username = "huey");
    const User zaizee = User::create(U.username = "zaizee");
    Tweet tweet = Tweet::create(T.user = huey, T.content = "meow");
    EXPECT_EQ(tweet.user->username, "huey");
    db.execute("UPDATE tweets SET user_id = $1", zaizee.id);
    tweet.refresh();
    EXPECT_EQ(tweet.user->username, "zaizee");
}

TEST_F(LazyLoad, ThrowsForARowThatIsGone) {
    Tweet tweet;
    tweet.user = 77;
    EXPECT_THROW(static_cast<void>(tweet.user->username), DoesNotExist);
    EXPECT_FALSE(tweet.user.is_loaded());
}

TEST_F(GetOrCreate, CreatesOnceAndFindsLater) {
    auto [first, created] = User::get_or_create(U.username = "mickey", defaults(U.karma = 7));
    EXPECT_TRUE(created);
    EXPECT_EQ(first.karma, 7);
    const QueryLog log{db};
    auto [second, again] = User::get_or_create(U.username = "mickey", defaults(U.karma = 9));
    EXPECT_FALSE(again);
    EXPECT_EQ(second.id, first.id);
    EXPECT_EQ(second.karma, 7);
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(GetOrCreate, LooksForNullToo) {
    User::create(U.username = "with", U.bio = "cat");
    const User without = User::create(U.username = "without");
    EXPECT_EQ(User::get_or_create(U.bio = std::nullopt, defaults(U.username = "new")).row.id, without.id);
}

TEST_F(GetOrCreate, LeavesTheTransactionUsableWhenItsInsertFails) {
    User::create(U.username = "huey");
    db.atomic([&] {
        User::create(U.username = "before");
        EXPECT_THROW(User::get_or_create(U.bio = "no such", defaults(U.username = "huey")), UniqueViolation);
        User::create(U.username = "after");
    });
    EXPECT_EQ(count("users"), 3);
}

}  // namespace
