#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <chrono>
#include <thread>

#include <pewit/error.hpp>
#include <pewit/sqlite_tools.hpp>

#include "sqlite/connection.hpp"
#include "sqlite/errors.hpp"
#include "sqlite/file.hpp"

namespace pewit::detail {
namespace {

/// A running copy; ended, and undone if it is not complete, by the destructor.
class Backup {
public:
    Backup(sqlite3* source, sqlite3* destination, const std::string& path)
        : destination_(destination),
          path_(path),
          backup_(sqlite3_backup_init(destination, "main", source, "main")) {
        if (backup_ == nullptr) fail(sqlite3_extended_errcode(destination));
    }
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;
    ~Backup() { sqlite3_backup_finish(backup_); }

    /// One part; SQLITE_DONE after the last. `patience` is how long it may wait for a writer.
    int step(int pages_a_step, std::chrono::milliseconds patience) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        int code = sqlite3_backup_step(backup_, pages_a_step);
        while ((code & 0xFF) == SQLITE_BUSY && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
            code = sqlite3_backup_step(backup_, pages_a_step);
        }
        return code;
    }
    [[nodiscard]] int remaining() const noexcept { return sqlite3_backup_remaining(backup_); }
    [[nodiscard]] int total() const noexcept { return sqlite3_backup_pagecount(backup_); }

    [[noreturn]] void fail(int code) const {
        throw_sqlite_error(
            destination_,
            {.code = code, .stage = SqliteStage::open, .context = "backup to \"" + path_ + "\""});
    }

private:
    sqlite3* destination_;
    const std::string& path_;
    sqlite3_backup* backup_;
};

}  // namespace

bool SqliteConnection::backup_to(const std::string& path, const BackupOptions& options) {
    if (options.pages_a_step < 1)
        throw ImproperlyConfigured("a backup's step has at least one page",
                                   {.code = ErrorCode::configuration});
    const SqliteTarget target = resolve({.path = path, .busy_timeout = target_->options.busy_timeout});
    if (target.in_memory
        || (!target_->in_memory && file_identity(target.file) == file_identity(target_->file)))
        throw ImproperlyConfigured("a backup needs a file of its own, not \"" + path + "\"",
                                   {.code = ErrorCode::configuration});
    PreparedFile file{target};
    const std::unique_ptr<SQLite::Database> destination = open_sqlite(target);
    destination->setBusyTimeout(static_cast<int>(target.options.busy_timeout.count()));
    Backup backup(handle_->get(), destination->getHandle(), path);
    for (int code = SQLITE_OK; code != SQLITE_DONE;) {
        code = backup.step(options.pages_a_step, target.options.busy_timeout);
        if (code != SQLITE_OK && code != SQLITE_DONE) backup.fail(code);
        if (options.go_on && !options.go_on(backup.remaining(), backup.total()) && code != SQLITE_DONE)
            return false;
        if (code != SQLITE_DONE && options.pause.count() > 0) std::this_thread::sleep_for(options.pause);
    }
    file.keep();
    return true;
}

void SqliteConnection::write_file(const std::string& path,
                                  const std::function<void(const std::string& file)>& write) {
    const SqliteTarget target = resolve({.path = path});
    if (target.in_memory) {
        throw ImproperlyConfigured("a copy needs a file, not \"" + path + "\"",
                                   {.code = ErrorCode::configuration});
    }
    PreparedFile file{target};
    write(target.file);
    file.keep();
}

}  // namespace pewit::detail
