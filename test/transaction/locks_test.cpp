/// Guards that wait for, or lose to, another connection's locks on SQLite (traps S1 to S6, S30; transactions.md 7, 12.4, 12.9).
#include <sqlite3.h>

#include <chrono>
#include <optional>
#include <string>

#include <support/contract_test.hpp>
#include <support/worker.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

/// `db` here and `other` on a thread of its own, both on one file.
class GuardLocks : public testing::Test {
protected:
    void SetUp() override { PEWIT_ONLY_ON_SQLITE(); }
    void open(JournalMode mode) {
        path = directory.file("test.db");
        db.emplace(sqlite({.path = path, .busy_timeout = 100ms, .journal_mode = mode}));
        db->execute("CREATE TABLE t(x INTEGER)");
        worker.run([&] { other.emplace(sqlite({.path = path, .busy_timeout = 100ms})); });
    }
    ~GuardLocks() noexcept override {
        worker.run([&] {
            theirs.reset();
            other.reset();
        });
    }
    /// The other connection takes the write lock and keeps it until release().
    void lock(Lock how = Lock::immediate) {
        worker.run([&, how] { theirs.emplace(*other, how); });
    }
    void release() {
        worker.run([&] { theirs.reset(); });
    }
    void add(int x) { db->execute(insert, x); }
    void add_there(int x) {
        worker.run([&, x] { other->execute(insert, x); });
    }
    std::int64_t count() { return std::get<0>(db->query<std::int64_t>("SELECT count(*) FROM t").at(0)); }

    TempDirectory directory;
    std::string path;
    std::optional<Database> db;
    std::optional<Database> other;
    std::optional<Atomic> theirs;
    Worker worker;
};

TEST_F(GuardLocks, ABeginThatIsLockedOutPushesNoFrame) {  // trap S1, transactions.md 7
    open(JournalMode::wal);
    lock();
    const auto error = caught<LockError>([&] { Atomic tx{*db, Lock::immediate}; });
    EXPECT_TRUE(error.is_retryable());
    EXPECT_EQ(error.native_code(), SQLITE_BUSY);
    EXPECT_EQ(db->transaction_depth(), 0);
    release();
    { const Atomic tx{*db, Lock::immediate}; }
}

TEST_F(GuardLocks, AConnectionBorrowedForABeginThatFailedGoesBack) {  // transactions.md 7
    open(JournalMode::wal);
    lock();
    EXPECT_THROW(static_cast<void>(Atomic{*db, Lock::immediate}), LockError);
    EXPECT_THROW(static_cast<void>(db->connection()), InterfaceError);
    release();
}

TEST_F(GuardLocks, AFirstWriteThatIsLockedOutLeavesTheFrameOpen) {  // trap S2, G6
    open(JournalMode::wal);
    lock();
    {
        const Atomic tx{*db};
        const auto error = caught<LockError>([&] { add(1); });
        EXPECT_EQ(error.outcome(), Outcome::open);
        release();
        add(2);
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(GuardLocks, ACommitKeptOutByAReaderCanBeRepeated) {  // trap S3, G6, transactions.md 7
    open(JournalMode::delete_);
    add(0);
    worker.run([&] {
        theirs.emplace(*other);
        static_cast<void>(other->query<int>("SELECT x FROM t"));
    });
    Atomic tx{*db};
    add(1);
    const auto error = caught<LockError>([&] { tx.commit(); });
    EXPECT_EQ(error.outcome(), Outcome::open);
    release();
    tx.commit_and_end();
    EXPECT_EQ(count(), 2);
}

TEST_F(GuardLocks, ACommitKeptOutAtTheScopeEndRollsBackAndFreesTheLock) {  // trap S3
    open(JournalMode::delete_);
    add(0);
    worker.run([&] {
        theirs.emplace(*other);
        static_cast<void>(other->query<int>("SELECT x FROM t"));
    });
    QueryLog log{*db};
    const auto error = caught<LockError>([&] {
        const Atomic tx{*db};
        add(1);
    });
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT", "ROLLBACK"}));
    release();
    add_there(2);
    EXPECT_EQ(count(), 2);
}

TEST_F(GuardLocks, AnUpgradeThatCanOnlyDeadlockNamesTheCureAtOnce) {  // trap S5
    open(JournalMode::delete_);
    add(0);
    lock();
    {
        const Atomic tx{*db};
        EXPECT_EQ(count(), 1);
        const auto error = caught<LockError>([&] { add(1); });
        EXPECT_NE(std::string{error.what()}.find("Lock::immediate"), std::string::npos) << error.what();
        EXPECT_TRUE(error.is_retryable());
    }
    release();
}

TEST_F(GuardLocks, ALostSnapshotDoomsTheTransaction) {  // trap S6, transactions.md 12.4
    open(JournalMode::wal);
    add(0);
    QueryLog log{*db};
    const auto aborted = caught<TransactionAborted>([&] {
        const Atomic tx{*db};
        EXPECT_EQ(count(), 1);
        add_there(1);
        const auto error = caught<LockError>([&] { add(2); });
        EXPECT_EQ(error.native_code(), SQLITE_BUSY_SNAPSHOT);
        EXPECT_NE(std::string{error.what()}.find("Lock::immediate"), std::string::npos);
        EXPECT_TRUE(error.loses_transaction());
        EXPECT_THROW(count(), TransactionAborted);
    });
    EXPECT_TRUE(aborted.is_retryable());
    EXPECT_EQ(aborted.native_code(), SQLITE_BUSY_SNAPSHOT);
    EXPECT_EQ(log.sql().back(), "ROLLBACK");
    EXPECT_EQ(count(), 2);
}

TEST_F(GuardLocks, ALostSnapshotInANestedFrameDoomsTheOutermost) {  // trap S6, transactions.md 12.4
    open(JournalMode::wal);
    add(0);
    QueryLog log{*db};
    EXPECT_THROW(
        {
            const Atomic outer{*db};
            EXPECT_EQ(count(), 1);
            add_there(1);
            try {
                const Atomic inner{*db};
                add(2);
            } catch (const LockError&) {
            }
            EXPECT_THROW(add(3), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "SELECT count(*) FROM t", sp1, insert, "ROLLBACK"}));
}

TEST_F(GuardLocks, RunTransactionRestartsALostSnapshot) {  // trap S6, G15
    open(JournalMode::wal);
    add(0);
    int attempts = 0;
    db->run_transaction([&] {
        const auto seen = count();
        if (++attempts == 1) add_there(1);
        add(static_cast<int>(seen));
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(count(), 3);
}

class Twins : public GuardLocks {
protected:
    void open_twin() {
        open(JournalMode::wal);
        twin.emplace(sqlite({.path = path, .busy_timeout = 5s}), DatabaseOptions{.name = "twin"});
        twin->execute("SELECT 1");
    }
    std::optional<Database> twin;
};

TEST_F(Twins, AThreadDoesNotWaitForItself) {  // trap S30, transactions.md 12.9
    open_twin();
    const Atomic tx{*db};
    add(1);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THROW(static_cast<void>(Atomic{*twin, Lock::immediate}), LockError);
    EXPECT_THROW(twin->execute(insert, 2), LockError);
    {
        const Atomic theirs_too{*twin};
        EXPECT_THROW(twin->execute(insert, 2), LockError);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(Twins, ASymbolicLinkIsTheSameFile) {  // trap S30
    open_twin();
    const std::string link = directory.file("link.db");
    std::filesystem::create_symlink(path, link);
    Database through{sqlite({.path = link, .busy_timeout = 5s})};
    const Atomic tx{*db};
    add(1);
    EXPECT_THROW(through.execute(insert, 2), LockError);
}

TEST_F(Twins, AnotherConnectionOfTheSameDatabaseIsATwinToo) {  // trap S30
    open_twin();
    const Atomic tx{*db};
    add(1);
    const ConnectionScope separate{*db, Reuse::no};
    EXPECT_THROW(db->execute(insert, 2), LockError);
}

TEST_F(Twins, RawSqlThatHoldsTheLockCounts) {  // trap S30, transactions.md 5
    open_twin();
    const ConnectionScope scope{*db};
    db->execute("BEGIN IMMEDIATE");
    EXPECT_THROW(twin->execute(insert, 2), LockError);
    db->execute("ROLLBACK");
}

TEST_F(Twins, ReadingIsAllowedAndWarns) {  // transactions.md 9, 12.9
    open_twin();
    const Atomic tx{*db};
    add(1);
    const Warnings warnings;
    EXPECT_TRUE(twin->query<int>("SELECT x FROM t").empty());
    EXPECT_EQ(warnings.count(), 1U);
    EXPECT_NE(warnings.text().find("twin"), std::string::npos);
}

TEST_F(Twins, StrictModeThrowsInstead) {  // transactions.md 9
    open_twin();
    Database strict{sqlite({.path = path}), {.strict = true}};
    strict.execute("SELECT 1");
    const Atomic tx{*db};
    EXPECT_THROW(static_cast<void>(strict.query<int>("SELECT x FROM t")), TransactionStateError);
}

TEST_F(Twins, AFrameOfItsOwnIsNoDiagnostic) {  // transactions.md 9: about statements that autocommit
    open_twin();
    const Atomic tx{*db};
    const Warnings warnings;
    const Atomic its{*twin};
    EXPECT_TRUE(twin->query<int>("SELECT x FROM t").empty());
    EXPECT_EQ(warnings.count(), 0U) << warnings.text();
}

TEST_F(Twins, OtherThreadsAndOtherFilesAreNoTwins) {  // transactions.md 12.9
    open_twin();
    Database elsewhere{sqlite({.path = directory.file("elsewhere.db")})};
    elsewhere.execute("CREATE TABLE t(x INTEGER)");
    Connector memory = sqlite({.path = ":memory:"});
    Database first{memory};
    Database second{memory};
    first.execute("CREATE TABLE t(x INTEGER)");
    second.execute("CREATE TABLE t(x INTEGER)");
    const Warnings warnings;
    const Atomic tx{*db};
    const Atomic in_memory{first};
    first.execute(insert, 1);
    elsewhere.execute(insert, 1);
    second.execute(insert, 1);
    EXPECT_EQ(warnings.count(), 0U) << warnings.text();
}

}  // namespace
}  // namespace pewit::test
