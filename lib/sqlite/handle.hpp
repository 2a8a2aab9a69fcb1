/// The open SQLite database that a connection and its statements share.
#pragma once

#include <SQLiteCpp/Database.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace pewit::detail {

/// Closes the database when the connection and the last statement are gone, in whatever order. A handle
/// that was abandoned (forked child), or that still has statements which the program made through
/// native<…>(), is never closed: SQLite must not touch the files in the first case, and SQLiteCpp would
/// abort in the second (trap S26).
class SqliteHandle {
public:
    explicit SqliteHandle(std::unique_ptr<SQLite::Database> database) noexcept;
    SqliteHandle(const SqliteHandle&) = delete;
    SqliteHandle& operator=(const SqliteHandle&) = delete;
    ~SqliteHandle();

    [[nodiscard]] sqlite3* get() const noexcept { return sqlite3_; }
    [[nodiscard]] SQLite::Database& database() const noexcept { return *database_; }

    void abandon() noexcept { abandoned_ = true; }
    [[nodiscard]] bool is_abandoned() const noexcept { return abandoned_; }

    /// Rows changed by the statement that ran last; 0 if it was none that changes rows (trap S45).
    std::int64_t changes = 0;

private:
    std::unique_ptr<SQLite::Database> database_;
    sqlite3* sqlite3_;
    bool abandoned_ = false;
};

}  // namespace pewit::detail
