#include <gmock/gmock.h>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using detail::EngineState;

class PostgresErrors : public PostgresDriverTest {
protected:
    PostgresErrors() {
        ask(*connection, "CREATE TABLE parent(id int PRIMARY KEY)");
        ask(*connection,
            "CREATE TABLE child(id int NOT NULL, name text, age int CONSTRAINT old CHECK (age < 200), "
            "parent int REFERENCES parent DEFERRABLE, UNIQUE (id, name))");
        ask(*connection, "INSERT INTO child VALUES (1, 'secret', 1, NULL)");
    }
    template <class E>
    E error_of(const std::string& sql) {
        return caught<E>([&] { ask(*connection, sql); });
    }
};

TEST_F(PostgresErrors, NameTheConstraint) {
    const auto unique = error_of<UniqueViolation>("INSERT INTO child VALUES (1, 'secret', 1, NULL)");
    EXPECT_EQ(unique.sqlstate(), "23505");
    EXPECT_EQ(unique.native_code(), 0);
    EXPECT_EQ(unique.table(), "child");
    EXPECT_EQ(unique.column(), "id, name");
    EXPECT_EQ(unique.constraint(), "child_id_name_key");
    EXPECT_EQ(std::string{unique.what()}.find("secret"), std::string::npos);

    const auto null = error_of<NotNullViolation>("INSERT INTO child VALUES (NULL, 'x', 1, NULL)");
    EXPECT_EQ(null.table(), "child");
    EXPECT_EQ(null.column(), "id");
    const auto check = error_of<CheckViolation>("INSERT INTO child VALUES (2, 'x', 300, NULL)");
    EXPECT_EQ(check.constraint(), "old");
    const auto foreign = error_of<ForeignKeyViolation>("INSERT INTO child VALUES (3, 'x', 1, 5)");
    EXPECT_EQ(foreign.table(), "child");
    EXPECT_EQ(foreign.constraint(), "child_parent_fkey");
}

TEST_F(PostgresErrors, NeverQuoteAValue) {
    const auto statement = connection->prepare("SELECT $1::int");
    for (const char* secret : {"s3cret", "99999999999", "a\"s3cret\"b"}) {
        statement->bind_text(0, secret);
        const auto error = caught<DataError>([&] { statement->step(); });
        EXPECT_EQ(error.code(), ErrorCode::data);
        EXPECT_EQ(std::string{error.what()}.find("s3cret"), std::string::npos) << error.what();
        EXPECT_EQ(std::string{error.what()}.find("9999"), std::string::npos) << error.what();
        statement->reset();
    }
}

TEST_F(PostgresErrors, NeverQuoteAValueThatWasTakenForAName) {
    for (const char* sql : {"SELECT $1::text::regclass", "SELECT nextval($1::text::regclass)",
                            "SELECT set_config($1, 'x', false)", "SELECT $1::text::regrole"}) {
        const auto error = caught<DatabaseError>([&] {
            const auto statement = connection->prepare(sql);
            statement->bind_text(0, "s3cret");
            statement->step();
        });
        EXPECT_EQ(std::string{error.what()}.find("s3cret"), std::string::npos) << error.what();
    }
    const auto unknown = caught<ProgrammingError>([&] {
        const auto statement = connection->prepare("SELECT * FROM nowhere WHERE a = $1");
        statement->bind_text(0, "s3cret");
        statement->step();
    });
    EXPECT_NE(std::string{unknown.what()}.find("\"nowhere\""), std::string::npos) << unknown.what();
}

TEST_F(PostgresErrors, NeverQuoteAStoredValueOrALiteral) {
    for (const char* sql :
         {"SELECT name::int FROM child", "SELECT name::date FROM child", "SELECT 'secret'::int",
          "SELECT name::regclass FROM child", "SELECT 'secret'::regclass", "SELECT nextval('secret')",
          "SELECT current_setting('a \"b\" secret')", "SELECT current_setting('\"secret\"')",
          "SELECT 1 'secret' 'secret'", "SELECT 'secret", "SELECT 'b\"c\" secret",
          "SELECT E'\\'secret\\'' 5 'secret'", "SELECT $$secret$$ $$secret$$",
          "SELECT pg_read_file('/secret')",
          "DO $x$ BEGIN RAISE EXCEPTION 'the name \"%\" is taken', (SELECT name FROM child); END $x$"}) {
        const std::string message = error_of<DatabaseError>(sql).what();
        EXPECT_EQ(message.find("secret"), std::string::npos) << message;
        EXPECT_NE(message.find("…"), std::string::npos) << message;
    }
}

TEST_F(PostgresErrors, NeverTellANumberOutOfRange) {
    ask(*connection, "CREATE SEQUENCE few AS integer");
    const auto error = error_of<DatabaseError>("SELECT setval('few', 4111111111111111)");
    EXPECT_EQ(std::string{error.what()}.find("4111"), std::string::npos) << error.what();
}

TEST_F(PostgresErrors, KeepTheNamesOfTablesAndColumns) {
    const auto said = [&](const char* sql) { return std::string{error_of<DatabaseError>(sql).what()}; };
    EXPECT_THAT(said("SELECT * FROM Nowhere WHERE a = 'x'"),
                testing::StartsWith("relation \"nowhere\" does"));
    EXPECT_THAT(said(R"(SELECT 1 FROM "No"."Where")"), testing::StartsWith("relation \"No.Where\" does"));
    EXPECT_THAT(said("SELECT nothing FROM child"), testing::StartsWith("column \"nothing\" does"));
    EXPECT_THAT(said("SELECT id FROM FROM child"), testing::StartsWith("syntax error at or near \"FROM\""));
    EXPECT_THAT(said("SELECT id, FROM child, 'x'"), testing::StartsWith("syntax error at or near \"FROM\""));
    EXPECT_THAT(said("SELECT (1))"), testing::StartsWith("syntax error at or near \")\""));
    EXPECT_THAT(said("INSERT INTO child SELECT 1, 'x', 't'::text"),
                testing::StartsWith("column \"age\" is of type integer"));
    EXPECT_THAT(said("INSERT INTO child VALUES (1, 'x', 300, NULL)"),
                testing::StartsWith("new row for relation \"child\" violates check constraint \"old\""));
    EXPECT_THAT(said("DO $$ BEGIN RAISE EXCEPTION 'not today'; END $$"), testing::StartsWith("not today"));
}

TEST_F(PostgresErrors, HaveTheTypeOfTheirKind) {
    EXPECT_EQ(error_of<ProgrammingError>("SELEC 1").code(), ErrorCode::syntax);
    EXPECT_EQ(error_of<ProgrammingError>("SELECT * FROM nowhere").sqlstate(), "42P01");
    EXPECT_EQ(error_of<ProgrammingError>("SELECT * FROM public.nowhere").table(), "nowhere");
    EXPECT_EQ(error_of<ProgrammingError>("SELECT 'secret'::regclass").table(), "");
    EXPECT_EQ(error_of<DataError>("SELECT 1 / 0").sqlstate(), "22012");
    EXPECT_EQ(error_of<OperationalError>("SELECT pg_read_file('/nowhere')").sqlstate(), "58P01");
}

TEST_F(PostgresErrors, TellAStatementThatTookTooLong) {
    const auto hurried = open("statement_timeout=20ms");
    const auto error = caught<OperationalError>([&] { ask(*hurried, "SELECT pg_sleep(5)"); });
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
    EXPECT_EQ(error.sqlstate(), "57014");
}

TEST_F(PostgresErrors, TellALock) {
    const auto impatient = open("lock_timeout=20ms");
    ask(*connection, "BEGIN");
    ask(*connection, "LOCK TABLE parent");
    const auto error = caught<LockError>([&] { ask(*impatient, "SELECT * FROM parent"); });
    EXPECT_EQ(error.code(), ErrorCode::locked);
    EXPECT_FALSE(error.is_retryable());
    ask(*connection, "ROLLBACK");
}

TEST_F(PostgresErrors, TellAConflict) {  // trap P12
    ask(*connection, "INSERT INTO parent VALUES (1)");
    const auto other = open();
    ask(*connection, "BEGIN ISOLATION LEVEL REPEATABLE READ");
    ask(*connection, "SELECT * FROM parent");
    ask(*other, "UPDATE parent SET id = 2");
    const auto error = error_of<LockError>("UPDATE parent SET id = 3");
    EXPECT_EQ(error.sqlstate(), "40001");
    EXPECT_EQ(error.code(), ErrorCode::conflict);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_TRUE(error.loses_transaction());
    EXPECT_EQ(connection->state(), EngineState::failed);
}

/// Trap P10: libpqxx would hide it.
TEST_F(PostgresErrors, TellWhyTheLinkIsLost) {
    const auto other = open();
    const std::string pid = ask(*connection, "SELECT pg_backend_pid()");
    ask(*other, "SELECT pg_terminate_backend(" + pid + ", 1000)");
    const auto error = error_of<ConnectionLost>("SELECT 1");
    EXPECT_EQ(error.sqlstate(), "57P01");
    EXPECT_TRUE(error.loses_connection());
    EXPECT_EQ(connection->state(), EngineState::lost);
    EXPECT_FALSE(connection->looks_usable());
    EXPECT_THROW(ask(*connection, "SELECT 1"), ConnectionLost);  // and nobody reconnects (trap P8)
}

TEST_F(PostgresErrors, TellWhyThereIsNoConnection) {
    const auto refused = [](const std::string& text) {
        return caught<OperationalError>([&] { static_cast<void>(url(text).driver()->connect()); });
    };
    const auto nobody = refused("postgresql://bob:s3cret@127.0.0.1:1/x");
    EXPECT_EQ(nobody.code(), ErrorCode::session_lost);
    EXPECT_EQ(std::string{nobody.what()}.find("s3cret"), std::string::npos);
    const auto unknown = refused(postgres_url() + "_not_there");
    EXPECT_EQ(unknown.sqlstate(), "3D000");
    EXPECT_EQ(unknown.code(), ErrorCode::configuration);
}

}  // namespace
}  // namespace pewit::test
