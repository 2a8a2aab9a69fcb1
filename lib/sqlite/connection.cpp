#include "sqlite/connection.hpp"

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include "sqlite/errors.hpp"
#include "sqlite/session.hpp"
#include "sqlite/statement.hpp"

namespace pewit::detail {

SqliteConnection::SqliteConnection(std::shared_ptr<const SqliteTarget> target,
                                   std::shared_ptr<const ExtensionList> extensions)
    : target_(std::move(target)),
      extensions_(std::move(extensions)),
      handle_(std::make_shared<SqliteHandle>(open_sqlite(*target_))),
      sqlite3_(handle_->get()) {
    set_up_session(handle_->get(), *target_);
    extensions_->bring_up(handle_->get(), known_extensions_);
}

std::unique_ptr<Statement> SqliteConnection::prepare(std::string_view sql) {
    if (known_extensions_ != extensions_->count()) extensions_->bring_up(sqlite3_, known_extensions_);
    return std::make_unique<SqliteStatement>(handle_, sql);
}

bool SqliteConnection::holds_write_lock() const noexcept {
    return sqlite3_txn_state(handle_->get(), nullptr) == SQLITE_TXN_WRITE;
}

EngineState SqliteConnection::state() const noexcept {
    return sqlite3_get_autocommit(sqlite3_) != 0 ? EngineState::idle : EngineState::active;
}

std::int64_t SqliteConnection::changes() const noexcept { return handle_->changes; }

std::int64_t SqliteConnection::last_insert_id() const noexcept {
    return handle_->changes > 0 ? sqlite3_last_insert_rowid(sqlite3_) : 0;
}

void SqliteConnection::interrupt() noexcept { sqlite3_interrupt(handle_->get()); }

/// Prepared anew each time: such a pragma takes effect while it is prepared, not while it runs.
std::string_view SqliteConnection::set_read_only(bool on) {
    static_cast<void>(pragma(handle_->get(), on ? "query_only = 1" : "query_only = 0"));
    return on ? "PRAGMA query_only = 1" : "PRAGMA query_only = 0";
}

bool SqliteConnection::looks_usable() const noexcept {
    return !handle_->is_abandoned() && state() == EngineState::idle;
}

bool SqliteConnection::probe() noexcept {
    int moved = 0;
    sqlite3_file_control(handle_->get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0) return false;
    try {
        static_cast<void>(pragma(handle_->get(), "schema_version"));
        return true;
    } catch (...) {
        return false;
    }
}

void SqliteConnection::abandon() noexcept { handle_->abandon(); }

void* SqliteConnection::native(std::type_index type) noexcept {
    if (type == native_type<SQLite::Database>()) return &handle_->database();
    if (type == native_type<sqlite3>()) return handle_->get();
    return nullptr;
}

bool SqliteConnection::commit_is_in_doubt(const ErrorFacts& error, std::string_view message) const noexcept {
    return !commit_surely_failed(error.native_code, message);
}

}  // namespace pewit::detail
