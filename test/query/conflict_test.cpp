#include "blog_test.hpp"

namespace {

using blog::Tweet;
using blog::User;
using pewit::excluded;
using pewit::Resolve;

class Conflict : public pewit::test::BlogTest {
protected:
    [[nodiscard]] auto huey(int karma) const {
        return User::insert(U.username = "huey", U.karma = karma, U.bio = "new");
    }
};

TEST_F(Conflict, PreserveUpdatesFromWhatCouldNotBeInserted) {
    EXPECT_EQ(huey(5).on_conflict(U.username).preserve(U.karma).execute(), 1);
    const User user = User::get(U.username == "huey");
    EXPECT_EQ(user.karma, 5);
    EXPECT_EQ(user.bio, "cat");
}

TEST_F(Conflict, PreservesAndUpdatesWhereAConditionHolds) {
    const auto upsert = huey(5)
                            .on_conflict(U.username)
                            .preserve(U.bio)
                            .update(U.karma = U.karma + excluded(U.karma))
                            .where(U.karma < 20);
    EXPECT_EQ(upsert.execute(), 1);
    EXPECT_EQ(upsert.execute(), 1);
    EXPECT_EQ(upsert.execute(), 0);
    const User user = User::get(U.username == "huey");
    EXPECT_EQ(user.karma, 20);
    EXPECT_EQ(user.bio, "new");
}

TEST_F(Conflict, ReturnsTheRowThatItUpdated) {
    const auto row = huey(5).on_conflict(U.username).preserve(U.karma).returning(U.id, U.karma).get();
    EXPECT_EQ(row, (std::tuple<std::int64_t, int>{1, 5}));
    EXPECT_EQ(huey(5).on_conflict(U.username).ignore().returning(U.id).first(), std::nullopt);
}

TEST_F(Conflict, TakesAnIndexOverSeveralColumns) {
    db.execute("CREATE UNIQUE INDEX once ON tweets (user_id, content)");
    const auto again = Tweet::insert(T.user = 1, T.content = "meow", T.reply_to = 3);
    EXPECT_EQ(again.on_conflict(T.content, T.user).preserve(T.reply_to).execute(), 1);
    EXPECT_EQ(Tweet::get_by_id(1).reply_to->id(), 3);
    EXPECT_EQ(again.on_conflict(T.user, T.content).ignore().execute(), 0);
    EXPECT_THROW(again.on_conflict(T.content).ignore().execute(), pewit::DatabaseError);  // no such index
}

TEST_F(Conflict, FindsAPartialIndexByItsCondition) {
    db.execute("CREATE UNIQUE INDEX one_answer ON tweets (user_id) WHERE reply_to IS NOT NULL");
    db.execute("CREATE UNIQUE INDEX one_word ON tweets (reply_to) WHERE content = 'it''s'");
    const auto reply = Tweet::insert(T.user = 1, T.content = "again", T.reply_to = 2);
    const auto upsert = reply.on_conflict(T.user).where(T.reply_to.is_not_null()).preserve(T.content);
    for (int i = 0; i < 8; ++i)  // PostgreSQL plans anew from the sixth run on
        EXPECT_EQ(upsert.execute(), 1);
    EXPECT_EQ(Tweet::get(T.id == 2).content, "again");
    const auto word =
        Tweet::insert(T.user = 2, T.content = "it's").on_conflict(T.reply_to).where(T.content == "it's");
    EXPECT_EQ(word.ignore().execute(), 1);
    EXPECT_THROW(reply.execute(), pewit::UniqueViolation);
}

TEST_F(Conflict, FindsAConstraintByItsName) {
    PEWIT_ONLY_ON_POSTGRES();
    db.execute("ALTER TABLE users ADD CONSTRAINT one_karma UNIQUE (karma)");
    const auto user = User::insert(U.username = "new", U.karma = 10);
    EXPECT_EQ(user.on_conflict(pewit::constraint("one_karma")).ignore().execute(), 0);
    EXPECT_EQ(user.on_conflict(pewit::constraint("one_karma")).preserve(U.username).execute(), 1);
    EXPECT_EQ(User::get(U.karma == 10).username, "new");
}

TEST_F(Conflict, WhatTheOtherEngineHasIsRefused) {
    if (pewit::test::on_postgres()) {
        EXPECT_THROW(User::replace(U.username = "huey").execute(), pewit::NotSupportedError);
        EXPECT_THROW(huey(1).on_conflict().update(U.karma = 1).execute(), pewit::NotSupportedError);
    } else {
        EXPECT_THROW(huey(1).on_conflict(pewit::constraint("x")).ignore().execute(),
                     pewit::NotSupportedError);
    }
    EXPECT_EQ(User::select().count(), 3);
}

TEST_F(Conflict, InsertFromASelectMeetsConflictsAndReturns) {
    const auto names = Tweet::select(T.content).where(T.id <= 2).order_by(T.id);
    Tweet::update(T.content = "huey").where(T.id == 1).execute();
    const auto insert = User::insert_from(names, U.username);
    EXPECT_EQ(insert.on_conflict(U.username).ignore().returning(U.username).all(),
              std::vector<std::string>{"hiss"});
    EXPECT_EQ(insert.on_conflict(U.username).preserve(U.karma).execute(), 2);
    EXPECT_EQ(User::get(U.username == "huey").karma, 0);
}

class OrResolve : public Conflict {
protected:
    void SetUp() override { PEWIT_ONLY_ON_SQLITE(); }
};

TEST_F(OrResolve, ReplacePutsANewRowInThePlaceOfTheOldOne) {
    Tweet::delete_().execute();
    EXPECT_EQ(User::replace(U.username = "huey", U.karma = 1).execute(), 1);
    const User user = User::get(U.username == "huey");
    EXPECT_EQ(user.id, 4);
    EXPECT_EQ(user.bio, std::nullopt);
}

TEST_F(OrResolve, ReplaceKeepsTheRulesOfForeignKeys) {  // trap S44
    EXPECT_THROW(User::replace(U.username = "huey").execute(), pewit::ForeignKeyViolation);
    EXPECT_EQ(User::get(U.username == "huey").id, 1);
}

TEST_F(OrResolve, IgnoreReturnsNoStaleKey) {  // trap S44
    EXPECT_EQ(User::insert(U.username = "new").or_(Resolve::ignore).returning(U.id).first(), 4);
    EXPECT_EQ(User::insert(U.username = "new").or_(Resolve::ignore).returning(U.id).first(), std::nullopt);
    EXPECT_EQ(User::insert(U.username = "new").or_(Resolve::ignore).execute(), 0);
}

TEST_F(OrResolve, FailKeepsTheRowsBeforeAndAbortDoesNot) {
    const auto rename = User::update(U.karma = 7 - U.id).or_(Resolve::fail);
    db.execute("CREATE UNIQUE INDEX k ON users (karma)");
    User::update(U.karma = 5).where(U.id == 3).execute();
    EXPECT_THROW(rename.execute(), pewit::UniqueViolation);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{6, 20, 5}));
    EXPECT_THROW(User::update(U.karma = 9).or_(Resolve::abort).execute(), pewit::UniqueViolation);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{6, 20, 5}));
}

TEST_F(OrResolve, RollbackEndsEveryFrame) {  // trap S7
    const auto doomed = [&] {
        const pewit::Atomic outer{db};
        User::update(U.karma = 99).execute();
        try {
            const pewit::Atomic inner{db};
            User::insert(U.username = "huey").or_(Resolve::rollback).execute();
            ADD_FAILURE() << "nothing thrown";
        } catch (const pewit::IntegrityError&) {
        }
        EXPECT_THROW(User::insert(U.username = "ghost").execute(), pewit::TransactionAborted);
    };
    EXPECT_THROW(doomed(), pewit::TransactionAborted);
    EXPECT_EQ(User::select().where(U.karma == 99 || U.username == "ghost").count(), 0);
    EXPECT_FALSE(db.in_transaction());
}

}  // namespace
