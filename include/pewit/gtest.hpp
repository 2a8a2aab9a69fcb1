/// Fixtures for GoogleTest: tests that leave a database as they found it. Their library is libpewit-gtest.
///
/// All of them begin in the constructor and end in the destructor, so that a suite's own SetUp() and
/// TearDown() can't forget them. At its end each one fails the test when a transaction is still open or a
/// connection still borrowed.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/query_log.hpp>
#include <pewit/sqlite.hpp>

namespace pewit::gtest {

/// Each test runs in a transaction that is rolled back at its end, also after a failed ASSERT_ or an
/// exception. The test does not see it: at depth 0 it is outside every transaction, and the first frame it
/// opens is an outermost one.
///
/// SQL: BEGIN … ROLLBACK around the test. In it SAVEPOINT, RELEASE and ROLLBACK TO stand for BEGIN, COMMIT
/// and ROLLBACK; an outermost frame's options are checked and not sent.
/// Example:
///     class Shop : public pewit::gtest::RollbackTest {
///     protected:
///         Shop() : RollbackTest(shop_database()) {}
///     };
///     TEST_F(Shop, SellsWhatItHas) { … }
/// Errors: the constructor throws TransactionStateError in a transaction, or while another connection of
/// the database is in use; GoogleTest reports it as a failure of the test. When the engine ends the
/// transaction by itself, or the connection is lost, every further statement of the test throws
/// TransactionAborted or ConnectionLost. Raw BEGIN, COMMIT and the like are refused, so is close().
/// Threads: the test's own. Another thread, and Reuse::no, get TransactionStateError at once.
class RollbackTest : public ::testing::Test {
public:
    ~RollbackTest() override;

protected:
    explicit RollbackTest(Database& database);

    [[nodiscard]] Database& database() const noexcept;

    /// Nothing is committed here, so on_commit callbacks are kept. Runs those kept so far, in order, with
    /// those that they register, and returns how many ran.
    /// Errors: AfterCommitError when one threw (the others ran); TransactionStateError in a transaction.
    std::size_t run_on_commit_callbacks();

    /// Deferred constraints would be checked by a COMMIT, which never comes: checks them now.
    /// Errors: ForeignKeyViolation that names the tables; table() and column() are the first one's.
    void check_deferred_constraints();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Tests that commit for real: several threads, several connections, what happens after a commit. After
/// each test the tables of the models are emptied, those first that refer to others. In the test's thread
/// the models are bound to the database.
///
/// SQL: after the test BEGIN, a DELETE for each table, COMMIT. Values of AUTOINCREMENT go on rising.
/// Example: `Orders() : TruncateTest(shop_database(), {pewit::model<Product>, pewit::model<Order>}) {}`
/// Errors: what emptying throws fails the test: name each model whose rows refer to those of another.
class TruncateTest : public ::testing::Test {
public:
    ~TruncateTest() override;

protected:
    TruncateTest(Database& database, std::initializer_list<ModelRef> models);

    [[nodiscard]] Database& database() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Each test has a database of its own, gone at its end, also after a failed ASSERT_ or an exception: an SQLite file
/// in a new directory under TMPDIR (else /tmp), or a PostgreSQL schema. It is the current database of the test's thread.
///
/// SQL: on PostgreSQL CREATE SCHEMA before the test and DROP SCHEMA … CASCADE after it, on connections of their own; in
/// between the schema is the whole search path. Its name is `pewit_test_` and a random number.
/// Example: `class Backup : public pewit::gtest::FreshDatabaseTest {}; TEST_F(Backup, Restores) { … }`
/// Errors: as the constructor of Database; std::system_error when there can be no directory.
class FreshDatabaseTest : public ::testing::Test {
public:
    ~FreshDatabaseTest() override;

protected:
    FreshDatabaseTest();
    /// `sqlite.path` is ignored.
    explicit FreshDatabaseTest(SqliteOptions sqlite, DatabaseOptions options = {});

    /// Either engine: `FreshDatabaseTest(pewit::url(std::getenv("TEST_DATABASE")))`. On PostgreSQL a schema of that
    /// database. On SQLite a file as above, with the connector's options; its path is ignored, its attached files are
    /// new ones too, and ":memory:" stays in memory.
    /// Errors: ImproperlyConfigured with prepare = never.
    explicit FreshDatabaseTest(const Connector& connector, DatabaseOptions options = {});

    [[nodiscard]] Database& database() const noexcept;
    /// The directory: an SQLite database is the file "test.db" in it, and there is room for more.
    [[nodiscard]] const std::string& directory() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pewit::gtest

namespace pewit::detail {

/// Counts what all databases of the program are asked while it lives: see EXPECT_QUERY_COUNT.
class QueryCounter {
public:
    QueryCounter();
    QueryCounter(const QueryCounter&) = delete;
    QueryCounter& operator=(const QueryCounter&) = delete;
    ~QueryCounter();

    [[nodiscard]] ::testing::AssertionResult expect(std::size_t wanted, const char* statement) const;

private:
    std::unique_ptr<QueryLogState> log_;
    std::vector<std::shared_ptr<DatabaseState>> databases_;
};

}  // namespace pewit::detail

/// Expects that a statement sends `count` statements, those of control (BEGIN, SAVEPOINT, …) included, on
/// all databases and threads together; housekeeping does not count. A failure lists what was sent.
/// Example: `EXPECT_QUERY_COUNT(1, rows = User::select().all()) << "prefetch is broken";`
#define EXPECT_QUERY_COUNT(count, ...)                                                      \
    GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                           \
    if (::testing::AssertionResult pewit_result = ::testing::AssertionSuccess()) {          \
        const ::pewit::detail::QueryCounter pewit_counter;                                  \
        { __VA_ARGS__; }                                                                    \
        pewit_result = pewit_counter.expect(static_cast<std::size_t>(count), #__VA_ARGS__); \
        if (!pewit_result) goto GTEST_CONCAT_TOKEN_(pewit_query_count_, __LINE__);          \
    } else /* NOLINT */                                                                     \
        GTEST_CONCAT_TOKEN_(pewit_query_count_, __LINE__) : GTEST_NONFATAL_FAILURE_(pewit_result.message())
