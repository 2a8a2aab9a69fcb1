/// SQLite ends a transaction by itself, or behind pewit's back: what the guards make of it
/// (traps S7 to S10, S43; transactions.md 7 and 12). What PostgreSQL does is in test/postgres/doomed_test.cpp.
#include <sqlite3.h>

#include <string>
#include <utility>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class EngineRollback : public ContractTest {
protected:
    EngineRollback() {
        if (on_postgres()) return;
        db.execute("CREATE TABLE u(x INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)");
        db.execute("INSERT INTO u VALUES (1)");
        log.clear();
    }
    void SetUp() override { PEWIT_ONLY_ON_SQLITE(); }
    /// Makes SQLite roll the whole transaction back.
    void lose() { EXPECT_THROW(db.execute("INSERT INTO u VALUES (1)"), UniqueViolation); }
    void behind(const char* sql) {
        ASSERT_EQ(sqlite3_exec(&db.connection().native<sqlite3>(), sql, nullptr, nullptr, nullptr),
                  SQLITE_OK);
    }
    QueryLog log{db};
};

TEST_F(EngineRollback, TheGuardThrowsSendsNothingAndNoRowIsLeft) {  // trap S7, transactions.md 7
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            lose();
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "INSERT INTO u VALUES (1)"}));
    EXPECT_TRUE(committed().empty());
}

TEST_F(EngineRollback, EveryFurtherStatementIsRefused) {  // trap S7, G2, G3
    EXPECT_THROW(
        {
            Atomic tx{db};
            lose();
            EXPECT_THROW(add(1), TransactionAborted);
            EXPECT_THROW(static_cast<void>(rows()), TransactionAborted);
            EXPECT_THROW(tx.on_commit([] {}), TransactionAborted);
            EXPECT_FALSE(tx.is_connection_usable());
        },
        TransactionAborted);
}

TEST_F(EngineRollback, ANewNestedGuardDoesNotBeginATransactionOfItsOwn) {  // trap S8
    EXPECT_THROW(
        {
            const Atomic tx{db};
            lose();
            log.clear();
            EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionAborted);
            EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionAborted);
            EXPECT_TRUE(log.sql().empty());
        },
        TransactionAborted);
}

TEST_F(EngineRollback, EveryFrameLeftNormallyThrows) {  // trap S7, transactions.md 7
    EXPECT_THROW(
        {
            const Atomic outer{db};
            add(1);
            EXPECT_THROW(
                {
                    const Atomic inner{db};
                    lose();
                },
                TransactionAborted);
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_TRUE(committed().empty());
}

TEST_F(EngineRollback, RaiseRollbackInATriggerIsTheSame) {  // trap S7
    db.execute("CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'never'); END");
    EXPECT_THROW(
        {
            const Atomic tx{db};
            EXPECT_THROW(add(1), DatabaseError);
        },
        TransactionAborted);
    db.execute("DROP TRIGGER no");
}

TEST_F(EngineRollback, TheConnectionWorksAgainAfterTheOutermostFrame) {  // transactions.md 7
    const ConnectionScope scope{db};
    EXPECT_THROW(
        {
            const Atomic tx{db};
            lose();
        },
        TransactionAborted);
    {
        const Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(EngineRollback, TheUncaughtErrorTravelsOnUnchanged) {  // transactions.md 3.2
    EXPECT_THROW(
        {
            const Atomic outer{db};
            const Atomic inner{db};
            db.execute("INSERT INTO u VALUES (1)");
        },
        UniqueViolation);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, "INSERT INTO u VALUES (1)"}));
}

TEST_F(EngineRollback, TheFirstErrorTellsItsOutcome) {  // transactions.md 12.2
    Atomic tx{db};
    const auto error = caught<UniqueViolation>([&] { db.execute("INSERT INTO u VALUES (1)"); });
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_TRUE(error.loses_transaction());
    tx.rollback_and_end();
}

TEST_F(EngineRollback, AFailedStatementThatWasOnlyUndoneLeavesTheFrameUsable) {  // traps.md Decided
    db.execute("CREATE TABLE v(x INTEGER UNIQUE)");
    {
        const Atomic tx{db};
        db.execute("INSERT INTO v VALUES (1)");
        const auto error = caught<UniqueViolation>([&] { db.execute("INSERT INTO v VALUES (1)"); });
        EXPECT_EQ(error.outcome(), Outcome::open);
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(EngineRollback, TheAbortAnswersAsItsFirstCauseDoes) {  // transactions.md 12.2
    const auto error = caught<TransactionAborted>([&] {
        const Atomic tx{db};
        lose();
        EXPECT_THROW(add(1), TransactionAborted);
    });
    EXPECT_EQ(error.native_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
    EXPECT_EQ(error.sql(), "INSERT INTO u VALUES (1)");
    EXPECT_EQ(error.code(), ErrorCode::constraint);
    EXPECT_EQ(error.sqlstate(), "");
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_THROW(error.rethrow_nested(), UniqueViolation);
}

TEST_F(EngineRollback, ACaughtExplicitCommitIsSaidAgainAtTheEnd) {  // transactions.md 12.3
    EXPECT_THROW(
        {
            Atomic tx{db};
            lose();
            EXPECT_THROW(tx.commit(), TransactionAborted);
            EXPECT_THROW(add(1), TransactionAborted);
            tx.rollback();
            EXPECT_THROW(add(1), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_TRUE(committed().empty());
}

TEST_F(EngineRollback, AnEndForGoodIsQuietAtTheScopeEnd) {  // transactions.md 12.3
    {
        Atomic tx{db};
        lose();
        EXPECT_THROW(tx.commit(), TransactionAborted);
        tx.rollback_and_end();
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(EngineRollback, SetRollbackEndsALostFrameQuietly) {  // transactions.md 5
    {
        Atomic tx{db};
        lose();
        tx.set_rollback(true);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "INSERT INTO u VALUES (1)"}));
}

TEST_F(EngineRollback, RaiseCommitOfALostBlockThrows) {  // transactions.md 8, G1
    EXPECT_THROW(db.atomic([&](auto& tx) {
        lose();
        tx.raise_commit();
    }),
                 TransactionAborted);
}

TEST_F(EngineRollback, OnRollbackRunsOnCommitDoesNot) {  // transactions.md 10, G14
    std::string order;
    EXPECT_THROW(
        {
            Atomic tx{db};
            tx.on_commit([&] { order += "c"; });
            tx.on_rollback([&] { order += "r"; });
            lose();
            EXPECT_THROW(tx.commit(), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(order, "r");
}

TEST_F(EngineRollback, ALostReadOnlyFrameLeavesAWritableConnection) {  // transactions.md 6
    const ConnectionScope scope{db};
    EXPECT_THROW(
        {
            const Atomic tx(db, Access::read_only);
            behind("ROLLBACK");
        },
        TransactionAborted);
    add(1);
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(EngineRollback,
       ACommitBehindOurBackIsFoundOut) {  // G3, transactions.md 5: asks the engine at each boundary
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            behind("COMMIT");
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(EngineRollback, WhatWasDoneBehindOurBackIsNotClaimedToBeKnown) {  // G7
    const auto error = caught<TransactionAborted>([&] {
        const Atomic outer{db};
        const Atomic inner{db};
        add(1);
        behind("COMMIT");
    });
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_STREQ(error.what(),
                 "the transaction can't go on, and whether it is saved is not known: "
                 "the transaction was ended outside pewit");
    EXPECT_FALSE(error.is_retryable());
    const auto next = caught<TransactionAborted>([&] {
        const Atomic tx{db};
        lose();
    });
    EXPECT_EQ(next.outcome(), Outcome::rolled_back);
}

TEST_F(EngineRollback, ARollbackBehindOurBackIsFoundOutAtTheScopeEnd) {  // G1, G3
    EXPECT_THROW(
        {
            const Atomic outer{db};
            add(1);
            EXPECT_THROW(
                {
                    const Atomic inner{db};
                    behind("ROLLBACK");
                },
                TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1}));
}

TEST_F(EngineRollback, ARollbackBehindOurBackIsFoundOutByAnExplicitCommit) {  // G1
    EXPECT_THROW(
        {
            Atomic tx{db};
            add(1);
            behind("ROLLBACK");
            EXPECT_THROW(tx.commit(), TransactionAborted);
        },
        TransactionAborted);
}

TEST_F(EngineRollback, UnwindingAfterARollbackBehindOurBackSendsNothing) {  // transactions.md 3.2
    const Warnings warnings;
    EXPECT_THROW(
        {
            const Atomic outer{db};
            const Atomic inner{db};
            behind("ROLLBACK");
            throw Boom{1};
        },
        Boom);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1}));
    EXPECT_EQ(warnings.count(), 0U) << warnings.text();
}

TEST_F(EngineRollback, ATransactionBegunBehindOurBackIsRefused) {  // transactions.md 5
    const ConnectionScope scope{db};
    behind("BEGIN");
    EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
    behind("ROLLBACK");
}

TEST_F(EngineRollback, AFullDatabaseThatLosesTheTransactionIsNoticed) {  // trap S9
    const ConnectionScope scope{db};
    static_cast<void>(db.query<int>("PRAGMA max_page_count=1"));  // as few as it has
    bool lost = false;
    try {
        const Atomic tx{db};
        db.execute("CREATE TABLE big(x BLOB)");
        try {
            for (int i = 0; i < 100; ++i)
                db.execute("INSERT INTO big VALUES (zeroblob(5000))");
            ADD_FAILURE() << "the database is not full";
        } catch (const OperationalError& error) {
            EXPECT_EQ(error.native_code(), SQLITE_FULL);
            lost = error.outcome() == Outcome::rolled_back;
        }
        if (!lost) add(1);
    } catch (const TransactionAborted&) {
        EXPECT_TRUE(lost);
    } catch (const OperationalError&) {  // even the row after it did not fit
    }
    EXPECT_FALSE(db.in_transaction());
    static_cast<void>(db.query<int>("PRAGMA max_page_count=1000000"));
}

/// Interrupts after a while, from inside the statement.
int interrupt_now(void* calls) { return ++*static_cast<int*>(calls) > 3 ? 1 : 0; }

constexpr auto counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) ";

TEST_F(EngineRollback, AnInterruptedWriteLosesTheTransaction) {  // trap S10
    int calls = 0;
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            sqlite3* handle = &tx.connection().native<sqlite3>();
            sqlite3_progress_handler(handle, 1000, interrupt_now, &calls);
            const auto error = caught<OperationalError>(
                [&] { db.execute(std::string{counting} + "INSERT INTO t SELECT i FROM n"); });
            sqlite3_progress_handler(handle, 0, nullptr, nullptr);
            EXPECT_EQ(error.code(), ErrorCode::cancelled);
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_TRUE(committed().empty());
}

TEST_F(EngineRollback, AnInterruptedReadLeavesTheTransactionAlone) {  // trap S10
    int calls = 0;
    {
        const Atomic tx{db};
        add(1);
        sqlite3* handle = &tx.connection().native<sqlite3>();
        sqlite3_progress_handler(handle, 1000, interrupt_now, &calls);
        EXPECT_THROW(static_cast<void>(db.query<int>(std::string{counting} + "SELECT i FROM n")),
                     OperationalError);
        sqlite3_progress_handler(handle, 0, nullptr, nullptr);
        add(2);
    }
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(EngineRollback, ACommitHooksVetoIsARollbackAndNotInDoubt) {  // trap S43, transactions.md 7
    const ConnectionScope scope{db};
    sqlite3_commit_hook(
        &scope.connection().native<sqlite3>(), [](void*) { return 1; }, nullptr);
    const auto error = caught<IntegrityError>([&] {
        const Atomic tx{db};
        add(1);
    });
    sqlite3_commit_hook(&scope.connection().native<sqlite3>(), nullptr, nullptr);
    EXPECT_EQ(error.native_code(), SQLITE_CONSTRAINT_COMMITHOOK);
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_TRUE(rows().empty());
}

TEST_F(EngineRollback, AVetoedMidBlockCommitDoomsTheFrame) {  // trap S43, transactions.md 7
    const ConnectionScope scope{db};
    sqlite3* handle = &scope.connection().native<sqlite3>();
    EXPECT_THROW(
        {
            Atomic tx{db};
            add(1);
            sqlite3_commit_hook(
                handle, [](void*) { return 1; }, nullptr);
            EXPECT_THROW(tx.commit(), IntegrityError);
            sqlite3_commit_hook(handle, nullptr, nullptr);
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_TRUE(rows().empty());
}

}  // namespace
}  // namespace pewit::test
