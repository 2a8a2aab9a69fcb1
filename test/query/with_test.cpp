/// `.with(…)`: foreign keys that come loaded.
#include <support/office.hpp>

#include <gmock/gmock.h>

namespace {

using namespace office;
using testing::ElementsAre;
using testing::HasSubstr;
using Strings = std::vector<std::string>;

using With = OfficeTest;

TEST_F(With, FillsAKeyInOneQuery) {
    const pewit::QueryLog log{db};
    Strings seen;
    for (const Tweet& tweet : Tweet::select().with(T.user).order_by(T.id)) {
        ASSERT_TRUE(tweet.user.is_loaded());
        seen.push_back(tweet.content + " by " + tweet.user->username);
    }
    EXPECT_THAT(seen, ElementsAre("meow by huey", "hiss by huey", "woof by zaizee"));
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(With, LeadsOnToFurtherKeys) {
    const pewit::QueryLog log{db};
    const std::vector<Tweet> tweets = Tweet::select().with(T.user, U.company).order_by(T.id).all();
    EXPECT_EQ((*tweets.at(0).user->company)->name, "acme");
    EXPECT_EQ(tweets.at(2).user->username, "zaizee");
    EXPECT_EQ(tweets.at(2).user->company, std::nullopt);
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(With, AKeyThatIsNullStaysNull) {
    const std::vector<Tweet> tweets = Tweet::select().with(T.editor).order_by(T.id).all();
    ASSERT_EQ(tweets.size(), 3U);
    EXPECT_EQ(tweets[0].editor, std::nullopt);
    ASSERT_TRUE(tweets[2].editor && tweets[2].editor->is_loaded());
    EXPECT_EQ((*tweets[2].editor)->username, "huey");
}

TEST_F(With, TwoKeysToOneTableAndTheTableItself) {
    const pewit::QueryLog log{db};
    const Tweet woof = Tweet::select()
                           .with(T.user)
                           .with(T.editor, U.company)
                           .with(T.reply_to, T.user)
                           .where(T.content == "woof")
                           .get();
    EXPECT_EQ(woof.user->username, "zaizee");
    EXPECT_EQ((*woof.editor)->username, "huey");
    EXPECT_EQ((*(*woof.editor)->company)->name, "acme");
    EXPECT_EQ((*woof.reply_to)->content, "meow");
    EXPECT_EQ((*woof.reply_to)->user->username, "huey");
    EXPECT_EQ(log.count(), 1U);
}

TEST_F(With, SeveralLevelsOfATableThatRefersToItself) {
    db.execute("INSERT INTO tweets (user_id, reply_to, content) VALUES (1, 3, 'meow?')");
    const Tweet last = Tweet::select().with(T.reply_to, T.reply_to).where(T.id == 4).get();
    EXPECT_EQ((*last.reply_to)->content, "woof");
    EXPECT_EQ((*(*last.reply_to)->reply_to)->content, "meow");
}

TEST_F(With, ItsTableMayBeFilteredAndOrderedBy) {
    const auto tweets =
        Tweet::select().with(T.user).where(U.username == "huey").order_by(U.username, T.id.desc());
    EXPECT_EQ(tweets.all().size(), 2U);
    EXPECT_EQ(tweets.limit(1).all().at(0).content, "hiss");
    EXPECT_EQ(tweets.count(), 2);
    EXPECT_EQ(tweets.limit(1).count(), 1);
    EXPECT_TRUE(tweets.exists());
}

TEST_F(With, AJoinAlongTheSameKeyIsUsed) {
    const auto joined = Tweet::select().join<User>(T.user == U.id).with(T.user).where(U.username == "zaizee");
    EXPECT_EQ(joined.get().user->username, "zaizee");
    const std::string text = joined.sql().text;
    EXPECT_EQ(text.find("JOIN"), text.rfind("JOIN")) << text;
    const auto other = Tweet::select().join<User>(T.editor == U.id).with(T.user);
    EXPECT_EQ(other.get().user->username, "zaizee");
    EXPECT_THAT(other.sql().text,
                HasSubstr(R"(LEFT OUTER JOIN "users" AS "w1" ON "tweets"."user_id" = "w1"."id")"));
}

TEST_F(With, ItsJoinNeverChangesWhichRowsCome) {
    EXPECT_EQ(Tweet::select().with(T.editor).with(T.reply_to).count(), 3);
    EXPECT_EQ(User::select().with(U.company).all().size(), 3U);
}

TEST_F(With, FillsTheRowsOfAJoinAndOfAnAlias) {
    const auto of_huey = User::select(T).join<Tweet>(T.user == U.id).where(U.username == "huey").with(T.user);
    EXPECT_EQ(of_huey.order_by(T.id).first()->user->username, "huey");
    const auto answer = pewit::alias<Tweet>("answer");
    const auto answers = pewit::select_from(answer).with(T.user).where(answer.reply_to == 1);
    EXPECT_EQ(answers.get().user->username, "zaizee");
}

TEST_F(With, FillsInsideTuples) {
    const auto rows = Tweet::select(T, pewit::fn::count(R.id))
                          .join<Reaction>(R.tweet == T.id, pewit::left_outer)
                          .group_by(T.id)
                          .order_by(T.id)
                          .with(T.user, U.company)
                          .all();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<1>(rows[0]), 2);
    ASSERT_TRUE(std::get<0>(rows[0]).user.is_loaded());
    EXPECT_EQ(std::get<0>(rows[2]).user->username, "zaizee");
    const auto sides = User::select(U, pewit::nullable(T))
                           .join<Tweet>(T.user == U.id, pewit::left_outer)
                           .with(T.user)
                           .order_by(U.id, T.id)
                           .all();
    EXPECT_EQ(std::get<1>(sides.at(0))->user->username, "huey");
    EXPECT_EQ(std::get<1>(sides.at(3)), std::nullopt);
}

TEST_F(With, FillsStreams) {
    Strings names;
    const pewit::Atomic frame{db};  // PostgreSQL streams inside one
    for (const Tweet& tweet : Tweet::select().with(T.user).order_by(T.id).stream()) {
        ASSERT_TRUE(tweet.user.is_loaded());
        names.push_back(tweet.user->username);
    }
    EXPECT_THAT(names, ElementsAre("huey", "huey", "zaizee"));
}

TEST_F(With, OtherTypesThanTheQuerysOwnAreNotFilled) {
    struct Holder {
        Tweet tweet;
    };
    const std::vector<Holder> holders = Tweet::select().with(T.user).order_by(T.id).into<Holder>();
    EXPECT_EQ(holders.at(0).tweet.content, "meow");
    EXPECT_FALSE(holders.at(0).tweet.user.is_loaded());
}

TEST_F(With, ASubqueryLeavesTheColumnsOut) {
    const auto short_ones =
        Tweet::select(T.user).where(T.id.in(Tweet::select(T.id).where(T.content == "woof")));
    EXPECT_EQ(User::select().with(U.company).where(U.id.in(short_ones)).get().username, "zaizee");
    EXPECT_TRUE(User::select().where(pewit::exists(Tweet::select().with(T.user))).exists());
}

TEST_F(With, AMemberOfASetOperationFillsNothingAndSaysSo) {
    const auto by_huey = Tweet::select().where(T.user == 1);
    const auto all = by_huey.union_(Tweet::select().where(T.content == "woof"));
    EXPECT_THROW((void)by_huey.with(T.user).union_(Tweet::select()).all(), pewit::ProgrammingError);
    // What to do instead.
    const auto s = all.subquery("s");
    const auto rows = pewit::select_from(s, s.c(T)).with(T.user).order_by(s.c(T.id)).all();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_TRUE(rows[2].user.is_loaded());
    EXPECT_EQ(rows[2].user->username, "zaizee");
}

TEST_F(With, AFaultNamesTheColumnThatIsFilledFrom) {
    if (pewit::test::on_postgres()) {
        db.execute("ALTER TABLE company ALTER name DROP NOT NULL");
        db.execute("UPDATE company SET name = NULL");
    } else {
        db.execute("UPDATE users SET company = NULL");
        db.execute("DROP TABLE company");
        db.execute("CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT)");
        db.execute("INSERT INTO company VALUES (1, NULL)");
        db.execute("UPDATE users SET company = 1");
    }
    try {
        (void)Tweet::select().with(T.user, U.company).all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.table(), "company");
        EXPECT_EQ(error.column(), "name");
    }
}

TEST_F(With, ACopyOfTheRowKeepsWhatWasFilled) {
    Tweet copy;
    {
        const std::vector<Tweet> tweets = Tweet::select().with(T.user).order_by(T.id).all();
        copy = tweets.at(0);
    }
    const pewit::QueryLog log{db};
    EXPECT_EQ(copy.user->username, "huey");
    copy.user->username = "other";
    copy.user.forget();
    EXPECT_EQ(copy.user->username, "huey");
    EXPECT_EQ(log.count(), 1U);
}

}  // namespace
