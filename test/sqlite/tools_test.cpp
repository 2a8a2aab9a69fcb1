#include <pewit/sqlite_tools.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/temp_directory.hpp>

namespace {

using namespace pewit;

class SqliteToolsTest : public testing::Test {
protected:
    SqliteToolsTest() {
        db.execute("CREATE TABLE t(id INTEGER PRIMARY KEY, up REFERENCES t, body)");
        db.execute("INSERT INTO t(body) VALUES (randomblob(100000)), ('x')");
    }
    [[nodiscard]] std::int64_t rows_in(const std::string& file) const {
        Database copy{sqlite({.path = directory.file(file), .create = false})};
        return std::get<0>(copy.query<std::int64_t>("SELECT count(*) FROM t").at(0));
    }
    [[nodiscard]] unsigned mode_of(const std::string& file) const {
        struct stat facts {};
        EXPECT_EQ(stat(directory.file(file).c_str(), &facts), 0);
        return facts.st_mode & 0777U;
    }

    test::TempDirectory directory;
    Database db{sqlite({.path = directory.file("test.db"), .cache_kib = 4000})};
    SqliteTools tools{db};
};

TEST_F(SqliteToolsTest, KeepsTheProgramsNumbers) {
    EXPECT_EQ(tools.user_version(), 0);
    tools.user_version(-7);
    tools.application_id(0x70657769);
    EXPECT_EQ(tools.user_version(), -7);
    EXPECT_EQ(tools.application_id(), 0x70657769);
}

TEST_F(SqliteToolsTest, TellsAboutTheFile) {
    EXPECT_EQ(tools.journal_mode(), JournalMode::wal);
    EXPECT_GE(tools.page_size(), 512);
    EXPECT_GT(tools.page_count(), 20);
    EXPECT_EQ(tools.free_pages(), 0);
    EXPECT_EQ(tools.cache_kib(), 4000);
    const std::int64_t before = tools.schema_version();
    db.execute("CREATE TABLE other(a)");
    EXPECT_GT(tools.schema_version(), before);
    EXPECT_EQ(tools.library_version().substr(0, 2), "3.");
    EXPECT_FALSE(tools.compile_options().empty());
}

TEST_F(SqliteToolsTest, Checks) {
    EXPECT_TRUE(tools.integrity_check().empty());
    EXPECT_TRUE(tools.quick_check().empty());
    EXPECT_TRUE(tools.foreign_key_check().empty());
    {
        ConnectionScope scope{db};
        db.execute("PRAGMA foreign_keys = off");
        db.execute("UPDATE t SET up = 99 WHERE id = 2");
    }
    EXPECT_EQ(tools.foreign_key_check(), (std::vector<BrokenReference>{{"t", 2, "t"}}));
}

TEST_F(SqliteToolsTest, TakesCareOfTheFile) {
    db.execute("DELETE FROM t WHERE id = 1");
    EXPECT_GT(tools.free_pages(), 10);
    tools.vacuum();
    EXPECT_EQ(tools.free_pages(), 0);
    tools.optimize();
    const CheckpointResult result = tools.wal_checkpoint(Checkpoint::truncate);
    EXPECT_TRUE(result.is_complete);
    EXPECT_EQ(std::filesystem::file_size(directory.file("test.db-wal")), 0U);
    const Atomic tx{db};
    EXPECT_THROW(tools.vacuum(), TransactionStateError);
    EXPECT_THROW(tools.vacuum_into(directory.file("copy.db")), TransactionStateError);
}

TEST_F(SqliteToolsTest, VacuumsIntoAFileOfItsOwner) {
    tools.vacuum_into(directory.file("copy.db"));
    EXPECT_EQ(rows_in("copy.db"), 2);
    EXPECT_EQ(mode_of("copy.db"), 0600U);
    EXPECT_THROW(tools.vacuum_into(directory.file("copy.db")), DatabaseError);
    EXPECT_THROW(tools.vacuum_into("file:copy.db?mode=memory"), ImproperlyConfigured);
    EXPECT_THROW(tools.vacuum_into(":memory:"), ImproperlyConfigured);
}

TEST_F(SqliteToolsTest, BacksUpInStepsUntilToldToStop) {
    int steps = 0;
    EXPECT_FALSE(tools.backup_to(directory.file("copy.db"),
                                 {.pages_a_step = 5, .go_on = [&](int, int) { return ++steps < 2; }}));
    EXPECT_EQ(steps, 2);
    EXPECT_THROW((void)rows_in("copy.db"), DatabaseError);
    EXPECT_TRUE(tools.backup_to(directory.file("copy.db"),
                                {.pages_a_step = 5, .pause = std::chrono::milliseconds{1}}));
    EXPECT_EQ(rows_in("copy.db"), 2);
    EXPECT_THROW(tools.backup_to(directory.file("copy.db"), {.pages_a_step = 0}), ImproperlyConfigured);
}

TEST_F(SqliteToolsTest, LeavesNoFileBehindThatABackupDidNotFinish) {
    const std::string copy = directory.file("copy.db");
    EXPECT_FALSE(tools.backup_to(copy, {.pages_a_step = 1, .go_on = [](int, int) { return false; }}));
    EXPECT_FALSE(std::filesystem::exists(copy));
    const auto fail = [](int, int) -> bool { throw std::runtime_error("no more"); };
    EXPECT_THROW(tools.backup_to(copy, {.pages_a_step = 1, .go_on = fail}), std::runtime_error);
    EXPECT_FALSE(std::filesystem::exists(copy));
    std::ofstream{copy};  // somebody else's, though empty
    EXPECT_FALSE(tools.backup_to(copy, {.pages_a_step = 1, .go_on = [](int, int) { return false; }}));
    EXPECT_TRUE(std::filesystem::exists(copy));
}

TEST_F(SqliteToolsTest, ABackupWhoseFileWasTakenAwayIsNone) {
    const std::string copy = directory.file("copy.db");
    const auto take_away = [&](int, int) { return std::filesystem::remove(copy), true; };
    EXPECT_THROW(tools.backup_to(copy, {.pages_a_step = 1, .go_on = take_away}), OperationalError);
    EXPECT_FALSE(std::filesystem::exists(copy));
}

TEST_F(SqliteToolsTest, LeavesNoFileBehindThatACopyCouldNotFill) {
    Database other{sqlite({.path = directory.file("locked.db"),
                           .busy_timeout = std::chrono::milliseconds{1},
                           .journal_mode = JournalMode::delete_}),
                   {.name = "other"}};
    other.execute("CREATE TABLE t(a)");
    const Atomic writer{other, {.lock = Lock::exclusive}};
    std::thread{[&] {
        EXPECT_THROW(other.backup_to(directory.file("copy.db")), LockError);
        EXPECT_THROW(SqliteTools{other}.vacuum_into(directory.file("compact.db")), LockError);
    }}.join();
    EXPECT_FALSE(std::filesystem::exists(directory.file("copy.db")));
    EXPECT_FALSE(std::filesystem::exists(directory.file("compact.db")));
}

MODEL(Letter) {
    META(schema("archive"));
    FIELD(std::string, text);
};

TEST_F(SqliteToolsTest, AttachesFilesToEveryConnection) {
    Database both{
        sqlite({.path = directory.file("test.db"), .attach = {{"archive", directory.file("archive.db")}}}),
        {.name = "both"}};
    const BindScope bound{both, model<Letter>};
    both.create_tables<Letter>();
    Letter::create(Letter::c.text = "old");
    ConnectionScope first{both};
    EXPECT_EQ(Letter::select().count(), 1);
    EXPECT_EQ(mode_of("archive.db"), 0600U);
    EXPECT_EQ(std::get<0>(both.query<std::string>("PRAGMA archive.journal_mode").at(0)), "wal");
    both.atomic([&](auto& tx) {
        Letter::create(Letter::c.text = "undone");
        both.execute("DELETE FROM t");
        tx.rollback();
    });
    EXPECT_EQ(Letter::select().count(), 1);
    EXPECT_EQ(std::get<0>(both.query<std::int64_t>("SELECT count(*) FROM t").at(0)), 2);
}

TEST_F(SqliteToolsTest, RefusesWhatItCannotAttach) {
    const auto with = [&](const char* schema, const std::string& path) {
        return sqlite({.path = directory.file("test.db"), .attach = {{schema, path}}});
    };
    EXPECT_THROW((void)with("main", "a.db"), ImproperlyConfigured);
    EXPECT_THROW((void)with("a b", "a.db"), ImproperlyConfigured);
    EXPECT_THROW((void)with("a", ":memory:"), ImproperlyConfigured);
    EXPECT_THROW((void)with("a", "file:a.db"), ImproperlyConfigured);
    EXPECT_THROW((void)with("a", directory.file("test.db")), ImproperlyConfigured);
}

}  // namespace
