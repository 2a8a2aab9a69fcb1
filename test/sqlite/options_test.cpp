/// What is refused before anything is opened.
#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

std::string refusal(SqliteOptions options) {
    try {
        static_cast<void>(sqlite(std::move(options)));
        return {};
    } catch (const ImproperlyConfigured& error) {
        return error.what();
    }
}

TEST(SqliteOptions, RefusesPathsThatAreNone) {  // security checklist 7
    EXPECT_EQ(refusal({.path = ""}), "the SQLite path is empty; use \":memory:\" for a database in memory");
    EXPECT_EQ(refusal({.path = std::string("a\0b", 3)}), "the SQLite path contains a NUL");
}

TEST(SqliteOptions, RefusesUrisUnlessAskedFor) {
    for (const char* path : {"file:a.db", "file:a.db?nolock=1", "file:a.db?immutable=1", "file::memory:"}) {
        EXPECT_NE(refusal({.path = path}), "") << path;
        EXPECT_EQ(refusal({.path = path, .uri = true}), "") << path;
    }
    EXPECT_NE(refusal({.path = "a.db", .uri = true}), "");
    EXPECT_EQ(refusal({.path = "./file:a.db"}), "");
    EXPECT_EQ(refusal({.path = "FILE:a.db"}), "") << "no URI to SQLite either";
}

TEST(SqliteOptions, RefusesASharedCache) {  // trap S31
    EXPECT_NE(refusal({.path = "file:a.db?cache=shared", .uri = true}), "");
    EXPECT_NE(refusal({.path = "file:a.db?mode=ro&c%61che=sh%61red", .uri = true}), "");
    EXPECT_EQ(refusal({.path = "file:a.db?cache=private", .uri = true}), "");
}

TEST(SqliteOptions, RefusesATemporaryDatabaseByUri) {
    EXPECT_NE(refusal({.path = "file:", .uri = true}), "");
    EXPECT_NE(refusal({.path = "file:?mode=rw", .uri = true}), "");
    EXPECT_NE(refusal({.path = "file://", .uri = true}), "");
}

TEST(SqliteOptions, RefusesUnsafeSettingsUnlessAskedFor) {  // trap S25
    const SqliteOptions unsafe[] = {
        {.path = "a.db", .journal_mode = JournalMode::memory},
        {.path = "a.db", .synchronous = Synchronous::off},
        {.path = "a.db", .journal_mode = JournalMode::truncate, .synchronous = Synchronous::normal},
    };
    for (SqliteOptions options : unsafe) {
        EXPECT_NE(refusal(options), "");
        options.unsafe = true;
        EXPECT_EQ(refusal(options), "");
    }
}

TEST(SqliteOptions, RefusesPragmasThatCouldInjectOrUndo) {
    const auto with = [](const char* name, const char* value) {
        return refusal({.path = "a.db", .pragmas = {{name, value}}});
    };
    EXPECT_EQ(with("mmap_size", "268435456"), "");
    EXPECT_EQ(with("cache_spill", "-1"), "");
    EXPECT_NE(with("foreign_keys", "off"), "");
    EXPECT_NE(with("Journal_Mode", "off"), "");
    EXPECT_EQ(with("cache_size", "9"), "pragma \"cache_size\" is pewit's own: use the option cache_kib");
    EXPECT_NE(with("writable_schema", "on"), "");
    EXPECT_NE(with("a; DROP", "1"), "");
    EXPECT_NE(with("mmap_size", "1; DROP TABLE t"), "");
    EXPECT_NE(with("mmap_size", ""), "");
    EXPECT_NE(with("", "1"), "");
}

TEST(SqliteOptions, RefusesNumbersOutOfRange) {
    EXPECT_NE(refusal({.path = "a.db", .busy_timeout = -1ms}), "");
    EXPECT_NE(refusal({.path = "a.db", .busy_timeout = 24h * 365}), "");
    EXPECT_NE(refusal({.path = "a.db", .cache_kib = 0}), "");
    EXPECT_EQ(refusal({.path = "a.db", .busy_timeout = 0ms}), "");
}

TEST(SqliteOptions, KnowsMemoryDatabases) {  // trap S32
    EXPECT_TRUE(sqlite({.path = ":memory:"}).driver()->single_connection());
    EXPECT_TRUE(sqlite({.path = "file::memory:", .uri = true}).driver()->single_connection());
    EXPECT_TRUE(sqlite({.path = "file:x?mode=memory", .uri = true}).driver()->single_connection());
    EXPECT_FALSE(sqlite({.path = "a.db"}).driver()->single_connection());
    EXPECT_NE(refusal({.path = ":memory:", .read_only = true}), "");
}

TEST(SqliteOptions, PassesTheDefaultLockOn) {
    EXPECT_EQ(sqlite({.path = "a.db"}).driver()->default_transaction().lock, std::nullopt);
    const Connector connector = sqlite({.path = "a.db", .default_lock = Lock::immediate});
    EXPECT_EQ(connector.driver()->default_transaction().lock, Lock::immediate);
}

TEST(SqliteIdentity, IsEqualForEqualFiles) {  // trap S30
    const TempDirectory directory;
    const auto identity = [](const std::string& path) { return sqlite({.path = path}).driver()->identity(); };
    std::filesystem::create_directory(directory.file("sub"));
    EXPECT_EQ(identity(directory.file("a.db")), identity(directory.file("sub/../a.db")))
        << "before there is a file";
    connect({.path = directory.file("a.db")});
    std::filesystem::create_symlink(directory.file("a.db"), directory.file("link.db"));
    EXPECT_EQ(identity(directory.file("a.db")), identity(directory.file("link.db")));
    EXPECT_NE(identity(directory.file("a.db")), identity(directory.file("b.db")));
    EXPECT_NE(identity(":memory:"), identity(":memory:"));
}

TEST(SqliteIdentity, KeepsRelativePathsThroughAChangeOfDirectory) {
    const TempDirectory directory;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    const Connector connector = sqlite({.path = "relative.db"});
    std::filesystem::current_path(before);
    connector.driver()->connect();
    EXPECT_TRUE(std::filesystem::exists(directory.file("relative.db")));
    EXPECT_FALSE(std::filesystem::exists("relative.db"));
}

}  // namespace
}  // namespace pewit::test
