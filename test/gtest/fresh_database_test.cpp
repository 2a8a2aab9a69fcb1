/// FreshDatabaseTest: a file of the test's own.
#include <gtest/gtest-spi.h>
#include <atomic>

#include <filesystem>
#include <optional>
#include <thread>

#include "notes_suite.hpp"

#include <pewit/url.hpp>
#include <support/temp_directory.hpp>

namespace {

namespace fs = std::filesystem;

class FreshDatabase : public pewit::gtest::FreshDatabaseTest {
protected:
    FreshDatabase() { db.execute("CREATE TABLE t (x INTEGER)"); }
    pewit::Database& db = database();
};

TEST_F(FreshDatabase, IsAFileInADirectoryOfItsOwn) {
    EXPECT_TRUE(fs::is_regular_file(directory() + "/test.db"));
    const auto permissions = fs::status(directory()).permissions();
    EXPECT_EQ(permissions & fs::perms::all, fs::perms::owner_all);
}

TEST_F(FreshDatabase, IsEmptyInEachTestA) { EXPECT_EQ(db.execute("INSERT INTO t VALUES (1)"), 1); }
TEST_F(FreshDatabase, IsEmptyInEachTestB) { EXPECT_TRUE(db.query<int>("SELECT x FROM t").empty()); }

TEST_F(FreshDatabase, IsTheCurrentDatabaseThoughThereAreOthers) {
    static_cast<void>(pewit::test::notes_database());
    pewit::Atomic tx{pewit::current};
    EXPECT_TRUE(db.in_transaction());
}

TEST_F(FreshDatabase, CommitsForAllThreads) {
    db.atomic([&] { db.execute("INSERT INTO t VALUES (1)"); });
    std::thread{[&] { db.execute("INSERT INTO t VALUES (2)"); }}.join();
    EXPECT_EQ(db.query<int>("SELECT x FROM t").size(), 2U);
}

class GivenOptions : public pewit::gtest::FreshDatabaseTest {
protected:
    GivenOptions() : FreshDatabaseTest({.journal_mode = pewit::JournalMode::truncate}, {.name = "named"}) {}
};

TEST_F(GivenOptions, TakesTheOptionsOfTheEngineAndOfTheDatabase) {
    EXPECT_EQ(std::get<0>(database().query<std::string>("PRAGMA journal_mode").at(0)), "truncate");
    EXPECT_EQ(database().name(), "named");
}

class OfAConnector : public pewit::gtest::FreshDatabaseTest {
public:
    explicit OfAConnector(const std::string& url) : FreshDatabaseTest(pewit::url(url)) {}
    void TestBody() override {}
    std::string ask(const std::string& pragma) {
        return std::get<0>(database().query<std::string>("PRAGMA " + pragma).at(0));
    }
    using FreshDatabaseTest::database;
    using FreshDatabaseTest::directory;
};

TEST(FreshDatabaseOfAConnector, TakesItsOptionsAndLeavesItsFilesAlone) {
    const pewit::test::TempDirectory elsewhere;
    OfAConnector trial{"sqlite:///" + elsewhere.file("real.db")
                       + "?journal_mode=persist&create=false&attach.archive=" + elsewhere.file("archive.db")};
    EXPECT_EQ(trial.ask("journal_mode"), "persist");
    trial.database().execute("CREATE TABLE archive.t (x INTEGER)");
    EXPECT_TRUE(fs::exists(trial.directory() + "/test.db"));
    EXPECT_TRUE(fs::exists(trial.directory() + "/archive.db"));
    EXPECT_TRUE(fs::is_empty(elsewhere.path()));
}

TEST(FreshDatabaseOfAConnector, StaysInMemory) {
    OfAConnector trial{"sqlite:///:memory:"};
    EXPECT_EQ(trial.ask("journal_mode"), "memory");
    EXPECT_TRUE(fs::is_empty(trial.directory()));
}

class Trial : public FreshDatabase {
public:
    void TestBody() override {}
    using FreshDatabaseTest::database;
    using FreshDatabaseTest::directory;
};

TEST(FreshDatabaseEnd, RemovesTheDirectoryAndAllThatIsInIt) {
    std::string directory;
    {
        Trial trial;
        directory = trial.directory();
        trial.database().backup_to(directory + "/copy.db");
        EXPECT_TRUE(fs::exists(directory));
    }
    EXPECT_FALSE(fs::exists(directory));
}

TEST(FreshDatabaseEnd, FailsTheTestForAConnectionThatAnotherThreadStillHas) {
    std::thread other;
    const auto leak = [&] {
        Trial trial;
        std::atomic<bool> borrowed{false};
        other = std::thread{[&borrowed, &db = trial.database()] {
            std::optional<pewit::ConnectionScope> scope;
            scope.emplace(db);
            borrowed = true;
            borrowed.notify_one();
            std::this_thread::sleep_for(std::chrono::milliseconds{200});
        }};
        borrowed.wait(false);
    };
    EXPECT_NONFATAL_FAILURE(leak(), "still borrowed by other threads");
    other.join();
}

}  // namespace
