/// The fault injector itself: what it says it fails, fails.
#include <sqlite3.h>

#include <support/faulty_vfs.hpp>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

class FaultyVfsTest : public SqliteDriverTest {
protected:
    FaultyVfsTest() {
        FaultyVfs::install();
        connection = open({.journal_mode = JournalMode::delete_, .vfs = FaultyVfs::name});
        run(*connection, "CREATE TABLE t(a)");
    }
    ~FaultyVfsTest() override { FaultyVfs::disarm(); }

    /// The code an INSERT fails with under the plan; 0 if it works.
    int insert_under(FaultPlan plan) {
        FaultyVfs::arm(plan);
        int code = 0;
        try {
            run(*connection, "INSERT INTO t VALUES(1)");
        } catch (const DatabaseError& error) {
            code = error.native_code();
        }
        FaultyVfs::disarm();
        return code;
    }

    std::unique_ptr<detail::DriverConnection> connection;
};

TEST_F(FaultyVfsTest, CountsWithoutFailing) {
    EXPECT_EQ(insert_under({.kind = FaultKind::io_error}), 0);
    const std::int64_t all = FaultyVfs::operations();
    EXPECT_FALSE(FaultyVfs::has_fired());
    EXPECT_EQ(insert_under({.kind = FaultKind::full}), 0);
    EXPECT_GT(all, 2 * FaultyVfs::operations());
    EXPECT_GT(FaultyVfs::operations(), 2);
}

TEST_F(FaultyVfsTest, FailsEachOperationOfTheKindOnce) {
    int failed = 0;
    for (std::int64_t at = 1;; ++at) {
        const int code = insert_under({.kind = FaultKind::full, .at = at});
        if (!FaultyVfs::has_fired()) break;
        EXPECT_EQ(code, SQLITE_FULL) << FaultyVfs::fired_at();
        EXPECT_EQ(FaultyVfs::fired_at().substr(0, 14), "write of test.");
        ++failed;
    }
    EXPECT_GT(failed, 2);
    EXPECT_EQ(ask(*open(), "SELECT count(*) FROM t"), "1") << "only the last round was not failed";
}

TEST_F(FaultyVfsTest, KeepsFailingWhenSticky) {
    EXPECT_NE(insert_under({.kind = FaultKind::io_error, .at = 1, .sticky = true}), 0);
    FaultyVfs::arm({.kind = FaultKind::io_error, .at = 1, .sticky = true});
    EXPECT_THROW(run(*connection, "INSERT INTO t VALUES(1)"), OperationalError);
    EXPECT_THROW(run(*connection, "INSERT INTO t VALUES(1)"), OperationalError);
    FaultyVfs::disarm();
    run(*connection, "INSERT INTO t VALUES(1)");
}

TEST_F(FaultyVfsTest, FailsOpens) {
    EXPECT_EQ(insert_under({.kind = FaultKind::cannot_open, .at = 1}) & 0xFF, SQLITE_CANTOPEN);
    EXPECT_EQ(FaultyVfs::fired_at(), "open of test.db-journal");
}

TEST_F(FaultyVfsTest, ShortensWrites) {
    EXPECT_EQ(insert_under({.kind = FaultKind::short_write, .at = 1}), SQLITE_IOERR_WRITE);
    EXPECT_EQ(ask(*connection, "PRAGMA integrity_check"), "ok");
}

TEST_F(FaultyVfsTest, WorksUnderWal) {
    const auto wal =
        open({.path = directory.file("wal.db"), .journal_mode = JournalMode::wal, .vfs = FaultyVfs::name});
    run(*wal, "CREATE TABLE t(a)");
    FaultyVfs::arm({.kind = FaultKind::io_error, .at = 1});
    EXPECT_THROW(run(*wal, "INSERT INTO t VALUES(1)"), OperationalError);
    FaultyVfs::disarm();
    run(*wal, "INSERT INTO t VALUES(1)");
    EXPECT_EQ(ask(*wal, "SELECT count(*) FROM t"), "1");
}

}  // namespace
}  // namespace pewit::test
