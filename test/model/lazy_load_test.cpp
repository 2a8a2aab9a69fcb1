/// Rows loaded through foreign keys: forbidden by NoLazyLoad, counted for the warning about N+1 queries.
#include <support/office.hpp>

#include <gmock/gmock.h>
#include <thread>

namespace {

using namespace office;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RowsOneByOne : public OfficeTest {
protected:
    RowsOneByOne() {
        pewit::set_log_callback([this](const pewit::LogRecord& record) {
            if (record.level == pewit::LogLevel::warning) warnings.emplace_back(record.message);
        });
        pewit::set_logger(nullptr);
        pewit::set_n_plus_one_threshold(0);
    }
    ~RowsOneByOne() override {
        pewit::set_n_plus_one_threshold(0);
        pewit::set_log_callback({});
    }
    RowsOneByOne(const RowsOneByOne&) = delete;
    RowsOneByOne& operator=(const RowsOneByOne&) = delete;

    std::vector<std::string> warnings;
};

TEST_F(RowsOneByOne, IsForbiddenByAGuard) {
    const Tweet woof = Tweet::get(T.content == "woof");
    {
        const pewit::NoLazyLoad guard;
        try {
            (void)woof.user->username;
            FAIL() << "nothing thrown";
        } catch (const pewit::LazyLoadError& error) {
            EXPECT_EQ(error.table(), "tweets");
            EXPECT_EQ(error.column(), "user_id");
            EXPECT_THAT(error.what(), AllOf(HasSubstr("User"), HasSubstr("tweets.user_id")));
        }
        EXPECT_THROW((void)(*woof.editor)->username, pewit::LazyLoadError);
        EXPECT_EQ(woof.user.id(), 2);
    }
    EXPECT_EQ(woof.user->username, "zaizee");
    const pewit::NoLazyLoad guard;
    EXPECT_EQ(woof.user->username, "zaizee");  // it is there
}

TEST_F(RowsOneByOne, GuardsNestAndBelongToAThread) {
    const Tweet meow = Tweet::get_by_id(1);
    const pewit::NoLazyLoad outer;
    { const pewit::NoLazyLoad inner; }
    EXPECT_THROW((void)meow.user->username, pewit::LazyLoadError);
    std::string name;
    std::thread([&] { name = Tweet::get_by_id(2).user->username; }).join();
    EXPECT_EQ(name, "huey");
}

TEST_F(RowsOneByOne, QueriesThatAreAskedForGoOnUnderAGuard) {
    const pewit::NoLazyLoad guard;
    User huey = User::get(U.username == "huey");
    huey.refresh();
    EXPECT_EQ(huey.tweets().count(), 2);
    EXPECT_EQ(Tweet::select().with(T.user).get().user->username, "huey");
}

TEST_F(RowsOneByOne, AKeyThatTheProgramMadeNamesItsTarget) {
    const pewit::ForeignKey<User> key = 1;
    const pewit::NoLazyLoad guard;
    try {
        (void)key->username;
        FAIL() << "nothing thrown";
    } catch (const pewit::LazyLoadError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "");
    }
}

TEST_F(RowsOneByOne, ACopyOfARowKnowsItsColumnsToo) {
    const Tweet meow = Tweet::get_by_id(1);
    Tweet copy = meow;
    Tweet moved = std::move(copy);
    const pewit::NoLazyLoad guard;
    try {
        (void)moved.user->username;
        FAIL() << "nothing thrown";
    } catch (const pewit::LazyLoadError& error) {
        EXPECT_EQ(error.column(), "user_id");
    }
}

TEST_F(RowsOneByOne, ManyThroughOneKeyAreAWarning) {
    pewit::set_n_plus_one_threshold(2);
    for (int i = 0; i < 3; ++i)
        db.execute("INSERT INTO tweets (user_id, editor, content) VALUES (1, 2, 'more')");
    for (const Tweet& tweet : Tweet::select())
        (void)tweet.user->username;
    EXPECT_THAT(warnings, ElementsAre(AllOf(HasSubstr("2 rows of users"), HasSubstr("tweets.user_id"))));
}

TEST_F(RowsOneByOne, IsWarnedOfAgainAtTenTimesAsMany) {
    pewit::set_n_plus_one_threshold(1);
    const Tweet meow = Tweet::get(T.content == "meow");
    for (int i = 0; i < 12; ++i)
        (void)Tweet(meow).user->username;
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("N+1 queries: 1 rows"), HasSubstr("N+1 queries: 10 rows")));
}

TEST_F(RowsOneByOne, IsCountedAnewForEachResult) {
    pewit::set_n_plus_one_threshold(2);
    for (int i = 0; i < 3; ++i)
        (void)Tweet::get(T.id == 3).user->username;
    EXPECT_THAT(warnings, IsEmpty());
    for (const Tweet& tweet : Tweet::select().with(T.user))
        (void)tweet.user->username;
    EXPECT_THAT(warnings, IsEmpty());
}

TEST_F(RowsOneByOne, KeysAreCountedApart) {
    pewit::set_n_plus_one_threshold(2);
    const Tweet woof = Tweet::get(T.id == 3);
    (void)woof.user->username;
    (void)(*woof.editor)->username;
    (void)(*woof.reply_to)->content;
    EXPECT_THAT(warnings, IsEmpty());
    const Tweet again = Tweet(woof);
    (void)(*Tweet::get_by_id(3).editor)->username;
    EXPECT_THAT(warnings, ElementsAre(HasSubstr("tweets.editor")));
}

}  // namespace
