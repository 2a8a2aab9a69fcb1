/// SQLite's pragmas and copies, by way of a thread's connection.
#include <pewit/sqlite_tools.hpp>

#include <pewit/database.hpp>
#include <pewit/detail/sqlite_extension.hpp>
#include <pewit/error.hpp>

#include "connection/database_state.hpp"
#include "connection/driver.hpp"
#include "connection/session.hpp"

namespace pewit {

detail::SqliteExtensions& detail::sqlite_extensions(Database& database, std::string_view what) {
    SqliteExtensions* const extensions = database.state()->driver->sqlite_extensions();
    if (extensions != nullptr) return *extensions;
    throw NotSupportedError(std::string(what) + " is for SQLite; this database is of another engine: "
                                + database.state()->title(),
                            {.code = ErrorCode::not_supported});
}

SqliteTools::SqliteTools(Database& database) : database_(&database) {
    static_cast<void>(detail::sqlite_extensions(database, "SqliteTools"));
}

std::int64_t SqliteTools::number(const char* pragma) const {
    return std::get<0>(database_->query<std::int64_t>(std::string("PRAGMA ") + pragma).at(0));
}

std::int32_t SqliteTools::user_version() const { return static_cast<std::int32_t>(number("user_version")); }
void SqliteTools::user_version(std::int32_t number) const {
    database_->execute("PRAGMA user_version = " + std::to_string(number));
}
std::int32_t SqliteTools::application_id() const {
    return static_cast<std::int32_t>(number("application_id"));
}
void SqliteTools::application_id(std::int32_t number) const {
    database_->execute("PRAGMA application_id = " + std::to_string(number));
}

JournalMode SqliteTools::journal_mode() const {
    const std::string mode = std::get<0>(database_->query<std::string>("PRAGMA journal_mode").at(0));
    if (mode == "wal") return JournalMode::wal;
    if (mode == "truncate") return JournalMode::truncate;
    if (mode == "persist") return JournalMode::persist;
    return mode == "memory" ? JournalMode::memory : JournalMode::delete_;
}

std::int64_t SqliteTools::page_size() const { return number("page_size"); }
std::int64_t SqliteTools::page_count() const { return number("page_count"); }
std::int64_t SqliteTools::free_pages() const { return number("freelist_count"); }
std::int64_t SqliteTools::schema_version() const { return number("schema_version"); }

/// Negative: KiB, else pages. https://sqlite.org/pragma.html#pragma_cache_size
std::int64_t SqliteTools::cache_kib() const {
    const std::int64_t size = number("cache_size");
    return size < 0 ? -size : size * page_size() / 1024;
}

std::string SqliteTools::library_version() const {
    return std::get<0>(database_->query<std::string>("SELECT sqlite_version()").at(0));
}

std::vector<std::string> SqliteTools::compile_options() const {
    std::vector<std::string> options;
    for (auto& [option] : database_->query<std::string>("PRAGMA compile_options"))
        options.push_back(std::move(option));
    return options;
}

std::vector<BrokenReference> SqliteTools::foreign_key_check() const {
    std::vector<BrokenReference> broken;
    using Row = std::tuple<std::string, std::optional<std::int64_t>, std::string, std::int64_t>;
    for (Row& row : database_->query<std::string, std::optional<std::int64_t>, std::string, std::int64_t>(
             "PRAGMA foreign_key_check")) {
        broken.push_back({std::move(std::get<0>(row)), std::get<1>(row), std::move(std::get<2>(row))});
    }
    return broken;
}

std::vector<std::string> SqliteTools::complaints(const char* pragma) const {
    std::vector<std::string> lines;
    for (auto& [line] : database_->query<std::string>(std::string("PRAGMA ") + pragma)) {
        if (line != "ok") lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string> SqliteTools::integrity_check() const { return complaints("integrity_check"); }
std::vector<std::string> SqliteTools::quick_check() const { return complaints("quick_check"); }

void SqliteTools::optimize() const { database_->execute("PRAGMA optimize"); }

CheckpointResult SqliteTools::wal_checkpoint(Checkpoint how) const {
    constexpr const char* words[] = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"};
    const std::string sql =
        std::string("PRAGMA wal_checkpoint(") + words[static_cast<std::size_t>(how)] + ')';
    const auto [busy, pages, moved] = database_->query<std::int64_t, std::int64_t, std::int64_t>(sql).at(0);
    return {.is_complete = busy == 0 && pages == moved, .pages_in_log = pages, .pages_moved = moved};
}

void SqliteTools::refuse_transaction(const char* what) const {
    if (!database_->in_transaction()) return;
    throw TransactionStateError(std::string(what) + " inside a transaction: commit it first",
                                {.code = ErrorCode::misuse});
}

void SqliteTools::vacuum() const {
    refuse_transaction("vacuum()");
    database_->execute("VACUUM");
}

void SqliteTools::vacuum_into(const std::string& path) const {
    refuse_transaction("vacuum_into()");
    const detail::SessionLease lease{*database_};
    lease.session().driver().write_file(
        path, [this](const std::string& file) { database_->execute("VACUUM INTO ?", file); });
}

bool SqliteTools::backup_to(const std::string& path, const BackupOptions& options) const {
    const detail::SessionLease lease{*database_};
    return detail::back_up(lease.session(), path, options);
}

}  // namespace pewit
