/// Moves money between accounts: nested guards, a retry when the file is locked, mail after the commit.
///
/// Run it in any folder: it keeps its accounts in bank.db there, and begins anew each time.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using namespace std::chrono_literals;

MODEL(Account) {
    FIELD(std::string, owner, unique);
    FIELD(std::int64_t, cents, default_(0), check("cents >= 0"));
};

MODEL(Posting) {
    META(index_on(c.account));
    FOREIGN_KEY(Account, account);
    FIELD(std::int64_t, cents);
    FIELD(std::string, purpose);
};

const auto& A = Account::c;
const auto& P = Posting::c;

struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::string money(std::int64_t cents) {
    const std::string rest = std::to_string(cents % 100);
    return std::to_string(cents / 100) + (rest.size() < 2 ? ".0" : ".") + rest;
}

class Bank {
public:
    explicit Bank(pewit::Database& db) : db_(db) {}

    /// Moves the money, all of it or none, however often the file is locked. The fee is charged if the sender
    /// can still pay it; mail goes out when the transfer can't be lost any more.
    void transfer(const std::string& from, const std::string& to, std::int64_t cents) {
        const auto unit = [&](auto& tx) {
            post(from, -cents, "to " + to);
            post(to, cents, "from " + from);
            charge_fee(from);
            tx.on_commit([=] { mail(to, "you have received " + money(cents) + " from " + from); });
        };
        try {
            db_.run_transaction(unit, {.attempts = 20, .backoff = 5ms}, {.lock = pewit::Lock::immediate});
            std::cout << from << " pays " << to << ' ' << money(cents) << '\n';
        } catch (const Refused& refusal) {
            std::cout << from << " pays " << to << ' ' << money(cents) << ": refused, " << refusal.what()
                      << '\n';
        }
    }

    void statement() {
        for (const Account& account : Account::select().order_by(A.owner)) {
            std::cout << std::left << std::setw(8) << account.owner << std::right << std::setw(8)
                      << money(account.cents) << '\n';
            for (const Posting& each : Posting::select().where(P.account == account).order_by(P.id))
                std::cout << "    " << (each.cents < 0 ? '-' : '+') << money(std::abs(each.cents)) << ' '
                          << each.purpose << '\n';
        }
    }

private:
    void post(const std::string& owner, std::int64_t cents, const std::string& purpose) {
        Account account = Account::get(A.owner == owner);
        if (account.cents + cents < 0) throw Refused(owner + " has only " + money(account.cents));
        account.cents += cents;
        account.save();
        Posting::create(P.account = account, P.cents = cents, P.purpose = purpose);
    }

    /// A step of its own: when it fails, it alone is undone and the transfer stands.
    void charge_fee(const std::string& owner) {
        try {
            pewit::Atomic step{db_};
            post(owner, -25, "fee");
            post("bank", 25, "fee of " + owner);
        } catch (const Refused&) {
            std::cout << "  (no fee from " << owner << ")\n";
        }
    }

    static void mail(const std::string& to, const std::string& text) {
        std::cout << "  mail to " << to << ": " << text << '\n';
    }

    pewit::Database& db_;
};

/// How often the file was found locked.
std::ptrdiff_t refusals(const pewit::QueryLog& log) {
    const auto sent = log.statements();
    return std::count_if(sent.begin(), sent.end(), [](const pewit::LoggedStatement& each) {
        return each.sql == "BEGIN IMMEDIATE" && !each.error.empty();
    });
}

/// Somebody else locks the file until we have noticed; returns when the lock is held.
std::future<void> lock_until_noticed(pewit::Database& db, const pewit::QueryLog& log) {
    std::promise<void> locked;
    auto when_locked = locked.get_future();
    auto other = std::async(std::launch::async, [&db, &log, locked = std::move(locked)]() mutable {
        const pewit::Atomic tx{db, pewit::Lock::immediate};
        locked.set_value();
        while (refusals(log) == 0)
            std::this_thread::sleep_for(1ms);
    });
    when_locked.wait();
    return other;
}

void run_a_day() {
    // Without a busy timeout a locked file is an error at once: the retry is run_transaction's.
    pewit::Database db{pewit::sqlite({.path = "bank.db", .busy_timeout = 0ms})};
    db.drop_tables<Posting, Account>();
    db.create_tables<Account, Posting>();
    db.atomic([] {
        Account::create(A.owner = "bank");
        Account::create(A.owner = "huey", A.cents = 10000);
        Account::create(A.owner = "mickey", A.cents = 500);
    });

    Bank bank{db};
    bank.transfer("huey", "mickey", 4000);
    bank.transfer("mickey", "huey", 9000);  // more than there is: nothing of it happens
    bank.transfer("mickey", "huey", 4490);  // leaves too little for the fee

    const pewit::QueryLog log{db};
    auto other = lock_until_noticed(db, log);
    bank.transfer("huey", "mickey", 100);
    other.get();
    std::cout << "  (the file was locked; " << (refusals(log) > 0 ? "tried again" : "never noticed")
              << ")\n\n";

    bank.statement();
}

}  // namespace

int main() {
    try {
        run_a_day();
        return 0;
    } catch (const pewit::Error& error) {
        std::cerr << "scoped_transfer: " << error.what() << '\n';
        return 2;
    }
}
