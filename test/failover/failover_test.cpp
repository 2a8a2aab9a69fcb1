/// A bank under load while its primary is killed and the standby promoted (issue: no acknowledged commit is lost, and
/// every commit in doubt is resolved).
///
/// PEWIT_FAILOVER_SECONDS: how long the load lasts on either side, 1 unless said.
#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include <pewit/log.hpp>

#include "pair.hpp"
#include "teller.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

std::chrono::seconds load_time() {
    const char* text = std::getenv("PEWIT_FAILOVER_SECONDS");
    return std::chrono::seconds{text != nullptr ? std::atoi(text) : 1};
}

class Failover : public testing::Test {
protected:
    Failover() {
        set_logger(nullptr);  // lost connections are what this is about
        open_bank(pair.first);
    }
    ~Failover() override { set_logger(before_); }

    /// First it sends the standby nothing more, so that commits wait for that; then it is gone, and nobody knows.
    void kill_primary() {
        const int sender = std::stoi(ask(pair.first, "SELECT pid::text FROM pg_stat_replication"));
        ::kill(sender, SIGSTOP);
        std::this_thread::sleep_for(200ms);
        ::kill(std::stoi(Pair::variable("PEWIT_TEST_POSTGRES_PID")), SIGKILL);
        ::kill(sender, SIGKILL);
    }

    PostgresOptions bank_options() const {
        PostgresOptions options = pair.options();
        options.track_xid = true;
        return options;
    }

    Pair pair;

private:
    std::shared_ptr<spdlog::logger> before_ = logger();
};

TEST_F(Failover, LosesNoCommitAndResolvesEveryDoubt) {
    Database bank{postgres(bank_options())};
    Tellers tellers{bank, 4};
    std::this_thread::sleep_for(load_time());
    kill_primary();
    std::this_thread::sleep_for(200ms);
    const bool promoted = std::get<0>(pair.second.query<bool>("SELECT pg_promote(true, 30)").at(0));
    std::this_thread::sleep_for(load_time());
    tellers.stop();
    ASSERT_TRUE(promoted);

    const Books books = tellers.audit(bank);
    std::cout << "failover: " << books << '\n';
    EXPECT_GT(books.acknowledged, 100);
    EXPECT_EQ(books.lost, 0);
    EXPECT_EQ(books.ghosts, 0);
    EXPECT_GT(books.in_doubt, 0);
    EXPECT_EQ(books.unresolved, 0);
    EXPECT_TRUE(is_consistent(bank));
}

}  // namespace
}  // namespace pewit::test
