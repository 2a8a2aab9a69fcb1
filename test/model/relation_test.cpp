#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/engine.hpp>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using namespace pewit;
using testing::ElementsAre;

struct Tweet;
struct Tag;

MODEL(User) {
    FIELD(std::string, username);
    BACKREF(Tweet, tweets, user);
    BACKREF(Tweet, mentions, mentioned);
};

MODEL(Tweet) {
    FOREIGN_KEY(User, user, backref("tweets"));
    FIELD(std::optional<ForeignKey<User>>, mentioned);
    FIELD(std::string, content);
    MANY_TO_MANY(Tag, tags);
};

MODEL_NO_ID(Tag) {
    FIELD(std::string, name, primary_key);
    MANY_TO_MANY(Tweet, tweets, Tweet::tags_through);
};

class Tables : public testing::Test {
protected:
    Tables() { db.create_tables<User, Tweet, Tag, Tweet::tags_through>(); }
    test::FreshPlace place;
    Database db{place.in_memory()};
    ConnectionScope scope{db};
};

class Relations : public Tables {
protected:
    User huey = User::create(User::c.username = "huey");
    User zaizee = User::create(User::c.username = "zaizee");
    Tweet meow = Tweet::create(Tweet::c.user = huey, Tweet::c.content = "meow", Tweet::c.mentioned = zaizee);
    Tweet purr = Tweet::create(Tweet::c.user = huey, Tweet::c.content = "purr");
};

std::vector<std::string> contents(const std::vector<Tweet>& tweets) {
    std::vector<std::string> list;
    for (const Tweet& tweet : tweets)
        list.push_back(tweet.content);
    return list;
}

TEST_F(Relations, BackrefIsAQueryForTheRowsThatRefer) {
    EXPECT_THAT(contents(huey.tweets().order_by(Tweet::c.content.desc()).all()), ElementsAre("purr", "meow"));
    EXPECT_EQ(zaizee.tweets().count(), 0);
    EXPECT_THAT(contents(zaizee.mentions().all()), ElementsAre("meow"));
}

TEST_F(Relations, CannotReferToARowThatIsNotSavedYet) {
    User unsaved;
    try {
        Tweet::create(Tweet::c.user = unsaved, Tweet::c.content = "x");
        ADD_FAILURE() << "no error";
    } catch (const ProgrammingError& error) {
        EXPECT_STREQ(error.what(), "\"tweet.user\" can't refer to it: the User is not saved yet");
        EXPECT_EQ(error.table(), "tweet");
        EXPECT_EQ(error.column(), "user");
    }
    EXPECT_THROW((void)(Tweet::c.mentioned = unsaved), ProgrammingError);
    EXPECT_EQ(unsaved.tweets().count(), 0);
    unsaved.save();
    EXPECT_EQ(Tweet::create(Tweet::c.user = unsaved, Tweet::c.content = "x").user.id(), unsaved.id);
    EXPECT_NO_THROW((void)(Tweet::c.user = 0)) << "a key of the program's own";
}

TEST_F(Relations, BackrefSendsOneQueryByTheKey) {
    const QueryLog log{db};
    EXPECT_EQ(huey.tweets().all().size(), 2U);
    ASSERT_EQ(log.count(), 1U);
    EXPECT_THAT(log.sql().front(), testing::HasSubstr(test::engine_sql(R"(WHERE "user" = ?)")));
}

TEST_F(Relations, ManyToManyGoesThroughAModelOfItsOwn) {
    const Tag cats = Tag::create(Tag::c.name = "cats");
    const Tag dogs = Tag::create(Tag::c.name = "dogs");
    const auto& L = Tweet::tags_through::c;
    Tweet::tags_through::create(L.from = meow, L.to = cats);
    Tweet::tags_through::create(L.from = purr, L.to = cats);
    Tweet::tags_through::create(L.from = purr, L.to = dogs);
    EXPECT_EQ(meow.tags().all().size(), 1U);
    EXPECT_THAT(purr.tags().order_by(Tag::c.name).all(),
                ElementsAre(testing::Field(&Tag::name, "cats"), testing::Field(&Tag::name, "dogs")));
    EXPECT_THAT(contents(cats.tweets().order_by(Tweet::c.id).all()), ElementsAre("meow", "purr"));
    EXPECT_THROW(Tweet::tags_through::create(L.from = meow, L.to = cats), UniqueViolation);
    EXPECT_TRUE(db.table_exists("tweet_tag_through"));
}

TEST_F(Relations, LinksGoWithTheRowsThatTheyLink) {
    const auto& L = Tweet::tags_through::c;
    Tweet::tags_through::create(L.from = meow, L.to = Tag::create(Tag::c.name = "cats"));
    meow.delete_instance();
    EXPECT_EQ(Tweet::tags_through::select().count(), 0);
}

#define TIMESTAMPS                           \
    FIELD(DateTime, created, default_(now)); \
    FIELD(std::optional<DateTime>, changed)

MODEL(Page) {
    TIMESTAMPS;
    FIELD(std::string, text);
};

TEST(Mixin, IsAMacroOfFields) {
    EXPECT_EQ(detail::description<Page>().columns.size(), 4U);
    EXPECT_EQ(detail::description<Page>().columns[2].name, "changed");
}

MODEL(Bound) {
    META(database("bound"));
    FIELD(int, x);
};

TEST_F(Relations, AModelTellsTheDatabaseItIsBoundTo) {
    EXPECT_EQ(&User::database(), &db);
    EXPECT_EQ(&huey.database(), &db);
    EXPECT_THROW(static_cast<void>(Bound::database()), InterfaceError);
    Database other{sqlite({.path = ":memory:"}), {.name = "bound"}};
    EXPECT_EQ(&Bound::database(), &other);
    EXPECT_EQ(&User::database(), &db);
    const BindScope bind{other, model<User>};
    EXPECT_EQ(&User::database(), &other);
}

}  // namespace
