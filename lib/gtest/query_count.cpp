#include <pewit/gtest.hpp>

#include <pewit/query_log.hpp>

#include "connection/database_state.hpp"

namespace pewit::detail {

QueryCounter::QueryCounter()
    : log_(std::make_unique<QueryLogState>()), databases_(Registry::instance().all()) {
    for (const auto& database : databases_)
        database->add_query_log(*log_);
}

QueryCounter::~QueryCounter() {
    for (const auto& database : databases_)
        database->remove_query_log(*log_);
}

testing::AssertionResult QueryCounter::expect(std::size_t wanted, const char* statement) const {
    const std::lock_guard lock{log_->mutex};
    std::size_t count = 0;
    std::string list;
    for (const auto& each : log_->statements) {
        if (each.kind == StatementKind::housekeeping) continue;
        list += "\n  " + std::to_string(++count) + ". " + each.sql + (each.error.empty() ? "" : "  (failed)");
    }
    if (count == wanted) return testing::AssertionSuccess();
    return testing::AssertionFailure()
           << statement << "\nsends " << count << " statement" << (count == 1 ? "" : "s") << " instead of "
           << wanted << (list.empty() ? "" : ":") << list;
}

}  // namespace pewit::detail
