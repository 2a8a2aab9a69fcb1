/// Which class and which facts each of SQLite's failures becomes (traps 2.5).
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "driver_fixture.hpp"
#include "sqlite/errors.hpp"

namespace pewit::test {
namespace {

class SqliteErrors : public SqliteDriverTest {
protected:
    std::unique_ptr<detail::DriverConnection> connection = open({.path = ":memory:"});

    template <class E>
    E failing(const std::string& sql) {
        return caught<E>([&] { run(*connection, sql); });
    }
    /// The error of a statement whose one parameter is bound to `value`.
    template <class E>
    E failing_with(const std::string& sql, const std::string& value) {
        return caught<E>([&] {
            const auto statement = connection->prepare(sql);
            statement->bind_text(0, value);
            while (statement->step() != nullptr) {
            }
        });
    }
};

TEST_F(SqliteErrors, NameTableAndColumnOfAUniqueViolation) {
    run(*connection, "CREATE TABLE users(id INTEGER PRIMARY KEY, username TEXT UNIQUE)");
    run(*connection, "INSERT INTO users VALUES(1, 'huey')");
    const auto error = failing<UniqueViolation>("INSERT INTO users(username) VALUES('huey')");
    EXPECT_STREQ(error.what(), "UNIQUE constraint failed: users.username (SQLite 2067)");
    EXPECT_EQ(error.table(), "users");
    EXPECT_EQ(error.column(), "username");
    EXPECT_EQ(error.constraint(), "");
    EXPECT_EQ(error.native_code(), SQLITE_CONSTRAINT_UNIQUE);
    EXPECT_EQ(error.code(), ErrorCode::constraint);
    EXPECT_EQ(error.sql(), "INSERT INTO users(username) VALUES('huey')");
    EXPECT_FALSE(error.is_retryable());
}

TEST_F(SqliteErrors, CallADuplicateKeyAUniqueViolation) {
    run(*connection, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    run(*connection, "CREATE TABLE w(a, b, PRIMARY KEY(a, b)) WITHOUT ROWID");
    run(*connection, "INSERT INTO t VALUES(1)");
    run(*connection, "INSERT INTO w VALUES(1, 2)");
    const auto single = failing<UniqueViolation>("INSERT INTO t VALUES(1)");
    EXPECT_EQ(single.native_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
    EXPECT_EQ(single.column(), "id");
    const auto composite = failing<UniqueViolation>("INSERT INTO w VALUES(1, 2)");
    EXPECT_EQ(composite.table(), "w");
    EXPECT_EQ(composite.column(), "a, b");
    run(*connection, "CREATE TABLE r(a)");
    run(*connection, "INSERT INTO r(rowid, a) VALUES(1, 1)");
    EXPECT_EQ(failing<UniqueViolation>("INSERT INTO r(rowid, a) VALUES(1, 1)").native_code(),
              SQLITE_CONSTRAINT_ROWID);
}

TEST_F(SqliteErrors, NameTheIndexOverExpressions) {
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "CREATE UNIQUE INDEX by_lower ON t(lower(a))");
    run(*connection, "INSERT INTO t VALUES('x')");
    const auto error = failing<UniqueViolation>("INSERT INTO t VALUES('X')");
    EXPECT_EQ(error.constraint(), "by_lower");
    EXPECT_EQ(error.table(), "t");
}

TEST_F(SqliteErrors, TellDotsInNamesApart) {
    run(*connection, R"(CREATE TABLE "a.b"("c.d" UNIQUE, "e"))");
    run(*connection, R"(INSERT INTO "a.b"("c.d") VALUES(1))");
    const auto error = failing<UniqueViolation>(R"(INSERT INTO "a.b"("c.d") VALUES(1))");
    EXPECT_EQ(error.table(), "a.b");
    EXPECT_EQ(error.column(), "c.d");
}

TEST_F(SqliteErrors, NameTheOtherConstraints) {
    run(*connection, "CREATE TABLE t(a NOT NULL, b CHECK(b > 0), c CONSTRAINT c_small CHECK(c < 10))");
    const auto null = failing<NotNullViolation>("INSERT INTO t(b) VALUES(1)");
    EXPECT_EQ(null.table(), "t");
    EXPECT_EQ(null.column(), "a");
    EXPECT_EQ(failing<CheckViolation>("INSERT INTO t(a, b) VALUES(1, 0)").constraint(), "b > 0");
    EXPECT_EQ(failing<CheckViolation>("INSERT INTO t(a, c) VALUES(1, 10)").constraint(), "c_small");
}

/// SQLite names none.
TEST_F(SqliteErrors, NameTheTableThatTheStatementWrites) {
    run(*connection, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    run(*connection, R"(CREATE TABLE "c ""d"""(p REFERENCES p, x CHECK (x < 9)))");
    EXPECT_EQ(failing<ForeignKeyViolation>(R"(INSERT INTO "c ""d""" VALUES(2, 1))").table(), R"(c "d")");
    EXPECT_EQ(failing<CheckViolation>(R"( insert or fail into main."c ""d"""("p", x) VALUES(2, 9))").table(),
              R"(c "d")");
    run(*connection, "INSERT INTO p VALUES(1)");
    run(*connection, R"(INSERT INTO "c ""d""" VALUES(1, 1))");
    EXPECT_EQ(failing<ForeignKeyViolation>("DELETE FROM p").table(), "p");
    EXPECT_EQ(failing<ForeignKeyViolation>("UPDATE p SET id = 2").table(), "p");
    EXPECT_EQ(failing<ProgrammingError>("SELECT * FROM main.nowhere").table(), "nowhere");
}

TEST_F(SqliteErrors, KnowAForeignKeyThatRestricts) {
    run(*connection, "CREATE TABLE p(id INTEGER PRIMARY KEY)");
    run(*connection, "CREATE TABLE c(p REFERENCES p ON DELETE RESTRICT)");
    run(*connection, "INSERT INTO p VALUES(1)");
    run(*connection, "INSERT INTO c VALUES(1)");
    EXPECT_EQ(failing<ForeignKeyViolation>("INSERT INTO c VALUES(2)").native_code(),
              SQLITE_CONSTRAINT_FOREIGNKEY);
    EXPECT_THROW(run(*connection, "DELETE FROM p"), ForeignKeyViolation);
}

TEST_F(SqliteErrors, CallAWrongTypeInAStrictTableADataError) {  // trap SV8
    run(*connection, "CREATE TABLE t(age INTEGER) STRICT");
    const auto error = failing<DataError>("INSERT INTO t VALUES('12abc')");
    EXPECT_EQ(error.table(), "t");
    EXPECT_EQ(error.column(), "age");
    EXPECT_THROW(run(*connection, "INSERT INTO t(rowid, age) VALUES('x', 1)"), DataError)
        << "datatype mismatch";
}

TEST_F(SqliteErrors, KeepTheSchemasOwnWords) {
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'not today'); END");
    const auto error = failing<IntegrityError>("INSERT INTO t VALUES(1)");
    EXPECT_STREQ(error.what(), "not today (SQLite 1811)");
}

TEST_F(SqliteErrors, BlameTheTextForWhatPrepareRefuses) {
    const auto error = failing<ProgrammingError>("SELEKT 1");
    EXPECT_EQ(error.code(), ErrorCode::syntax);
    EXPECT_STREQ(error.what(), "near \"SELEKT\": syntax error (SQLite 1)");
    EXPECT_THROW(run(*connection, "SELECT * FROM nowhere"), ProgrammingError);
    EXPECT_EQ(failing<ProgrammingError>("ROLLBACK").code(), ErrorCode::misuse);
}

TEST_F(SqliteErrors, NeverQuoteABoundValue) {  // traps G19
    const auto json = failing_with<DataError>("SELECT json_extract('{}', ?)", "s3cret");
    EXPECT_EQ(std::string(json.what()).find("s3cret"), std::string::npos) << json.what();
    // SQLite 3.40 says the first, 3.46 the second.
    EXPECT_THAT(json.what(), testing::AnyOf(testing::StrEq("JSON path error near … (SQLite 1)"),
                                            testing::StrEq("bad JSON path… (SQLite 1)")));
    const auto attach = failing_with<OperationalError>("ATTACH ? AS other", "/no/such/s3cret.db");
    EXPECT_EQ(std::string(attach.what()).find("s3cret"), std::string::npos) << attach.what();
    run(*connection, "CREATE VIRTUAL TABLE f USING fts5(body)");
    for (const char* query : {"s3cret\"", "s3cret:x", "s3cret AND"}) {
        const auto match = failing_with<DatabaseError>("SELECT * FROM f WHERE f MATCH ?", query);
        EXPECT_EQ(std::string(match.what()).find("s3cret"), std::string::npos) << match.what();
    }
}

TEST_F(SqliteErrors, NeverQuoteAStoredValueOrALiteral) {
    run(*connection, "CREATE TABLE t(password)");
    run(*connection, "INSERT INTO t VALUES('s3cret:')");
    run(*connection, "CREATE VIRTUAL TABLE f USING fts5(body)");
    for (const char* sql :
         {"SELECT json_extract('{}', password) FROM t", "SELECT json_extract('{}', 's3cret')",
          "ATTACH '/no/such/s3cret.db' AS other", "SELECT f.* FROM f, t WHERE f MATCH password",
          "SELECT * FROM f WHERE f MATCH 's3cret\"'", "SELECT 1 's3cret' 's3cret'", "SELECT 's3cret",
          "SELECT 1 WHERE 5 X's3cret'"}) {
        const std::string message = failing<DatabaseError>(sql).what();
        EXPECT_EQ(message.find("s3cret"), std::string::npos) << message;
    }
    EXPECT_STREQ(failing<ProgrammingError>("SELECT 1 4711").what(), "near \"…\": syntax error (SQLite 1)");
}

TEST_F(SqliteErrors, KeepTheNamesOfTablesAndColumns) {
    run(*connection, "CREATE TABLE p(id)");
    run(*connection, "CREATE TABLE c(p REFERENCES p(id))");
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO gone VALUES(1); END");
    const auto said = [&](const char* sql) { return std::string{failing<DatabaseError>(sql).what()}; };
    EXPECT_THAT(said("SELECT * FROM nowhere WHERE a = 'x'"), testing::StartsWith("no such table: nowhere"));
    EXPECT_THAT(said("SELECT missing FROM t"), testing::StartsWith("no such column: missing"));
    EXPECT_THAT(said("INSERT INTO t VALUES('x')"), testing::StartsWith("no such table: main.gone"));
    EXPECT_THAT(said("INSERT INTO c VALUES(1)"), testing::HasSubstr(R"("c" referencing "p")"));
    EXPECT_THAT(said("SELECT 1 FROM FROM t"), testing::StartsWith("near \"FROM\""));
}

TEST_F(SqliteErrors, CallMalformedJsonADataError) {
    EXPECT_EQ(failing_with<DataError>("SELECT json(?)", "{").code(), ErrorCode::data);
    EXPECT_EQ(
        failing<DataError>("SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)").code(),
        ErrorCode::data);
}

TEST_F(SqliteErrors, SayThatTheTransactionIsGone) {  // trap S7
    run(*connection, "CREATE TABLE t(a UNIQUE)");
    run(*connection, "INSERT INTO t VALUES(1)");
    run(*connection, "BEGIN");
    EXPECT_FALSE(failing<UniqueViolation>("INSERT INTO t VALUES(1)").loses_transaction());
    EXPECT_EQ(connection->state(), detail::EngineState::active);
    EXPECT_TRUE(failing<UniqueViolation>("INSERT OR ROLLBACK INTO t VALUES(1)").loses_transaction());
    EXPECT_EQ(connection->state(), detail::EngineState::idle);
    EXPECT_FALSE(failing<UniqueViolation>("INSERT INTO t VALUES(1)").loses_transaction())
        << "there was none to lose";
}

TEST_F(SqliteErrors, CallAFullDiskOperational) {  // trap S9
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "PRAGMA max_page_count = 3");
    const auto error = failing<OperationalError>("INSERT INTO t VALUES(zeroblob(100000))");
    EXPECT_EQ(error.native_code(), SQLITE_FULL);
    EXPECT_EQ(error.code(), ErrorCode::storage);
}

TEST_F(SqliteErrors, RefuseValuesBeyondTheLimit) {
    EXPECT_THROW(run(*connection, "SELECT zeroblob(2000000000)"), DataError);
}

TEST(SqliteCodes, AreRetryableExactlyWhenTheWholeUnitMayWorkNextTime) {
    for (int code = 0; code < 10'000; ++code) {
        const bool listed = code == 5 || code == 6 || code == 261 || code == 517;
        EXPECT_EQ(detail::is_retryable_sqlite_code(code), listed) << code;
    }
}

struct CodeCase {
    int native;
    ErrorCode code;
};

TEST(SqliteCodes, HaveTheCodesOfTheTable) {
    const CodeCase cases[] = {
        {SQLITE_BUSY, ErrorCode::locked},
        {SQLITE_LOCKED, ErrorCode::locked},
        {SQLITE_BUSY_RECOVERY, ErrorCode::locked},
        {SQLITE_LOCKED_SHAREDCACHE, ErrorCode::locked},
        {SQLITE_BUSY_SNAPSHOT, ErrorCode::conflict},
        {SQLITE_INTERRUPT, ErrorCode::cancelled},
        {SQLITE_IOERR_FSYNC, ErrorCode::storage},
        {SQLITE_CORRUPT, ErrorCode::storage},
        {SQLITE_FULL, ErrorCode::storage},
        {SQLITE_CANTOPEN, ErrorCode::storage},
        {SQLITE_NOTADB, ErrorCode::storage},
        {SQLITE_NOMEM, ErrorCode::storage},
        {SQLITE_READONLY_DBMOVED, ErrorCode::session_lost},
        {SQLITE_SCHEMA, ErrorCode::stale_plan},
        {SQLITE_MISUSE, ErrorCode::misuse},
        {SQLITE_MISMATCH, ErrorCode::data},
        {SQLITE_TOOBIG, ErrorCode::data},
        {SQLITE_NOTFOUND, ErrorCode::other},
    };
    for (const CodeCase& one : cases) {
        const auto error =
            caught<DatabaseError>([&] { detail::throw_sqlite_error(nullptr, {.code = one.native}); });
        EXPECT_EQ(error.code(), one.code) << one.native;
        EXPECT_EQ(error.native_code(), one.native);
        EXPECT_EQ(error.loses_connection(), one.code == ErrorCode::session_lost) << one.native;
    }
}

TEST(SqliteCommit, IsInDoubtUnlessItSurelyFailed) {  // traps G7, S13, S43
    EXPECT_TRUE(detail::commit_surely_failed(SQLITE_CONSTRAINT_COMMITHOOK, ""));
    EXPECT_TRUE(
        detail::commit_surely_failed(SQLITE_ERROR, "cannot commit - no transaction is active (SQLite 1)"));
    EXPECT_FALSE(detail::commit_surely_failed(SQLITE_ERROR, "something else"));
    for (const int code : {SQLITE_IOERR, SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC, SQLITE_FULL,
                           SQLITE_NOMEM, SQLITE_CORRUPT, SQLITE_BUSY, SQLITE_CONSTRAINT_FOREIGNKEY})
        EXPECT_FALSE(detail::commit_surely_failed(code, "disk I/O error")) << code;
}

}  // namespace
}  // namespace pewit::test
