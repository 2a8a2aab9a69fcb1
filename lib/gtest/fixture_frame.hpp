/// The transaction around a RollbackTest.
#pragma once

#include <pewit/database.hpp>

namespace pewit::detail {

class FixtureFrame : private FrameHandle {
public:
    /// BEGIN; from then on nobody but this thread gets a connection of the database.
    /// Errors: TransactionStateError in a transaction, or while another connection is in use.
    explicit FixtureFrame(Database& database);
    FixtureFrame(const FixtureFrame&) = delete;
    FixtureFrame& operator=(const FixtureFrame&) = delete;
    /// ROLLBACK, of whatever is open. Never throws; a failing rollback is logged and the connection closed.
    ~FixtureFrame();

    std::size_t run_on_commit_callbacks();
    void check_deferred_constraints();
};

}  // namespace pewit::detail
