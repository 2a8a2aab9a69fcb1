#include "sqlite/session.hpp"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <thread>

#include <pewit/error.hpp>

#include "sqlite/errors.hpp"
#include "sqlite/file.hpp"
#include "sqlite/functions.hpp"
#include "sqlite/prepare.hpp"

namespace pewit::detail {
namespace {

[[noreturn]] void refused(const std::string& setting, const std::string& got) {
    throw OperationalError("SQLite did not take " + setting + ": it is \"" + got + "\"",
                           {.code = ErrorCode::configuration});
}

void configure(sqlite3* handle, int option, int wanted, const char* name) {
    int got = -1;
    sqlite3_db_config(handle, option, wanted, &got);
    if (got != wanted) refused(name, std::to_string(got));
}

void harden(sqlite3* handle, bool trusted_schema) {
    sqlite3_extended_result_codes(handle, 1);
    configure(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, "foreign_keys=on");
    configure(handle, SQLITE_DBCONFIG_DQS_DML, 0, "DQS_DML=off");
    configure(handle, SQLITE_DBCONFIG_DQS_DDL, 0, "DQS_DDL=off");
    configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, "DEFENSIVE");
    configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, trusted_schema ? 1 : 0,
              trusted_schema ? "trusted_schema=on" : "trusted_schema=off");
    configure(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "load_extension=off");
    configure(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, "writable_schema=off");
    if (pragma(handle, "foreign_keys") != "1") refused("foreign_keys=on", "off: built without them");
}

void set_busy_timeout(sqlite3* handle, std::chrono::milliseconds timeout) {
    sqlite3_busy_timeout(handle, static_cast<int>(timeout.count()));
    const std::string got = pragma(handle, "busy_timeout");
    if (got != std::to_string(timeout.count())) refused("busy_timeout", got);
}

/// Sets a journal mode. The change needs the file for itself, and SQLite does not always wait for that.
std::string change_journal_mode(sqlite3* handle, const std::string& schema, const std::string& mode,
                                std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        try {
            return pragma(handle, schema + "journal_mode = " + mode);
        } catch (const LockError&) {
            if (std::chrono::steady_clock::now() >= deadline) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
}

/// A new database gets WAL unless asked otherwise; an existing one keeps what it has.
std::string choose_journal(sqlite3* handle, const SqliteTarget& target, const std::string& schema) {
    const SqliteOptions& options = target.options;
    const std::string now = pragma(handle, schema + "journal_mode");
    if (target.in_memory || options.read_only) return now;
    const bool is_new = pragma(handle, schema + "page_count") == "0";
    if (!options.journal_mode && !is_new) return now;
    const std::string wanted = pragma_word(options.journal_mode.value_or(JournalMode::wal));
    const std::string got = change_journal_mode(handle, schema, wanted, options.busy_timeout);
    // A file system without shared memory has no WAL: an error only for those who asked.
    if (got != wanted && options.journal_mode) refused("journal_mode=" + wanted, got);
    return got;
}

void set_synchronous(sqlite3* handle, const SqliteTarget& target, const std::string& schema,
                     const std::string& journal) {
    const Synchronous safe = journal == "delete" ? Synchronous::extra : Synchronous::full;
    const Synchronous wanted = target.options.synchronous.value_or(safe);
    if (wanted == Synchronous::normal && journal != "wal" && !target.options.unsafe && !target.in_memory)
        throw ImproperlyConfigured(
            "synchronous=normal can corrupt this file in a power loss: its journal_mode is " + journal
                + "; set unsafe as well if that may be",
            {.code = ErrorCode::configuration});
    static_cast<void>(pragma(handle, schema + "synchronous = " + pragma_word(wanted)));
    const std::string got = pragma(handle, schema + "synchronous");
    if (got != std::to_string(static_cast<int>(wanted)))
        refused(std::string("synchronous=") + pragma_word(wanted), got);
}

void check_writable(sqlite3* handle, const SqliteTarget& target, const char* schema) {
    if (target.options.read_only || sqlite3_db_readonly(handle, schema) != 1) return;
    throw OperationalError(
        "SQLite database \"" + target.file + "\" can only be read; set read_only to read it",
        {.code = ErrorCode::storage, .native_code = SQLITE_READONLY});
}

void attach(sqlite3* handle, const AttachedFile& file) {
    const std::string sql = "ATTACH DATABASE ? AS \"" + file.schema + '"';
    if (file.target.options.vfs.empty()) prepare_file(file.target);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepare_one(handle, sql),
                                                                          sqlite3_finalize);
    int code = sqlite3_bind_text64(statement.get(), 1, file.target.name.c_str(), file.target.name.size(),
                                   SQLITE_STATIC, SQLITE_UTF8);
    if (code == SQLITE_OK) code = sqlite3_step(statement.get());
    if (code != SQLITE_DONE) {
        throw_sqlite_error(handle,
                           {.code = code,
                            .stage = SqliteStage::open,
                            .sql = sql,
                            .context = "cannot attach SQLite database \"" + file.target.options.path + "\""});
    }
    const std::string schema = '"' + file.schema + "\".";
    check_writable(handle, file.target, file.schema.c_str());
    set_synchronous(handle, file.target, schema, choose_journal(handle, file.target, schema));
}

/// SQLite takes an unknown pragma without a word. A VFS may have pragmas of its own, and SQLite can be built without
/// the list.
void check_pragma(sqlite3* handle, const SqliteOptions& options, const std::string& name) {
    if (!options.vfs.empty() || pragma(handle, "pragma_list").empty()) return;
    const std::string sql = "SELECT 1 FROM pragma_pragma_list WHERE name = lower('" + name + "')";
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepare_one(handle, sql),
                                                                          sqlite3_finalize);
    const int code = sqlite3_step(statement.get());
    if (code == SQLITE_DONE)
        throw ImproperlyConfigured("this SQLite has no pragma \"" + name + "\"",
                                   {.code = ErrorCode::configuration});
    if (code != SQLITE_ROW)
        throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::open, .sql = sql});
}

void set_extras(sqlite3* handle, const SqliteOptions& options) {
    if (options.cache_kib)
        static_cast<void>(pragma(handle, "cache_size = -" + std::to_string(*options.cache_kib)));
    for (const auto& [name, value] : options.pragmas) {
        check_pragma(handle, options, name);
        static_cast<void>(pragma(handle, name + " = " + value));
    }
}

}  // namespace

std::string pragma(sqlite3* handle, const std::string& text) {
    const std::string sql = "PRAGMA " + text;
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(prepare_one(handle, sql),
                                                                          sqlite3_finalize);
    std::string answer;
    int code = sqlite3_step(statement.get());
    if (code == SQLITE_ROW) {
        const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0));
        if (value != nullptr) answer = value;
        while (code == SQLITE_ROW)
            code = sqlite3_step(statement.get());
    }
    if (code != SQLITE_DONE)
        throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::open, .sql = sql});
    return answer;
}

void set_up_session(sqlite3* handle, const SqliteTarget& target) {
    set_busy_timeout(handle, target.options.busy_timeout);
    harden(handle, target.options.trusted_schema);
    check_writable(handle, target, "main");
    set_synchronous(handle, target, "main.", choose_journal(handle, target, "main."));
    for (const AttachedFile& file : target.attached)
        attach(handle, file);
    set_extras(handle, target.options);
    register_functions(handle);
}

}  // namespace pewit::detail
