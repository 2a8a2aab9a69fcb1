/// What a program adds to its SQLite database, kept for the connections to come.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <pewit/detail/sqlite_extension.hpp>

struct sqlite3;

namespace pewit::detail {

class RowTable;

/// Only grows. Threads: all members from any thread.
class ExtensionList final : public SqliteExtensions {
public:
    void add(std::string_view name, const SqliteFunctionFlags& flags, SqliteScalar scalar) override;
    void add(std::string_view name, const SqliteFunctionFlags& flags,
             const SqliteAggregateFunctions& functions) override;
    void add(std::string_view name, SqliteCollation collation) override;
    void add(SqliteRows rows) override;

    [[nodiscard]] std::size_t count() const noexcept { return count_.load(std::memory_order_acquire); }
    /// Gives a connection what it does not have; `known` is how many it has.
    /// Errors: LockError when a function of SQLite's own is replaced while a statement runs.
    void bring_up(sqlite3* handle, std::size_t& known) const;

private:
    /// Registers one extension; returns SQLite's code.
    using Register = std::function<int(sqlite3*)>;
    /// `table`: when the key is another table's already, that one gets its rows instead.
    void add(const std::string& key, std::string_view name, Register extension,
             const std::shared_ptr<RowTable>& table = nullptr);

    mutable std::mutex mutex_;
    std::vector<Register> extensions_;
    std::map<std::string, std::shared_ptr<RowTable>> taken_;  ///< nullptr for what is no table
    std::atomic<std::size_t> count_{0};
};

/// The registrations themselves, each in a file of its own.
int register_scalar(sqlite3* handle, const std::string& name, const SqliteFunctionFlags& flags,
                    const SqliteScalar& scalar);
int register_aggregate(sqlite3* handle, const std::string& name, const SqliteFunctionFlags& flags,
                       const SqliteAggregateFunctions& functions);
int register_collation(sqlite3* handle, const std::string& name, const SqliteCollation& collation);

}  // namespace pewit::detail
