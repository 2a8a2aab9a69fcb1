#include "sqlite/options.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <string_view>
#include <system_error>

#include <pewit/error.hpp>

#include "sqlite/uri.hpp"

namespace pewit::detail {
namespace {

constexpr std::string_view memory_name = ":memory:";

/// A pragma that an option sets, or pewit itself, and what to write instead.
struct OwnedPragma {
    std::string_view name;
    const char* instead;
};

constexpr std::array owned_pragmas{
    OwnedPragma{"busy_timeout", "use the option busy_timeout"},
    OwnedPragma{"cache_size", "use the option cache_kib"},
    OwnedPragma{"case_sensitive_like", "like() and ilike() say it in the query"},
    OwnedPragma{"defer_foreign_keys", "it is for one transaction: send it there"},
    OwnedPragma{"encoding", "text is UTF-8"},
    OwnedPragma{"foreign_keys", "they are always enforced"},
    OwnedPragma{"ignore_check_constraints", "they are always checked"},
    OwnedPragma{"journal_mode", "use the option journal_mode"},
    OwnedPragma{"key", "encrypted files are not supported"},
    OwnedPragma{"query_only", "use the option read_only"},
    OwnedPragma{"read_uncommitted", "connections share no cache"},
    OwnedPragma{"synchronous", "use the option synchronous"},
    OwnedPragma{"trusted_schema", "use the option trusted_schema"},
    OwnedPragma{"writable_schema", "it is always off"},
    OwnedPragma{"schema_version", "SQLite counts it itself"}};

[[noreturn]] void refuse(const std::string& message) {
    throw ImproperlyConfigured(message, {.code = ErrorCode::configuration});
}

bool is_word(std::string_view text, std::string_view extra) noexcept {
    const auto allowed = [extra](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
               || extra.find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

void check_pragmas(const SqliteOptions& options) {
    for (const auto& [name, value] : options.pragmas) {
        if (!is_word(name, "")) refuse("a pragma's name must be a word");
        if (!is_word(value, "-.")) refuse("the value of pragma \"" + name + "\" must be a number or a word");
        const auto* owned =
            std::find_if(owned_pragmas.begin(), owned_pragmas.end(),
                         [word = lower(name)](const OwnedPragma& one) { return one.name == word; });
        if (owned != owned_pragmas.end()) refuse("pragma \"" + name + "\" is pewit's own: " + owned->instead);
    }
}

void check_safety(const SqliteOptions& options) {
    if (options.unsafe) return;
    if (options.journal_mode == JournalMode::memory)
        refuse("journal_mode=memory can corrupt the file in a crash; set unsafe as well if that may be");
    if (options.synchronous == Synchronous::off)
        refuse("synchronous=off can corrupt the file in a power loss; set unsafe as well if that may be");
    if (options.synchronous == Synchronous::normal
        && options.journal_mode.value_or(JournalMode::wal) != JournalMode::wal)
        refuse(
            "synchronous=normal without WAL can corrupt the file in a power loss; set unsafe as well if that "
            "may be");
}

void check_numbers(const SqliteOptions& options) {
    constexpr auto longest = std::chrono::milliseconds{std::numeric_limits<int>::max()};
    if (options.busy_timeout.count() < 0) refuse("busy_timeout is negative");
    if (options.busy_timeout > longest) refuse("busy_timeout is longer than 24 days");
    if (options.cache_kib
        && (*options.cache_kib <= 0 || *options.cache_kib > std::numeric_limits<int>::max()))
        refuse("cache_kib is out of range");
}

void check_path(const SqliteOptions& options) {
    const std::string_view path = options.path;
    if (path.empty()) refuse("the SQLite path is empty; use \":memory:\" for a database in memory");
    if (path.find('\0') != std::string_view::npos) refuse("the SQLite path contains a NUL");
    if (options.vfs.find('\0') != std::string::npos) refuse("the VFS name contains a NUL");
    if (is_uri(path) && !options.uri)
        refuse(
            "the SQLite path begins with \"file:\"; write \"./file:…\" for a file of that name, or set uri");
    if (!is_uri(path) && options.uri) refuse("uri is set, but the SQLite path does not begin with \"file:\"");
    if (path == memory_name && options.read_only) refuse("a database in memory can't be read_only");
}

/// A later chdir() must not lead the pool's next connection to another file.
std::string absolute(const std::string& path) {
    std::error_code error;
    const std::filesystem::path full = std::filesystem::absolute(path, error);
    if (error) refuse("the working directory can't be read: " + error.message());
    return full.string();
}

void resolve_uri(SqliteTarget& target) {
    const SqliteUri uri = parse_sqlite_uri(target.options.path);
    target.name = target.options.path;
    target.in_memory = uri.in_memory;
    if (uri.shared_cache) refuse("cache=shared is refused: its locks know no timeout");
    if (!uri.in_memory && uri.file.empty()) refuse("the URI names no file");
    if (!uri.in_memory) target.file = absolute(uri.file);
}

void check_schema(const std::string& name) {
    const std::string schema = lower(name);
    if (!is_word(name, "") || schema == "main" || schema == "temp")
        refuse("attach needs a word that is not main or temp as the name of a file");
}

void resolve_attached(SqliteTarget& target) {
    for (const auto& [schema, path] : target.options.attach) {
        check_schema(schema);
        SqliteOptions options = target.options;
        options.attach.clear();
        options.path = path;
        options.uri = false;
        if (path == memory_name) refuse("attach: each connection would have a \":memory:\" of its own");
        SqliteTarget attached = resolve(std::move(options));
        if (attached.file == target.file) refuse("attach: \"" + path + "\" is the database itself");
        target.attached.push_back({schema, std::move(attached)});
    }
}

}  // namespace

SqliteTarget resolve(SqliteOptions options) {
    check_path(options);
    check_numbers(options);
    check_safety(options);
    check_pragmas(options);
    SqliteTarget target;
    target.options = std::move(options);
    if (target.options.uri) {
        resolve_uri(target);
    } else if (target.options.path == memory_name) {
        target.in_memory = true;
        target.name = memory_name;
    } else {
        target.name = target.file = absolute(target.options.path);
    }
    resolve_attached(target);
    return target;
}

const char* pragma_word(JournalMode mode) noexcept {
    switch (mode) {
    case JournalMode::wal:
        return "wal";
    case JournalMode::delete_:
        return "delete";
    case JournalMode::truncate:
        return "truncate";
    case JournalMode::persist:
        return "persist";
    case JournalMode::memory:
        return "memory";
    }
    return "";
}

const char* pragma_word(Synchronous level) noexcept {
    switch (level) {
    case Synchronous::off:
        return "off";
    case Synchronous::normal:
        return "normal";
    case Synchronous::full:
        return "full";
    case Synchronous::extra:
        return "extra";
    }
    return "";
}

}  // namespace pewit::detail
