/// The programs' guards: pewit's, and the one that everybody writes first.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

#include <pewit/database.hpp>
#include <pewit/query_log.hpp>
#include <pewit/sqlite.hpp>
#include <support/faulty_vfs.hpp>

#include "guarded_programs.hpp"
#include "sqlite/options.hpp"

namespace pewit::test {

using Handle = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

inline Handle open_plainly(const std::string& path, const char* vfs) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs);
    Handle owner(handle, sqlite3_close);
    if (code != SQLITE_OK) throw std::runtime_error("cannot open " + path);
    return owner;
}

inline void execute_plainly(sqlite3* handle, const std::string& sql) {
    if (sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(handle));
}

/// The library under test, opened on the faulty file system.
class PewitGuards final : public Guards {
public:
    PewitGuards(const std::string& path, JournalMode mode)
        : database_(sqlite({.path = path,
                            .busy_timeout = {},
                            .journal_mode = mode,
                            .cache_kib = 24,
                            .vfs = FaultyVfs::name})),
          log_(database_) {
        database_.connect();
    }
    void execute(const std::string& sql) override { database_.execute(sql); }
    void atomic(const std::function<void()>& body) override {
        const Atomic tx{database_};
        body();
    }
    void on_commit(std::function<void()> callback) override { database_.on_commit(std::move(callback)); }

    /// The next user of this connection would find itself in somebody's transaction.
    [[nodiscard]] bool is_left_open() const {
        return database_.in_transaction() && database_.is_connection_usable();
    }
    [[nodiscard]] bool has_failed_commit() const {
        for (const LoggedStatement& statement : log_.statements())
            if (statement.sql == "COMMIT" && !statement.error.empty()) return true;
        return false;
    }

private:
    Database database_;
    QueryLog log_;
};

/// The guard that everybody writes first: BEGIN and COMMIT outside, savepoints inside, ROLLBACK TO and go on; it
/// never asks whether the engine still has the transaction.
class NaiveGuards final : public Guards {
public:
    NaiveGuards(const std::string& path, JournalMode mode) : handle_(open_plainly(path, FaultyVfs::name)) {
        execute(std::string("PRAGMA journal_mode = ") + detail::pragma_word(mode));
        execute("PRAGMA foreign_keys = on");
        execute("PRAGMA cache_size = -24");
    }
    void execute(const std::string& sql) override { execute_plainly(handle_.get(), sql); }
    void atomic(const std::function<void()>& body) override {
        const std::string name = "s" + std::to_string(depth_);
        execute(depth_ == 0 ? "BEGIN" : "SAVEPOINT " + name);
        ++depth_;
        try {
            body();
        } catch (...) {
            --depth_;
            undo(name);
            throw;
        }
        --depth_;
        finish(name);
    }
    void on_commit(std::function<void()> callback) override { hooks_.push_back(std::move(callback)); }

private:
    void undo(const std::string& name) {
        const std::string sql = depth_ == 0 ? "ROLLBACK" : "ROLLBACK TO " + name + "; RELEASE " + name;
        sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    }
    void finish(const std::string& name) {
        try {
            execute(depth_ == 0 ? "COMMIT" : "RELEASE " + name);
        } catch (...) {
            undo(name);
            throw;
        }
        if (depth_ == 0)
            for (const auto& hook : hooks_)
                hook();
    }

    Handle handle_;
    std::vector<std::function<void()>> hooks_;
    int depth_ = 0;
};

}  // namespace pewit::test
