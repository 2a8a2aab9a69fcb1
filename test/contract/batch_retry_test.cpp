/// batch_commit and run_transaction (transactions.md 5, 10, 12.15).
#include <chrono>
#include <string>
#include <vector>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class Section5BatchCommit : public ContractTest {
protected:
    QueryLog log{db};
    const std::vector<int> five{1, 2, 3, 4, 5};
};
class Section10RunTransaction : public Section5BatchCommit {
protected:
    static OperationalError retryable() { return LockError("busy", {.retryable = true}); }
    const Retry quick{.attempts = 3, .backoff = 1ms};
};

TEST_F(Section5BatchCommit, CommitsEveryNItems) {  // transactions.md 5
    db.batch_commit(five, 2, [&](int x) { add(x); });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, insert, "COMMIT", "BEGIN", insert, insert, "COMMIT", "BEGIN",
                              insert, "COMMIT"}));
}

TEST_F(Section5BatchCommit, AMultipleOfTheSizeEndsWithoutAnEmptyPair) {  // transactions.md 5
    db.batch_commit(std::vector<int>{1, 2}, 2, [&](int x) { add(x); });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, insert, "COMMIT"}));
}

TEST_F(Section5BatchCommit, AnEmptyRangeSendsNothing) {  // transactions.md 5
    db.batch_commit(std::vector<int>{}, 2, [&](int x) { add(x); });
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section5BatchCommit, AnExceptionRollsBackTheOpenGroupOnly) {  // transactions.md 5
    EXPECT_THROW(db.batch_commit(five, 2,
                                 [&](int x) {
                                     add(x);
                                     if (x == 4) throw Boom{x};
                                 }),
                 Boom);
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section5BatchCommit, FalseStopsAndCommitsTheOpenGroup) {  // transactions.md 5
    db.batch_commit(five, 2, [&](int x) {
        add(x);
        return x < 3;
    });
    EXPECT_EQ(committed(), (Rows{1, 2, 3}));
}

TEST_F(Section5BatchCommit, AnotherReturnValueMeansNothing) {  // transactions.md 5
    db.batch_commit(five, 2, [&](int x) {
        add(x);
        return 0;
    });
    EXPECT_EQ(committed().size(), 5U);
}

TEST_F(Section5BatchCommit, InsideATransactionTheGroupsAreSavepoints) {  // transactions.md 5
    {
        const Atomic tx{db};
        db.batch_commit(std::vector<int>{1, 2, 3}, 2, [&](int x) { add(x); });
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, insert, insert, rel1, sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section5BatchCommit, AGroupOfNothingIsRefusedBeforeAnySql) {  // transactions.md 5
    EXPECT_THROW(db.batch_commit(five, 0, [&](int x) { add(x); }), ImproperlyConfigured);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section10RunTransaction, ReturnsTheUnitsValue) {  // transactions.md 10
    EXPECT_EQ(db.run_transaction([&] {
        add(1);
        return 7;
    }),
              7);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section10RunTransaction, RunsAFreshTransactionForEachAttempt) {  // transactions.md 10, G15
    int attempts = 0;
    db.run_transaction(
        [&] {
            add(++attempts);
            if (attempts < 3) throw retryable();
        },
        quick);
    EXPECT_EQ(log.sql(),
              (Sql{"BEGIN", insert, "ROLLBACK", "BEGIN", insert, "ROLLBACK", "BEGIN", insert, "COMMIT"}));
    EXPECT_EQ(committed(), Rows{3});
}

TEST_F(Section10RunTransaction, ThrowsTheLastErrorAfterTheLimit) {  // transactions.md 10
    int attempts = 0;
    const auto error = caught<LockError>([&] {
        db.run_transaction(
            [&] { throw LockError("busy " + std::to_string(++attempts), {.retryable = true}); }, quick);
    });
    EXPECT_STREQ(error.what(), "busy 3");
}

TEST_F(Section10RunTransaction, DoesNotRepeatWhatIsNotRetryable) {  // transactions.md 10, G15
    int attempts = 0;
    EXPECT_THROW(db.run_transaction(
                     [&] {
                         ++attempts;
                         throw Boom{1};
                     },
                     quick),
                 Boom);
    EXPECT_THROW(db.run_transaction(
                     [&] {
                         ++attempts;
                         throw OperationalError("no");
                     },
                     quick),
                 OperationalError);
    EXPECT_EQ(attempts, 2);
}

TEST_F(Section10RunTransaction, IsRefusedInsideATransaction) {  // transactions.md 10, 12.15
    const Atomic tx{db};
    EXPECT_THROW(db.run_transaction([] {}), TransactionStateError);
}

TEST_F(Section10RunTransaction, IsRefusedInsideManualCommit) {  // transactions.md 10: only at depth 0
    const ManualCommit mc{db};
    EXPECT_THROW(db.run_transaction([] {}), TransactionStateError);
}

TEST_F(Section10RunTransaction, WorksAfterTheTransactionInScopeHasEnded) {  // transactions.md 10, 4
    Atomic tx{db};
    tx.commit_and_end();
    EXPECT_EQ(db.run_transaction([] { return 1; }), 1);
}

TEST_F(Section10RunTransaction, TakesOptions) {  // transactions.md 12.15
    db.run_transaction([&] { add(1); }, {}, {.force_rollback = true});
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section10RunTransaction, RepeatsATransactionThatWasAbortedForARetryableCause) {  // transactions.md 7
    int attempts = 0;
    db.run_transaction(
        [&] {
            if (++attempts > 1) return;
            try {
                db.atomic(Nesting::join, [&] { throw retryable(); });
            } catch (const LockError&) {
            }
        },
        quick);
    EXPECT_EQ(attempts, 2);
}

TEST_F(Section10RunTransaction, RefusesALimitThatCannotBe) {  // transactions.md 10
    EXPECT_THROW(db.run_transaction([] {}, {.attempts = 0}), ImproperlyConfigured);
    EXPECT_THROW(db.run_transaction([] {}, {.jitter = 2}), ImproperlyConfigured);
}

}  // namespace
}  // namespace pewit::test
