#include <pewit/gtest.hpp>

#include <algorithm>

#include <pewit/detail/internal_frame.hpp>

#include "connection/session.hpp"
#include "connection/thread_stack.hpp"
#include "gtest/leak_check.hpp"
#include "schema/order.hpp"
#include "sql/dialect.hpp"
#include "sql/table_name.hpp"

namespace pewit::gtest {
namespace {

using Models = std::vector<const detail::ModelDescription*>;

Models descriptions(std::initializer_list<ModelRef> models) {
    Models list;
    for (const ModelRef& each : models)
        list.push_back(&each.description());
    return list;
}

void empty_table(detail::Session& session, const detail::ModelDescription& model) {
    std::string sql = "DELETE FROM ";
    detail::append_table(sql, model);
    detail::Execution{session, std::string_view{sql}}.run();
}

/// Those first that refer to others; where tables refer to each other, foreign keys are checked at the end.
void empty_tables(Database& database, const Models& models) {
    const auto order = detail::creation_order(models);
    const ConnectionScope scope{database};  // without autoconnect a frame borrows nothing
    const detail::SessionLease lease{database};
    detail::InternalFrame frame{lease.session()};
    if (order.has_cycle) detail::Execution{lease.session(), lease.dialect().defer_foreign_keys()}.run();
    for (auto model = order.models.rbegin(); model != order.models.rend(); ++model)
        empty_table(lease.session(), **model);
    frame.commit();
}

}  // namespace

struct TruncateTest::State {
    State(Database& of, std::initializer_list<ModelRef> given)
        : database(of), models(descriptions(given)), check(of) {
        for (const auto* model : models)
            detail::ThreadStack::mine().bindings.push_back({model, database.state()});
    }
    ~State() {
        check.at_end();
        try {
            empty_tables(database, models);
        } catch (const std::exception& error) {
            ADD_FAILURE() << "the tables could not be emptied after the test: " << error.what();
        }
        auto& bindings = detail::ThreadStack::mine().bindings;
        bindings.resize(bindings.size() - std::min(models.size(), bindings.size()));
    }

    Database& database;
    Models models;
    detail::LeakCheck check;
};

TruncateTest::TruncateTest(Database& database, std::initializer_list<ModelRef> models)
    : state_(std::make_unique<State>(database, models)) {}
TruncateTest::~TruncateTest() = default;

Database& TruncateTest::database() const noexcept { return state_->database; }

}  // namespace pewit::gtest
