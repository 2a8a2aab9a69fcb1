/// on_commit and on_rollback (transactions.md 10).
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section10Hooks : public ContractTest {
protected:
    auto note(const char* what) {
        return [this, what] { order += what; };
    }
    std::string order;
    QueryLog log{db};
};

TEST_F(Section10Hooks, RunAfterTheOutermostCommitInOrder) {  // transactions.md 10, G14
    {
        Atomic tx{db};
        tx.on_commit(note("a"));
        tx.on_commit(note("b"));
        EXPECT_EQ(order, "");
    }
    EXPECT_EQ(order, "ab");
}

TEST_F(Section10Hooks, RunOutsideAnyTransactionAndMayOpenTheirOwn) {  // transactions.md 10
    {
        Atomic tx{db};
        tx.on_commit([&] {
            EXPECT_FALSE(db.in_transaction());
            EXPECT_EQ(db.transaction_depth(), 0);
            const Atomic own{db, Nesting::forbid};
            add(2);
        });
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", "BEGIN", insert, "COMMIT"}));
}

TEST_F(Section10Hooks, ThoseOfAReleasedSavepointMoveUp) {  // transactions.md 10
    {
        Atomic outer{db};
        outer.on_commit(note("a"));
        {
            Atomic inner{db};
            inner.on_commit(note("b"));
        }
        EXPECT_EQ(order, "");
        outer.on_commit(note("c"));
    }
    EXPECT_EQ(order, "abc");
}

TEST_F(Section10Hooks, ThoseOfARolledBackSavepointAreDropped) {  // transactions.md 10, G14
    {
        Atomic outer{db};
        outer.on_commit(note("a"));
        try {
            Atomic inner{db};
            inner.on_commit(note("x"));
            throw Boom{1};
        } catch (const Boom&) {
        }
    }
    EXPECT_EQ(order, "a");
}

TEST_F(Section10Hooks, AMidBlockCommitRunsThem) {  // transactions.md 10
    Atomic tx{db};
    add(1);
    tx.on_commit(note("a"));
    tx.commit();
    EXPECT_EQ(order, "a");
    tx.on_commit(note("b"));
    add(2);
    tx.rollback();
    EXPECT_EQ(order, "a");
}

TEST_F(Section10Hooks, AMidBlockCommitOfASavepointDoesNot) {  // transactions.md 10
    {
        const Atomic outer{db};
        Atomic inner{db};
        add(1);
        inner.on_commit(note("a"));
        inner.commit();
        EXPECT_EQ(order, "");
    }
    EXPECT_EQ(order, "a");
}

TEST_F(Section10Hooks, AJoinedFramesWaitForTheWholeTransaction) {  // transactions.md 10, 5
    {
        const Transaction outer{db};
        {
            Transaction inner{db};
            inner.on_commit(note("a"));
        }
        EXPECT_EQ(order, "");
    }
    EXPECT_EQ(order, "a");
}

TEST_F(Section10Hooks, OutsideAFrameTheDatabaseRunsThemAtOnce) {  // transactions.md 10
    db.on_commit(note("a"));
    EXPECT_EQ(order, "a");
    {
        const Atomic tx{db};
        db.on_commit(note("b"));
        EXPECT_EQ(order, "a");
    }
    EXPECT_EQ(order, "ab");
}

TEST_F(Section10Hooks, OnRollbackRunsWhenTheTransactionRolledBack) {  // transactions.md 10
    try {
        Atomic tx{db};
        tx.on_rollback(note("r"));
        tx.on_commit(note("c"));
        throw Boom{1};
    } catch (const Boom&) {
    }
    EXPECT_EQ(order, "r");
}

TEST_F(Section10Hooks, OnRollbackOfASavepointWaitsForTheOutermostEnd) {  // transactions.md 10
    {
        const Atomic outer{db};
        {
            Atomic inner{db};
            inner.on_rollback(note("r"));
            inner.set_rollback(true);
        }
        EXPECT_EQ(order, "");
    }
    EXPECT_EQ(order, "r");
}

TEST_F(Section10Hooks, OnRollbackIsDroppedByACommit) {  // transactions.md 10
    {
        Atomic tx{db};
        tx.on_rollback(note("r"));
    }
    EXPECT_EQ(order, "");
}

TEST_F(Section10Hooks, NoneRunAfterAForcedRollback) {  // transactions.md 10
    {
        Atomic tx{db, {.force_rollback = true}};
        tx.on_commit(note("c"));
        tx.on_rollback(note("r"));
        Atomic inner{db};
        inner.on_commit(note("c"));
    }
    EXPECT_EQ(order, "");
}

TEST_F(Section10Hooks,
       AnExplicitCommitInAForcedRollbackFrameRunsThem) {  // transactions.md 10: the data is committed
    {
        Atomic tx{db, {.force_rollback = true}};
        add(1);
        tx.on_commit(note("c"));
        tx.commit();
    }
    EXPECT_EQ(order, "c");
}

TEST_F(Section10Hooks, OneThatThrowsUndoesNothingAndTheRestStillRun) {  // transactions.md 10, trap C19
    const Warnings warnings;
    const auto error = caught<AfterCommitError>([&] {
        Atomic tx{db};
        add(1);
        tx.on_commit([] { throw Boom{4}; });
        tx.on_commit(note("b"));
    });
    EXPECT_EQ(order, "b");
    EXPECT_EQ(committed(), Rows{1});
    EXPECT_EQ(error.outcome(), Outcome::committed);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(caught<Boom>([&] { error.rethrow_nested(); }).n, 4);
}

TEST_F(Section10Hooks, AfterCommitErrorComesOutOfExplicitCommitsAndBlocksAlike) {  // transactions.md 10
    const auto fail = [] { throw Boom{1}; };
    EXPECT_THROW(db.atomic([&](auto& tx) { tx.on_commit(fail); }), AfterCommitError);
    Atomic tx{db};
    add(1);
    tx.on_commit(fail);
    EXPECT_THROW(tx.commit(), AfterCommitError);
    tx.on_commit(fail);
    EXPECT_THROW(tx.commit_and_end(), AfterCommitError);
    EXPECT_FALSE(db.in_transaction());
}

TEST_F(Section10Hooks, OnRollbackThatThrowsIsLoggedAndTheOriginalErrorWins) {  // transactions.md 10, G9
    const Warnings warnings;
    EXPECT_EQ(caught<Boom>([&] {
                  Atomic tx{db};
                  tx.on_rollback([] { throw Boom{2}; });
                  tx.on_rollback(note("r"));
                  throw Boom{1};
              }).n,
              1);
    EXPECT_EQ(order, "r");
    EXPECT_EQ(warnings.count(), 1U);
}

TEST_F(Section10Hooks, AHookThatRegistersAnotherRunsItAtOnce) {  // transactions.md 10
    {
        Atomic tx{db};
        tx.on_commit([&] {
            db.on_commit(note("b"));
            order += "a";
        });
    }
    EXPECT_EQ(order, "ba");
}

TEST_F(Section10Hooks, CallbacksMayBeMoveOnly) {  // transactions.md 10
    auto text = std::make_unique<std::string>("m");
    db.atomic([&](auto& tx) { tx.on_commit([&, t = std::move(text)] { order += *t; }); });
    EXPECT_EQ(order, "m");
}

TEST_F(Section10Hooks, DepthsAreThoseOfHandleAndDatabase) {  // transactions.md 10, 12.11
    EXPECT_EQ(db.transaction_depth(), 0);
    const Atomic outer{db};
    const Transaction joined{db};
    const Savepoint sp{db};
    EXPECT_EQ(db.transaction_depth(), 3);
    EXPECT_EQ(outer.transaction_depth(), 3);
    EXPECT_EQ(db.savepoint_depth(), 1);
    EXPECT_TRUE(joined.in_transaction());
    EXPECT_TRUE(outer.is_connection_usable());
}

}  // namespace
}  // namespace pewit::test
