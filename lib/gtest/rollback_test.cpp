#include <pewit/gtest.hpp>

#include "gtest/fixture_frame.hpp"
#include "gtest/leak_check.hpp"

namespace pewit::gtest {

struct RollbackTest::State {
    explicit State(Database& of) : database(of), scope(of), frame(of), check(of) {}
    ~State() { check.at_end(); }

    Database& database;
    ConnectionScope scope;  // without autoconnect a frame borrows nothing
    detail::FixtureFrame frame;
    detail::LeakCheck check;
};

RollbackTest::RollbackTest(Database& database) : state_(std::make_unique<State>(database)) {}
RollbackTest::~RollbackTest() = default;

Database& RollbackTest::database() const noexcept { return state_->database; }
std::size_t RollbackTest::run_on_commit_callbacks() { return state_->frame.run_on_commit_callbacks(); }
void RollbackTest::check_deferred_constraints() { state_->frame.check_deferred_constraints(); }

}  // namespace pewit::gtest
