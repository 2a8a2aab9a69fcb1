/// The keys of a `postgresql:` URL.
#include <limits>

#include <pewit/postgres.hpp>

#include "connection/url_value.hpp"

namespace pewit::detail {
namespace {

SslMode ssl_mode(const UrlValue& value) {
    return value.one_of<SslMode>({{"disable", SslMode::disable},
                                  {"allow", SslMode::allow},
                                  {"prefer", SslMode::prefer},
                                  {"require", SslMode::require},
                                  {"verify-ca", SslMode::verify_ca},
                                  {"verify-full", SslMode::verify_full}});
}

Isolation isolation(const UrlValue& value) {
    return value.one_of<Isolation>({{"read_uncommitted", Isolation::read_uncommitted},
                                    {"read_committed", Isolation::read_committed},
                                    {"repeatable_read", Isolation::repeatable_read},
                                    {"serializable", Isolation::serializable}});
}

std::chrono::seconds seconds(const UrlValue& value) {
    const auto time = value.duration();
    if (time.count() % 1000 != 0) value.refuse("must be whole seconds");
    return std::chrono::duration_cast<std::chrono::seconds>(time);
}

TargetSessionAttrs target_session_attrs(const UrlValue& value) {
    return value.one_of<TargetSessionAttrs>({{"any", TargetSessionAttrs::any},
                                             {"read-write", TargetSessionAttrs::read_write},
                                             {"read-only", TargetSessionAttrs::read_only},
                                             {"primary", TargetSessionAttrs::primary},
                                             {"standby", TargetSessionAttrs::standby},
                                             {"prefer-standby", TargetSessionAttrs::prefer_standby}});
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> list{{}};
    for (const char c : text) {
        if (c == ',') {
            list.emplace_back();
        } else {
            list.back() += c;
        }
    }
    return list;
}

std::vector<std::string> names(const UrlValue& value) {
    const std::vector<std::string> list = split(value.text());
    for (const std::string& name : list)
        if (name.empty()) value.refuse("has an empty name in its list");
    return list;
}

struct Key {
    std::string_view name;
    void (*set)(PostgresOptions& options, const UrlValue& value);
};

using O = PostgresOptions;
using V = UrlValue;
constexpr Key keys[] = {
    {"host", [](O& o, const V& v) { o.host = v.text(); }},
    {"target_session_attrs", [](O& o, const V& v) { o.target_session_attrs = target_session_attrs(v); }},
    {"read_replicas", [](O& o, const V& v) { o.read_replicas = names(v); }},
    {"replica_wait", [](O& o, const V& v) { o.replica_wait = v.duration(); }},
    {"sslmode", [](O& o, const V& v) { o.sslmode = ssl_mode(v); }},
    {"sslrootcert", [](O& o, const V& v) { o.sslrootcert = v.text(); }},
    {"sslcert", [](O& o, const V& v) { o.sslcert = v.text(); }},
    {"sslkey", [](O& o, const V& v) { o.sslkey = v.text(); }},
    {"channel_binding", [](O& o, const V& v) { o.channel_binding = v.text(); }},
    {"gssencmode", [](O& o, const V& v) { o.gssencmode = v.text(); }},
    {"connect_timeout", [](O& o, const V& v) { o.connect_timeout = v.duration(); }},
    {"tcp_user_timeout", [](O& o, const V& v) { o.tcp_user_timeout = v.duration(); }},
    {"keepalive_after", [](O& o, const V& v) { o.keepalive_after = seconds(v); }},
    {"lock_timeout", [](O& o, const V& v) { o.lock_timeout = v.duration(); }},
    {"statement_timeout", [](O& o, const V& v) { o.statement_timeout = v.duration(); }},
    {"idle_in_transaction_timeout", [](O& o, const V& v) { o.idle_in_transaction_timeout = v.duration(); }},
    {"isolation", [](O& o, const V& v) { o.isolation = isolation(v); }},
    {"search_path", [](O& o, const V& v) { o.search_path = names(v); }},
    {"prepare",
     [](O& o, const V& v) {
         o.prepare = v.one_of<Prepare>({{"automatic", Prepare::automatic}, {"never", Prepare::never}});
     }},
    {"track_xid", [](O& o, const V& v) { o.track_xid = v.boolean(); }},
    {"application_name", [](O& o, const V& v) { o.application_name = v.text(); }},
};

void set_option(PostgresOptions& options, const Url& url, const std::string& key, std::string_view value) {
    for (const Key& known : keys)
        if (known.name == key) return known.set(options, UrlValue(url, key, value));
    if (add_named(options.settings, key, "setting.", value)) return;
    refuse_url(url.shown, "PostgreSQL has no key " + show_key(key));
}

std::uint16_t port_of(const Url& url) {
    if (url.port.empty()) return 0;
    const std::int64_t port = UrlValue(url, "port", url.port).number();
    if (port < 1 || port > std::numeric_limits<std::uint16_t>::max())
        refuse_url(url.shown, "its port is out of range");
    return static_cast<std::uint16_t>(port);
}

/// `[::1]` is how a URL writes an address with colons.
std::string host_of(const Url& url) {
    const std::string& host = url.host;
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    return bracketed ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

Connector postgres_from_url(const Url& url) {
    PostgresOptions options;
    options.dbname = url.path;
    if (url.host.find(',') != std::string::npos) {
        // `db1:5433,db2:5434`: the last port has been taken for that of all.
        options.hosts = split(url.host + (url.port.empty() ? "" : ":" + url.port));
    } else {
        options.host = host_of(url);
        options.port = port_of(url);
    }
    options.user = url.user;
    options.password = url.password;
    for (const auto& [key, value] : url.parameters) {
        if (key == "host" && (!options.host.empty() || !options.hosts.empty()))
            refuse_url(url.shown, "it names two hosts");
        set_option(options, url, key, value);
    }
    return postgres(std::move(options));
}

}  // namespace pewit::detail
