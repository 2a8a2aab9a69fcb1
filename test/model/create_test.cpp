#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::Tweet;
using blog::User;
using testing::ElementsAre;
using testing::HasSubstr;

const auto& U = User::c;
const auto& T = Tweet::c;

class Create : public blog::BlogTest {};

TEST_F(Create, TakesKeywordsAndReturnsTheRowWithItsKey) {
    const User huey = User::create(U.username = "huey", U.bio = "cat");
    EXPECT_EQ(huey.id, 1);
    EXPECT_TRUE(huey.active);
    using Row = std::tuple<std::int64_t, std::string, std::optional<std::string>, bool, int>;
    EXPECT_THAT(
        (db.query<std::int64_t, std::string, std::optional<std::string>, bool, int>("SELECT * FROM users")),
        ElementsAre(Row(1, "huey", "cat", true, 0)));
}

TEST_F(Create, TakesAnObject) {
    User draft;
    draft.username = "zaizee";
    EXPECT_EQ(User::create(draft).id, 1);
    EXPECT_EQ(draft.id, 0);
    draft.username = "mickey";
    draft.id = 40;
    EXPECT_EQ(User::create(std::move(draft)).id, 40);
}

TEST_F(Create, TakesAnythingThatIsText) {
    const std::string_view view = "a view";
    const User row = User::create(U.username = view, U.bio = std::optional(view.substr(2)));
    EXPECT_EQ(row.username, "a view");
    EXPECT_EQ(User::get(U.username == view).bio, "view");
}

TEST_F(Create, SendsOneInsert) {
    const QueryLog log{db};
    User::create(U.username = "a");
    User::create(U.id = 7, U.username = "b");
    EXPECT_THAT(
        log.sql(),
        ElementsAre(
            test::engine_sql(
                R"(INSERT INTO "users" ("username", "bio", "active", "karma") VALUES (?, ?, ?, ?))")
                + (test::on_postgres() ? R"( RETURNING "id")" : ""),
            test::engine_sql(
                R"(INSERT INTO "users" ("id", "username", "bio", "active", "karma") VALUES (?, ?, ?, ?, ?))")));
}

TEST_F(Create, ReportsTheTableAndColumnOfADuplicate) {
    User::create(U.username = "huey");
    try {
        User::create(U.username = "huey");
        FAIL() << "a duplicate was taken";
    } catch (const UniqueViolation& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "username");
    }
}

TEST_F(Create, ChecksTheLengthInCodePointsBeforeTheDatabaseDoes) {
    std::string umlauts;
    for (int i = 0; i < 40; ++i)
        umlauts += "\u00fc";
    User::create(U.username = umlauts);
    const QueryLog log{db};
    try {
        User::create(U.username = umlauts + "x");
        FAIL() << "a text too long was taken";
    } catch (const DataError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "username");
        EXPECT_THAT(error.what(), HasSubstr("too long"));
    }
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(count("users"), 1);
}

TEST_F(Create, TakesARowOrAKeyForAForeignKey) {
    const User huey = User::create(U.username = "huey");
    const Tweet by_row = Tweet::create(T.user = huey, T.content = "meow");
    EXPECT_EQ(by_row.user.id(), huey.id);
    const Tweet by_key = Tweet::create(T.user = huey.id, T.content = "purr", T.reply_to = by_row);
    EXPECT_EQ(by_key.reply_to->id(), by_row.id);
    EXPECT_THROW(Tweet::create(T.user = 99, T.content = "hiss"), ForeignKeyViolation);
}

// trap S44: an ignored INSERT leaves the key of the row before.
TEST_F(Create, ThrowsWhenATriggerIgnoresTheRow) {
    PEWIT_ONLY_ON_SQLITE();
    User::create(U.username = "first");
    db.execute("CREATE TRIGGER quiet BEFORE INSERT ON users BEGIN SELECT RAISE(IGNORE); END");
    EXPECT_THROW(User::create(U.username = "second"), DatabaseError);
    EXPECT_THROW(User::create(U.id = 7, U.username = "third"), DatabaseError);
    EXPECT_EQ(count("users"), 1);
}

TEST_F(Create, TakesNoKeyFromATriggersOwnInsert) {
    PEWIT_ONLY_ON_SQLITE();
    db.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, note TEXT)");
    db.execute("INSERT INTO audit VALUES (500, 'x')");
    db.execute("CREATE TRIGGER noisy AFTER INSERT ON users BEGIN INSERT INTO audit(note) VALUES ('y'); END");
    EXPECT_EQ(User::create(U.username = "huey").id, 1);
}

MODEL(Stamped) {
    FIELD(std::string, name);
    FIELD(std::string, origin, default_sql("'made by ' || 'sql'"));
    FIELD(int, rank, default_sql("40 + 2"));
};

TEST_F(Create, LeavesADefaultOfTheDatabaseToItAndReadsItBack) {
    db.create_tables<Stamped>();
    const auto& S = Stamped::c;
    const Stamped row = Stamped::create(S.name = "x", S.rank = 5);
    EXPECT_EQ(row.id, 1);
    EXPECT_EQ(row.origin, "made by sql");
    EXPECT_EQ(row.rank, 5);
    EXPECT_EQ(Stamped::create(S.name = "y").rank, 42);
    EXPECT_EQ(Stamped::get_by_id(1).origin, "made by sql");
}

MODEL(Nothing){};

TEST_F(Create, TakesAModelOfNothingButItsKey) {
    db.create_tables<Nothing>();
    EXPECT_EQ(Nothing::create().id, 1);
    EXPECT_EQ(Nothing::create().id, 2);
    Nothing two = Nothing::get_by_id(2);
    two.save();
    EXPECT_EQ(count("nothing"), 2);
}

TEST_F(Create, WorksForAModelInsideAFunction) {
    MODEL(Local) {
        FIELD(std::string, word, default_("w"));
        FIELD(std::optional<double>, number);
    };
    Local::create_table();
    const Local row = Local::create(Local::c.number = 2.5);
    EXPECT_EQ(Local::get_by_id(row.id).word, "w");
    EXPECT_EQ(Local::get_by_id(row.id).number, 2.5);
    Local::drop_table();
    EXPECT_FALSE(db.table_exists("local"));
}

}  // namespace
