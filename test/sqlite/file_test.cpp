/// The file before SQLite opens it: mode, permissions, and clear words (security checklist 8).
#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "driver_fixture.hpp"

namespace pewit::test {
namespace {

class SqliteFile : public SqliteDriverTest {
protected:
    static unsigned mode_of(const std::string& path) {
        struct stat facts {};
        return stat(path.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0U;
    }
    std::string refusal(const SqliteOptions& options) {
        try {
            connect(options);
            return {};
        } catch (const OperationalError& error) {
            EXPECT_EQ(error.code(), ErrorCode::storage);
            return error.what();
        }
    }
    /// Root may do everything: runs as nobody and returns what connect() refuses with.
    std::string refusal_as_nobody(const SqliteOptions& options) {
        chmod(directory.path().c_str(), 0755);
        if (geteuid() != 0) return refusal(options);
        int ends[2];
        if (pipe(ends) != 0) return "no pipe";
        const pid_t child = fork();
        if (child == 0) {
            const bool changed = setegid(65534) == 0 && seteuid(65534) == 0;
            const std::string text = changed ? refusal(options) : "seteuid failed";
            const bool written = write(ends[1], text.data(), text.size()) >= 0;
            _exit(written ? 0 : 1);
        }
        close(ends[1]);
        std::string text(4096, '\0');
        const ssize_t count = read(ends[0], text.data(), text.size());
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        close(ends[0]);
        waitpid(child, nullptr, 0);
        return text;
    }
    [[nodiscard]] std::string opening(const std::string& name) const {
        return "cannot open SQLite database \"" + directory.file(name) + "\": ";
    }
};

TEST_F(SqliteFile, BelongsToItsOwnerAlone) {
    const mode_t old = umask(0);
    const auto connection = open();
    run(*connection, "CREATE TABLE t(a)");
    umask(old);
    EXPECT_EQ(mode_of(directory.file("test.db")), 0600U);
    EXPECT_EQ(mode_of(directory.file("test.db-wal")), 0600U);
    EXPECT_EQ(mode_of(directory.file("test.db-shm")), 0600U);
}

TEST_F(SqliteFile, KeepsTheModeOfAnExistingFile) {
    std::ofstream(directory.file("test.db")).close();
    chmod(directory.file("test.db").c_str(), 0640);
    open();
    EXPECT_EQ(mode_of(directory.file("test.db")), 0640U);
}

TEST_F(SqliteFile, IsNotOpenedByUs) {  // trap S28
    const auto first = open();
    run(*first, "CREATE TABLE t(a)");
    run(*first, "BEGIN IMMEDIATE");
    const auto second = open();  // closing the file in this process would have dropped the first one's locks
    const pid_t child = fork();
    if (child == 0) {
        SQLite::Database other(directory.file("test.db"), SQLite::OPEN_READWRITE);
        _exit(other.tryExec("BEGIN IMMEDIATE") == SQLITE_BUSY ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0) << "another process got the lock that this one holds";
}

TEST_F(SqliteFile, SaysThatTheDirectoryIsMissing) {
    EXPECT_EQ(refusal({.path = directory.file("no/such/app.db")}),
              opening("no/such/app.db")
                  + "its directory does not exist or can't be reached: No such file or directory");
}

TEST_F(SqliteFile, SaysThatTheDirectoryIsNone) {
    std::ofstream(directory.file("plain")).close();
    EXPECT_EQ(refusal({.path = directory.file("plain/app.db")}),
              opening("plain/app.db") + "\"" + directory.file("plain") + "\" is no directory");
}

TEST_F(SqliteFile, SaysThatThePathIsADirectory) {
    std::filesystem::create_directory(directory.file("sub"));
    EXPECT_EQ(refusal({.path = directory.file("sub")}), opening("sub") + "it is a directory");
}

TEST_F(SqliteFile, SaysThatThereIsNone) {
    EXPECT_EQ(refusal({.path = directory.file("a.db"), .create = false}),
              opening("a.db") + "there is no such file");
    EXPECT_EQ(refusal({.path = directory.file("a.db"), .read_only = true}),
              opening("a.db") + "there is no such file");
    EXPECT_FALSE(std::filesystem::exists(directory.file("a.db")));
}

TEST_F(SqliteFile, SaysThatTheDirectoryIsReadOnly) {
    open();
    EXPECT_EQ(refusal_as_nobody({.path = directory.file("new.db")}),
              opening("new.db")
                  + "its directory is not writable, and SQLite needs a journal there; read_only may do");
}

TEST_F(SqliteFile, SaysThatItIsReadOnly) {
    std::filesystem::create_directory(directory.file("open"));
    chmod(directory.file("open").c_str(), 0777);
    connect({.path = directory.file("open/a.db")});
    chmod(directory.file("open/a.db").c_str(), 0444);
    EXPECT_EQ(refusal_as_nobody({.path = directory.file("open/a.db")}),
              opening("open/a.db") + "no permission to write it; set read_only to read it");
    chmod(directory.file("open/a.db").c_str(), 0);
    EXPECT_EQ(refusal_as_nobody({.path = directory.file("open/a.db")}),
              opening("open/a.db") + "no permission to read it");
}

TEST_F(SqliteFile, CanBeReadWithoutAnyRightToWrite) {
    run(*open({.journal_mode = JournalMode::delete_}), "CREATE TABLE t(a)");
    chmod(directory.file("test.db").c_str(), 0444);
    EXPECT_EQ(refusal_as_nobody({.path = directory.file("test.db"), .read_only = true}), "");
}

TEST_F(SqliteFile, WritesNothingWhenReadOnly) {
    run(*open(), "CREATE TABLE t(a)");
    const auto reader = open({.read_only = true});
    EXPECT_EQ(ask(*reader, "SELECT count(*) FROM t"), "0");
    const auto error = caught<OperationalError>([&] { run(*reader, "INSERT INTO t VALUES(1)"); });
    EXPECT_EQ(error.native_code(), SQLITE_READONLY);
}

TEST_F(SqliteFile, SaysWhatAHotJournalNeeds) {  // trap S36
    const std::string path = directory.file("hot.db");
    const pid_t child = fork();
    if (child == 0) {
        SQLite::Database other(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE t(a); PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN");
        other.exec(
            "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000) "
            "INSERT INTO t SELECT randomblob(500) FROM n");
        _exit(0);  // crashes in the transaction: the journal stays
    }
    waitpid(child, nullptr, 0);
    ASSERT_TRUE(std::filesystem::exists(path + "-journal"));
    const std::string words = refusal({.path = path, .read_only = true});
    EXPECT_NE(words.find("must be rolled back first; open the database once with write access"),
              std::string::npos)
        << words;
    EXPECT_EQ(ask(*open({.path = path}), "SELECT count(*) FROM t"), "0");
}

TEST_F(SqliteFile, FollowsNoLinkWhenAsked) {
    open();
    std::filesystem::create_symlink(directory.file("test.db"), directory.file("link.db"));
    EXPECT_NO_THROW(connect({.path = directory.file("link.db")}));
    EXPECT_THROW(connect({.path = directory.file("link.db"), .no_follow = true}), OperationalError);
}

TEST_F(SqliteFile, IsOpenedByUriWithItsParameters) {
    run(*open(), "CREATE TABLE t(a)");
    const auto reader =
        connect({.path = "file:" + directory.file("te%73t.db") + "?mode=ro", .read_only = true, .uri = true});
    EXPECT_EQ(ask(*reader, "SELECT count(*) FROM t"), "0");
}

TEST_F(SqliteFile, MayHaveAStrangeName) {
    for (const char* name :
         {"file:x?mode=memory", "a b.db", "ä.db", "a'b\".db", ":memory:x", "%41.db", "a#b.db"}) {
        run(*open({.path = directory.file(name)}), "CREATE TABLE t(a)");
        EXPECT_TRUE(std::filesystem::exists(directory.file(name))) << name;
    }
}

}  // namespace
}  // namespace pewit::test
