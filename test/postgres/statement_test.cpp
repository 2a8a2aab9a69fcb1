#include "driver_fixture.hpp"

#include <cmath>
#include <limits>

namespace pewit::test {
namespace {

using detail::CellKind;
using detail::EngineState;
using detail::Fault;

using PostgresStatement = PostgresDriverTest;

/// A session's statements that are prepared on the server.
std::string prepared(detail::DriverConnection& connection) {
    return ask(connection, "SELECT count(*) FROM pg_prepared_statements");
}

TEST_F(PostgresStatement, TellsEachKindOfCell) {
    const auto statement = connection->prepare(
        "SELECT 7::smallint, 8::bigint, 1.5::float8, 'x'::text, '\\x00ff'::bytea, true, NULL::int, 2.50::numeric, "
        "12::numeric");
    const auto* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(statement->column_count(), 9);
    EXPECT_EQ(row[0].integer, 7);
    EXPECT_EQ(row[1].integer, 8);
    EXPECT_EQ(row[2].real, 1.5);
    EXPECT_EQ(row[3].text(), "x");
    EXPECT_EQ(row[4].kind, CellKind::blob);
    EXPECT_EQ(row[4].text(), std::string_view("\x00\xff", 2));
    EXPECT_EQ(row[5].integer, 1);
    EXPECT_TRUE(row[6].is_null());
    EXPECT_EQ(row[7].text(), "2.50");
    EXPECT_EQ(row[8].integer, 12);
    EXPECT_EQ(statement->step(), nullptr);
    EXPECT_EQ(statement->step(), nullptr);
}

TEST_F(PostgresStatement, SendsNumbersInFull) {
    const auto statement = connection->prepare("SELECT $1::bigint, $2::float8, $3::float8");
    statement->bind_int64(0, std::numeric_limits<std::int64_t>::min());
    statement->bind_double(1, 0.1 + 0.2);
    statement->bind_double(2, -std::numeric_limits<double>::infinity());
    const auto* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].integer, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row[1].real, 0.1 + 0.2);
    EXPECT_TRUE(std::isinf(row[2].real));
    EXPECT_EQ(statement->bind_double(1, std::nan("")), Fault::not_a_number);
}

/// Trap P32.
TEST_F(PostgresStatement, KeepsAllBytesOfABlob) {
    std::vector<std::byte> bytes;
    for (int i = 0; i < 256; ++i)
        bytes.push_back(static_cast<std::byte>(i));
    const auto statement = connection->prepare("SELECT $1::bytea, $2::bytea");
    for (int run = 0; run < 3; ++run) {
        statement->bind_blob(0, bytes);
        statement->bind_blob_copy(1, {});
        const auto* row = statement->step();
        ASSERT_NE(row, nullptr);
        EXPECT_EQ(row[0].text(), std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        EXPECT_EQ(row[1].kind, CellKind::blob);
        EXPECT_EQ(row[1].size, 0U);
        statement->reset();
    }
}

TEST_F(PostgresStatement, IsPreparedAtItsSecondRun) {
    const auto statement = connection->prepare("SELECT $1::int");
    for (const char* expected : {"0", "1", "1"}) {
        statement->bind_int64(0, 5);
        EXPECT_NE(statement->step(), nullptr);
        statement->reset();
        EXPECT_EQ(prepared(*connection), expected);
    }
}

TEST_F(PostgresStatement, LeavesNothingOnTheServer) {
    auto statement = connection->prepare("SELECT 1");
    for (int i = 0; i < 2; ++i) {
        statement->step();
        statement->reset();
    }
    EXPECT_EQ(prepared(*connection), "1");
    statement.reset();
    const auto other = connection->prepare("SELECT 2");
    for (int i = 0; i < 2; ++i) {
        other->step();
        other->reset();
    }
    EXPECT_EQ(prepared(*connection), "1");
}

/// Trap P27: outside a transaction nothing is lost, so it just runs.
TEST_F(PostgresStatement, SurvivesASchemaChange) {
    ask(*connection, "CREATE TABLE t(x int)");
    ask(*connection, "INSERT INTO t VALUES (1)");
    const auto statement = connection->prepare("SELECT * FROM t");
    for (int i = 0; i < 2; ++i) {
        EXPECT_NE(statement->step(), nullptr);
        statement->reset();
    }
    ask(*connection, "ALTER TABLE t ADD COLUMN y text DEFAULT 'new'");
    const auto* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(statement->column_count(), 2);
    EXPECT_EQ(row[1].text(), "new");
}

/// Inside one the transaction is gone; the next one is well.
TEST_F(PostgresStatement, IsPreparedAgainAfterASchemaChange) {
    ask(*connection, "CREATE TABLE t(x int)");
    const auto statement = connection->prepare("SELECT * FROM t");
    for (int i = 0; i < 2; ++i) {
        statement->step();
        statement->reset();
    }
    ask(*connection, "ALTER TABLE t ADD COLUMN y text");
    ask(*connection, "BEGIN");
    const auto error = caught<OperationalError>([&] { statement->step(); });
    EXPECT_EQ(error.code(), ErrorCode::stale_plan);
    EXPECT_EQ(connection->state(), EngineState::failed);
    statement->reset();
    ask(*connection, "ROLLBACK");
    ask(*connection, "BEGIN");
    EXPECT_EQ(statement->step(), nullptr);
    EXPECT_EQ(connection->state(), EngineState::active);
    ask(*connection, "COMMIT");
}

/// Trap P28.
TEST_F(PostgresStatement, SurvivesDiscardAll) {
    const auto statement = connection->prepare("SELECT 1");
    for (int i = 0; i < 2; ++i) {
        statement->step();
        statement->reset();
    }
    ask(*connection, "DISCARD ALL");
    const auto* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].integer, 1);
    EXPECT_EQ(ask(*connection, "SELECT current_setting('lock_timeout')"), "5s");  // and so do the settings
}

TEST_F(PostgresStatement, RefusesWhatIsNotOneStatement) {  // trap P42, G18
    EXPECT_THROW(ask(*connection, "SELECT 1; SELECT 2"), ProgrammingError);
    EXPECT_THROW(ask(*connection, "BEGIN; SELECT 2"), ProgrammingError);
    EXPECT_EQ(connection->state(), EngineState::idle);
    EXPECT_THROW(ask(*connection, " -- nothing\n"), ProgrammingError);
    EXPECT_THROW(ask(*connection, std::string("SELECT 1\0 2", 11)), ProgrammingError);
}

/// Trap P30.
TEST_F(PostgresStatement, TakesAsManyParametersAsTheProtocolCanCount) {
    const auto in_list = [](int count) {
        std::string sql = "SELECT 7 WHERE 7 IN ($1";
        for (int i = 2; i <= count; ++i)
            sql += ", $" + std::to_string(i);
        return sql + ")";
    };
    const auto most = connection->prepare(in_list(65535));
    for (int i = 0; i < 65535; ++i)
        most->bind_int64(i, i);
    EXPECT_NE(most->step(), nullptr);
    EXPECT_THROW(static_cast<void>(connection->prepare(in_list(65536))), ProgrammingError);
}

TEST_F(PostgresStatement, RefusesAnUnboundParameter) {
    const auto statement = connection->prepare("SELECT $1::int, $2::int");
    EXPECT_EQ(statement->parameter_count(), 2);
    statement->bind_int64(0, 1);
    EXPECT_THROW(statement->step(), ProgrammingError);
}

TEST_F(PostgresStatement, CountsChanges) {
    ask(*connection, "CREATE TABLE t(x int)");
    EXPECT_EQ(connection->changes(), 0);
    ask(*connection, "INSERT INTO t SELECT generate_series(1, 5)");
    EXPECT_EQ(connection->changes(), 5);
    ask(*connection, "SELECT * FROM t");
    EXPECT_EQ(connection->changes(), 0);
    ask(*connection, "WITH gone AS (SELECT 2 AS y) DELETE FROM t USING gone WHERE x <= y RETURNING x");
    EXPECT_EQ(connection->changes(), 2);
    EXPECT_THROW(ask(*connection, "DELETE FROM nowhere"), ProgrammingError);
    EXPECT_EQ(connection->changes(), 0);
}

/// Trap P41: it would leave the session in the middle of a copy.
TEST_F(PostgresStatement, EndsACopyItCantServe) {
    ask(*connection, "CREATE TABLE t(x int)");
    EXPECT_THROW(ask(*connection, "COPY t FROM STDIN (FORMAT csv)"), NotSupportedError);
    EXPECT_THROW(ask(*connection, "COPY (SELECT generate_series(1, 1000)) TO STDOUT"), NotSupportedError);
    EXPECT_EQ(connection->state(), EngineState::idle);
    EXPECT_EQ(ask(*connection, "SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresStatement, ShowsValuesOnlyWhereAsked) {
    const auto statement = connection->prepare("SELECT $2::text, '$1', $1::int, $3::bytea, $4::text");
    statement->bind_int64(0, 7);
    statement->bind_text(1, "it's");
    const std::byte byte{0xAB};
    statement->bind_blob(2, {&byte, 1});
    statement->bind_null(3);
    EXPECT_EQ(statement->expanded_sql(),
              R"(SELECT 'it''s'::text, '$1', '7'::int, '\xab'::bytea, NULL::text)");
    EXPECT_EQ(statement->sql(), "SELECT $2::text, '$1', $1::int, $3::bytea, $4::text");
}

}  // namespace
}  // namespace pewit::test
