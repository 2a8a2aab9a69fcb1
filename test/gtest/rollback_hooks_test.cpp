/// RollbackTest: callbacks of transactions that are never committed.
#include <stdexcept>

#include "notes_suite.hpp"

namespace {

using namespace pewit::test;  // NOLINT(google-build-using-namespace)
using pewit::Atomic;

class RollbackHooks : public pewit::gtest::RollbackTest {
protected:
    RollbackHooks() : pewit::gtest::RollbackTest(notes_database()) {}
    auto say(std::string word) {
        return [this, word = std::move(word)] { said.push_back(word); };
    }
    pewit::Database& db = notes_database();
    Texts said;
};

TEST_F(RollbackHooks, KeepsOnCommitCallbacksUntilTheTestRunsThem) {
    {
        Atomic outer{db};
        outer.on_commit(say("outer"));
        Atomic inner{db};
        inner.on_commit(say("inner"));
    }
    db.atomic([&](auto& tx) { tx.on_commit(say("second")); });
    EXPECT_TRUE(said.empty());
    EXPECT_EQ(run_on_commit_callbacks(), 3U);
    EXPECT_EQ(said, (Texts{"outer", "inner", "second"}));
    EXPECT_EQ(run_on_commit_callbacks(), 0U);
}

TEST_F(RollbackHooks, DropsThoseOfRolledBackFrames) {
    {
        Atomic outer{db};
        {
            Atomic inner{db};
            inner.on_commit(say("inner"));
            inner.set_rollback(true);
        }
        outer.on_commit(say("outer"));
    }
    {
        Atomic undone{db};
        undone.on_commit(say("undone"));
        undone.set_rollback(true);
    }
    EXPECT_EQ(run_on_commit_callbacks(), 1U);
    EXPECT_EQ(said, Texts{"outer"});
}

TEST_F(RollbackHooks, RunsOnCommitAtOnceOutsideEveryFrame) {
    db.on_commit(say("at once"));
    EXPECT_EQ(said, Texts{"at once"});
}

TEST_F(RollbackHooks, RunsOnRollbackCallbacksWhenTheOutermostFrameHasEnded) {
    {
        Atomic outer{db};
        {
            Atomic inner{db};
            inner.on_rollback(say("inner"));
            inner.set_rollback(true);
        }
        EXPECT_TRUE(said.empty());
    }
    EXPECT_EQ(said, Texts{"inner"});
}

TEST_F(RollbackHooks, GivesCallbacksADepthOfZeroAndKeepsTheirWork) {
    {
        Atomic tx{db};
        tx.on_rollback([&] {
            EXPECT_EQ(db.transaction_depth(), 0);
            EXPECT_FALSE(db.in_transaction());
            db.atomic([] { add_note("from the callback"); });
        });
        add_note("undone");
        tx.rollback();
        add_note("done");
    }
    EXPECT_EQ(notes(), (Texts{"from the callback", "done"}));
}

TEST_F(RollbackHooks, RunsWhatCallbacksRegister) {
    db.atomic([&](auto& tx) {
        tx.on_commit([&] {
            EXPECT_EQ(db.transaction_depth(), 0);
            db.atomic([&](auto& more) {
                add_note("from the callback");
                more.on_commit(say("second"));
            });
            said.emplace_back("first");
        });
    });
    EXPECT_EQ(run_on_commit_callbacks(), 2U);
    EXPECT_EQ(said, (Texts{"first", "second"}));
    EXPECT_EQ(notes(), Texts{"from the callback"});
}

TEST_F(RollbackHooks, ReportsACallbackThatThrowsWhenTheOthersHaveRun) {
    db.atomic([&](auto& tx) {
        tx.on_commit([] { throw std::runtime_error("no mail today"); });
        tx.on_commit(say("second"));
    });
    EXPECT_THROW(run_on_commit_callbacks(), pewit::AfterCommitError);
    EXPECT_EQ(said, Texts{"second"});
}

TEST_F(RollbackHooks, RefusesToRunThemInsideATransaction) {
    db.atomic([&](auto& tx) { tx.on_commit(say("late")); });
    {
        Atomic tx{db};
        EXPECT_THROW(run_on_commit_callbacks(), pewit::TransactionStateError);
    }
    EXPECT_EQ(run_on_commit_callbacks(), 1U);
}

TEST_F(RollbackHooks, KnowsAfterACallbackThatTheEngineEndedTheTransaction) {
    PEWIT_ONLY_ON_SQLITE();
    add_note("twice");
    db.atomic([&](auto& tx) {
        tx.on_commit([&] { db.execute("INSERT OR ROLLBACK INTO note VALUES ('twice')"); });
    });
    EXPECT_THROW(run_on_commit_callbacks(), pewit::AfterCommitError);
    EXPECT_THROW(add_note("more"), pewit::TransactionAborted);
}

bool ran_in_the_next_test = false;

TEST_F(RollbackHooks, LeavesCallbacksBehindAtTheEndOfATestA) {
    db.atomic([](auto& tx) { tx.on_commit([] { ran_in_the_next_test = true; }); });
}

TEST_F(RollbackHooks, LeavesCallbacksBehindAtTheEndOfATestB) {
    EXPECT_EQ(run_on_commit_callbacks(), 0U);
    EXPECT_FALSE(ran_in_the_next_test);
}

}  // namespace
