/// SQLite: a database file's own business: what it says of itself, checks, care and copies.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <pewit/sqlite.hpp>

namespace pewit {

class Database;

/// How SqliteTools::backup_to() copies.
struct BackupOptions {
    /// Pages copied before others get their turn and `go_on` is asked; a page has 4096 bytes unless said.
    int pages_a_step = 256;
    /// Between two steps, so that writers get through.
    std::chrono::milliseconds pause{0};
    /// Asked after each step. False ends the backup.
    std::function<bool(int remaining, int total)> go_on = {};
};

/// A row whose foreign key leads nowhere.
struct BrokenReference {
    std::string table;
    std::optional<std::int64_t> rowid;  ///< none for a table without rowids
    std::string parent;                 ///< the table that it refers to

    friend bool operator==(const BrokenReference&, const BrokenReference&) = default;
};

/// How much of the write-ahead log wal_checkpoint() brings into the file. https://sqlite.org/pragma.html#pragma_wal_checkpoint
enum class Checkpoint : std::uint8_t { passive, full, restart, truncate };

struct CheckpointResult {
    bool is_complete = false;       ///< everything was brought over
    std::int64_t pages_in_log = 0;  ///< -1: the database has no write-ahead log
    std::int64_t pages_moved = 0;
};

/// The pragmas of an SQLite database as typed properties, and the care of its file. Light: make one where it is needed.
///
/// Threads: each call uses this thread's connection. Settings of a single connection are not here; SqliteOptions
/// sets them for every connection alike.
class SqliteTools {
public:
    /// Errors: NotSupportedError when the database is of another engine. Lifetime: the database's.
    explicit SqliteTools(Database& database);

    /// A number that is the program's own, kept in the file; 0 in a new one.
    [[nodiscard]] std::int32_t user_version() const;
    void user_version(std::int32_t number) const;
    /// Says whose file it is; see `file(1)`.
    [[nodiscard]] std::int32_t application_id() const;
    void application_id(std::int32_t number) const;

    [[nodiscard]] JournalMode journal_mode() const;
    /// In bytes.
    [[nodiscard]] std::int64_t page_size() const;
    [[nodiscard]] std::int64_t page_count() const;
    /// Pages that are free for new rows; vacuum() gives them back.
    [[nodiscard]] std::int64_t free_pages() const;
    /// Of this thread's connection, in KiB.
    [[nodiscard]] std::int64_t cache_kib() const;
    /// Goes up with every change of the schema.
    [[nodiscard]] std::int64_t schema_version() const;
    /// Of the library: "3.40.1".
    [[nodiscard]] std::string library_version() const;
    [[nodiscard]] std::vector<std::string> compile_options() const;

    /// Rows whose foreign keys lead nowhere; empty when all is well.
    [[nodiscard]] std::vector<BrokenReference> foreign_key_check() const;
    /// What is wrong with the file; empty when all is well. Reads all of it.
    [[nodiscard]] std::vector<std::string> integrity_check() const;
    /// The same without comparing indexes with tables: quicker.
    [[nodiscard]] std::vector<std::string> quick_check() const;

    /// Lets the query planner learn what it needs. Cheap: call it before a program ends, and now and then.
    void optimize() const;
    CheckpointResult wal_checkpoint(Checkpoint how = Checkpoint::passive) const;
    /// Rebuilds the file without free pages. Errors: TransactionStateError inside a transaction.
    void vacuum() const;
    /// The same into another file, which must not exist or be empty; mode 0600 when it is created. Readers and writers go on.
    /// Errors: TransactionStateError inside a transaction; ImproperlyConfigured for a path that can't be.
    void vacuum_into(const std::string& path) const;

    /// Copies the database, consistently and while it is in use, in steps. False: `go_on` ended it, and the file at
    /// `path` is as it was before.
    /// Errors: as with Database::backup_to().
    bool backup_to(const std::string& path, const BackupOptions& options = {}) const;

private:
    [[nodiscard]] std::int64_t number(const char* pragma) const;
    [[nodiscard]] std::vector<std::string> complaints(const char* pragma) const;
    void refuse_transaction(const char* what) const;

    Database* database_;
};

}  // namespace pewit
