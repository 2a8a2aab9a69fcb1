#include "postgres/in_doubt.hpp"

#include <thread>

#include "postgres/connection.hpp"

namespace pewit::detail {

Outcome TransactionOfServer::resolve(std::chrono::milliseconds patience) const {
    if (xid_.empty()) return Outcome::committed;  // nothing to save, nothing to lose
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const bool is_last = Clock::now() >= deadline;
        try {
            if (const Outcome outcome = ask(); outcome != Outcome::open || is_last)
                return outcome == Outcome::open ? Outcome::in_doubt : outcome;
        } catch (const OperationalError&) {
            if (is_last) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

/// https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-PG-SNAPSHOT
Outcome TransactionOfServer::ask() const {
    PostgresConnection connection{target_};
    const auto statement = connection.prepare("SELECT pg_xact_status($1::xid8)");
    statement->bind_text(0, xid_);
    const Cell* row = statement->step();
    const std::string_view status = row != nullptr && !row->is_null() ? row->text() : std::string_view{};
    if (status == "committed") return Outcome::committed;
    if (status == "aborted") return Outcome::rolled_back;
    return status == "in progress" ? Outcome::open : Outcome::in_doubt;
}

}  // namespace pewit::detail
