#include "gtest/leak_check.hpp"

#include <gtest/gtest.h>

#include "connection/database_state.hpp"
#include "connection/thread_stack.hpp"

namespace pewit::detail {

LeakCheck::LeakCheck(const Database& database)
    : database_(database.state()),
      frames_(ThreadStack::mine().frame_count(*database_)),
      leases_(ThreadStack::mine().lease_count(*database_)),
      connections_(database_->connections_out()) {}

void LeakCheck::at_end() const noexcept {
    auto& stack = ThreadStack::mine();
    if (database_->owner == nullptr) {
        ADD_FAILURE() << "database " << database_->title() << " was destroyed before the end of the test";
        return;
    }
    const int frames = stack.frame_count(*database_) - frames_;
    const int leases = stack.lease_count(*database_) - leases_ - frames;
    const auto connections = database_->connections_out();
    if (frames > 0) {
        ADD_FAILURE() << "the test has ended with " << frames
                      << " open transaction(s) or savepoint(s) on database " << database_->title()
                      << "; they are rolled back. Their guards have outlived the test.";
    }
    if (leases > 0) {
        ADD_FAILURE()
            << "the test has ended with a connection of database " << database_->title()
            << " still borrowed by its thread (" << leases
            << " times): a ConnectionScope or a stream has outlived the test, or connect() has no close()";
    } else if (frames == 0 && connections > connections_) {
        ADD_FAILURE() << "the test has ended with " << connections - connections_
                      << " connection(s) of database " << database_->title()
                      << " still borrowed by other threads: join them before the test ends";
    }
    if (frames > 0 && frames_ == 0) stack.end_frames(*database_);
}

}  // namespace pewit::detail
