/// Objects of a model as a table of SQLite that can only be read.
#pragma once

#include <memory>
#include <mutex>

#include <pewit/detail/sqlite_extension.hpp>

struct sqlite3;

namespace pewit::detail {

/// The rows that statements see which begin now. Threads: all members from any thread.
class RowTable {
public:
    explicit RowTable(SqliteRows rows) : rows_(std::move(rows)) {}

    [[nodiscard]] SqliteRows rows() const {
        const std::lock_guard lock(mutex_);
        return rows_;
    }
    void replace(const RowTable& other) {
        SqliteRows rows = other.rows();
        const std::lock_guard lock(mutex_);
        std::swap(rows_, rows);
    }

private:
    mutable std::mutex mutex_;
    SqliteRows rows_;
};

/// Under the model's table name, without anything in the file. Returns SQLite's code.
int register_table(sqlite3* handle, const std::shared_ptr<RowTable>& table);

}  // namespace pewit::detail
