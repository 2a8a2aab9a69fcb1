/// The keys of a `sqlite:` URL.
#include <charconv>
#include <functional>

#include <pewit/sqlite.hpp>

#include "connection/url.hpp"

namespace pewit::detail {
namespace {

template <class T>
using Words = std::vector<std::pair<std::string_view, T>>;

/// Reads one value; its complaint names the key and what would do, never the value.
class Value {
public:
    Value(const Url& url, const std::string& key, std::string_view text)
        : url_(url), key_(key), text_(text) {}

    template <class T>
    [[nodiscard]] T one_of(const Words<T>& words) const {
        std::string choices;
        for (const auto& [word, value] : words) {
            if (word == text_) return value;
            choices.append(choices.empty() ? "" : ", ").append(word);
        }
        refuse("must be one of " + choices);
    }

    [[nodiscard]] bool boolean() const { return one_of<bool>({{"true", true}, {"false", false}}); }

    [[nodiscard]] std::int64_t number(std::string_view text, const char* wanted) const {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < 0) refuse(wanted);
        return value;
    }
    [[nodiscard]] std::int64_t number() const { return number(text_, "must be a whole number"); }

    /// `250ms`, `5s`, `2min`.
    [[nodiscard]] std::chrono::milliseconds duration() const {
        constexpr const char* wanted = "must be a whole number with a unit: ms, s or min";
        const std::size_t unit_at = std::min(text_.find_first_not_of("0123456789"), text_.size());
        const std::string_view unit = text_.substr(unit_at);
        const std::int64_t factor = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "min" ? 60'000 : 0;
        const std::int64_t count = number(text_.substr(0, unit_at), wanted);
        if (factor == 0 || count > 1'000'000'000) refuse(wanted);
        return std::chrono::milliseconds{count * factor};
    }

    [[nodiscard]] std::string text() const { return std::string(text_); }

    [[noreturn]] void refuse(const std::string& wanted) const {
        refuse_url(url_.shown, "\"" + key_ + "\" " + wanted);
    }

private:
    const Url& url_;
    const std::string& key_;
    std::string_view text_;
};

JournalMode journal_mode(const Value& value) {
    return value.one_of<JournalMode>({{"wal", JournalMode::wal},
                                      {"delete", JournalMode::delete_},
                                      {"truncate", JournalMode::truncate},
                                      {"persist", JournalMode::persist},
                                      {"memory", JournalMode::memory}});
}

Synchronous synchronous(const Value& value) {
    return value.one_of<Synchronous>({{"off", Synchronous::off},
                                      {"normal", Synchronous::normal},
                                      {"full", Synchronous::full},
                                      {"extra", Synchronous::extra}});
}

Lock lock(const Value& value) {
    return value.one_of<Lock>(
        {{"deferred", Lock::deferred}, {"immediate", Lock::immediate}, {"exclusive", Lock::exclusive}});
}

struct Key {
    std::string_view name;
    void (*set)(SqliteOptions& options, const Value& value);
};

constexpr Key keys[] = {
    {"journal_mode", [](SqliteOptions& o, const Value& v) { o.journal_mode = journal_mode(v); }},
    {"synchronous", [](SqliteOptions& o, const Value& v) { o.synchronous = synchronous(v); }},
    {"busy_timeout", [](SqliteOptions& o, const Value& v) { o.busy_timeout = v.duration(); }},
    {"default_lock", [](SqliteOptions& o, const Value& v) { o.default_lock = lock(v); }},
    {"cache_kib", [](SqliteOptions& o, const Value& v) { o.cache_kib = v.number(); }},
    {"vfs", [](SqliteOptions& o, const Value& v) { o.vfs = v.text(); }},
    {"create", [](SqliteOptions& o, const Value& v) { o.create = v.boolean(); }},
    {"read_only", [](SqliteOptions& o, const Value& v) { o.read_only = v.boolean(); }},
    {"no_follow", [](SqliteOptions& o, const Value& v) { o.no_follow = v.boolean(); }},
    {"unsafe", [](SqliteOptions& o, const Value& v) { o.unsafe = v.boolean(); }},
};

void set_option(SqliteOptions& options, const Url& url, const std::string& key, std::string_view value) {
    for (const Key& known : keys)
        if (known.name == key) return known.set(options, Value(url, key, value));
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
