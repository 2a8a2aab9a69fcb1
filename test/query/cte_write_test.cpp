/// CTEs in statements that write.
#include "blog_test.hpp"

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class CteInWrite : public pewit::test::BlogTest {};

TEST_F(CteInWrite, GivesAnInsertItsValues) {
    const auto best = User::select(fn::max(U.karma).as("most")).cte("best");
    const auto most = pewit::select_from(best, best.c<int>("most"));
    const auto insert = User::insert(U.username = "top", U.karma = most).with(best);
    EXPECT_EQ(insert.returning(U.karma).scalar(), 30);
    User::update(U.karma = 40).where(U.username == "huey").execute();
    EXPECT_EQ(insert.on_conflict(U.username).update(U.karma = most + 1).execute(), 1);
    EXPECT_EQ(User::get(U.username == "top").karma, 41);
}

TEST_F(CteInWrite, IsWhatAnInsertSelectsFrom) {
    const auto quiet = User::select(U.id, U.username).where(U.id == 3).cte("quiet");
    const auto insert = Tweet::insert_from(quiet.select(), T.user, T.content);
    EXPECT_EQ(insert.returning(T.content).all(), Strings{"zaizee"});
    const auto names = User::select(U.username).where(U.id < 3).cte("names");
    const auto name = names.c(U.username);
    const auto both = pewit::select_from(names, name + "1").union_all(pewit::select_from(names, name + "2"));
    EXPECT_EQ(User::insert_from(both.with(names), U.username).execute(), 4);
    EXPECT_EQ(User::insert_from(both.with(names), U.username).on_conflict().ignore().execute(), 0);
    EXPECT_TRUE(User::get(U.username == "Mickey2").active);  // by its default
}

TEST_F(CteInWrite, IsATableOfUpdateAndDelete) {
    const auto loud = User::select(U.id, U.username).where(U.karma > 15).cte("loud");
    EXPECT_EQ(
        User::update(U.bio = loud.c(U.username)).from(loud).where(U.id == loud.c(U.id)).with(loud).execute(),
        2);
    EXPECT_EQ(User::get_by_id(3).bio, "zaizee");
    EXPECT_EQ(
        Tweet::delete_().using_(loud).where(T.user == loud.c(U.id)).with(loud).returning(T.content).all(),
        Strings{"woof"});
}

TEST_F(CteInWrite, IsRecursive) {
    const auto base = Tweet::select(T.id).where(T.id == 1).cte("thread", pewit::recursive);
    const auto thread = base.union_(Tweet::select(T.id).join(base, T.reply_to == base.c(T.id)));
    EXPECT_EQ(
        Tweet::update(T.content = "gone").where(T.id.in(pewit::select_from(thread))).with(thread).execute(),
        3);
}

TEST_F(CteInWrite, MovesRowsInOneStatement) {
    Tweet::update(T.reply_to = nullptr).execute();
    const auto gone = Tweet::delete_().where(T.user == 1).returning(T.content).cte("gone");
    const auto move = User::insert_from(gone.select(), U.username);
    const auto renamed = User::update(U.bio = "moved").where(U.id == 1).returning(U.username).cte("renamed");
    const auto second =
        User::insert_from(pewit::select_from(renamed, renamed.c(U.username) + "!"), U.username).with(renamed);
    if (!pewit::test::on_postgres()) {
        try {
            move.execute();
            FAIL() << "nothing thrown";
        } catch (const pewit::NotSupportedError& error) {
            EXPECT_STREQ(error.what(), "a CTE that writes: sqlite can't do it");
        }
        EXPECT_EQ(Tweet::select().count(), 3);
        return;
    }
    EXPECT_EQ(move.execute(), 2);
    EXPECT_EQ(Tweet::select().count(), 1);
    EXPECT_TRUE(User::get_or_none(U.username == "hiss"));
    EXPECT_EQ(second.execute(), 1);
    EXPECT_EQ(User::get(U.username == "huey").bio, "moved");
    EXPECT_TRUE(User::get_or_none(U.username == "huey!"));
}

}  // namespace
