#include "postgres/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <pewit/error.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

/// Set by pewit, or by an option of their own; or no business of a pooled connection.
constexpr std::array<std::string_view, 18> owned_settings{"application_name",
                                                          "array_nulls",
                                                          "bytea_output",
                                                          "client_encoding",
                                                          "datestyle",
                                                          "default_transaction_isolation",
                                                          "extra_float_digits",
                                                          "idle_in_transaction_session_timeout",
                                                          "intervalstyle",
                                                          "lock_timeout",
                                                          "role",
                                                          "search_path",
                                                          "session_authorization",
                                                          "standard_conforming_strings",
                                                          "statement_timeout",
                                                          "timezone",
                                                          "transaction_isolation",
                                                          "transaction_read_only"};

constexpr std::string_view default_host = "localhost";

[[noreturn]] void refuse(const std::string& message) {
    throw ImproperlyConfigured(message, {.code = ErrorCode::configuration});
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): as libpq does
    return value != nullptr ? value : "";
}

std::string given_or(const std::string& given, const char* variable) {
    return given.empty() ? environment(variable) : given;
}

bool is_socket(std::string_view host) noexcept { return host.starts_with('/') || host.starts_with('@'); }

bool is_this_machine(std::string_view host) noexcept {
    return is_socket(host) || host == default_host || host == "::1" || host.starts_with("127.");
}

void check_text(const std::string& text, const char* name) {
    if (text.find('\0') != std::string::npos) refuse(std::string("the option ") + name + " contains a NUL");
}

void check_one_host(const std::string& host) {
    if (host.find(',') != std::string::npos)
        refuse("a host's name holds a comma; the option hosts takes several");
}

/// `db1`, `db2:5433`, `[::1]:5432`, `/run/postgresql`.
struct Place {
    std::string host;
    std::uint16_t port = 0;
};

std::uint16_t port_in(std::string_view text, const char* option) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        refuse(std::string(option) + ": the port of a host must be a number from 1 to 65535");
    return port;
}

Place place_in(const std::string& text, const char* option) {
    check_text(text, option);
    check_one_host(text);
    if (text.empty()) refuse(std::string(option) + ": a host's name is empty");
    if (is_socket(text)) return {text};
    const std::size_t bracket = text.front() == '[' ? text.find(']') : std::string::npos;
    const std::size_t colon = text.find(':', bracket == std::string::npos ? 0 : bracket);
    if (bracket == std::string::npos) {
        if (colon == std::string::npos || text.find(':', colon + 1) != std::string::npos) return {text};
        return {text.substr(0, colon), port_in(std::string_view(text).substr(colon + 1), option)};
    }
    const std::string address = text.substr(1, bracket - 1);
    if (colon == std::string::npos) return {address};
    return {address, port_in(std::string_view(text).substr(colon + 1), option)};
}

std::vector<Place> places_of(const PostgresOptions& options) {
    if (options.hosts.empty()) return {{options.host, options.port}};
    if (!options.host.empty() || options.port != 0) refuse("hosts stands instead of host and port");
    std::vector<Place> places;
    for (const std::string& host : options.hosts)
        places.push_back(place_in(host, "hosts"));
    return places;
}

void check_word(const std::string& value, const char* name) {
    static constexpr std::array<std::string_view, 4> words{"", "disable", "prefer", "require"};
    if (std::find(words.begin(), words.end(), value) == words.end())
        refuse(std::string("the option ") + name + " must be one of disable, prefer, require");
}

void check_duration(std::chrono::milliseconds duration, const char* name) {
    if (duration.count() < 0) refuse(std::string(name) + " is negative");
    if (duration.count() > std::numeric_limits<int>::max())
        refuse(std::string(name) + " is longer than 24 days");
}

bool is_setting_name(std::string_view name) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), allowed);
}

/// What to write instead of a setting, where there is an option.
std::string option_for(std::string_view setting) {
    constexpr std::array<std::pair<std::string_view, const char*>, 6> options{
        {{"application_name", "application_name"},
         {"default_transaction_isolation", "isolation"},
         {"idle_in_transaction_session_timeout", "idle_in_transaction_timeout"},
         {"lock_timeout", "lock_timeout"},
         {"search_path", "search_path"},
         {"statement_timeout", "statement_timeout"}}};
    const auto* known = std::find_if(options.begin(), options.end(),
                                     [setting](const auto& one) { return one.first == setting; });
    return known != options.end() ? std::string(": use the option ") + known->second : std::string{};
}

void check_settings(const PostgresOptions& options) {
    for (const auto& [name, value] : options.settings) {
        if (!is_setting_name(name)) refuse("the name of a setting must be a word in lower case");
        check_text(value, name.c_str());
        const bool owned =
            std::find(owned_settings.begin(), owned_settings.end(), name) != owned_settings.end();
        if (owned) refuse("the setting \"" + name + "\" is pewit's own" + option_for(name));
    }
    const bool any = !options.settings.empty() || !options.search_path.empty() || options.statement_timeout
                     || options.idle_in_transaction_timeout;
    if (any && options.prepare == Prepare::never) {
        refuse(
            "Prepare::never is for poolers that share connections: no search_path, no settings and no time limits "
            "can be given; set them on the server, for the role or the database");
    }
}

void check(const PostgresOptions& options) {
    check_text(options.dbname, "dbname");
    check_text(options.host, "host");
    check_text(options.user, "user");
    check_text(options.password, "password");
    check_text(options.application_name, "application_name");
    check_one_host(options.host);
    check_word(options.channel_binding, "channel_binding");
    check_word(options.gssencmode, "gssencmode");
    check_duration(options.connect_timeout, "connect_timeout");
    check_duration(options.tcp_user_timeout, "tcp_user_timeout");
    check_duration(options.keepalive_after, "keepalive_after");
    check_duration(options.lock_timeout, "lock_timeout");
    check_duration(options.replica_wait, "replica_wait");
    for (const std::string& replica : options.read_replicas)
        static_cast<void>(place_in(replica, "read_replicas"));
    check_duration(options.statement_timeout.value_or(std::chrono::milliseconds{0}), "statement_timeout");
    check_duration(options.idle_in_transaction_timeout.value_or(std::chrono::milliseconds{0}),
                   "idle_in_transaction_timeout");
    check_settings(options);
}

std::string milliseconds(std::chrono::milliseconds time) { return std::to_string(time.count()) + "ms"; }

/// What `current_setting()` calls a time: in the largest unit that gives a whole number.
std::string shown_time(std::chrono::milliseconds time) {
    const auto count = time.count();
    if (count == 0) return "0";
    if (count % 86'400'000 == 0) return std::to_string(count / 86'400'000) + "d";
    if (count % 3'600'000 == 0) return std::to_string(count / 3'600'000) + "h";
    if (count % 60'000 == 0) return std::to_string(count / 60'000) + "min";
    if (count % 1000 == 0) return std::to_string(count / 1000) + "s";
    return milliseconds(time);
}

std::string schema_list(const std::vector<std::string>& schemas) {
    std::string list;
    for (const std::string& schema : schemas) {
        append_quoted(list, schema);
        list += ", ";
    }
    return list + "pg_temp";
}

std::vector<PostgresSetting> settings_of(const PostgresOptions& options) {
    std::vector<PostgresSetting> settings{{"datestyle", "ISO, YMD", "ISO, YMD"},
                                          {"timezone", "UTC", "UTC"},
                                          {"standard_conforming_strings", "on", "on"}};
    if (options.prepare == Prepare::never) return settings;
    const auto add_time = [&settings](const char* name, std::chrono::milliseconds time) {
        settings.push_back({name, milliseconds(time), shown_time(time)});
    };
    settings.push_back({"intervalstyle", "postgres", "postgres"});
    settings.push_back({"array_nulls", "on", "on"});  // else a NULL in a list is stored as the text "NULL"
    settings.push_back({"bytea_output", "hex", "hex"});
    settings.push_back({"extra_float_digits", "1", "1"});
    add_time("lock_timeout", options.lock_timeout);
    if (options.statement_timeout) add_time("statement_timeout", *options.statement_timeout);
    if (options.idle_in_transaction_timeout)
        add_time("idle_in_transaction_session_timeout", *options.idle_in_transaction_timeout);
    if (!options.search_path.empty()) {
        const std::string list = schema_list(options.search_path);
        settings.push_back({"search_path", list, list});
    }
    for (const auto& [name, value] : options.settings)
        settings.push_back({name, value});
    return settings;
}

/// As libpq's keyword `options`: blanks and backslashes of a value are escaped by a backslash.
std::string command_line(const std::vector<PostgresSetting>& settings) {
    std::string line;
    for (const PostgresSetting& setting : settings) {
        line.append(line.empty() ? "-c " : " -c ").append(setting.name) += '=';
        for (const char c : setting.value) {
            if (c == ' ' || c == '\\' || (c >= '\t' && c <= '\r')) line += '\\';
            line += c;
        }
    }
    return line;
}

std::string ssl_mode(const PostgresOptions& options, const std::string& host) {
    if (options.sslmode) return keyword(*options.sslmode);
    if (const std::string wanted = environment("PGSSLMODE"); !wanted.empty()) return wanted;
    // Without a host it is the socket, where libpq ignores it; or a service file that names another machine.
    return is_this_machine(host) ? "prefer" : "verify-full";
}

std::vector<std::pair<std::string, std::string>> keywords_of(const PostgresOptions& options,
                                                             const Place& place, TargetSessionAttrs kind,
                                                             const std::vector<PostgresSetting>& settings) {
    std::vector<std::pair<std::string, std::string>> keywords;
    const auto add = [&keywords](const char* name, std::string value) {
        if (!value.empty()) keywords.emplace_back(name, std::move(value));
    };
    const std::string host = given_or(place.host, "PGHOST");
    add("host", host);
    add("port", place.port != 0 ? std::to_string(place.port) : "");
    add("target_session_attrs", keyword(kind));
    // Neither may be taken for a whole connection string, which libpq does with a dbname that holds a "=".
    add("dbname", options.dbname);
    add("user", options.user);
    add("password", options.password);
    add("sslmode", ssl_mode(options, host));
    add("sslrootcert", options.sslrootcert);
    add("sslcert", options.sslcert);
    add("sslkey", options.sslkey);
    add("channel_binding", options.channel_binding);
    add("gssencmode", options.gssencmode);
    add("application_name", options.application_name);
    add("client_encoding", "UTF8");
    add("tcp_user_timeout", std::to_string(options.tcp_user_timeout.count()));
    add("keepalives", options.keepalive_after.count() > 0 ? "1" : "0");
    add("keepalives_idle", std::to_string(options.keepalive_after.count()));
    add("keepalives_interval", "10");
    add("keepalives_count", "3");
    // A pooler knows no such settings at the start; what may be set there is set later.
    if (options.prepare != Prepare::never) add("options", command_line(settings));
    return keywords;
}

std::string shown_place(const Place& place) {
    const std::string host = given_or(place.host, "PGHOST");
    std::string shown;
    if (is_socket(host)) {
        for (const char c : host)
            shown.append(c == '/' ? "%2F" : std::string(1, c));
    } else if (host.find(':') != std::string::npos) {
        shown.append("[").append(host).append("]");
    } else {
        shown += host;
    }
    const std::string port = place.port != 0 ? std::to_string(place.port) : environment("PGPORT");
    if (!port.empty()) shown.append(":").append(port);
    return shown;
}

std::string shown_url(const PostgresOptions& options, const std::string& places) {
    return "postgresql://" + places + "/" + given_or(options.dbname, "PGDATABASE");
}

TargetSessionAttrs kind_of(const PostgresOptions& options) {
    const auto usual = options.hosts.size() > 1 ? TargetSessionAttrs::read_write : TargetSessionAttrs::any;
    return options.target_session_attrs.value_or(usual);
}

}  // namespace

std::shared_ptr<const PostgresTarget> resolve(PostgresOptions options) {
    check(options);
    auto target = std::make_shared<PostgresTarget>();
    target->kind = kind_of(options);
    target->settings = settings_of(options);
    std::string places;
    for (const Place& place : places_of(options)) {
        const std::string shown = shown_place(place);
        target->servers.push_back(
            {keywords_of(options, place, target->kind, target->settings), shown_url(options, shown)});
        places.append(places.empty() ? "" : ",").append(shown);
    }
    target->shown = shown_url(options, places);
    target->options = std::move(options);
    return target;
}

const char* keyword(SslMode mode) noexcept {
    switch (mode) {
    case SslMode::disable:
        return "disable";
    case SslMode::allow:
        return "allow";
    case SslMode::prefer:
        return "prefer";
    case SslMode::require:
        return "require";
    case SslMode::verify_ca:
        return "verify-ca";
    case SslMode::verify_full:
        return "verify-full";
    }
    return "";
}

const char* keyword(TargetSessionAttrs kind) noexcept {
    switch (kind) {
    case TargetSessionAttrs::any:
        return "any";
    case TargetSessionAttrs::read_write:
        return "read-write";
    case TargetSessionAttrs::read_only:
        return "read-only";
    case TargetSessionAttrs::primary:
        return "primary";
    case TargetSessionAttrs::standby:
        return "standby";
    case TargetSessionAttrs::prefer_standby:  // looked for among all that answer
        return "any";
    }
    return "";
}

}  // namespace pewit::detail
