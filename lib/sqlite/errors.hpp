/// SQLite's result codes become pewit's errors here, and only here.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace pewit::detail {

/// Where a result code came from: what its message may contain depends on it.
enum class SqliteStage {
    open,     ///< opening, setting up, backing up
    prepare,  ///< the SQL text is at fault
    bind,
    run,
};

struct SqliteFailure {
    int code = 0;  ///< extended
    SqliteStage stage = SqliteStage::run;
    std::string_view sql = {};
    /// The transaction that was open when the statement began is gone.
    bool lost_transaction = false;
    /// Put before the engine's words, for failures that they alone don't explain.
    std::string context = {};
};

/// Throws the pewit error of the class that the code belongs to, with SQLite's own message, its table,
/// column or constraint where SQLite names them (traps.md 2.5), and never a value, be it bound, stored or a
/// literal: where the engine quotes one (`fts5: syntax error near "…"`), the message is cut there. The text of RAISE() is kept: it is
/// the schema author's.
///
/// Of a constraint for which SQLite names no table (FOREIGN KEY, CHECK, an index over expressions) the table is the
/// one that the statement writes.
///
/// Call it before anything else touches `handle`, which holds the message.
[[noreturn]] void throw_sqlite_error(sqlite3* handle, const SqliteFailure& failure);

/// The codes of `is_retryable()`: BUSY, LOCKED, BUSY_RECOVERY, BUSY_SNAPSHOT, and no others.
[[nodiscard]] bool is_retryable_sqlite_code(int code) noexcept;

/// A COMMIT that failed with this left nothing behind although the transaction is gone: a commit hook's
/// veto, or there was none to commit. After any other code the data may be saved (traps G7, S13, S43).
[[nodiscard]] bool commit_surely_failed(int code, std::string_view message) noexcept;

}  // namespace pewit::detail
