/// Commits that the server refuses or never answers (transactions.md 7, 10, 12; traps P15, P16, G7). SQLite's counterpart
/// is test/transaction/commit_test.cpp.
#include <chrono>
#include <thread>

#include "transactions_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class RefusedCommit : public PostgresTransactions {
protected:
    RefusedCommit() {
        db.execute("CREATE TABLE k(x int REFERENCES t DEFERRABLE INITIALLY DEFERRED)");
        log.clear();
    }
    void break_the_key() { db.execute("INSERT INTO k VALUES (9)"); }
    QueryLog log{db};
};

TEST_F(RefusedCommit,
       InMidBlockHasEndedTheTransaction) {  // trap P15: unlike SQLite there is nothing to repair
    EXPECT_THROW(
        {
            Atomic tx{db};
            add(1);
            break_the_key();
            const auto error = caught<ForeignKeyViolation>([&] { tx.commit(); });
            EXPECT_EQ(error.outcome(), Outcome::rolled_back);
            EXPECT_THROW(add(9), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "INSERT INTO k VALUES (9)", "COMMIT"}));
    EXPECT_EQ(count(), 0);
}

TEST_F(RefusedCommit, InMidBlockCanBeFollowedByARollback) {  // transactions.md 4
    {
        Atomic tx{db};
        break_the_key();
        EXPECT_THROW(tx.commit(), ForeignKeyViolation);
        tx.rollback();
        add(1);
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(RefusedCommit, AtTheScopesEndSendsNothingMore) {  // transactions.md 7
    const auto error = caught<ForeignKeyViolation>([&] {
        const Atomic tx{db};
        break_the_key();
    });
    EXPECT_EQ(error.sqlstate(), "23503");
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "INSERT INTO k VALUES (9)", "COMMIT"}));
}

TEST_F(RefusedCommit, RunsOnRollbackAndNotOnCommit) {  // transactions.md 10
    std::string order;
    EXPECT_THROW(
        {
            Atomic tx{db};
            tx.on_commit([&] { order += "c"; });
            tx.on_rollback([&] { order += "r"; });
            break_the_key();
        },
        ForeignKeyViolation);
    EXPECT_EQ(order, "r");
}

TEST_F(RefusedCommit, ByHandEndsTheTransactionToo) {  // transactions.md 5
    {
        const ManualCommit mc{db};
        db.begin();
        break_the_key();
        EXPECT_THROW(db.commit(), ForeignKeyViolation);
        EXPECT_THROW(add(1), TransactionAborted);
        db.rollback();
        EXPECT_EQ(log.sql().back(), "COMMIT");  // there was nothing left to roll back
        db.begin();
        add(1);
        db.commit();
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(RefusedCommit, CanBeForeseenAndRepaired) {  // what the guide recommends
    {
        const Atomic tx{db};
        break_the_key();
        EXPECT_THROW(db.atomic([&] { db.execute("SET CONSTRAINTS ALL IMMEDIATE"); }), ForeignKeyViolation);
        add(9);
    }
    EXPECT_EQ(count(), 1);
}

/// The server is killed while the commit waits.
class UnansweredCommit : public PostgresTransactions {
protected:
    UnansweredCommit() { make_commits_slow(); }
    ~UnansweredCommit() override {
        if (killer_.joinable()) killer_.join();
    }
    void kill_soon() {
        killer_ = std::thread{[this, victim = pid(db)] {
            std::this_thread::sleep_for(200ms);  // COMMIT waits by then
            kill(victim);
        }};
    }

private:
    std::thread killer_;
};

TEST_F(UnansweredCommit, ClaimsNeitherOutcomeTwice) {  // G7, transactions.md 7, 12.3
    std::string order;
    EXPECT_THROW(
        {
            Atomic tx{db};
            tx.on_commit([&] { order += "c"; });
            tx.on_rollback([&] { order += "r"; });
            add(1);
            kill_soon();
            const auto error = caught<CommitInDoubt>([&] { tx.commit(); });
            EXPECT_EQ(error.code(), ErrorCode::in_doubt);
            EXPECT_FALSE(error.is_retryable());
            EXPECT_THROW(db.execute("SELECT 1"), CommitInDoubt);
            EXPECT_FALSE(tx.is_connection_usable());
            tx.rollback();
            EXPECT_THROW(db.execute("SELECT 1"), CommitInDoubt);
        },
        CommitInDoubt);
    EXPECT_EQ(order, "");  // G14: none run
}

TEST_F(UnansweredCommit, LeavesAFreshConnection) {  // G8
    const ConnectionScope scope{observer};
    const int victim = pid(db);
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            kill_soon();
        },
        CommitInDoubt);
    EXPECT_NE(pid(db), victim);
}

TEST_F(UnansweredCommit, IsNeverRetried) {  // G7, G15
    int runs = 0;
    EXPECT_THROW(db.run_transaction([&] {
        ++runs;
        add(1);
        kill_soon();
    }),
                 CommitInDoubt);
    EXPECT_EQ(runs, 1);
}

TEST_F(UnansweredCommit, StaysInDoubtWhereNoNumberWasAskedFor) {  // G7: track_xid is an option
    Database plain{schema.connector()};
    std::thread killer;
    try {
        const Atomic tx{plain};
        plain.execute(insert, 1);
        killer = std::thread{[this, victim = pid(plain)] {
            std::this_thread::sleep_for(200ms);
            kill(victim);
        }};
    } catch (const CommitInDoubt& error) {
        killer.join();
        EXPECT_EQ(error.resolve(), Outcome::in_doubt);
        return;
    }
    ADD_FAILURE() << "the commit was answered";
}

}  // namespace
}  // namespace pewit::test
