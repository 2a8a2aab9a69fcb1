/// The SQL of transaction control, word for word (transactions.md 4).
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section4Sql : public ContractTest {
protected:
    QueryLog log{db};
    template <class F>
    Sql trace(F&& f) {
        log.clear();
        f();
        return log.sql();
    }
};

TEST_F(Section4Sql, BeginAndCommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic tx{db};
                  add(1);
              }),
              (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section4Sql, AnEmptyTransactionIsBeginAndCommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] { const Atomic tx{db}; }), (Sql{"BEGIN", "COMMIT"}));
}

TEST_F(Section4Sql, BeginAndRollback) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.set_rollback(true);
              }),
              (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section4Sql, NestedBeginAndCommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  const Atomic inner{db};
                  const Atomic innermost{db};
                  add(1);
              }),
              (Sql{"BEGIN", sp1, sp2, insert, rel2, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, NestedRollbackAtScopeEndRollsBackToAndReleases) {  // transactions.md 4, trap S17, G10
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.set_rollback(true);
              }),
              (Sql{"BEGIN", sp1, insert, rbto1, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, NestedRollbackInMidBlockKeepsTheSavepoint) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.rollback();
                  add(2);
              }),
              (Sql{"BEGIN", sp1, insert, rbto1, insert, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, NestedRollbackInMidBlockThenTheScopeEndOnlyReleases) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.rollback();
              }),
              (Sql{"BEGIN", sp1, insert, rbto1, rel1, "COMMIT"}));
}

TEST_F(Section4Sql,
       NestedRollbackTwiceIsSentOnceAlsoWhenUnwinding) {  // transactions.md 4: none is sent twice
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  try {
                      Atomic inner{db};
                      add(1);
                      inner.rollback();
                      throw Boom{1};
                  } catch (const Boom&) {
                  }
              }),
              (Sql{"BEGIN", sp1, insert, rbto1, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, NestedCommitInMidBlockSetsANewSavepointBeforeTheNextStatement) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.commit();
                  add(2);
              }),
              (Sql{"BEGIN", sp1, insert, rel1, sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, CommitAsTheLastLineSendsOneCommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.commit();
              }),
              (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section4Sql, RollbackAsTheLastLineSendsOneRollback) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.rollback();
              }),
              (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section4Sql, MidBlockEndsGoOnInANewTransactionBegunLazily) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.commit();
                  add(2);
                  tx.rollback();
                  add(3);
              }),
              (Sql{"BEGIN", insert, "COMMIT", "BEGIN", insert, "ROLLBACK", "BEGIN", insert, "COMMIT"}));
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

TEST_F(Section4Sql, MidBlockCallsWithNothingBegunSendNothing) {  // transactions.md 12.1
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.commit();
                  tx.commit();
                  tx.rollback();
                  tx.commit();
              }),
              (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section4Sql, ANestedFrameBeginsThePendingTransactionAroundIt) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  tx.commit();
                  const Atomic inner{db};
                  add(1);
              }),
              (Sql{"BEGIN", "COMMIT", "BEGIN", sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, InTransactionStaysTrueBetweenMidBlockEnds) {  // transactions.md 4
    Atomic tx{db};
    tx.commit();
    EXPECT_TRUE(tx.in_transaction());
    EXPECT_TRUE(db.in_transaction());
    tx.rollback();
    EXPECT_TRUE(tx.in_transaction());
}

TEST_F(Section4Sql, NoLockIsHeldBetweenAMidBlockCommitAndTheNextStatement) {  // transactions.md 4
    Atomic tx{db};
    add(1);
    tx.commit();
    Database other{connector()};
    EXPECT_EQ(other.execute(insert, 2), 1);
    EXPECT_EQ(rows(), (Rows{1, 2}));
}

TEST_F(Section4Sql, CommitAndEndLeavesTheRestToAutocommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.commit_and_end();
                  EXPECT_FALSE(db.in_transaction());
                  EXPECT_EQ(db.transaction_depth(), 0);
                  add(2);
              }),
              (Sql{"BEGIN", insert, "COMMIT", insert}));
}

TEST_F(Section4Sql, RollbackAndEndLeavesTheRestToAutocommit) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic tx{db};
                  add(1);
                  tx.rollback_and_end();
                  add(2);
              }),
              (Sql{"BEGIN", insert, "ROLLBACK", insert}));
    EXPECT_EQ(committed(), Rows{2});
}

TEST_F(Section4Sql, CommitAndEndOfANestedFrameLeavesTheRestToTheEnclosingOne) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic outer{db};
                  {
                      Atomic inner{db};
                      add(1);
                      inner.commit_and_end();
                      add(2);
                  }
                  outer.set_rollback(true);
              }),
              (Sql{"BEGIN", sp1, insert, rel1, insert, "ROLLBACK"}));
}

TEST_F(Section4Sql, RollbackAndEndOfANestedFrameRollsBackToAndReleases) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.rollback_and_end();
                  add(2);
              }),
              (Sql{"BEGIN", sp1, insert, rbto1, rel1, insert, "COMMIT"}));
}

TEST_F(Section4Sql, TheEnclosingFrameMayEndWhileAnEndedOnesGuardLives) {  // transactions.md 4, 12.1
    EXPECT_EQ(trace([&] {
                  Atomic outer{db};
                  Atomic inner{db};
                  add(1);
                  inner.commit_and_end();
                  outer.commit();
                  add(2);
                  outer.rollback();
              }),
              (Sql{"BEGIN", sp1, insert, rel1, "COMMIT", "BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section4Sql, AfterAnEndANewGuardInTheSameScopeBeginsAnew) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  Atomic first{db};
                  first.commit_and_end();
                  const Atomic second{db};
                  add(1);
              }),
              (Sql{"BEGIN", "COMMIT", "BEGIN", insert, "COMMIT"}));
}

TEST_F(Section4Sql, ASecondEndThrowsAndSendsNothing) {  // transactions.md 4
    Atomic tx{db};
    tx.commit_and_end();
    log.clear();
    EXPECT_THROW(tx.commit_and_end(), TransactionStateError);
    EXPECT_THROW(tx.rollback_and_end(), TransactionStateError);
    EXPECT_THROW(tx.commit(), TransactionStateError);
    EXPECT_THROW(tx.rollback(), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section4Sql, AStatementOutsideEveryFrameHasNothingAroundIt) {  // transactions.md 4
    EXPECT_EQ(trace([&] { add(1); }), Sql{insert});
}

TEST_F(Section4Sql, SavepointNamesAreUsedAgainOneAfterTheOther) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  { const Atomic inner{db}; }
                  { const Atomic inner{db}; }
              }),
              (Sql{"BEGIN", sp1, rel1, sp1, rel1, "COMMIT"}));
}

TEST_F(Section4Sql, AUserChosenSavepointNameIsQuoted) {  // transactions.md 4, G10
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  const Savepoint inner{db, {.name = "a \"b\"; DROP TABLE t"}};
                  add(1);
              }),
              (Sql{"BEGIN", R"(SAVEPOINT "a ""b""; DROP TABLE t")", insert,
                   R"(RELEASE SAVEPOINT "a ""b""; DROP TABLE t")", "COMMIT"}));
}

TEST_F(Section4Sql, ANamedSavepointRollsBackToItsName) {  // transactions.md 4
    EXPECT_EQ(trace([&] {
                  const Atomic outer{db};
                  Savepoint inner{db, {.name = "mine"}};
                  add(1);
                  inner.rollback();
                  add(2);
              }),
              (Sql{"BEGIN", R"(SAVEPOINT "mine")", insert, R"(ROLLBACK TO SAVEPOINT "mine")", insert,
                   R"(RELEASE SAVEPOINT "mine")", "COMMIT"}));
}

}  // namespace
}  // namespace pewit::test
