/// One SQLite connection behind the driver interface.
#pragma once

#include <memory>

#include "connection/driver.hpp"
#include "sqlite/extensions.hpp"
#include "sqlite/handle.hpp"
#include "sqlite/options.hpp"

namespace pewit::detail {

class SqliteConnection final : public DriverConnection {
public:
    /// Opens and sets up. Errors: OperationalError, LockError, ImproperlyConfigured.
    SqliteConnection(std::shared_ptr<const SqliteTarget> target,
                     std::shared_ptr<const ExtensionList> extensions);

    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    [[nodiscard]] EngineState state() const noexcept override;
    [[nodiscard]] std::int64_t changes() const noexcept override;
    /// The rowid of the last INSERT; 0 after a statement that changed nothing (trap S44).
    [[nodiscard]] std::int64_t last_insert_id() const noexcept override;
    /// A wait for another connection's lock is not cut short: it ends after the busy timeout.
    void interrupt() noexcept override;
    [[nodiscard]] bool holds_write_lock() const noexcept override;
    /// Sends PRAGMA query_only.
    std::string_view set_read_only(bool on) override;
    [[nodiscard]] bool looks_usable() const noexcept override;
    /// Also false when the file was moved, deleted or replaced under us (trap S34).
    [[nodiscard]] bool probe() noexcept override;
    void abandon() noexcept override;
    /// SQLite::Database and sqlite3.
    [[nodiscard]] void* native(std::type_index type) noexcept override;
    /// By SQLite's backup interface, so that writers go on; `path` is overwritten in one transaction. It is
    /// created with mode 0600. Errors: OperationalError, LockError when a writer is in the way for longer than
    /// the busy timeout, ImproperlyConfigured when `path` is the database itself.
    bool backup_to(const std::string& path, const BackupOptions& options) override;
    void write_file(const std::string& path,
                    const std::function<void(const std::string& file)>& write) override;
    [[nodiscard]] bool commit_is_in_doubt(const ErrorFacts& error,
                                          std::string_view message) const noexcept override;

private:
    std::shared_ptr<const SqliteTarget> target_;
    std::shared_ptr<const ExtensionList> extensions_;
    std::size_t known_extensions_ = 0;
    std::shared_ptr<SqliteHandle> handle_;
    sqlite3* sqlite3_;
};

/// Opens the file as the target says, NOMUTEX, without the session defaults.
[[nodiscard]] std::unique_ptr<SQLite::Database> open_sqlite(const SqliteTarget& target);

}  // namespace pewit::detail
