#include <cmath>
#include <limits>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using detail::Cell;
using detail::CellKind;
using detail::Fault;

class SqliteStatement : public SqliteDriverTest {
protected:
    std::unique_ptr<detail::DriverConnection> connection = open({.path = ":memory:"});
};

TEST_F(SqliteStatement, HandsOverEachKindOfValue) {
    const auto statement = connection->prepare("SELECT ?, ?, ?, ?, ?");
    const std::string blob("a\0b", 3);
    statement->bind_null(0);
    statement->bind_int64(1, std::numeric_limits<std::int64_t>::min());
    statement->bind_double(2, 0.1);
    statement->bind_text(3, "huey");
    statement->bind_blob(4, std::as_bytes(std::span(blob)));
    const Cell* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_TRUE(row[0].is_null());
    EXPECT_EQ(row[1].kind, CellKind::integer);
    EXPECT_EQ(row[1].integer, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(row[2].kind, CellKind::real);
    EXPECT_EQ(row[2].real, 0.1);
    EXPECT_EQ(row[3].kind, CellKind::text);
    EXPECT_EQ(row[3].text(), "huey");
    EXPECT_EQ(row[4].kind, CellKind::blob);
    EXPECT_EQ(row[4].text(), blob);
    EXPECT_EQ(statement->step(), nullptr);
}

TEST_F(SqliteStatement, KeepsEmptyTextAndBlobApartFromNull) {
    const auto statement = connection->prepare("SELECT ?, ?");
    statement->bind_text(0, std::string_view{});
    statement->bind_blob(1, std::span<const std::byte>{});
    const Cell* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].kind, CellKind::text);
    EXPECT_EQ(row[0].size, 0U);
    EXPECT_EQ(row[1].kind, CellKind::blob);
    EXPECT_EQ(row[1].size, 0U);
}

TEST_F(SqliteStatement, KeepsCopiesOfTemporaryValues) {
    const auto statement = connection->prepare("SELECT ?, ?");
    {
        std::string text = "made on the spot, too long for the small buffer";
        statement->bind_text_copy(0, text);
        statement->bind_blob_copy(1, std::as_bytes(std::span(text)));
        text.assign(text.size(), 'x');
    }
    const Cell* row = statement->step();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].text(), "made on the spot, too long for the small buffer");
    EXPECT_EQ(row[1].text(), "made on the spot, too long for the small buffer");
}

TEST_F(SqliteStatement, RefusesNotANumber) {  // trap SV1
    const auto statement = connection->prepare("SELECT ?");
    EXPECT_EQ(statement->bind_double(0, std::nan("")), Fault::not_a_number);
    EXPECT_EQ(statement->bind_double(0, std::numeric_limits<double>::infinity()), Fault::none);
}

TEST_F(SqliteStatement, RefusesUnboundParameters) {  // trap SV13
    const auto statement = connection->prepare("SELECT ?, ?");
    statement->bind_int64(0, 1);
    const auto error = caught<ProgrammingError>([&] { statement->step(); });
    EXPECT_STREQ(error.what(), "the statement has 2 parameters, but 1 were bound");
}

TEST_F(SqliteStatement, ForgetsParametersAtReset) {
    const auto statement = connection->prepare("SELECT ?");
    statement->bind_int64(0, 1);
    statement->step();
    statement->reset();
    EXPECT_THROW(statement->step(), ProgrammingError);
}

TEST_F(SqliteStatement, RefusesParametersItDoesNotHave) {
    const auto statement = connection->prepare("SELECT ?");
    EXPECT_THROW(statement->bind_int64(1, 1), ProgrammingError);
    EXPECT_THROW(statement->bind_int64(-1, 1), ProgrammingError);
}

TEST_F(SqliteStatement, StaysAtItsEnd) {
    const auto statement = connection->prepare("SELECT 1");
    EXPECT_NE(statement->step(), nullptr);
    EXPECT_EQ(statement->step(), nullptr);
    EXPECT_EQ(statement->step(), nullptr);
    statement->reset();
    EXPECT_NE(statement->step(), nullptr);
}

TEST_F(SqliteStatement, RefusesMoreThanOneStatement) {  // trap S22
    for (const char* sql :
         {"SELECT 1; SELECT 2", "SELECT 1;;SELECT 2", "SELECT 1; x", "SELECT 1 /* */; -- \n DROP"})
        EXPECT_THROW(static_cast<void>(connection->prepare(sql)), ProgrammingError) << sql;
}

TEST_F(SqliteStatement, TakesBlanksAndCommentsBehindTheStatement) {
    for (const char* sql :
         {"SELECT 1;", "SELECT 1 ; \n\t", "SELECT 1; -- done", "SELECT 1; /* done */ ;", "SELECT 1; /*"})
        EXPECT_NO_THROW(static_cast<void>(connection->prepare(sql))) << sql;
}

TEST_F(SqliteStatement, RefusesTextWithoutAStatement) {
    for (const char* sql : {"", " ", ";", "-- nothing", "/* nothing */"})
        EXPECT_THROW(static_cast<void>(connection->prepare(sql)), ProgrammingError) << sql;
}

TEST_F(SqliteStatement, RefusesNulInTheText) {  // trap SV7
    using namespace std::string_view_literals;
    const auto error = caught<ProgrammingError>(
        [&] { static_cast<void>(connection->prepare("SELECT 1\0; DROP TABLE t"sv)); });
    EXPECT_STREQ(error.what(), "the SQL text contains a NUL");
}

TEST_F(SqliteStatement, FollowsAChangeOfTheSchema) {  // trap S23
    run(*connection, "CREATE TABLE t(a, b)");
    run(*connection, "INSERT INTO t VALUES(1, 2)");
    const auto statement = connection->prepare("SELECT * FROM t");
    ASSERT_NE(statement->step(), nullptr);
    statement->reset();
    run(*connection, "ALTER TABLE t ADD COLUMN c DEFAULT 3");
    const Cell* row = statement->step();
    ASSERT_NE(row, nullptr);
    ASSERT_EQ(statement->column_count(), 3);
    EXPECT_EQ(statement->column_name(2), "c");
    EXPECT_EQ(row[2].integer, 3);
}

TEST_F(SqliteStatement, CountsChangedRowsOnlyForItself) {  // trap S45
    run(*connection, "CREATE TABLE t(a)");
    run(*connection, "INSERT INTO t VALUES(1), (2), (3)");
    EXPECT_EQ(connection->changes(), 3);
    run(*connection, "CREATE TABLE u(a)");
    EXPECT_EQ(connection->changes(), 0);
    run(*connection, "UPDATE t SET a = 0 WHERE a > 1");
    EXPECT_EQ(connection->changes(), 2);
    run(*connection, "SELECT 1");
    EXPECT_EQ(connection->changes(), 0);
    run(*connection, "DELETE FROM t WHERE a = 99");
    EXPECT_EQ(connection->changes(), 0);
}

TEST_F(SqliteStatement, ForgetsTheOldRowidWhenNothingWasInserted) {  // trap S44
    run(*connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, a UNIQUE)");
    run(*connection, "INSERT INTO t VALUES(7, 'x')");
    EXPECT_EQ(connection->last_insert_id(), 7);
    run(*connection, "INSERT OR IGNORE INTO t(a) VALUES('x')");
    EXPECT_EQ(connection->last_insert_id(), 0);
}

TEST_F(SqliteStatement, ShowsItsTextWithAndWithoutValues) {
    const auto statement = connection->prepare("SELECT ?1; ");
    statement->bind_text(0, "secret");
    EXPECT_EQ(statement->sql(), "SELECT ?1;");
    EXPECT_EQ(statement->expanded_sql(), "SELECT 'secret';");
}

TEST_F(SqliteStatement, MayOutliveItsConnection) {  // trap S26
    const auto statement = connection->prepare("SELECT 1");
    statement->step();
    connection.reset();
    EXPECT_EQ(statement->step(), nullptr);
}

}  // namespace
}  // namespace pewit::test
