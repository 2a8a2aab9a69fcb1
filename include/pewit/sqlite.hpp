/// SQLite: its options and its factory.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <pewit/connector.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit {

/// Where SQLite keeps what it needs to undo or redo a transaction. `OFF` does not exist here: with it a
/// rollback undoes nothing. https://sqlite.org/pragma.html#pragma_journal_mode
enum class JournalMode : std::uint8_t {
    wal,
    delete_,
    truncate,
    persist,
    memory,  ///< unsafe: a crash in a transaction corrupts the file
};

/// When SQLite waits for the disk. https://sqlite.org/pragma.html#pragma_synchronous
enum class Synchronous : std::uint8_t {
    off,     ///< unsafe: a power loss can corrupt the file
    normal,  ///< WAL: a power loss can undo the last commits. Other journals: unsafe
    full,
    extra,
};

/// What is not set keeps its safe default. Every default is set on each connection and read back.
///
/// Always on, or always off: foreign keys are enforced; a double-quoted word is never a string; DEFENSIVE;
/// no extension can be loaded; the cache is private; no mutex (a connection
/// belongs to one thread).
struct SqliteOptions {
    /// A file, or ":memory:". Relative paths are resolved once, when the options are handed over.
    /// Refused: empty, with a NUL, beginning with "file:" unless `uri` is set.
    std::string path = {};
    /// How long a statement waits for another connection's lock before it throws LockError.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds{5};
    /// Not set: a new database gets WAL, an existing one keeps its mode.
    std::optional<JournalMode> journal_mode = {};
    /// Not set: full; extra under JournalMode::delete_, where full can lose the last commits.
    std::optional<Synchronous> synchronous = {};
    /// How an outermost frame begins that asks for no lock itself. Not set: a plain BEGIN (deferred).
    /// With several writers `Lock::immediate` is the right choice.
    std::optional<Lock> default_lock = {};
    /// Create the file if there is none, readable and writable by its owner only (mode 0600).
    bool create = true;
    /// Open for reading only. An existing file, and no recovery of a crashed writer.
    bool read_only = false;
    /// Let SQLite read `path` as a `file:` URI, with all its parameters but `cache=shared`.
    /// https://sqlite.org/uri.html
    bool uri = false;
    /// Refuse a path whose last part, or any directory in it, is a symbolic link.
    bool no_follow = false;
    /// Allow what can corrupt the file: JournalMode::memory, Synchronous::off, and Synchronous::normal
    /// without WAL.
    bool unsafe = false;
    /// Let triggers and views of the file use what could do harm there. Only for a file that nobody else writes the
    /// schema of. SQLite before 3.44 needs it for a model's text_index(): it counts FTS5 among those.
    bool trusted_schema = false;
    /// Page cache of each connection, in KiB. Not set: SQLite's own, 2000.
    std::optional<std::int64_t> cache_kib = {};
    /// More pragmas for each connection, as name and value: `{{"mmap_size", "268435456"}}`. The value is a
    /// number or a word. Those that the options above own are refused.
    std::vector<std::pair<std::string, std::string>> pragmas = {};
    /// More files on every connection, by the name that is their schema: `{{"archive", "archive.db"}}`, for models with
    /// META(schema("archive")) and raw SQL. Each is resolved, created and hardened as `path` is, keeps its journal
    /// mode (a new one gets WAL), and is read-only with it. `:memory:` is refused: each connection would have its own.
    /// A transaction over several files is all or nothing, but in WAL mode a power loss during COMMIT may leave
    /// it saved in one and not in the other. https://sqlite.org/lang_attach.html
    std::vector<std::pair<std::string, std::string>> attach = {};
    /// The name of a registered VFS. Not set: SQLite's default. With one, the file mode and the checks of
    /// directories are its business.
    std::string vfs = {};
};

/// An SQLite database, not yet connected: nothing is opened or created here.
/// Errors: ImproperlyConfigured for options that can't be.
[[nodiscard]] Connector sqlite(SqliteOptions options);

}  // namespace pewit
