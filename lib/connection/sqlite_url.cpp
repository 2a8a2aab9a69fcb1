/// The keys of a `sqlite:` URL.
#include <pewit/sqlite.hpp>

#include "connection/url_value.hpp"

namespace pewit::detail {
namespace {

JournalMode journal_mode(const UrlValue& value) {
    return value.one_of<JournalMode>({{"wal", JournalMode::wal},
                                      {"delete", JournalMode::delete_},
                                      {"truncate", JournalMode::truncate},
                                      {"persist", JournalMode::persist},
                                      {"memory", JournalMode::memory}});
}

Synchronous synchronous(const UrlValue& value) {
    return value.one_of<Synchronous>({{"off", Synchronous::off},
                                      {"normal", Synchronous::normal},
                                      {"full", Synchronous::full},
                                      {"extra", Synchronous::extra}});
}

Lock lock(const UrlValue& value) {
    return value.one_of<Lock>(
        {{"deferred", Lock::deferred}, {"immediate", Lock::immediate}, {"exclusive", Lock::exclusive}});
}

struct Key {
    std::string_view name;
    void (*set)(SqliteOptions& options, const UrlValue& value);
};

constexpr Key keys[] = {
    {"journal_mode", [](SqliteOptions& o, const UrlValue& v) { o.journal_mode = journal_mode(v); }},
    {"synchronous", [](SqliteOptions& o, const UrlValue& v) { o.synchronous = synchronous(v); }},
    {"busy_timeout", [](SqliteOptions& o, const UrlValue& v) { o.busy_timeout = v.duration(); }},
    {"default_lock", [](SqliteOptions& o, const UrlValue& v) { o.default_lock = lock(v); }},
    {"cache_kib", [](SqliteOptions& o, const UrlValue& v) { o.cache_kib = v.number(); }},
    {"vfs", [](SqliteOptions& o, const UrlValue& v) { o.vfs = v.text(); }},
    {"create", [](SqliteOptions& o, const UrlValue& v) { o.create = v.boolean(); }},
    {"read_only", [](SqliteOptions& o, const UrlValue& v) { o.read_only = v.boolean(); }},
    {"no_follow", [](SqliteOptions& o, const UrlValue& v) { o.no_follow = v.boolean(); }},
    {"unsafe", [](SqliteOptions& o, const UrlValue& v) { o.unsafe = v.boolean(); }},
    {"trusted_schema", [](SqliteOptions& o, const UrlValue& v) { o.trusted_schema = v.boolean(); }},
};

void set_option(SqliteOptions& options, const Url& url, const std::string& key, std::string_view value) {
    for (const Key& known : keys)
        if (known.name == key) return known.set(options, UrlValue(url, key, value));
    if (add_named(options.pragmas, key, "pragma.", value)) return;
    if (add_named(options.attach, key, "attach.", value)) return;
    refuse_url(url.shown, "SQLite has no key " + show_key(key));
}

}  // namespace

Connector sqlite_from_url(const Url& url) {
    if (!url.host.empty() || !url.port.empty())
        refuse_url(url.shown, "a SQLite path follows three slashes, or four if it is absolute");
    if (url.path.empty())
        refuse_url(url.shown, "it names no file; sqlite:///:memory: is a database in memory");
    SqliteOptions options;
    options.path = url.path;
    for (const auto& [key, value] : url.parameters)
        set_option(options, url, key, value);
    return sqlite(std::move(options));
}

}  // namespace pewit::detail
