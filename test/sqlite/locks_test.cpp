/// What two connections do to each other, and what they are told (traps S1 to S6, S31, S38).
#include <sqlite3.h>

#include <chrono>
#include <thread>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;
using detail::EngineState;

class SqliteLocks : public SqliteDriverTest {
protected:
    void begin_with(JournalMode mode) {
        one = open({.busy_timeout = 30ms, .journal_mode = mode});
        run(*one, "CREATE TABLE t(a)");
        two = open({.busy_timeout = 30ms});
        run(*one, "INSERT INTO t VALUES(1)");
    }
    LockError failing(detail::DriverConnection& connection, const std::string& sql) {
        return caught<LockError>([&] { run(connection, sql); });
    }

    std::unique_ptr<detail::DriverConnection> one;
    std::unique_ptr<detail::DriverConnection> two;
};

TEST_F(SqliteLocks, KeepASecondWriterOutForTheBusyTimeout) {  // trap S1
    begin_with(JournalMode::wal);
    run(*one, "BEGIN IMMEDIATE");
    const auto start = std::chrono::steady_clock::now();
    const auto error = failing(*two, "BEGIN IMMEDIATE");
    const auto waited = std::chrono::steady_clock::now() - start;
    EXPECT_GE(waited, 25ms);
    EXPECT_LT(waited, 2s);
    EXPECT_EQ(error.code(), ErrorCode::locked);
    EXPECT_EQ(error.native_code(), SQLITE_BUSY);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_STREQ(error.what(), "database is locked (SQLite 5)");
    EXPECT_EQ(two->state(), EngineState::idle);
}

TEST_F(SqliteLocks, LeaveTheTransactionOpenWhenItsFirstWriteIsRefused) {  // trap S2
    begin_with(JournalMode::wal);
    run(*one, "BEGIN IMMEDIATE");
    run(*two, "BEGIN");
    const auto error = failing(*two, "INSERT INTO t VALUES(2)");
    EXPECT_EQ(error.code(), ErrorCode::locked);
    EXPECT_EQ(two->state(), EngineState::active);
    run(*one, "COMMIT");
    run(*two, "INSERT INTO t VALUES(2)");
    run(*two, "COMMIT");
}

TEST_F(SqliteLocks, NameTheCureForAnUpgradeConflict) {  // trap S5
    begin_with(JournalMode::delete_);
    run(*one, "BEGIN");
    run(*two, "BEGIN");
    ask(*one, "SELECT count(*) FROM t");
    ask(*two, "SELECT count(*) FROM t");
    run(*one, "INSERT INTO t VALUES(2)");
    const auto error = failing(*two, "INSERT INTO t VALUES(3)");
    EXPECT_EQ(error.native_code(), SQLITE_BUSY);
    EXPECT_EQ(error.code(), ErrorCode::conflict);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("Lock::immediate"), std::string::npos) << error.what();
    EXPECT_FALSE(error.loses_transaction());
}

TEST_F(SqliteLocks, NameTheCureForAStaleSnapshot) {  // trap S6
    begin_with(JournalMode::wal);
    run(*two, "BEGIN");
    ask(*two, "SELECT count(*) FROM t");
    run(*one, "INSERT INTO t VALUES(2)");
    const auto error = failing(*two, "INSERT INTO t VALUES(3)");
    EXPECT_EQ(error.native_code(), SQLITE_BUSY_SNAPSHOT);
    EXPECT_EQ(error.code(), ErrorCode::conflict);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("Lock::immediate"), std::string::npos) << error.what();
}

TEST_F(SqliteLocks, LetACommitBeRepeatedWhenAReaderWasInTheWay) {  // trap S3
    begin_with(JournalMode::delete_);
    run(*one, "BEGIN IMMEDIATE");
    run(*one, "INSERT INTO t VALUES(2)");
    const auto reader = two->prepare("SELECT a FROM t");
    ASSERT_NE(reader->step(), nullptr);
    const auto commit = one->prepare("COMMIT");
    EXPECT_THROW(commit->step(), LockError);
    EXPECT_EQ(one->state(), EngineState::active);
    reader->reset();
    commit->reset();
    EXPECT_EQ(commit->step(), nullptr);
    EXPECT_EQ(one->state(), EngineState::idle);
}

TEST_F(SqliteLocks, LetACommitBeRepeatedOnceTheForeignKeyIsMended) {  // trap S14
    one = open();
    run(*one, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    run(*one, "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    run(*one, "BEGIN");
    run(*one, "INSERT INTO c VALUES(7)");
    const auto error = caught<ForeignKeyViolation>([&] { run(*one, "COMMIT"); });
    EXPECT_FALSE(error.loses_transaction());
    EXPECT_EQ(one->state(), EngineState::active);
    run(*one, "INSERT INTO p VALUES(7)");
    run(*one, "COMMIT");
}

TEST_F(SqliteLocks, AreNotHeldByAStatementThatFailed) {
    begin_with(JournalMode::delete_);
    const auto failing_read = one->prepare("SELECT json(a || '{') FROM t");
    EXPECT_THROW(failing_read->step(), DatabaseError);
    run(*two, "BEGIN EXCLUSIVE");  // would wait for a reader
    run(*two, "COMMIT");
}

TEST_F(SqliteLocks, DoNotSurviveAChangeToWalByTwoAtOnce) {
    for (int round = 0; round < 20; ++round) {
        const std::string path = directory.file("new" + std::to_string(round) + ".db");
        std::string modes[2];
        std::thread other([&] { modes[0] = ask(*connect({.path = path}), "PRAGMA journal_mode"); });
        modes[1] = ask(*connect({.path = path}), "PRAGMA journal_mode");
        other.join();
        EXPECT_EQ(modes[0], "wal");
        EXPECT_EQ(modes[1], "wal");
    }
}

}  // namespace
}  // namespace pewit::test
