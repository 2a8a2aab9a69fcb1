/// Raw SQL: one statement a call, parameters bound, control words where they belong.
#include <gtest/gtest.h>

#include <pewit/atomic.hpp>
#include <pewit/connection_scope.hpp>
#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <pewit/query_log.hpp>
#include <pewit/sqlite.hpp>

#include <optional>
#include <string>
#include <vector>

#include <support/temp_directory.hpp>

namespace {

class RawSql : public testing::Test {
protected:
    RawSql() { db.execute("CREATE TABLE t(x INTEGER, name TEXT) STRICT"); }
    pewit::Database db{pewit::sqlite({.path = ":memory:"}), {.name = "raw"}};
};

TEST_F(RawSql, CountsTheRowsThatChanged) {
    EXPECT_EQ(db.execute("INSERT INTO t VALUES (?, ?), (?, ?)", 1, "a", 2, std::optional<std::string>{}), 2);
    EXPECT_EQ(db.execute("UPDATE t SET x = x + 1"), 2);
    EXPECT_EQ(db.execute("CREATE TABLE u(y)"), 0);  // trap S45: not the count of the statement before
    EXPECT_EQ(db.execute("DELETE FROM t WHERE name IS ?", nullptr), 1);
}

TEST_F(RawSql, ReadsRowsAsTuples) {
    db.execute("INSERT INTO t VALUES (1, 'a'), (2, NULL)");
    const auto rows = db.query<std::int64_t, std::optional<std::string>>("SELECT x, name FROM t ORDER BY x");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0], (std::tuple{std::int64_t{1}, std::optional<std::string>{"a"}}));
    EXPECT_EQ(std::get<1>(rows[1]), std::nullopt);
}

TEST_F(RawSql, TakesNumberedPlaceholders) {  // transactions.md 12.16
    db.execute("INSERT INTO t VALUES ($1, $2)", 7, "seven");
    EXPECT_EQ(std::get<0>(db.query<int>("SELECT x FROM t WHERE name = $1", "seven").at(0)), 7);
}

TEST_F(RawSql, RefusesAnotherNumberOfParametersOrColumns) {
    EXPECT_THROW(db.execute("INSERT INTO t VALUES (?, ?)", 1), pewit::ProgrammingError);
    EXPECT_THROW(static_cast<void>(db.query<int>("SELECT x, name FROM t")), pewit::ProgrammingError);
}

TEST_F(RawSql, RefusesASecondStatement) {  // trap S22
    EXPECT_THROW(db.execute("INSERT INTO t VALUES (1, 'a'); DELETE FROM t"), pewit::ProgrammingError);
}

TEST_F(RawSql, FindsOutThatTheSchemaHasChanged) {  // trap S23
    db.execute("INSERT INTO t VALUES (1, 'a')");
    const auto all = [&] { return db.query<int, std::string>("SELECT * FROM t").size(); };
    EXPECT_EQ(all(), 1u);
    db.execute("ALTER TABLE t DROP COLUMN name");
    EXPECT_THROW(static_cast<void>(all()), pewit::ProgrammingError);
    db.execute("ALTER TABLE t ADD COLUMN name TEXT");
    db.execute("ALTER TABLE t ADD COLUMN more TEXT");
    EXPECT_THROW(static_cast<void>(all()), pewit::ProgrammingError);
}

TEST_F(RawSql, NullInATypeThatIsNotOptionalThrows) {
    db.execute("INSERT INTO t VALUES (NULL, NULL)");
    EXPECT_THROW(static_cast<void>(db.query<int>("SELECT x FROM t")), pewit::DataError);
}

TEST_F(RawSql, AnswersAPragmaEachTimeAnew) {
    const auto cache = [&] { return std::get<0>(db.query<int>("PRAGMA cache_size").at(0)); };
    db.execute("PRAGMA cache_size = 100");
    EXPECT_EQ(cache(), 100);
    db.execute("PRAGMA cache_size = 200");
    EXPECT_EQ(cache(), 200);
    db.execute("PRAGMA cache_size = 100");
    EXPECT_EQ(cache(), 100);
}

class RawSetting : public testing::Test {
protected:
    pewit::test::TempDirectory directory;
    pewit::Database db{pewit::sqlite({.path = directory.file("test.db")})};

    int cache() { return std::get<0>(db.query<int>("PRAGMA cache_size").at(0)); }
};

TEST_F(RawSetting, NeedsAConnectionToHold) {  // trap G16
    for (const auto* setting :
         {"PRAGMA cache_size = 100", "pragma main.cache_size(100)", "ATTACH 'a.db' AS a",
          "create /* */ temporary table t(x)", "CREATE TEMP VIEW v AS SELECT 1"})
        EXPECT_THROW(db.execute(setting), pewit::TransactionStateError) << setting;
    EXPECT_NE(cache(), 100);
}

TEST_F(RawSetting, EndsWithTheScopeThatHoldsItsConnection) {  // trap G16
    {
        const pewit::ConnectionScope scope{db};
        db.execute("PRAGMA cache_size = 100");
        EXPECT_EQ(cache(), 100);
    }
    EXPECT_NE(cache(), 100);
    db.atomic([&] { db.execute("PRAGMA cache_size = 100"); });
    EXPECT_NE(cache(), 100);
}

/// PostgreSQL's comments nest and SQLite's don't: what one engine takes for a comment is a COMMIT to the other.
TEST_F(RawSetting, IsNotHiddenBehindACommentInAComment) {
    db.execute("CREATE TABLE t(x)");
    for (const auto* commit : {"/* /* */ SELECT 1 */ COMMIT", "/* /* */ COMMIT"}) {
        const auto unit = [&] {
            db.execute("INSERT INTO t VALUES (1)");
            db.execute(commit);
        };
        EXPECT_THROW(db.atomic(unit), pewit::TransactionStateError) << commit;
    }
    EXPECT_TRUE(db.query<int>("SELECT x FROM t").empty());
    db.execute("/* plain */ -- and another\n INSERT INTO t VALUES (2)");
}

TEST_F(RawSetting, OfTheFileNeedsNone) {
    db.execute("PRAGMA user_version = 7");
    EXPECT_EQ(std::get<0>(db.query<int>("PRAGMA user_version").at(0)), 7);
    db.execute("CREATE TABLE t(x)");
    EXPECT_EQ(db.query<std::string>("SELECT name FROM pragma_table_info('t')").size(), 1u);
    db.execute("PRAGMA table_info(t)");
    db.execute("PRAGMA optimize");
}

using Backup = RawSetting;

TEST_F(Backup, ComesBeforeATransactionWrites) {
    db.execute("CREATE TABLE t(x)");
    const pewit::Atomic tx{db};
    db.backup_to(directory.file("copy.db"));
    db.execute("INSERT INTO t VALUES (1)");
    EXPECT_THROW(db.backup_to(directory.file("copy.db")), pewit::TransactionStateError);
}

TEST_F(RawSql, ShowsValuesInTheLogOnlyWhenAskedTo) {
    std::vector<std::string> seen;
    pewit::set_log_callback([&](const pewit::LogRecord& record) { seen.emplace_back(record.message); });
    const pewit::QueryLog log{db};
    db.execute("INSERT INTO t VALUES (?, ?)", 1, "secret");
    pewit::log_values(true);
    db.execute("INSERT INTO t VALUES (?, ?)", 1, "secret");
    pewit::log_values(false);
    pewit::set_log_callback({});
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].find("secret"), std::string::npos);
    EXPECT_NE(seen[1].find("'secret'"), std::string::npos);
    for (const auto& sql : log.sql())
        EXPECT_EQ(sql, "INSERT INTO t VALUES (?, ?)");
}

}  // namespace
