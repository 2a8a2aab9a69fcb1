/// A bank under load while its primary is killed and the standby promoted (issue: no acknowledged commit is lost, and
/// every commit in doubt is resolved).
///
/// PEWIT_FAILOVER_SECONDS: how long the load lasts on either side, 1 unless said.
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <pewit/atomic.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>

#include "pair.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

constexpr int accounts = 20;
constexpr int money = 100;  // of each account, at the beginning

/// What one teller was told of its transfers.
struct Told {
    std::set<std::string> saved;
    std::set<std::string> undone;
    int in_doubt = 0;  ///< commits, all resolved
    int resolved_as_saved = 0;
    int unresolved = 0;
};

class Teller {
public:
    Teller(Database& bank, int number)
        : bank_(bank), number_(number), random_(static_cast<unsigned>(number)) {}

    void work(const std::atomic<bool>& stops) {
        while (!stops) {
            const std::string tag = std::to_string(number_) + "/" + std::to_string(++transfers_);
            try {
                transfer(tag);
                told_.saved.insert(tag);
            } catch (const CommitInDoubt& error) {
                note_doubt(tag, error);
            } catch (const Error&) {
                told_.undone.insert(tag);
                std::this_thread::sleep_for(5ms);
            }
        }
    }
    [[nodiscard]] const Told& told() const noexcept { return told_; }

private:
    void transfer(const std::string& tag) {
        const int from = pick();
        const int to = (from + 1 + pick() % (accounts - 1)) % accounts;
        const Atomic tx{bank_};
        move(std::min(from, to),
             from < to ? -1 : 1);  // always in this order, so that no two wait for each other
        bank_.atomic([&] { bank_.execute("INSERT INTO transfer VALUES ($1, $2, $3)", tag, from, to); });
        move(std::max(from, to), from < to ? 1 : -1);
    }
    void move(int account, int amount) {
        bank_.execute("UPDATE account SET balance = balance + $1 WHERE id = $2", amount, account);
    }
    int pick() { return std::uniform_int_distribution<int>(0, accounts - 1)(random_); }

    void note_doubt(const std::string& tag, const CommitInDoubt& error) {
        ++told_.in_doubt;
        switch (error.resolve(30s)) {
        case Outcome::committed:
            ++told_.resolved_as_saved;
            told_.saved.insert(tag);
            break;
        case Outcome::rolled_back:
            told_.undone.insert(tag);
            break;
        default:
            ++told_.unresolved;
        }
    }

    Database& bank_;
    int number_;
    int transfers_ = 0;
    std::minstd_rand random_;
    Told told_;
};

std::chrono::seconds load_time() {
    const char* text = std::getenv("PEWIT_FAILOVER_SECONDS");
    return std::chrono::seconds{text != nullptr ? std::atoi(text) : 1};
}

class Failover : public testing::Test {
protected:
    Failover() {
        set_logger(nullptr);  // lost connections are what this is about
        pair.first.execute("DROP TABLE IF EXISTS account, transfer");
        pair.first.execute("CREATE TABLE account(id int PRIMARY KEY, balance int NOT NULL)");
        pair.first.execute("CREATE TABLE transfer(tag text PRIMARY KEY, source int, target int)");
        pair.first.execute("INSERT INTO account SELECT i, $1 FROM generate_series(0, $2 - 1) AS i", money,
                           accounts);
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

/// What is on the new primary, beside what the tellers were told.
struct Books {
    int acknowledged = 0;
    int lost = 0;    ///< acknowledged, and not there
    int ghosts = 0;  ///< said to be undone, and there
    int in_doubt = 0;
    int resolved_as_saved = 0;
    int unresolved = 0;
};

Books audit(const std::vector<Teller>& tellers, const std::set<std::string>& there) {
    Books books;
    for (const Teller& teller : tellers) {
        const Told& told = teller.told();
        for (const std::string& tag : told.saved)
            books.lost += there.count(tag) == 0 ? 1 : 0;
        for (const std::string& tag : told.undone)
            books.ghosts += there.count(tag) != 0 ? 1 : 0;
        books.acknowledged += static_cast<int>(told.saved.size());
        books.in_doubt += told.in_doubt;
        books.resolved_as_saved += told.resolved_as_saved;
        books.unresolved += told.unresolved;
    }
    return books;
}

TEST_F(Failover, LosesNoCommitAndResolvesEveryDoubt) {
    Database bank{postgres(bank_options())};
    std::vector<Teller> tellers;
    for (int i = 0; i < 4; ++i)
        tellers.emplace_back(bank, i);
    std::atomic<bool> stops = false;
    std::vector<std::thread> threads;
    for (Teller& teller : tellers)
        threads.emplace_back([&teller, &stops] { teller.work(stops); });
    std::this_thread::sleep_for(load_time());
    kill_primary();
    std::this_thread::sleep_for(200ms);
    const bool promoted = std::get<0>(pair.second.query<bool>("SELECT pg_promote(true, 30)").at(0));
    std::this_thread::sleep_for(load_time());
    stops = true;
    for (std::thread& thread : threads)
        thread.join();
    ASSERT_TRUE(promoted);

    std::set<std::string> there;
    for (const auto& [tag] : bank.query<std::string>("SELECT tag FROM transfer"))
        there.insert(tag);
    const Books books = audit(tellers, there);
    std::cout << "failover: " << books.acknowledged << " commits acknowledged, " << books.lost << " lost, "
              << books.ghosts << " ghosts, " << books.in_doubt << " in doubt (" << books.resolved_as_saved
              << " were saved), " << books.unresolved << " unresolved\n";
    EXPECT_GT(books.acknowledged, 100);
    EXPECT_EQ(books.lost, 0);
    EXPECT_EQ(books.ghosts, 0);
    EXPECT_GT(books.in_doubt, 0);
    EXPECT_EQ(books.unresolved, 0);
    EXPECT_EQ(ask(bank, "SELECT sum(balance)::text FROM account"), std::to_string(accounts * money));
    EXPECT_EQ(ask(bank,
                  "SELECT count(*)::text FROM account a WHERE balance <> $1::int"
                  " + (SELECT count(*) FROM transfer WHERE target = a.id)"
                  " - (SELECT count(*) FROM transfer WHERE source = a.id)",
                  money),
              "0");
}

}  // namespace
}  // namespace pewit::test
