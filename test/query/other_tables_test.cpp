/// UPDATE … FROM, DELETE … USING, and both with a limit, on rows.
#include "blog_test.hpp"

#include <chrono>
#include <thread>

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class OtherTables : public pewit::test::BlogTest {};

TEST_F(OtherTables, UpdateTakesValuesFromAnotherTable) {
    const auto update =
        User::update(U.bio = T.content, U.karma = U.karma + 1).from<Tweet>().where(T.user == U.id, T.id > 1);
    EXPECT_EQ(update.execute(), 2);
    EXPECT_EQ(User::get_by_id(1).bio, "hiss");
    EXPECT_EQ(User::get_by_id(2).bio, "woof");
    EXPECT_EQ(User::get_by_id(2).karma, 21);
    EXPECT_EQ(User::get_by_id(3).karma, 30);
}

TEST_F(OtherTables, UpdateJoinsAndReturns) {
    const auto parent = pewit::alias<Tweet>("parent");
    const auto update = User::update(U.bio = parent.content)
                            .from<Tweet>()
                            .join(parent, T.reply_to == parent.id)
                            .where(T.user == U.id, U.karma > 10);
    EXPECT_EQ(update.returning(U.username, U.bio).all(),
              (std::vector<std::tuple<std::string, std::optional<std::string>>>{{"Mickey", "meow"}}));
    EXPECT_EQ(User::get_by_id(1).bio, "cat");
}

TEST_F(OtherTables, UpdateReturnsColumnsOfTheOtherTable) {
    const auto update = User::update(U.bio = T.content).from<Tweet>().where(T.user == U.id, T.id == 3);
    if (pewit::test::on_postgres()) {
        EXPECT_EQ(update.returning(U.id, T.id).get(), (std::tuple<std::int64_t, std::int64_t>{2, 3}));
    } else {
        EXPECT_THROW((void)update.returning(U.id, T.id).get(), pewit::NotSupportedError);
    }
}

TEST_F(OtherTables, UpdateTakesASubqueryAsAValue) {
    EXPECT_EQ(User::update(U.karma = Tweet::select(fn::count(T.id)).where(T.user == U.id)).execute(), 3);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{2, 1, 0}));
    const auto longest = Tweet::select(fn::max(T.content)).where(T.user == U.id);
    User::update(U.bio = longest).execute();
    EXPECT_EQ(User::get_by_id(1).bio, "meow");
    EXPECT_EQ(User::get_by_id(3).bio, std::nullopt);
}

TEST_F(OtherTables, DeleteLooksAtAnotherTable) {
    Tweet::update(T.reply_to = nullptr).execute();
    const auto other = pewit::alias<Tweet>("other");
    const auto later =
        Tweet::delete_().using_<User>().join(other).where(T.user == U.id, other.id > T.id, U.active == true);
    EXPECT_EQ(later.returning(T.content).all(), Strings{"meow"});
    EXPECT_EQ(Tweet::select(T.id).order_by(T.id).all(), (std::vector<std::int64_t>{2, 3}));
}

TEST_F(OtherTables, DeletesARowOnceHoweverManyRowsMeetTheCondition) {
    Tweet::update(T.reply_to = nullptr).execute();
    EXPECT_EQ(Tweet::delete_().using_<User>().where(T.user != U.id).execute(), 3);
}

TEST_F(OtherTables, LimitsWhatIsWritten) {
    EXPECT_EQ(User::update(U.karma = 0).order_by(U.karma.desc()).limit(1).returning(U.username).all(),
              Strings{"zaizee"});
    EXPECT_EQ(Tweet::delete_().where(T.reply_to.is_not_null()).order_by(T.id.desc()).limit(1).execute(), 1);
    EXPECT_EQ(Tweet::select(T.id).order_by(T.id).all(), (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(User::update(U.karma = 0).limit(0).execute(), 0);
}

/// docs/guide/writing.md: the second one waits, finds its row taken, and looks for no other.
TEST_F(OtherTables, ALimitedUpdateTakesNoRowThatAnotherHasTaken) {
    PEWIT_ONLY_ON_POSTGRES();
    const auto take = User::update(U.active = false).where(U.active == true).order_by(U.id).limit(1);
    std::int64_t theirs = -1;
    std::thread other;
    {
        const pewit::Atomic tx{db};
        EXPECT_EQ(take.execute(), 1);
        other = std::thread{[&] {
            db.atomic([&](auto& frame) {
                frame.set_local("lock_timeout", std::chrono::seconds{10});
                theirs = take.execute();
            });
        }};
        for (int i = 0; i < 100 && raw<std::int64_t>("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0;
             ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    other.join();
    EXPECT_EQ(theirs, 0);
    EXPECT_EQ(User::select(U.id).where(U.active == true).all(), std::vector<std::int64_t>{2});
}

}  // namespace
