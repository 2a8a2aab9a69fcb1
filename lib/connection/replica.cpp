/// Read-only frames on replicas of their database.
#include <algorithm>
#include <chrono>
#include <thread>

#include <pewit/database.hpp>
#include <pewit/error.hpp>

#include "connection/database_state.hpp"
#include "sql/dialect.hpp"

namespace pewit {
namespace detail {
namespace {

Lsn ask_position(Session& session, std::string_view sql) {
    Execution run{session, sql};
    const Cell* row = run.step();
    return {row != nullptr ? static_cast<std::uint64_t>(row[0].integer) : 0};
}

/// Asks again and again until the replica has followed so far, or the time is over.
bool has_followed(Session& session, Lsn position, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (auto pause = std::chrono::milliseconds{1};;
         pause = std::min(2 * pause, std::chrono::milliseconds{50})) {
        if (ask_position(session, session.dialect().replayed_position()) >= position) return true;
        if (std::chrono::steady_clock::now() + pause > deadline) return false;
        std::this_thread::sleep_for(pause);
    }
}

/// A standby has no serializable transactions.
bool may_read_elsewhere(const DatabaseState& database, const TransactionOptions& options) {
    const auto isolation =
        options.isolation ? options.isolation : database.driver->default_transaction().isolation;
    return isolation != Isolation::serializable;
}

}  // namespace

bool StackEntry::push_replica(const DatabaseRef& database, const TransactionOptions& options) {
    std::shared_ptr<DatabaseState> keep;
    DatabaseState& state = database.state(keep);
    if (!state.has_replicas() || database.find() != nullptr || !may_read_elsewhere(state, options))
        return false;
    state.refuse_autoconnect();
    Session* session = state.check_out_replica();
    if (session == nullptr) return false;
    push(*session, Show::visible);
    if (!options.not_before) return true;
    try {
        if (has_followed(*session, *options.not_before, state.driver->replica_wait())) return true;
    } catch (const OperationalError&) {
        session->discard();  // the primary will do
    }
    pop();
    session_.reset();
    return false;
}

}  // namespace detail

Lsn Database::current_lsn() {
    detail::SessionLease lease{*this};
    const std::string_view sql = lease.dialect().log_position();
    if (sql.empty()) {
        throw NotSupportedError("current_lsn(): " + std::string(lease.dialect().name()) + " has no replicas",
                                {.code = ErrorCode::not_supported});
    }
    return detail::ask_position(lease.session(), sql);
}

}  // namespace pewit
