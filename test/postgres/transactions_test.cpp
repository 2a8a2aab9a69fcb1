/// What only a server can do to a transaction: doom it, lose it, leave it in doubt (transactions.md 7).
#include <chrono>
#include <thread>

#include <support/child.hpp>

#include "transactions_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

TEST_F(PostgresTransactions, ASwallowedErrorIsNoCommit) {  // trap P1
    const QueryLog log{db};
    try {
        const Atomic tx{db};
        add(1);
        EXPECT_THROW(add(1), UniqueViolation);
        EXPECT_THROW(add(2), TransactionAborted);
        EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionAborted);
    } catch (const TransactionAborted& error) {
        EXPECT_EQ(error.sqlstate(), "23505");
        EXPECT_EQ(error.outcome(), Outcome::rolled_back);
        EXPECT_EQ(log.sql().back(), "ROLLBACK");
        EXPECT_EQ(count(), 0);
        return;
    }
    FAIL() << "it looked like a commit";
}

TEST_F(PostgresTransactions, ASavepointSavesTheRest) {  // trap P50
    {
        const Atomic tx{db};
        add(1);
        EXPECT_THROW(
            {
                const Atomic step{db};
                add(2);
                EXPECT_THROW(add(1), UniqueViolation);
            },
            TransactionAborted);
        add(3);
    }
    EXPECT_EQ(count(), 2);
}

TEST_F(PostgresTransactions, AConflictDoomsTheWholeTransaction) {  // trap P13
    add(1);
    EXPECT_THROW(
        {
            const Atomic tx(db, Isolation::repeatable_read);
            static_cast<void>(db.query<int>("SELECT x FROM t"));
            observer.execute("UPDATE t SET x = 5");
            try {
                const Atomic step{db};
                db.execute("UPDATE t SET x = 6");
            } catch (const LockError& error) {
                EXPECT_TRUE(error.is_retryable());
            }
            add(7);  // not even after the savepoint
        },
        TransactionAborted);
    EXPECT_EQ(count(), 1);
}

TEST_F(PostgresTransactions, ALostConnectionIsNotReplacedInsideAFrame) {  // trap P8, G4
    const ConnectionScope scope{db};
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            kill(pid(db));
            EXPECT_THROW(add(2), ConnectionLost);
            EXPECT_THROW(add(3), ConnectionLost);
            EXPECT_FALSE(db.is_connection_usable());
        },
        ConnectionLost);
    EXPECT_EQ(count(), 0);
}

/// As after a restart of the server: traps P11, P23.
TEST_F(PostgresTransactions, ThePoolReplacesWhatTheServerHasEnded) {
    std::vector<int> backends;
    {
        const ConnectionScope one{db};
        const ConnectionScope two{db, Reuse::no};
        const ConnectionScope three{db, Reuse::no};
        backends.push_back(pid(db));
    }
    static_cast<void>(observer.query<bool>(
        "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE application_name = $1",
        schema.name()));
    EXPECT_NO_THROW(add(1));
    EXPECT_NE(pid(db), backends.front());
    {
        const Atomic tx{db};
        add(2);
    }
    EXPECT_EQ(count(), 2);
}

TEST_F(PostgresTransactions, ACommitThatTheServerNeverAnsweredIsInDoubtAndCanBeResolved) {  // trap P16, G7
    make_commits_slow();
    std::thread killer;
    try {
        const Atomic tx{db};
        add(1);
        killer = std::thread{[this, victim = pid(db)] {
            std::this_thread::sleep_for(200ms);  // COMMIT waits by then
            kill(victim);
        }};
    } catch (const CommitInDoubt& error) {
        killer.join();
        EXPECT_EQ(error.outcome(), Outcome::in_doubt);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_EQ(error.resolve(), Outcome::rolled_back);
        EXPECT_EQ(count(), 0);
        return;
    }
    FAIL() << "the commit was answered";
}

TEST_F(PostgresTransactions, TheNumberIsAskedForWithoutBeingCounted) {
    const QueryLog log{db};
    {
        const Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), (std::vector<std::string>{"BEGIN", "INSERT INTO t VALUES ($1)", "COMMIT"}));
    EXPECT_EQ(log.statements().size(), 4U);
}

TEST_F(PostgresTransactions, ADeferredConstraintFailsTheCommit) {  // trap P15
    db.execute("CREATE TABLE child(x int REFERENCES t DEFERRABLE INITIALLY DEFERRED)");
    EXPECT_THROW(
        {
            const Atomic tx{db};
            const Atomic inner{db};
            db.execute("INSERT INTO child VALUES (9)");
        },
        ForeignKeyViolation);
    EXPECT_FALSE(db.in_transaction());
    EXPECT_NO_THROW(add(1));
}

TEST_F(PostgresTransactions, ASchemaChangeCostsOneUnitAtMost) {  // trap P27
    const auto read = [&] { return db.query<int>("SELECT * FROM t").size(); };
    const ConnectionScope scope{db};
    for (int i = 0; i < 3; ++i)
        read();
    observer.execute("ALTER TABLE t ALTER x TYPE bigint");
    EXPECT_EQ(read(), 0U);  // outside a transaction nothing is lost
    observer.execute("ALTER TABLE t ALTER x TYPE int");
    EXPECT_THROW(db.atomic(read), OperationalError);
    EXPECT_EQ(db.atomic(read), 0U);
}

TEST_F(PostgresTransactions, AForkedChildLeavesItsParentsAlone) {  // trap P38, G13
    {
        Atomic tx{db};
        add(1);
        const ChildEnd end = in_child([&] {
            try {
                tx.commit();
                return 1;
            } catch (const TransactionStateError&) {
            }
            add(2);  // on a connection of its own
            return 0;
        });
        EXPECT_EQ(end, (ChildEnd{.exit_code = 0}));
        EXPECT_EQ(count(), 1);
        add(3);
    }
    EXPECT_EQ(count(), 3);
}

TEST_F(PostgresTransactions, PostgresHasNoLockModes) {
    EXPECT_THROW(static_cast<void>(Atomic{db, Lock::immediate}), ImproperlyConfigured);
    EXPECT_FALSE(db.in_transaction());
}

TEST_F(PostgresTransactions, RawControlWordsAreRefusedInsideAFrame) {  // traps P40, P46
    const Atomic tx{db};
    for (const char* sql : {"COMMIT", "END", "ABORT", "PREPARE TRANSACTION 'x'", "SET TRANSACTION READ ONLY"})
        EXPECT_THROW(db.execute(sql), TransactionStateError) << sql;
    EXPECT_THROW(db.execute("COPY t FROM STDIN"), NotSupportedError);
    add(1);
}

}  // namespace
}  // namespace pewit::test
