#include "blog_test.hpp"

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class Write : public pewit::test::BlogTest {};

TEST_F(Write, UpdateReturnsRowsChanged) {
    EXPECT_EQ(User::update(U.karma = U.karma + 1).where(U.karma >= 20).execute(), 2);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{10, 21, 31}));
    EXPECT_EQ(User::update(U.bio = std::nullopt).execute(), 3);
    EXPECT_EQ(User::select().where(U.bio.is_null()).count(), 3);
}

TEST_F(Write, DeleteReturnsRowsChanged) {
    EXPECT_EQ(Tweet::delete_().where(T.user == 1, T.reply_to != nullptr).execute(), 1);
    EXPECT_EQ(Tweet::delete_().where(T.id == 99).execute(), 0);
    EXPECT_EQ(Tweet::select().count(), 2);
}

TEST_F(Write, ReturningHandsOutRows) {
    const auto rows = User::update(U.karma = 0).where(U.active == true).returning(U.id, U.username).all();
    EXPECT_EQ(rows, (std::vector<std::tuple<std::int64_t, std::string>>{{1, "huey"}, {2, "Mickey"}}));
    for (auto& [id, content] : Tweet::delete_().where(T.id > 1).returning(T.id, T.content)) {
        EXPECT_GT(id, 1);
        EXPECT_FALSE(content.empty());
    }
    EXPECT_EQ(Tweet::select().count(), 1);
    const std::vector<User> users = User::update(U.karma = 7).where(U.id == 3).returning().all();
    EXPECT_EQ(users.at(0).username, "zaizee");
}

TEST_F(Write, ReturningIsDrainedBeforeTheFirstRow) {  // trap S16
    const pewit::Atomic tx{db};
    for (const std::int64_t id : User::update(U.karma = 0).returning(U.id)) {
        EXPECT_EQ(raw<std::int64_t>("SELECT count(*) FROM users WHERE karma = 0"), 3) << id;
        const pewit::Atomic nested{db};
    }
    EXPECT_EQ(User::update(U.karma = 1).returning(U.id).first(), 1);
    EXPECT_EQ(raw<std::int64_t>("SELECT count(*) FROM users WHERE karma = 1"), 3);
}

TEST_F(Write, InsertFillsDefaults) {
    EXPECT_EQ(User::insert(U.username = "new").execute(), 1);
    const User user = User::get(U.username == "new");
    EXPECT_TRUE(user.active);
    EXPECT_EQ(user.karma, 0);
    EXPECT_EQ(user.bio, std::nullopt);
}

TEST_F(Write, InsertReturnsTheNewKey) {
    const std::optional<std::int64_t> id = User::insert(U.username = "new").returning(U.id).first();
    EXPECT_EQ(id, 4);
    EXPECT_EQ(User::insert(U.username = "new").on_conflict(U.username).ignore().returning(U.id).first(),
              std::nullopt);
}

TEST_F(Write, AQueryRunsAgain) {
    const auto insert = Tweet::insert(T.user = 1, T.content = "again");
    EXPECT_EQ(insert.execute(), 1);
    EXPECT_EQ(insert.execute(), 1);
    EXPECT_EQ(Tweet::select().where(T.content == "again").count(), 2);
}

TEST_F(Write, Upserts) {
    const auto upsert = [this](int karma) {
        return User::insert(U.username = "huey", U.karma = karma)
            .on_conflict(U.username)
            .update(U.karma = U.karma + pewit::excluded(U.karma))
            .where(U.karma < 100)
            .execute();
    };
    EXPECT_EQ(upsert(5), 1);
    EXPECT_EQ(User::get(U.username == "huey").karma, 15);
    EXPECT_EQ(upsert(90), 1);
    EXPECT_EQ(upsert(90), 0);
    EXPECT_EQ(User::get(U.username == "huey").karma, 105);
    EXPECT_EQ(User::insert(U.username = "huey").on_conflict(U.username).ignore().execute(), 0);
    EXPECT_THROW(User::insert(U.username = "huey").execute(), pewit::UniqueViolation);
}

TEST_F(Write, InsertsFromAQuery) {
    EXPECT_EQ(User::insert_from(Tweet::select(T.content).where(T.id > 1), U.username).execute(), 2);
    EXPECT_EQ(User::select(U.username).where(U.id > 3).order_by(U.id).all(), (Strings{"hiss", "woof"}));
    EXPECT_EQ(User::insert_from(Tweet::select(T.content), U.username).on_conflict().ignore().execute(), 1);
    EXPECT_TRUE(User::get(U.username == "meow").active);
}

TEST_F(Write, ATextThatIsTooLongIsRefusedBeforeItIsSent) {
    try {
        User::update(U.username = "eleven char").where(U.id == 1).execute();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "username");
    }
    try {
        User::insert(U.karma = 1, U.username = "eleven char").execute();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.column(), "username");
    }
    EXPECT_NO_THROW(User::insert(U.username = "ten chars!").execute());
    EXPECT_NO_THROW(User::insert(U.username = "zehn \u00e4\u00f6\u00fc\u00df\u00e9").execute());
}

TEST_F(Write, WritesEveryKindOfExpression) {
    User::update(U.username = fn::upper(U.username), U.bio = U.username + "?", U.score = U.score * 2)
        .where(U.id == 1)
        .execute();
    const User user = User::get(U.id == 1);
    EXPECT_EQ(user.username, "HUEY");
    EXPECT_EQ(user.bio, "huey?");
    EXPECT_EQ(user.score, 3.0);
    User huey;
    huey.id = 1;
    EXPECT_EQ(Tweet::update(T.user = huey, T.reply_to = nullptr).where(T.id == 3).execute(), 1);
    EXPECT_EQ(Tweet::get(T.id == 3).user.id(), 1);
}

}  // namespace
