#include "connection/url.hpp"

#include <algorithm>
#include <optional>

#include <pewit/error.hpp>
#include <pewit/url.hpp>

namespace pewit {
namespace detail {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Nothing for bad percent-encoding, or a control character in either form.
std::optional<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (is_control(c)) return std::nullopt;
        out += c;
    }
    return out;
}

/// Cuts `text` at `mark` and returns what is behind it; nothing if the mark is not there.
std::optional<std::string_view> cut(std::string_view& text, char mark) noexcept {
    const std::size_t at = text.find(mark);
    if (at == npos) return std::nullopt;
    const std::string_view rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

bool is_scheme(std::string_view text) noexcept {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'; };
    return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), allowed);
}

/// One text being taken apart; every refusal shows its redacted form.
class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) { url_.shown = redact_url(text); }

    Url parse() {
        if (rest_.find('#') != npos) refuse("a \"#\" must be written %23");
        read_scheme();
        const auto query = cut(rest_, '?');
        read_authority();
        url_.path = decoded(rest_, "path");
        if (query) read_parameters(*query);
        return std::move(url_);
    }

private:
    [[noreturn]] void refuse(const std::string& reason) const { refuse_url(url_.shown, reason); }

    std::string decoded(std::string_view text, const std::string& part) const {
        if (auto result = decode(text)) return *std::move(result);
        refuse("its " + part + " has bad percent-encoding or a control character");
    }

    void read_scheme() {
        const std::size_t end = rest_.find("://");
        if (end == npos || !is_scheme(rest_.substr(0, end)))
            refuse("it does not begin with a scheme and \"://\"");
        url_.scheme = rest_.substr(0, end);
        rest_.remove_prefix(end + 3);
    }

    /// Up to the first slash behind the last `@`, so that a slash in a password does not end it.
    void read_authority() {
        const std::size_t at = url_.scheme == "sqlite" ? npos : rest_.rfind('@');
        if (at != npos) read_user(rest_.substr(0, at));
        std::string_view host = at == npos ? rest_ : rest_.substr(at + 1);
        rest_ = cut(host, '/').value_or(std::string_view{});
        const std::size_t colon = host.rfind(':');
        const std::size_t bracket = host.rfind(']');
        if (colon != npos && (bracket == npos || colon > bracket)) {
            url_.port = host.substr(colon + 1);
            host = host.substr(0, colon);
        }
        const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
        if (!std::all_of(url_.port.begin(), url_.port.end(), is_digit)) refuse("its port is not a number");
        url_.host = decoded(host, "host");
    }

    void read_user(std::string_view text) {
        if (const auto password = cut(text, ':')) url_.password = decoded(*password, "password");
        url_.user = decoded(text, "user");
    }

    void read_parameters(std::string_view query) {
        for (std::optional<std::string_view> rest = query; rest;) {
            std::string_view key = *rest;
            rest = cut(key, '&');
            const auto value = cut(key, '=');
            add_parameter(decoded(key, "query"), value);
        }
    }

    void add_parameter(std::string key, std::optional<std::string_view> value) {
        if (key.empty()) refuse("it has a parameter without a name");
        const auto same = [&key](const auto& other) { return other.first == key; };
        const auto& known = url_.parameters;
        if (std::any_of(known.begin(), known.end(), same))
            refuse("the key " + show_key(key) + " comes twice");
        if (!value) refuse("the key " + show_key(key) + " has no value");
        std::string text = decoded(*value, "value of " + show_key(key));
        url_.parameters.emplace_back(std::move(key), std::move(text));
    }

    std::string_view rest_;
    Url url_;
};

/// The part of an authority and path that is neither user nor password; nothing when that can't be told.
std::string_view public_part(std::string_view text) noexcept {
    std::string_view before = text.substr(0, text.find_first_of("?#"));
    const std::size_t at = before.rfind('@');
    if (at != npos) return before.substr(at + 1);
    const bool has_user_behind = text.find('@') != npos;  // the password has a raw ? or #
    return has_user_behind ? std::string_view{} : before;
}

}  // namespace

std::string redact_url(std::string_view text) {
    const std::size_t end = text.find("://");
    if (end == npos || !is_scheme(text.substr(0, end))) return "…";
    const std::string_view scheme = text.substr(0, end + 3);
    text.remove_prefix(scheme.size());
    const bool is_path = scheme == "sqlite://" && text.substr(0, 1) == "/";
    std::string shown(is_path ? text.substr(0, text.find_first_of("?#")) : public_part(text));
    std::replace_if(shown.begin(), shown.end(), is_control, '?');
    return std::string(scheme) + (shown.empty() ? "…" : shown);
}

std::string show_key(std::string_view key) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
               || c == '.';
    };
    const bool fits = key.size() <= 40 && std::all_of(key.begin(), key.end(), plain);
    return fits ? std::string("\"").append(key).append("\"") : "…";
}

void refuse_url(const std::string& shown, const std::string& reason) {
    throw ImproperlyConfigured("database URL \"" + shown + "\": " + reason,
                               {.code = ErrorCode::configuration});
}

Url parse_url(std::string_view text) { return Parser(text).parse(); }

}  // namespace detail

Connector url(std::string_view text) {
    const detail::Url parsed = detail::parse_url(text);
    if (parsed.scheme == "sqlite") {
#ifdef PEWIT_WITH_SQLITE
        return detail::sqlite_from_url(parsed);
#else
        detail::refuse_url(parsed.shown, "pewit was built without SQLite");
#endif
    }
    if (parsed.scheme == "postgresql" || parsed.scheme == "postgres") {
#ifdef PEWIT_WITH_POSTGRES
        return detail::postgres_from_url(parsed);
#else
        detail::refuse_url(parsed.shown, "pewit was built without PostgreSQL");
#endif
    }
    detail::refuse_url(parsed.shown, "pewit knows the schemes sqlite and postgresql");
}

}  // namespace pewit
