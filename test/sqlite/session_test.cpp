/// The state of a fresh connection, read back from the engine (traps G16, security checklist 7).
#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <pewit/url.hpp>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class SqliteSession : public SqliteDriverTest {
protected:
    static sqlite3* handle(detail::DriverConnection& connection) {
        return static_cast<sqlite3*>(connection.native(detail::native_type<sqlite3>()));
    }
    static int config(detail::DriverConnection& connection, int option) {
        int value = -1;
        sqlite3_db_config(handle(connection), option, -1, &value);
        return value;
    }
    /// A database file of another program, in rollback mode.
    std::string existing(const std::string& journal_mode) {
        const std::string path = directory.file("existing.db");
        SQLite::Database other(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("PRAGMA journal_mode = " + journal_mode);
        other.exec("CREATE TABLE t(a)");
        return path;
    }
};

TEST_F(SqliteSession, EnforcesForeignKeys) {  // trap S20
    const auto connection = open();
    EXPECT_EQ(ask(*connection, "PRAGMA foreign_keys"), "1");
    run(*connection, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    run(*connection, "CREATE TABLE c(p REFERENCES p)");
    EXPECT_THROW(run(*connection, "INSERT INTO c VALUES(1)"), ForeignKeyViolation);
}

TEST_F(SqliteSession, TakesNoDoubleQuotedWordForAString) {  // trap S24
    const auto connection = open();
    run(*connection, "CREATE TABLE t(name)");
    EXPECT_THROW(run(*connection, R"(DELETE FROM t WHERE "nmae" = 'nmae')"), ProgrammingError);
    EXPECT_THROW(run(*connection, R"(CREATE INDEX i ON t("nmae"))"), ProgrammingError);
    EXPECT_EQ(config(*connection, SQLITE_DBCONFIG_DQS_DML), 0);
    EXPECT_EQ(config(*connection, SQLITE_DBCONFIG_DQS_DDL), 0);
}

TEST_F(SqliteSession, IsDefensive) {
    const auto connection = open();
    EXPECT_EQ(config(*connection, SQLITE_DBCONFIG_DEFENSIVE), 1);
    run(*connection, "PRAGMA writable_schema = on");
    EXPECT_THROW(run(*connection, "DELETE FROM sqlite_schema"), ProgrammingError);
    EXPECT_EQ(ask(*connection, "PRAGMA journal_mode = off"), "wal");  // trap S21
}

TEST_F(SqliteSession, DoesNotTrustTheSchema) { EXPECT_EQ(ask(*open(), "PRAGMA trusted_schema"), "0"); }

TEST_F(SqliteSession, LoadsNoExtensions) {
    const auto connection = open();
    EXPECT_EQ(config(*connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION), 0);
    EXPECT_THROW(run(*connection, "SELECT load_extension('x')"), DatabaseError);
}

TEST_F(SqliteSession, HasNoMutex) { EXPECT_EQ(sqlite3_db_mutex(handle(*open())), nullptr); }

TEST_F(SqliteSession, WaitsFiveSecondsForALock) {
    EXPECT_EQ(ask(*open(), "PRAGMA busy_timeout"), "5000");
    EXPECT_EQ(ask(*open({.path = ":memory:", .busy_timeout = 250ms}), "PRAGMA busy_timeout"), "250");
}

TEST_F(SqliteSession, GivesANewDatabaseWalAndFullSync) {  // trap S25
    const auto connection = open();
    EXPECT_EQ(ask(*connection, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(ask(*connection, "PRAGMA synchronous"), "2");
}

TEST_F(SqliteSession, GivesAnEmptyFileWal) {
    const std::string path = directory.file("empty.db");
    fclose(fopen(path.c_str(), "w"));
    EXPECT_EQ(ask(*open({.path = path}), "PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteSession, KeepsTheJournalModeOfAnExistingDatabase) {
    const auto connection = open({.path = existing("delete")});
    EXPECT_EQ(ask(*connection, "PRAGMA journal_mode"), "delete");
    EXPECT_EQ(ask(*connection, "PRAGMA synchronous"), "3") << "full can lose commits under DELETE: trap S25";
}

TEST_F(SqliteSession, ChangesTheJournalModeWhenAsked) {
    EXPECT_EQ(
        ask(*open({.path = existing("delete"), .journal_mode = JournalMode::wal}), "PRAGMA journal_mode"),
        "wal");
    const auto truncate = open({.path = directory.file("t.db"), .journal_mode = JournalMode::truncate});
    EXPECT_EQ(ask(*truncate, "PRAGMA journal_mode"), "truncate");
    EXPECT_EQ(ask(*truncate, "PRAGMA synchronous"), "2");
    const auto persist = open({.path = directory.file("p.db"), .journal_mode = JournalMode::persist});
    EXPECT_EQ(ask(*persist, "PRAGMA journal_mode"), "persist");
}

TEST_F(SqliteSession, TakesSynchronousAsAsked) {
    EXPECT_EQ(ask(*open({.path = directory.file("n.db"), .synchronous = Synchronous::normal}),
                  "PRAGMA synchronous"),
              "1");
    EXPECT_EQ(
        ask(*open({.path = directory.file("e.db"), .synchronous = Synchronous::extra}), "PRAGMA synchronous"),
        "3");
    EXPECT_EQ(ask(*open({.path = directory.file("o.db"), .synchronous = Synchronous::off, .unsafe = true}),
                  "PRAGMA synchronous"),
              "0");
}

TEST_F(SqliteSession, RefusesNormalSyncOnAnExistingRollbackDatabase) {
    const std::string path = existing("delete");
    EXPECT_THROW(open({.path = path, .synchronous = Synchronous::normal}), ImproperlyConfigured);
    EXPECT_EQ(
        ask(*open({.path = path, .synchronous = Synchronous::normal, .unsafe = true}), "PRAGMA synchronous"),
        "1");
}

TEST_F(SqliteSession, SaysWhenTheEngineTakesNoWal) {
    EXPECT_THROW(open({.path = directory.file("x.db"), .journal_mode = JournalMode::wal, .vfs = "unix-none"}),
                 OperationalError)
        << "unix-none has no shared memory";
}

TEST_F(SqliteSession, KeepsMemoryDatabasesInMemory) {
    const auto connection = open({.path = ":memory:"});
    EXPECT_EQ(ask(*connection, "PRAGMA journal_mode"), "memory");
    EXPECT_EQ(ask(*connection, "PRAGMA foreign_keys"), "1");
}

TEST_F(SqliteSession, SetsTheCacheAndOtherPragmas) {
    const auto connection =
        open({.path = ":memory:", .cache_kib = 4096, .pragmas = {{"temp_store", "memory"}}});
    EXPECT_EQ(ask(*connection, "PRAGMA cache_size"), "-4096");
    EXPECT_EQ(ask(*connection, "PRAGMA temp_store"), "2");
}

/// SQLite itself takes it without a word.
TEST_F(SqliteSession, RefusesAPragmaThatThereIsNot) {
    const auto error = caught<ImproperlyConfigured>([&] {
        open({.path = ":memory:", .pragmas = {{"Temp_Store", "memory"}, {"mmap_sise", "9"}}});
    });
    EXPECT_STREQ(error.what(), "this SQLite has no pragma \"mmap_sise\"");
}

TEST_F(SqliteSession, TakesPragmasAndMoreFromAUrl) {
    const auto connection =
        url("sqlite:///:memory:?trusted_schema=true&pragma.temp_store=memory&attach.archive="
            + directory.file("a.db"))
            .driver()
            ->connect();
    EXPECT_EQ(ask(*connection, "PRAGMA temp_store"), "2");
    EXPECT_EQ(ask(*connection, "PRAGMA trusted_schema"), "1");
    EXPECT_EQ(ask(*connection, "PRAGMA archive.user_version"), "0");
    for (const char* bad : {"pragma.", "pragma.a%20b", "pragma.foreign_keys", "attach.main", "pragmas.x"})
        EXPECT_THROW((void)url(std::string("sqlite:///:memory:?") + bad + "=1"), ImproperlyConfigured) << bad;
}

TEST_F(SqliteSession, ReportsExtendedCodes) {
    const auto connection = open();
    run(*connection, "CREATE TABLE t(a UNIQUE)");
    run(*connection, "INSERT INTO t VALUES(1)");
    const auto error = caught<UniqueViolation>([&] { run(*connection, "INSERT INTO t VALUES(1)"); });
    EXPECT_EQ(error.native_code(), SQLITE_CONSTRAINT_UNIQUE);
}

TEST_F(SqliteSession, WritesNothingUnderReadOnlyAccess) {
    const auto connection = open();
    run(*connection, "CREATE TABLE t(a)");
    EXPECT_EQ(connection->set_read_only(true), "PRAGMA query_only = 1");
    EXPECT_THROW(run(*connection, "INSERT INTO t VALUES(1)"), OperationalError);
    EXPECT_EQ(connection->set_read_only(false), "PRAGMA query_only = 0");
    run(*connection, "INSERT INTO t VALUES(1)");
    EXPECT_EQ(ask(*connection, "SELECT count(*) FROM t"), "1");
}

TEST_F(SqliteSession, KnowsRegularExpressions) {
    const auto connection = open();
    EXPECT_EQ(ask(*connection, "SELECT 'huey' REGEXP '^h.e'"), "1");
    EXPECT_EQ(ask(*connection, "SELECT 'huey' REGEXP 'z'"), "0");
    EXPECT_EQ(ask(*connection, "SELECT NULL REGEXP 'z'"), "NULL");
    EXPECT_EQ(ask(*connection,
                  "SELECT count(*) FROM (SELECT 'a1' AS x UNION ALL SELECT 'b') WHERE x REGEXP '[0-9]'"),
              "1");
    EXPECT_THROW(ask(*connection, "SELECT 'a' REGEXP '('"), DatabaseError);
}

TEST_F(SqliteSession, ClosesTheFileWhenTheSetUpFails) {
    const std::string path = directory.file("no.db");
    FILE* file = fopen(path.c_str(), "w");
    for (int i = 0; i < 200; ++i)
        fputs("this is no database at all\n", file);
    fclose(file);
    const auto error = caught<OperationalError>([&] { open({.path = path}); });
    EXPECT_EQ(error.native_code(), SQLITE_NOTADB);
    EXPECT_EQ(error.code(), ErrorCode::storage);
}

}  // namespace
}  // namespace pewit::test
