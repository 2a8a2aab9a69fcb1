#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::Like;
using blog::Tweet;
using blog::User;
using testing::ElementsAre;
using testing::StartsWith;

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
        ElementsAre(test::engine_sql(
            R"(UPDATE "users" SET "username" = ?, "bio" = ?, "active" = ?, "karma" = ? WHERE "id" = ?)")));
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
    EXPECT_THAT(
        log.sql(),
        ElementsAre(test::engine_sql(R"(UPDATE "users" SET "username" = ?, "bio" = ? WHERE "id" = ?)")));
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

MODEL(Widget) {
    FIELD(std::string, name);
    FIELD(int, size, default_sql("7"));
    int clicks = 0;
};

TEST_F(Save, LeavesMembersThatAreNoColumnsToThemselvesOnRefresh) {
    db.create_tables<Widget>();
    Widget widget = Widget::create(Widget::c.name = "a");
    db.execute("UPDATE widget SET name = 'b'");
    widget.clicks = 3;
    widget.refresh();
    EXPECT_EQ(widget.name, "b");
    EXPECT_EQ(widget.clicks, 3);
}

TEST_F(Save, LeavesAColumnToItsSqlDefaultInGetOrCreate) {
    db.create_tables<Widget>();
    EXPECT_EQ(Widget::get_or_create(Widget::c.name = "a").row.size, 7);
    EXPECT_EQ(Widget::get_by_id(1).size, 7);
    EXPECT_EQ(Widget::get_or_create(Widget::c.name = "b", defaults(Widget::c.size = 8)).row.size, 8);
}

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

TEST_F(Version, BeginsAtOneInAnInsertQueryToo) {
    Account::insert(Account::c.owner = "huey").execute();
    Account::insert_from(Account::select(Account::c.owner), Account::c.owner).execute();
    EXPECT_EQ(Account::get_by_id(1).version, 1);
    EXPECT_EQ(Account::get_by_id(2).version, 1);
}

TEST_F(Version, GoesUpWithAnUpdateQueryUnlessAssigned) {
    Account account = Account::create(Account::c.owner = "huey");
    Account::update(Account::c.owner = "zaizee").execute();
    EXPECT_EQ(Account::get_by_id(1).version, 2);
    EXPECT_THROW(account.save(), StaleRow);
    Account::update(Account::c.version = 9).execute();
    EXPECT_EQ(Account::get_by_id(1).version, 9);
    Account::insert(Account::c.id = 1, Account::c.owner = "x")
        .on_conflict(Account::c.id)
        .update(Account::c.owner = excluded(Account::c.owner))
        .execute();
    EXPECT_EQ(Account::get_by_id(1).version, 10);
}

TEST_F(Version, KeepsAStaleObjectFromDeletingItsRow) {
    Account mine = Account::create(Account::c.owner = "huey");
    Account theirs = Account::get_by_id(mine.id);
    theirs.save();
    EXPECT_THROW(mine.delete_instance(), StaleRow);
    EXPECT_THROW(mine.delete_instance(recursive), StaleRow);
    EXPECT_EQ(theirs.delete_instance(recursive), 1);
    EXPECT_EQ(mine.delete_instance(), 0);
}

TEST_F(Version, TellsADeletedRowFromAStaleOne) {
    Account account = Account::create(Account::c.owner = "huey");
    account.delete_instance();
    EXPECT_THROW(account.save(), DoesNotExist);
}

TEST_F(Version, IsAsBeforeWhenTheUpdateFails) {
    PEWIT_ONLY_ON_SQLITE();
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

MODEL(Note) {
    META(only_save_dirty);
    FIELD(std::string, text, max_length(10));
};

class OnlySaveDirty : public blog::BlogTest {
protected:
    OnlySaveDirty() { db.create_tables<Draft>(); }
};

TEST_F(OnlySaveDirty, SendsTheChangedColumnsAlone) {
    Draft draft = Draft::create(Draft::c.title = "one");
    draft.body = "text";
    const QueryLog log{db};
    draft.save();
    EXPECT_THAT(log.sql(), ElementsAre(test::engine_sql(R"(UPDATE "draft" SET "body" = ? WHERE "id" = ?)")));
}

TEST_F(OnlySaveDirty, KnowsWhatWasReadAndWhatACopyHolds) {
    const std::int64_t id = Draft::create(Draft::c.title = "one").id;
    Draft draft = Draft::get_by_id(id);
    Draft copy = draft;
    copy.title = "two";
    const QueryLog log{db};
    copy.save();
    EXPECT_THAT(log.sql(), ElementsAre(test::engine_sql(R"(UPDATE "draft" SET "title" = ? WHERE "id" = ?)")));
}

TEST_F(OnlySaveDirty, OnlyLooksForTheRowWhenNothingChanged) {
    Draft draft = Draft::create(Draft::c.title = "one");
    const QueryLog log{db};
    draft.save();
    EXPECT_THAT(log.sql(), ElementsAre(StartsWith("SELECT")));
    draft.delete_instance();
    EXPECT_THROW(draft.save(), DoesNotExist);
}

TEST_F(OnlySaveDirty, KnowsWhatEveryQueryRead) {
    Draft::create(Draft::c.title = "one");
    Draft got = Draft::get(Draft::c.title == "one");
    Draft first = Draft::select().all().front();
    Draft streamed;
    {
        const Atomic tx{db};  // what PostgreSQL streams in
        for (const Draft& each : Draft::select().stream())
            streamed = each;
    }
    for (Draft* draft : {&got, &first, &streamed}) {
        draft->body += "!";
        const QueryLog log{db};
        draft->save();
        EXPECT_THAT(log.sql(),
                    ElementsAre(test::engine_sql(R"(UPDATE "draft" SET "body" = ? WHERE "id" = ?)")));
    }
}

TEST_F(OnlySaveDirty, ReadsATextThatIsTooLongAndRefusesToSaveIt) {
    PEWIT_ONLY_ON_SQLITE();
    db.create_tables<Note>();
    db.execute("INSERT INTO note(text) VALUES ('longer than it may be')");
    Note note = Note::get(Note::c.id == 1);
    EXPECT_THROW(note.save(), DataError);
    note.text = "fits";
    note.save();
    EXPECT_EQ(Note::get_by_id(1).text, "fits");
}

TEST_F(OnlySaveDirty, SavesAgainWhatARollbackUndid) {
    Draft draft = Draft::create(Draft::c.title = "one");
    const auto fail = [&] {
        draft.title = "two";
        draft.save();
        throw std::runtime_error("rolls back");
    };
    EXPECT_THROW(db.atomic(fail), std::runtime_error);
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
    draft.title = "three";
    db.atomic([&] {
        const Savepoint outer{db};
        EXPECT_THROW(db.atomic([&] {
            draft.title = "four";
            draft.save();
            throw std::runtime_error("rolls back to the savepoint");
        }),
                     std::runtime_error);
        draft.save();
    });
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "four");
}

TEST_F(OnlySaveDirty, SavesAgainWhatTheEngineRolledBack) {
    PEWIT_ONLY_ON_SQLITE();
    Draft draft = Draft::create(Draft::c.title = "one");
    db.execute(
        "CREATE TRIGGER no BEFORE INSERT ON draft WHEN NEW.title = 'no' BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
    EXPECT_THROW(db.atomic([&] {
        draft.title = "two";
        draft.save();
        Draft::create(Draft::c.title = "no");
    }),
                 Error);
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
}

TEST_F(OnlySaveDirty, SavesAgainAfterAFailedBulkUpdate) {
    std::vector<Draft> drafts(2);
    Draft::bulk_create(drafts);
    drafts[0].title = "two";
    drafts[1].id = 99;
    EXPECT_THROW(Draft::bulk_update(drafts, Draft::c.title), DoesNotExist);
    drafts[0].save();
    EXPECT_EQ(Draft::get_by_id(1).title, "two");
}

TEST_F(OnlySaveDirty, WritesAllOfAnObjectThatWasNeverRead) {
    Draft draft;
    draft.id = Draft::create(Draft::c.title = "one").id;
    draft.title = "two";
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
}

TEST_F(OnlySaveDirty, ForgetsNothingWhenASaveFails) {
    PEWIT_ONLY_ON_SQLITE();
    Draft draft = Draft::create(Draft::c.title = "one");
    draft.title = "two";
    db.execute("CREATE TRIGGER no BEFORE UPDATE ON draft BEGIN SELECT RAISE(ABORT, 'no'); END");
    EXPECT_THROW(draft.save(), DatabaseError);
    db.execute("DROP TRIGGER no");
    draft.save();
    EXPECT_EQ(Draft::get_by_id(draft.id).title, "two");
}

}  // namespace
