/// A bank whose connections are killed all the time, and whose server crashes as well (plan L6; traps P8, P16, P48, G1, G7).
///
/// PEWIT_STORM_SECONDS: how long, 2 unless said.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>

#include <pewit/log.hpp>
#include <support/postgres_server.hpp>

#include "failover/teller.hpp"
#include "server.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

std::chrono::seconds storm_time() {
    const char* text = std::getenv("PEWIT_STORM_SECONDS");
    return std::chrono::seconds{text != nullptr ? std::atoi(text) : 2};
}

/// Ends the sessions of that name, forty times a second.
void kill_sessions(const std::string& name, std::chrono::steady_clock::time_point until) {
    const auto connection = url(postgres_url()).driver()->connect();
    while (std::chrono::steady_clock::now() < until) {
        run(*connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '"
                             + name + "' ORDER BY random() LIMIT 1");
        std::this_thread::sleep_for(25ms);
    }
}

class Storm : public testing::Test {
protected:
    Storm() { set_logger(nullptr); }  // lost connections are what this is about
    ~Storm() override { set_logger(before_); }
    void SetUp() override {
        PEWIT_NEEDS_A_RESTARTING_SERVER();
        bank.emplace(schema.connector("track_xid=true&application_name=" + schema.name()));
        open_bank(*bank);
    }

    void blow(std::chrono::milliseconds time) {
        kill_sessions(schema.name(), std::chrono::steady_clock::now() + time);
    }
    Books audit(Tellers& tellers) {
        tellers.stop();
        const Books books = tellers.audit(*bank);
        std::cout << "storm: " << books << '\n';
        return books;
    }
    static void expect_right(const Books& books) {
        EXPECT_GT(books.acknowledged, 10);
        EXPECT_EQ(books.lost, 0);
        EXPECT_EQ(books.ghosts, 0);
    }

    const TemporarySchema schema;
    std::optional<Database> bank;

private:
    std::shared_ptr<spdlog::logger> before_ = logger();
};

TEST_F(Storm, LosesNoCommitAndLeavesNoDoubt) {
    Tellers tellers{*bank, 4};
    blow(storm_time());
    const Books books = audit(tellers);
    expect_right(books);
    EXPECT_EQ(books.unresolved, 0);
    EXPECT_TRUE(is_consistent(*bank));
}

TEST_F(Storm, WithACrashOfTheServerLosesNothingEither) {
    Tellers tellers{*bank, 4};
    blow(storm_time() / 2);
    Server::restart(End::immediate);
    blow(storm_time() / 2);
    const Books books = audit(tellers);
    expect_right(books);
    // A server that has crashed is not believed when it says "committed" (docs/decisions/commit_in_doubt.md).
    EXPECT_LE(books.unresolved, 4);
    EXPECT_TRUE(is_consistent(*bank));
}

TEST_F(Storm, LeavesNoSessionBehind) {
    {
        Tellers tellers{*bank, 4};
        blow(200ms);
    }
    bank->close();
    const auto connection = url(postgres_url()).driver()->connect();
    std::string sessions;
    for (int i = 0; i < 100 && sessions != "0"; ++i) {  // a session's end takes the server a moment
        std::this_thread::sleep_for(10ms);
        sessions = ask(*connection, "SELECT count(*) FROM pg_stat_activity WHERE application_name = '"
                                        + schema.name() + "'");
    }
    EXPECT_EQ(sessions, "0");
}

}  // namespace
}  // namespace pewit::test
