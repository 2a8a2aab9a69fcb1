/// Commits that fail or are in doubt on SQLite, repairs in mid-block (traps S13, S14; transactions.md 7, 12). PostgreSQL's
/// are in test/postgres/commit_test.cpp.
#include <sqlite3.h>

#include <optional>
#include <string>

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
    void SetUp() override { PEWIT_ONLY_ON_SQLITE(); }
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
    void SetUp() override { PEWIT_ONLY_ON_SQLITE(); }
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

}  // namespace
}  // namespace pewit::test
