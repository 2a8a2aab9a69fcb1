/// Atomic, Transaction and Savepoint: which frames are real, and who acts on what (transactions.md 5).
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section5Atomic : public ContractTest {
protected:
    QueryLog log{db};
};
class Section5Transaction : public Section5Atomic {};
class Section5Savepoint : public Section5Atomic {};

TEST_F(Section5Atomic, ReleasingASavepointMakesNothingDurable) {  // transactions.md 5
    EXPECT_THROW(
        {
            const Atomic outer{db};
            {
                const Atomic inner{db};
                add(1);
            }
            throw Boom{1};
        },
        Boom);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section5Atomic, ForbidRefusesToNestBeforeAnySql) {  // transactions.md 5
    const Atomic outer{db};
    add(1);
    log.clear();
    EXPECT_THROW(static_cast<void>(Atomic{db, Nesting::forbid}), NestedTransactionError);
    EXPECT_TRUE(log.sql().empty());
    EXPECT_EQ(db.transaction_depth(), 1);
}

TEST_F(Section5Atomic, ForbidIsAnOrdinaryTransactionWhenOutermost) {  // transactions.md 5
    { const Atomic outer{db, Nesting::forbid}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT"}));
}

TEST_F(Section5Atomic, JoinSendsNothingWhenNested) {  // transactions.md 5
    {
        const Atomic outer{db};
        const Atomic joined(db, Nesting::join);
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section5Atomic, AnExceptionLeavingAJoinedFrameDoomsTheEnclosingOne) {  // transactions.md 5
    EXPECT_THROW(
        {
            const Atomic outer{db};
            try {
                const Atomic joined(db, Nesting::join);
                add(1);
                throw Boom{1};
            } catch (const Boom&) {
            }
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section5Atomic, TheExceptionThatLeftAJoinedBlockIsNestedInTheError) {  // transactions.md 5, 12.2
    const auto error = caught<TransactionAborted>([&] {
        const Atomic outer{db};
        try {
            db.atomic(Nesting::join, [] { throw Boom{5}; });
        } catch (const Boom&) {
        }
    });
    EXPECT_EQ(caught<Boom>([&] { error.rethrow_nested(); }).n, 5);
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
}

TEST_F(Section5Atomic, AnUnrelatedExceptionBeingHandledIsNotTakenForTheCause) {  // transactions.md 12.2
    try {
        throw Boom{1};
    } catch (const Boom&) {
        const auto error = caught<TransactionAborted>([&] {
            const Atomic outer{db};
            try {
                const Atomic joined(db, Nesting::join);
                throw std::string{"the cause"};
            } catch (const std::string&) {
            }
        });
        EXPECT_THROW(error.rethrow_nested(), TransactionError);
    }
}

TEST_F(Section5Atomic, ADoomedSavepointRollsBackAndThrowsAtItsOwnEnd) {  // transactions.md 5
    {
        const Atomic outer{db};
        add(1);
        EXPECT_THROW(
            {
                const Atomic inner{db};
                add(2);
                try {
                    const Atomic joined(db, Nesting::join);
                    throw Boom{1};
                } catch (const Boom&) {
                }
            },
            TransactionAborted);
        add(3);
    }
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

TEST_F(Section5Atomic,
       AnExplicitCommitOfADoomedFrameThrowsAndSaysItAgainAtTheEnd) {  // transactions.md 5, 12.3
    EXPECT_THROW(
        {
            Atomic outer{db};
            add(1);
            try {
                const Atomic joined(db, Nesting::join);
                throw Boom{1};
            } catch (const Boom&) {
            }
            EXPECT_THROW(outer.commit(), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section5Atomic, AnExplicitRollbackOfADoomedFrameGoesOn) {  // transactions.md 5
    {
        Atomic outer{db};
        add(1);
        try {
            const Atomic joined(db, Nesting::join);
            throw Boom{1};
        } catch (const Boom&) {
        }
        outer.rollback();
        add(2);
    }
    EXPECT_EQ(committed(), Rows{2});
}

TEST_F(Section5Atomic, SetRollbackRollsANormalExitBackWithoutThrowing) {  // transactions.md 5
    {
        Atomic tx{db};
        add(1);
        tx.set_rollback(true);
    }
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section5Atomic, SetRollbackCanBeTakenBack) {  // transactions.md 5
    {
        Atomic tx{db};
        add(1);
        tx.set_rollback(true);
        tx.set_rollback(false);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5Transaction, NestedOnesSendNothing) {  // transactions.md 5
    {
        const Transaction outer{db};
        const Transaction inner{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section5Transaction, AnExceptionCaughtBetweenThemRollsNothingBack) {  // transactions.md 5
    {
        const Transaction outer{db};
        try {
            const Transaction inner{db};
            add(1);
            throw Boom{1};
        } catch (const Boom&) {
        }
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5Transaction, AJoinedHandleCommitsTheWholeTransaction) {  // transactions.md 5
    {
        const Transaction outer{db};
        add(1);
        Transaction inner{db};
        add(2);
        inner.commit();
        EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, insert, "COMMIT"}));
        add(3);
        inner.rollback();
    }
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section5Transaction, AJoinedHandleMayEndTheWholeTransaction) {  // transactions.md 5, 4
    {
        const Transaction outer{db};
        Transaction inner{db};
        add(1);
        inner.rollback_and_end();
        EXPECT_FALSE(db.in_transaction());
        EXPECT_THROW(inner.commit(), TransactionStateError);
        add(2);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK", insert}));
}

TEST_F(Section5Transaction, AJoinedHandleRefusesAcrossASavepoint) {  // transactions.md 5
    const Transaction outer{db};
    const Savepoint between{db};
    Transaction inner{db};
    log.clear();
    EXPECT_THROW(inner.commit(), TransactionStateError);
    EXPECT_THROW(inner.rollback(), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5Transaction, TheOutermostMayEndUnderJoinedOnes) {  // transactions.md 12.1
    Transaction outer{db};
    add(1);
    const Transaction inner{db};
    outer.commit();
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section5Transaction, ForbidThrowsWhenNestedAndLeavesTheOuterUntouched) {  // transactions.md 5
    {
        const Transaction outer{db};
        add(1);
        EXPECT_THROW(static_cast<void>(Transaction{db, Nesting::forbid}), NestedTransactionError);
        EXPECT_EQ(db.transaction_depth(), 1);
        add(2);
    }
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section5Transaction, NestedTransactionErrorIsATransactionError) {  // transactions.md 12.15
    const Transaction outer{db};
    EXPECT_THROW(static_cast<void>(Transaction{db, Nesting::forbid}), TransactionError);
}

TEST_F(Section5Savepoint, OutsideATransactionItIsRefusedBeforeAnySql) {  // transactions.md 5, trap S18
    EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5Savepoint, IsRefusedAfterTheTransactionHasEnded) {  // transactions.md 5, trap S18
    Atomic tx{db};
    tx.commit_and_end();
    EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionStateError);
}

TEST_F(Section5Savepoint, RollsBackAloneInsideATransaction) {  // transactions.md 5
    {
        const Transaction outer{db};
        add(1);
        Savepoint sp{db};
        add(2);
        sp.rollback_and_end();
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5Savepoint, AnOpenNameIsRefusedIgnoringCase) {  // transactions.md 12.10, trap S19
    const Atomic outer{db};
    const Savepoint first{db, {.name = "stock"}};
    log.clear();
    EXPECT_THROW(static_cast<void>(Savepoint{db, {.name = "STOCK"}}), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5Savepoint, ANameIsFreeAgainAfterItsEnd) {  // transactions.md 12.10
    const Atomic outer{db};
    Savepoint first{db, {.name = "stock"}};
    first.commit_and_end();
    EXPECT_NO_THROW(static_cast<void>(Savepoint{db, {.name = "stock"}}));
}

TEST_F(Section5Savepoint, ANameOf64BytesIsRefused) {  // transactions.md 12.10, trap P43
    const Atomic outer{db};
    EXPECT_NO_THROW(static_cast<void>(Savepoint{db, {.name = std::string(63, 'n')}}));
    EXPECT_THROW(static_cast<void>(Savepoint{db, {.name = std::string(64, 'n')}}), TransactionStateError);
}

}  // namespace
}  // namespace pewit::test
