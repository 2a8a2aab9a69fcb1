/// Tellers who move money between the accounts of a bank and note what they were told, and an audit of their notes.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <pewit/atomic.hpp>
#include <pewit/database.hpp>
#include <pewit/error.hpp>

namespace pewit::test {

inline constexpr int accounts = 20;
inline constexpr int money = 100;  // of each account, at the beginning

inline void open_bank(Database& bank) {
    bank.execute("DROP TABLE IF EXISTS account, transfer");
    bank.execute("CREATE TABLE account(id int PRIMARY KEY, balance int NOT NULL)");
    bank.execute("CREATE TABLE transfer(tag text PRIMARY KEY, source int, target int)");
    bank.execute("INSERT INTO account SELECT i, $1 FROM generate_series(0, $2 - 1) AS i", money, accounts);
}

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
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
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
        switch (error.resolve(std::chrono::seconds{30})) {
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

/// What the bank holds, beside what the tellers were told.
struct Books {
    int acknowledged = 0;
    int lost = 0;    ///< acknowledged, and not there
    int ghosts = 0;  ///< said to be undone, and there
    int in_doubt = 0;
    int resolved_as_saved = 0;
    int unresolved = 0;
};

inline std::ostream& operator<<(std::ostream& out, const Books& books) {
    return out << books.acknowledged << " commits acknowledged, " << books.lost << " lost, " << books.ghosts
               << " ghosts, " << books.in_doubt << " in doubt (" << books.resolved_as_saved
               << " were saved), " << books.unresolved << " unresolved";
}

inline Books audit(const std::vector<Teller>& tellers, Database& bank) {
    std::set<std::string> there;
    for (const auto& [tag] : bank.query<std::string>("SELECT tag FROM transfer"))
        there.insert(tag);
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

/// The balances add up, and each is what the transfers have made of it.
inline bool is_consistent(Database& bank) {
    const auto [sum] = bank.query<std::int64_t>("SELECT sum(balance) FROM account").at(0);
    const auto [wrong] = bank.query<std::int64_t>(
                                 "SELECT count(*) FROM account a WHERE balance <> $1::int"
                                 " + (SELECT count(*) FROM transfer WHERE target = a.id)"
                                 " - (SELECT count(*) FROM transfer WHERE source = a.id)",
                                 money)
                             .at(0);
    return sum == accounts * money && wrong == 0;
}

/// Several tellers, each on a thread of its own, until they are told to stop.
class Tellers {
public:
    Tellers(Database& bank, int count) {
        for (int i = 0; i < count; ++i)
            tellers_.emplace_back(bank, i);
        for (Teller& teller : tellers_)
            threads_.emplace_back([this, &teller] { teller.work(stops_); });
    }
    Tellers(const Tellers&) = delete;
    Tellers& operator=(const Tellers&) = delete;
    ~Tellers() { stop(); }

    void stop() {
        stops_ = true;
        for (std::thread& thread : threads_)
            thread.join();
        threads_.clear();
    }
    [[nodiscard]] Books audit(Database& bank) const { return test::audit(tellers_, bank); }

private:
    std::vector<Teller> tellers_;
    std::vector<std::thread> threads_;
    std::atomic<bool> stops_ = false;
};

}  // namespace pewit::test
