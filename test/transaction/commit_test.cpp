/// Commits that fail or are in doubt, repairs in mid-block, options (traps S13, S14; transactions.md 6, 7, 12).
#include <sqlite3.h>

#include <optional>
#include <string>

#include <pewit/url.hpp>

#include <support/contract_test.hpp>
#include <support/faulty_vfs.hpp>

namespace pewit::test {
namespace {

class DeferredKey : public ContractTest {
protected:
    DeferredKey() {
        db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
        db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
        log.clear();
    }
    QueryLog log{db};
};

TEST_F(DeferredKey, AFailedMidBlockCommitLeavesTheFrameOpenForRepair) {  // trap S14, transactions.md 7
    {
        Atomic tx{db};
        db.execute("INSERT INTO k VALUES (9)");
        const auto error = caught<ForeignKeyViolation>([&] { tx.commit(); });
        EXPECT_EQ(error.outcome(), Outcome::open);
        EXPECT_TRUE(tx.in_transaction());
        db.execute("INSERT INTO p VALUES (9)");
        tx.commit();
    }
    EXPECT_EQ(log.sql(),
              (Sql{"BEGIN", "INSERT INTO k VALUES (9)", "COMMIT", "INSERT INTO p VALUES (9)", "COMMIT"}));
}

TEST_F(DeferredKey, AFailedCommitAndEndLeavesTheFrameOpenForRepair) {  // trap S14
    {
        Atomic tx{db};
        db.execute("INSERT INTO k VALUES (9)");
        EXPECT_THROW(tx.commit_and_end(), ForeignKeyViolation);
        db.execute("INSERT INTO p VALUES (9)");
        tx.commit_and_end();
        EXPECT_FALSE(db.in_transaction());
    }
}

TEST_F(DeferredKey, AFailedMidBlockCommitCanBeRolledBack) {  // trap S14
    {
        Atomic tx{db};
        db.execute("INSERT INTO k VALUES (9)");
        EXPECT_THROW(tx.commit(), ForeignKeyViolation);
        tx.rollback();
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(DeferredKey, AnUnrepairedFrameThrowsTheCommitsErrorAgainAtItsEnd) {  // trap S14
    EXPECT_THROW(
        {
            Atomic tx{db};
            db.execute("INSERT INTO k VALUES (9)");
            EXPECT_THROW(tx.commit(), ForeignKeyViolation);
        },
        ForeignKeyViolation);
    EXPECT_EQ(log.sql().back(), "ROLLBACK");
}

TEST_F(DeferredKey, ACommitByHandThatFailsCanBeRepaired) {  // transactions.md 5, trap S14
    {
        const ManualCommit mc{db};
        db.begin();
        db.execute("INSERT INTO k VALUES (9)");
        EXPECT_THROW(db.commit(), ForeignKeyViolation);
        EXPECT_TRUE(db.in_transaction());
        db.execute("INSERT INTO p VALUES (9)");
        db.commit();
    }
    EXPECT_FALSE(db.in_transaction());
}

TEST_F(DeferredKey, ABlockThrowsItAfterTheRollback) {  // transactions.md 7
    EXPECT_THROW(static_cast<void>(db.atomic([&] {
                     db.execute("INSERT INTO k VALUES (9)");
                     return 1;
                 })),
                 ForeignKeyViolation);
    EXPECT_FALSE(db.in_transaction());
}

class CommitInDoubtTest : public testing::Test {
protected:
    CommitInDoubtTest() {
        FaultyVfs::install();
        FaultyVfs::disarm();
        db.emplace(sqlite({.path = directory.file("test.db"),
                           .journal_mode = JournalMode::truncate,
                           .vfs = FaultyVfs::name}));
        db->execute("CREATE TABLE t(x INTEGER)");
    }
    ~CommitInDoubtTest() override { FaultyVfs::disarm(); }
    void add(int x) { db->execute(insert, x); }

    /// Finds the fault, counted from the commit on, that leaves it in doubt, and runs `check` with the guard.
    template <class F>
    void with_doubt(F check) {
        for (int at = 1; at < 60; ++at) {
            bool doubtful = false;
            try {
                Atomic tx{*db};
                add(at);
                FaultyVfs::arm({.at = at});
                try {
                    tx.commit();
                } catch (const CommitInDoubt&) {
                    doubtful = true;
                } catch (const Error&) {
                }
                FaultyVfs::disarm();
                if (doubtful)
                    check(tx);
                else
                    tx.rollback_and_end();
            } catch (const CommitInDoubt&) {
                EXPECT_TRUE(doubtful);
                said_again = true;
            } catch (const Error&) {
                EXPECT_FALSE(doubtful);
            }
            FaultyVfs::disarm();
            if (doubtful) return;
        }
        FAIL() << "no fault left the commit in doubt";
    }

    TempDirectory directory;
    std::optional<Database> db;
    bool said_again = false;
};

TEST_F(CommitInDoubtTest, IsSaidAgainAtTheNormalExit) {  // trap S13, G7, transactions.md 7, 12.3
    with_doubt([](Atomic&) {});
    EXPECT_TRUE(said_again);
}

TEST_F(CommitInDoubtTest, LaterStatementsClaimNeitherOutcome) {  // trap S13, G7
    with_doubt([&](Atomic& tx) {
        const auto error = caught<CommitInDoubt>([&] { add(-1); });
        EXPECT_EQ(error.outcome(), Outcome::in_doubt);
        EXPECT_EQ(error.code(), ErrorCode::in_doubt);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_FALSE(tx.is_connection_usable());
        tx.rollback();
        EXPECT_THROW(add(-1), CommitInDoubt);
    });
    EXPECT_TRUE(said_again);
}

TEST_F(CommitInDoubtTest, NoCallbackRuns) {  // transactions.md 10, G14
    std::string order;
    for (int at = 1; at < 60 && order.empty(); ++at) {
        bool doubtful = false;
        try {
            Atomic tx{*db};
            add(at);
            tx.on_commit([&] { order += "c"; });
            tx.on_rollback([&] { order += "r"; });
            FaultyVfs::arm({.at = at});
            tx.commit_and_end();
        } catch (const CommitInDoubt&) {
            doubtful = true;
        } catch (const Error&) {
            order.clear();
        }
        FaultyVfs::disarm();
        if (!doubtful) continue;
        EXPECT_EQ(order, "");
        return;
    }
    FAIL() << "no fault left the commit in doubt";
}

TEST_F(CommitInDoubtTest, TheConnectionIsReplaced) {  // G8
    with_doubt([](Atomic&) {});
    db->execute("SELECT 1");
    EXPECT_NO_THROW(add(100));
}

class Section6Options : public ContractTest {
protected:
    QueryLog log{db};
};

TEST_F(Section6Options, ALockModeIsPartOfBegin) {  // transactions.md 4, 6, 13
    { const Atomic tx{db, Lock::deferred}; }
    { const Atomic tx{db, Lock::immediate}; }
    { const Transaction tx{db, Lock::exclusive}; }
    db.atomic(Lock::exclusive, [] {});
    db.atomic({.lock = Lock::immediate}, [] {});
    auto decorated = db.atomically(Lock::immediate, [] {});
    decorated();
    EXPECT_EQ(log.sql(),
              (Sql{"BEGIN DEFERRED", "COMMIT", "BEGIN IMMEDIATE", "COMMIT", "BEGIN EXCLUSIVE", "COMMIT",
                   "BEGIN EXCLUSIVE", "COMMIT", "BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", "COMMIT"}));
}

TEST_F(Section6Options, ALaterBeginUsesTheFramesOptionsAgain) {  // transactions.md 4
    {
        Atomic tx{db, Lock::immediate};
        tx.commit();
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", insert, "COMMIT"}));
}

TEST_F(Section6Options, AJoinedHandlesRestartUsesTheOutermostsOptions) {  // transactions.md 5
    {
        const Transaction outer{db, Lock::immediate};
        Transaction inner{db};
        inner.commit();
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", insert, "COMMIT"}));
}

TEST_F(Section6Options, OnANestedFrameTheyAreRefusedBeforeAnySql) {  // transactions.md 6
    const Atomic outer{db};
    log.clear();
    EXPECT_THROW((Atomic{db, Lock::deferred}), TransactionStateError);
    EXPECT_THROW((Atomic{db, Isolation::serializable}), TransactionStateError);
    EXPECT_THROW((Atomic{db, Access::read_write}), TransactionStateError);
    EXPECT_THROW((Atomic{db, {.deferrable = false}}), TransactionStateError);
    EXPECT_THROW((Transaction{db, Lock::immediate}), TransactionStateError);
    EXPECT_THROW((Savepoint{db, Lock::immediate}), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section6Options, AnIsolationThatSqliteHasNotIsRefusedBeforeAnySql) {  // transactions.md 6
    for (const auto level :
         {Isolation::read_uncommitted, Isolation::read_committed, Isolation::repeatable_read})
        EXPECT_THROW((Atomic{db, level}), ImproperlyConfigured);
    EXPECT_THROW((Atomic{db, {.deferrable = true}}), ImproperlyConfigured);
    EXPECT_TRUE(log.sql().empty());
    EXPECT_EQ(db.transaction_depth(), 0);
}

TEST_F(Section6Options, SerializableIsWhatSqliteHas) {  // transactions.md 6
    { const Atomic tx{db, Isolation::serializable}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT"}));
}

TEST_F(Section6Options, ReadOnlyRefusesWritesInTheFrameAndNowhereElse) {  // transactions.md 6
    const ConnectionScope scope{db};
    {
        const Atomic tx{db, Access::read_only};
        EXPECT_TRUE(rows().empty());
        EXPECT_THROW(add(1), OperationalError);
    }
    add(2);
    EXPECT_EQ(rows(), Rows{2});
}

TEST_F(Section6Options, ReadOnlyHoldsAcrossMidBlockEndsAndNestedFrames) {  // transactions.md 4, 6
    const ConnectionScope scope{db};
    {
        Atomic tx{db, Access::read_only};
        tx.commit();
        EXPECT_THROW(add(1), OperationalError);
        tx.rollback();
        const Atomic inner{db};
        EXPECT_THROW(add(1), OperationalError);
    }
    add(2);
    EXPECT_EQ(rows(), Rows{2});
}

TEST_F(Section6Options, ReadOnlyEndsWithAnEndForGood) {  // transactions.md 4, 6
    Atomic tx{db, Access::read_only};
    tx.commit_and_end();
    add(1);
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(Section6Options, HousekeepingIsLoggedButNotCounted) {  // transactions.md 12.12
    { const Atomic tx{db, Access::read_only}; }
    EXPECT_EQ(log.count(), 2U);
    EXPECT_EQ(log.statements().size(), 4U);
    EXPECT_EQ(log.statements().front().kind, StatementKind::housekeeping);
}

TEST_F(Section6Options, TheDatabasesDefaultLockIsUsedWhereNoneIsAsked) {  // transactions.md 6, 12.6
    Database eager{sqlite({.path = directory.file("test.db"), .default_lock = Lock::immediate})};
    QueryLog its{eager};
    { const Atomic tx{eager}; }
    { const Atomic tx{eager, Lock::deferred}; }
    EXPECT_EQ(its.sql(), (Sql{"BEGIN IMMEDIATE", "COMMIT", "BEGIN DEFERRED", "COMMIT"}));
}

TEST_F(Section6Options, TheDefaultLockIsAUrlKeyToo) {  // transactions.md 12.6
    Database eager{url("sqlite:///" + directory.file("test.db") + "?default_lock=exclusive")};
    QueryLog its{eager};
    { const Atomic tx{eager}; }
    EXPECT_EQ(its.sql().front(), "BEGIN EXCLUSIVE");
}

}  // namespace
}  // namespace pewit::test
