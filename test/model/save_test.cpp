#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::Like;
using blog::Tweet;
using blog::User;
using testing::ElementsAre;
using testing::IsEmpty;

const auto& U = User::c;

class Save : public blog::BlogTest {};

TEST_F(Save, InsertsWithoutAKeyAndUpdatesWithOne) {
    User user;
    user.username = "huey";
    user.save();
    EXPECT_EQ(user.id, 1);
    const QueryLog log{db};
    user.bio = "cat";
    user.save();
    EXPECT_THAT(
        log.sql(),
        ElementsAre(
            R"(UPDATE "users" SET "username" = ?, "bio" = ?, "active" = ?, "karma" = ? WHERE "id" = ?)"));
    EXPECT_EQ(User::get_by_id(1).bio, "cat");
    user.bio = std::nullopt;
    user.save();
    EXPECT_EQ(User::get_by_id(1).bio, std::nullopt);
    EXPECT_EQ(count("users"), 1);
}

TEST_F(Save, NeverSucceedsByDoingNothing) {
    User user = User::create(U.username = "huey");
    user.delete_instance();
    EXPECT_THROW(user.save(), DoesNotExist);
    EXPECT_THROW(user.save(only(U.bio)), DoesNotExist);
    EXPECT_EQ(count("users"), 0);
}

TEST_F(Save, InsertsWithAKeyWhenForced) {
    User user;
    user.id = 12;
    user.username = "huey";
    EXPECT_THROW(user.save(), DoesNotExist);
    user.save(force_insert);
    EXPECT_EQ(User::get_by_id(12).username, "huey");
    EXPECT_THROW(user.save(force_insert), UniqueViolation);
}

TEST_F(Save, WritesOnlyTheColumnsAskedFor) {
    User user = User::create(U.username = "huey", U.karma = 1);
    db.execute("UPDATE users SET karma = 50");
    user.username = "zaizee";
    user.bio = "cat";
    const QueryLog log{db};
    user.save(only(U.username, U.bio));
    EXPECT_THAT(log.sql(), ElementsAre(R"(UPDATE "users" SET "username" = ?, "bio" = ? WHERE "id" = ?)"));
    user.refresh();
    EXPECT_EQ(user.username, "zaizee");
    EXPECT_EQ(user.karma, 50);
}

TEST_F(Save, FindsARowByACompositeKey) {
    const User user = User::create(U.username = "huey");
    const Tweet tweet = Tweet::create(Tweet::c.user = user, Tweet::c.content = "meow");
    Like like = Like::create(Like::c.user = user, Like::c.tweet = tweet);
    like.save();
    EXPECT_EQ(Like::get_by_id(user.id, tweet.id).tweet.id(), tweet.id);
    EXPECT_EQ(like.delete_instance(), 1);
    EXPECT_THROW(like.save(), DoesNotExist);
}

MODEL_NO_ID(Country) {
    FIELD(std::string, code, primary_key);
    FIELD(std::string, name);
};
MODEL(City) {
    FIELD(std::string, name);
    FIELD((ForeignKey<Country, std::string>), country);
};

TEST_F(Save, TakesKeysOfText) {
    db.create_tables<City, Country>();
    Country country = Country::create(Country::c.code = "de", Country::c.name = "Germany");
    country.name = "Deutschland";
    country.save();
    EXPECT_EQ(Country::get_by_id("de").name, "Deutschland");
    const City city = City::create(City::c.name = "Bonn", City::c.country = country);
    EXPECT_EQ(City::get_by_id(city.id).country->name, "Deutschland");
}

MODEL(Account) {
    META(version(c.version));
    FIELD(std::string, owner);
    FIELD(int, version);
};

class Version : public blog::BlogTest {
protected:
    Version() { db.create_tables<Account>(); }
};

TEST_F(Version, BeginsAtOneAndGoesUpWithEverySave) {
    Account account = Account::create(Account::c.owner = "huey");
    EXPECT_EQ(account.version, 1);
    account.save();
    EXPECT_EQ(account.version, 2);
    account.save(only(Account::c.owner));
    EXPECT_EQ(account.version, 3);
    EXPECT_EQ(Account::get_by_id(account.id).version, 3);
}

TEST_F(Version, RefusesAStaleRowAndKeepsItsVersion) {
    Account mine = Account::create(Account::c.owner = "huey");
    Account theirs = Account::get_by_id(mine.id);
    theirs.owner = "zaizee";
    theirs.save();
    mine.owner = "mickey";
    EXPECT_THROW(mine.save(), StaleRow);
    EXPECT_EQ(mine.version, 1);
    EXPECT_EQ(Account::get_by_id(mine.id).owner, "zaizee");
    mine.refresh();
    mine.owner = "mickey";
    mine.save();
    EXPECT_EQ(Account::get_by_id(mine.id).owner, "mickey");
}

TEST_F(Version, TellsADeletedRowFromAStaleOne) {
    Account account = Account::create(Account::c.owner = "huey");
    account.delete_instance();
    EXPECT_THROW(account.save(), DoesNotExist);
}

TEST_F(Version, IsAsBeforeWhenTheUpdateFails) {
    Account account = Account::create(Account::c.owner = "huey");
    db.execute("CREATE TRIGGER no BEFORE UPDATE ON account BEGIN SELECT RAISE(ABORT, 'no'); END");
    EXPECT_THROW(account.save(), DatabaseError);
    EXPECT_EQ(account.version, 1);
}

MODEL(Draft) {
    META(only_save_dirty);
    FIELD(std::string, title);
    FIELD(std::string, body, default_(""));
};

class OnlySaveDirty : public blog::BlogTest {
protected:
    OnlySaveDirty() { db.create_tables<Draft>(); }
};

TEST_F(OnlySaveDirty, SendsTheChangedColumnsAlone) {
    Draft draft = Draft::create(Draft::c.title = "one");
    const QueryLog log{db};
    draft.save();
    EXPECT_THAT(log.sql(), IsEmpty());
    draft.body = "text";
    draft.save();
    draft.save();
    EXPECT_THAT(log.sql(), ElementsAre(R"(UPDATE "draft" SET "body" = ? WHERE "id" = ?)"));
}

TEST_F(OnlySaveDirty, KnowsWhatWasReadAndWhatACopyHolds) {
    const std::int64_t id = Draft::create(Draft::c.title = "one").id;
    Draft draft = Draft::get_by_id(id);
    Draft copy = draft;
    copy.title = "two";
    const QueryLog log{db};
    draft.save();
    copy.save();
    EXPECT_THAT(log.sql(), ElementsAre(R"(UPDATE "draft" SET "title" = ? WHERE "id" = ?)"));
}

TEST_F(OnlySaveDirty, WritesAllOfAnObjectThatWasNeverRead) {
    Draft draft;
    draft.id = Draft::create(Draft::c.title = "one").id;
    draft.title = "two";
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
}

TEST_F(OnlySaveDirty, ForgetsNothingWhenASaveFails) {
    Draft draft = Draft::create(Draft::c.title = "one");
    draft.title = "two";
    db.execute("CREATE TRIGGER no BEFORE UPDATE ON draft BEGIN SELECT RAISE(ABORT, 'no'); END");
    EXPECT_THROW(draft.save(), DatabaseError);
    db.execute("DROP TRIGGER no");
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
}

}  // namespace
