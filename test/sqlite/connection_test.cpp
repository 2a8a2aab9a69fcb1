/// The rest of the driver's promises: native objects, interrupt, fork, backup, probes.
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include <pewit/sqlite_tools.hpp>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;
using detail::EngineState;
using detail::native_type;

class SqliteConnection : public SqliteDriverTest {
protected:
    static constexpr const char* endless =
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    static sqlite3* handle(detail::DriverConnection& connection) {
        return static_cast<sqlite3*>(connection.native(native_type<sqlite3>()));
    }
};

TEST_F(SqliteConnection, HandsOutTheClientsObjects) {
    const auto connection = open();
    auto* database = static_cast<SQLite::Database*>(connection->native(native_type<SQLite::Database>()));
    ASSERT_NE(database, nullptr);
    EXPECT_EQ(database->getHandle(), handle(*connection));
    EXPECT_EQ(database->execAndGet("SELECT 42").getInt(), 42);
    EXPECT_EQ(connection->native(native_type<int>()), nullptr);
}

TEST_F(SqliteConnection, TellsTheStateOfItsTransaction) {
    const auto connection = open();
    EXPECT_EQ(connection->state(), EngineState::idle);
    EXPECT_TRUE(connection->looks_usable());
    run(*connection, "BEGIN");
    EXPECT_EQ(connection->state(), EngineState::active);
    EXPECT_FALSE(connection->looks_usable()) << "somebody's transaction is open";
    run(*connection, "ROLLBACK");
    EXPECT_EQ(connection->state(), EngineState::idle);
}

TEST_F(SqliteConnection, IsInterruptedFromAnotherThread) {
    const auto connection = open();
    std::atomic<bool> done{false};
    std::thread canceller([&] {
        while (!done) {
            connection->interrupt();
            std::this_thread::sleep_for(1ms);
        }
    });
    const auto error = caught<OperationalError>([&] { run(*connection, endless); });
    done = true;
    canceller.join();
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
    EXPECT_EQ(error.native_code(), SQLITE_INTERRUPT);
    EXPECT_FALSE(error.is_retryable());
}

TEST_F(SqliteConnection, LosesItsTransactionWhenAWriteIsInterrupted) {  // trap S10
    const auto connection = open();
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "BEGIN");
    run(*connection, "INSERT INTO t VALUES(1)");
    sqlite3_progress_handler(
        handle(*connection), 1000, [](void*) { return 1; }, nullptr);
    const auto read = caught<OperationalError>([&] { run(*connection, endless); });
    EXPECT_FALSE(read.loses_transaction());
    const auto write = caught<OperationalError>([&] {
        run(*connection,
            "INSERT INTO t WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n");
    });
    EXPECT_TRUE(write.loses_transaction());
    EXPECT_EQ(connection->state(), EngineState::idle);
}

TEST_F(SqliteConnection, KeepsAVetoedCommitOutOfDoubt) {  // trap S43
    const auto connection = open();
    run(*connection, "CREATE TABLE t(a)");
    sqlite3_commit_hook(
        handle(*connection), [](void*) { return 1; }, nullptr);
    run(*connection, "BEGIN");
    run(*connection, "INSERT INTO t VALUES(1)");
    const auto error = caught<IntegrityError>([&] { run(*connection, "COMMIT"); });
    EXPECT_EQ(connection->state(), EngineState::idle);
    EXPECT_FALSE(connection->commit_is_in_doubt(error.facts(), error.what()));
    sqlite3_commit_hook(handle(*connection), nullptr, nullptr);
    EXPECT_EQ(ask(*connection, "SELECT count(*) FROM t"), "0");
}

TEST_F(SqliteConnection, KeepsACommitOfNothingOutOfDoubt) {
    const auto connection = open();
    const auto error = caught<ProgrammingError>([&] { run(*connection, "COMMIT"); });
    EXPECT_FALSE(connection->commit_is_in_doubt(error.facts(), error.what()));
}

TEST_F(SqliteConnection, NoticesThatItsFileWasReplaced) {  // trap S34
    const auto connection = open({.journal_mode = JournalMode::delete_});
    run(*connection, "CREATE TABLE t(a)");
    EXPECT_TRUE(connection->probe());
    std::filesystem::rename(directory.file("test.db"), directory.file("moved.db"));
    EXPECT_FALSE(connection->probe());
    const auto error = caught<ConnectionLost>([&] { run(*connection, "INSERT INTO t VALUES(1)"); });
    EXPECT_EQ(error.native_code(), SQLITE_READONLY_DBMOVED);
    EXPECT_TRUE(error.loses_connection());
}

TEST_F(SqliteConnection, DoesNotAbortOverAForgottenNativeStatement) {  // trap S26
    auto connection = open();
    auto* database = static_cast<SQLite::Database*>(connection->native(native_type<SQLite::Database>()));
    SQLite::Statement forgotten(*database, "SELECT 1");
    forgotten.executeStep();
    connection.reset();  // SQLiteCpp's own destructor would assert here
    EXPECT_EQ(forgotten.getColumn(0).getInt(), 1);
}

TEST_F(SqliteConnection, LeavesTheParentsTransactionAloneInAForkedChild) {  // traps S29, G13
    auto connection = open({.journal_mode = JournalMode::delete_});
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "BEGIN");
    run(*connection, "INSERT INTO t VALUES(1)");
    auto statement = connection->prepare("SELECT a FROM t");
    const pid_t child = fork();
    if (child == 0) {
        connection->abandon();
        const bool refused = !connection->looks_usable();
        statement.reset();
        connection.reset();
        _exit(refused ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(std::filesystem::exists(directory.file("test.db-journal"))) << "the child rolled back";
    run(*connection, "COMMIT");
    EXPECT_EQ(ask(*open(), "SELECT count(*) FROM t"), "1");
}

TEST_F(SqliteConnection, RollsBackWhatIsOpenWhenItCloses) {  // trap S27
    auto connection = open();
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "BEGIN");
    run(*connection, "INSERT INTO t VALUES(1)");
    connection.reset();
    EXPECT_EQ(ask(*open(), "SELECT count(*) FROM t"), "0");
}

class SqliteBackup : public SqliteConnection {
protected:
    SqliteBackup() {
        run(*source, "CREATE TABLE t(a)");
        run(*source,
            "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
            "INSERT INTO t SELECT randomblob(500) FROM n");
    }
    std::unique_ptr<detail::DriverConnection> source = open();
};

TEST_F(SqliteBackup, CopiesEverythingIntoAFileOfItsOwner) {
    int calls = 0;
    int remaining = -1;
    BackupOptions options;
    options.go_on = [&](int left, int total) {
        ++calls;
        remaining = left;
        EXPECT_GT(total, 300);
        return true;
    };
    EXPECT_TRUE(source->backup_to(directory.file("copy.db"), options));
    EXPECT_GT(calls, 1);
    EXPECT_EQ(remaining, 0);
    struct stat facts {};
    ASSERT_EQ(stat(directory.file("copy.db").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    const auto copy = open({.path = directory.file("copy.db")});
    EXPECT_EQ(ask(*copy, "SELECT count(*) FROM t"), "3000");
    EXPECT_EQ(ask(*copy, "PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteBackup, ReplacesAnOlderCopy) {
    source->backup_to(directory.file("copy.db"), {});
    run(*source, "DELETE FROM t WHERE rowid > 10");
    source->backup_to(directory.file("copy.db"), {});
    EXPECT_EQ(ask(*open({.path = directory.file("copy.db")}), "SELECT count(*) FROM t"), "10");
}

TEST_F(SqliteBackup, LeavesTheOlderCopyWhenItIsBrokenOff) {
    run(*open({.path = directory.file("copy.db")}), "CREATE TABLE old(a)");
    BackupOptions options{.pages_a_step = 10};
    options.go_on = [](int, int) -> bool { throw std::runtime_error("enough"); };
    EXPECT_THROW(source->backup_to(directory.file("copy.db"), options), std::runtime_error);
    int steps = 0;
    options.go_on = [&](int, int) { return ++steps < 3; };
    EXPECT_FALSE(source->backup_to(directory.file("copy.db"), options));
    EXPECT_EQ(steps, 3);
    const auto copy = open({.path = directory.file("copy.db")});
    EXPECT_EQ(ask(*copy, "SELECT name FROM sqlite_schema"), "old");
}

TEST_F(SqliteBackup, RefusesTheDatabaseItself) {
    std::filesystem::create_symlink(directory.file("test.db"), directory.file("link.db"));
    EXPECT_THROW(source->backup_to(directory.file("test.db"), {}), ImproperlyConfigured);
    EXPECT_THROW(source->backup_to(directory.file("link.db"), {}), ImproperlyConfigured);
    EXPECT_THROW(source->backup_to(":memory:", {}), ImproperlyConfigured);
}

TEST_F(SqliteBackup, SavesADatabaseInMemory) {
    const auto memory = open({.path = ":memory:"});
    run(*memory, "CREATE TABLE m(a)");
    memory->backup_to(directory.file("copy.db"), {});
    EXPECT_EQ(ask(*open({.path = directory.file("copy.db")}), "SELECT name FROM sqlite_schema"), "m");
}

TEST_F(SqliteBackup, WaitsNoLongerThanTheBusyTimeout) {
    const auto other = open({.path = directory.file("copy.db")});
    run(*other, "BEGIN IMMEDIATE");
    const auto impatient = open({.busy_timeout = 20ms});
    EXPECT_THROW(impatient->backup_to(directory.file("copy.db"), {}), LockError);
}

}  // namespace
}  // namespace pewit::test
