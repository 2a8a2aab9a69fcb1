#include <pewit/query_log.hpp>

#include "connection/database_state.hpp"

namespace pewit {

QueryLog::QueryLog(Database& database)
    : database_(database.state()), state_(std::make_unique<detail::QueryLogState>()) {
    database_->add_query_log(*state_);
}

QueryLog::~QueryLog() { database_->remove_query_log(*state_); }

std::vector<LoggedStatement> QueryLog::statements() const {
    const std::lock_guard lock{state_->mutex};
    return state_->statements;
}

std::size_t QueryLog::count() const { return sql().size(); }

std::vector<std::string> QueryLog::sql() const {
    std::vector<std::string> texts;
    for (const auto& each : statements()) {
        if (each.kind != StatementKind::housekeeping) texts.push_back(each.sql);
    }
    return texts;
}

void QueryLog::clear() {
    const std::lock_guard lock{state_->mutex};
    state_->statements.clear();
}

}  // namespace pewit
