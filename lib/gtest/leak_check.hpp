/// What a test must not leave behind.
#pragma once

#include <cstddef>
#include <memory>

#include <pewit/database.hpp>

namespace pewit::detail {

/// Remembers what of a database is in use at a test's start, to compare with at its end.
class LeakCheck {
public:
    explicit LeakCheck(const Database& database);
    /// Fails the test for each transaction that is still open on this thread and each connection still
    /// borrowed on any; the transactions are rolled back.
    void at_end() const noexcept;

private:
    std::shared_ptr<DatabaseState> database_;
    int frames_;
    int leases_;
    std::size_t connections_;
};

}  // namespace pewit::detail
