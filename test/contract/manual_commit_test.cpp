/// ManualCommit, session calls and raw SQL: transactions by hand (transactions.md 5, 12.7, 12.11).
#include <string>

#include <pewit/detail/internal_frame.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section5ManualCommit : public ContractTest {
protected:
    QueryLog log{db};
};
class Section5SessionCalls : public Section5ManualCommit {};
class Section5RawSql : public Section5ManualCommit {};

TEST_F(Section5ManualCommit, SendsPlainSql) {  // transactions.md 5
    {
        const ManualCommit mc{db};
        db.begin();
        add(1);
        db.commit();
        db.begin();
        add(2);
        db.rollback();
        add(3);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", "BEGIN", insert, "ROLLBACK", insert}));
}

TEST_F(Section5ManualCommit, IsRefusedWhileATransactionIsActive) {  // transactions.md 5
    const Atomic tx{db};
    EXPECT_THROW(static_cast<void>(ManualCommit{db}), TransactionStateError);
}

TEST_F(Section5ManualCommit, NestsInItself) {  // transactions.md 5
    {
        const ManualCommit outer{db};
        db.begin();
        {
            const ManualCommit inner{db};
            add(1);
            db.commit();
            db.begin();
            add(2);
            db.rollback();
        }
        add(3);
    }
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

TEST_F(Section5ManualCommit, AnInnerOneLeavesTheOutersTransactionOpen) {  // transactions.md 5
    {
        const ManualCommit outer{db};
        db.begin();
        { const ManualCommit inner{db}; }
        EXPECT_TRUE(db.in_transaction());
        add(1);
        db.commit();
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5ManualCommit, AtomicAndTransactionInsideItThrow) {  // transactions.md 5
    const ManualCommit mc{db};
    EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Transaction{db}), TransactionStateError);
    db.begin();
    EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
    db.rollback();
}

TEST_F(Section5ManualCommit, ASavepointWorksAfterBegin) {  // transactions.md 5
    {
        const ManualCommit mc{db};
        EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionStateError);
        db.begin();
        add(1);
        {
            Savepoint sp{db};
            add(2);
            sp.rollback();
        }
        db.commit();
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5ManualCommit, AnOpenSavepointKeepsTheTransactionFromEnding) {  // transactions.md 12.1
    const ManualCommit mc{db};
    db.begin();
    {
        const Savepoint sp{db};
        log.clear();
        EXPECT_THROW(db.commit(), TransactionStateError);
        EXPECT_TRUE(log.sql().empty());
    }
    db.rollback();
}

TEST_F(Section5ManualCommit, LeftOpenAtNormalExitItRollsBackAndThrows) {  // transactions.md 5
    const Warnings warnings;
    EXPECT_THROW(
        {
            const ManualCommit mc{db};
            db.begin();
            add(1);
        },
        TransactionStateError);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section5ManualCommit, LeftOpenWhileUnwindingItRollsBackAndLogs) {  // transactions.md 5
    const Warnings warnings;
    EXPECT_THROW(
        {
            const ManualCommit mc{db};
            db.begin();
            add(1);
            throw Boom{1};
        },
        Boom);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_EQ(warnings.count(), 1U);
}

TEST_F(Section5ManualCommit, BeginCommitAndRollbackOutsideItThrow) {  // transactions.md 5
    EXPECT_THROW(db.begin(), TransactionStateError);
    EXPECT_THROW(db.commit(), TransactionStateError);
    EXPECT_THROW(db.rollback(), TransactionStateError);
    const Atomic tx{db};
    EXPECT_THROW(db.begin(), TransactionStateError);
    EXPECT_THROW(db.commit(), TransactionStateError);
    EXPECT_THROW(db.rollback(), TransactionStateError);
}

TEST_F(Section5ManualCommit, BeginTwiceAndCommitOfNothingThrow) {  // transactions.md 5
    const ManualCommit mc{db};
    EXPECT_THROW(db.commit(), TransactionStateError);
    db.begin();
    EXPECT_THROW(db.begin(), TransactionStateError);
    db.rollback();
    EXPECT_THROW(db.rollback(), TransactionStateError);
}

TEST_F(Section5ManualCommit, InTransactionTellsTheEnginesTruth) {  // transactions.md 12.11
    const ManualCommit mc{db};
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(mc.transaction_depth(), 1);
    db.begin();
    EXPECT_TRUE(mc.in_transaction());
    db.commit();
    EXPECT_FALSE(mc.in_transaction());
}

TEST_F(Section5ManualCommit, CallbacksWaitForTheCommitByHand) {  // transactions.md 10
    std::string order;
    {
        const ManualCommit mc{db};
        db.on_commit([&] { order += "now "; });
        db.begin();
        db.on_commit([&] {
            const Atomic tx{db};
            add(1);
            order += "committed ";
        });
        order += "begun ";
        db.commit();
        db.begin();
        db.on_commit([&] { order += "never "; });
        db.rollback();
    }
    EXPECT_EQ(order, "now begun committed ");
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5ManualCommit, TheLibrarysOwnFramesWorkInside) {  // transactions.md 12.14
    const auto twice = [&] {
        const detail::SessionLease lease{db};
        detail::InternalFrame frame{lease.session()};
        add(1);
        frame.commit();
    };
    {
        const ManualCommit mc{db};
        twice();
        db.begin();
        twice();
        db.commit();
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", "BEGIN", sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section5SessionCalls, CommitEndsTheSession) {  // transactions.md 5, 12.7
    {
        auto session = db.session_start();
        add(1);
        EXPECT_TRUE(db.session_commit());
        add(2);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", insert}));
}

TEST_F(Section5SessionCalls, RollbackEndsTheSession) {  // transactions.md 12.7
    auto session = db.session_start();
    add(1);
    EXPECT_TRUE(db.session_rollback());
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section5SessionCalls, TheHandleDoesTheSame) {  // transactions.md 12.7
    auto session = db.session_start();
    add(1);
    EXPECT_TRUE(session.commit());
    EXPECT_FALSE(session.rollback());
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section5SessionCalls, WithoutASessionTheyReturnFalseAndSendNothing) {  // transactions.md 12.7
    EXPECT_FALSE(db.session_commit());
    EXPECT_FALSE(db.session_rollback());
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5SessionCalls, UnderAnotherFrameTheyReturnFalseAndSendNothing) {  // transactions.md 12.7
    auto session = db.session_start();
    {
        const Atomic tx{db};
        log.clear();
        EXPECT_FALSE(db.session_commit());
        EXPECT_FALSE(session.rollback());
        EXPECT_TRUE(log.sql().empty());
    }
    EXPECT_TRUE(session.rollback());
}

TEST_F(Section5SessionCalls, TheyNestAsSavepoints) {  // transactions.md 5
    auto outer = db.session_start();
    auto inner = db.session_start();
    add(1);
    EXPECT_TRUE(db.session_rollback());
    add(2);
    inner.commit();
    EXPECT_TRUE(outer.commit());
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, insert, rbto1, rel1, insert, "COMMIT"}));
}

TEST_F(Section5SessionCalls, AForgottenOneRollsBackAndLogs) {  // transactions.md 5
    const Warnings warnings;
    {
        auto session = db.session_start();
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_EQ(warnings.count(), 1U);
}

TEST_F(Section5RawSql, AStatementIsSentVerbatim) {  // transactions.md 5
    db.execute("  insert  into t values ($1) -- why", 1);
    EXPECT_EQ(log.sql(), Sql{"  insert  into t values ($1) -- why"});
}

TEST_F(Section5RawSql, SeveralStatementsInOneCallAreRefused) {  // transactions.md 5, trap S22, G18
    EXPECT_THROW(db.execute("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)"), ProgrammingError);
    EXPECT_TRUE(rows().empty());
}

TEST_F(Section5RawSql, AWrongNumberOfParametersIsRefused) {  // transactions.md 5
    EXPECT_THROW(db.execute(insert), ProgrammingError);
    EXPECT_THROW(db.execute(insert, 1, 2), ProgrammingError);
}

TEST_F(Section5RawSql, ControlWordsWorkInAConnectionScope) {  // transactions.md 5, 13
    {
        const ConnectionScope scope{db};
        db.execute("BEGIN");
        EXPECT_TRUE(db.in_transaction());
        EXPECT_EQ(db.transaction_depth(), 0);
        add(1);
        db.execute("SAVEPOINT a");
        add(2);
        db.execute("ROLLBACK TO a");
        db.execute("COMMIT");
        EXPECT_FALSE(db.in_transaction());
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section5RawSql, ControlWordsWithoutAScopeAreRefused) {  // transactions.md 12.11
    EXPECT_THROW(db.execute("BEGIN"), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5RawSql,
       ControlWordsWorkAfterConnect) {  // transactions.md 12.11: the thread holds the connection
    db.connect();
    db.execute("BEGIN");
    add(1);
    db.execute("ROLLBACK");
    EXPECT_TRUE(rows().empty());
}

TEST_F(Section5RawSql, ControlWordsInsideAFrameAreRefused) {  // transactions.md 5
    const Atomic tx{db};
    log.clear();
    for (const auto* sql : {"BEGIN", "commit", "END", " /* x */ rollback", "-- x\nSAVEPOINT a", "RELEASE a",
                            ";BEGIN", "ROLLBACK TO a", "START TRANSACTION", "ABORT"}) {
        EXPECT_THROW(db.execute(sql), TransactionStateError) << sql;
    }
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5RawSql, CopyIsRefused) {  // transactions.md 5
    EXPECT_THROW(db.execute("COPY t FROM STDIN"), NotSupportedError);
}

TEST_F(Section5RawSql, AGuardRefusesATransactionItDidNotBegin) {  // transactions.md 5
    const ConnectionScope scope{db};
    db.execute("BEGIN");
    const auto error = caught<TransactionStateError>([&] { Atomic tx{db}; });
    EXPECT_NE(std::string{error.what()}.find("did not begin"), std::string::npos) << error.what();
    EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(ManualCommit{db}), TransactionStateError);
    db.execute("ROLLBACK");
}

TEST_F(Section5RawSql, ATransactionLeftOpenIsRolledBackWithItsScope) {  // transactions.md 9
    const Warnings warnings;
    {
        const ConnectionScope scope{db};
        db.execute("BEGIN");
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_EQ(warnings.count(), 1U);
    EXPECT_TRUE(rows().empty());
}

}  // namespace
}  // namespace pewit::test
