/// A database URL taken apart, and the form of it that may be shown.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/connector.hpp>

namespace pewit::detail {

/// Everything percent-decoded. The parameters keep their order; no key comes twice.
struct Url {
    std::string scheme = {};
    std::string user = {};
    std::string password = {};
    std::string host = {};
    std::string port = {};
    std::string path = {};  ///< without its first slash
    std::vector<std::pair<std::string, std::string>> parameters = {};
    std::string shown = {};  ///< redact_url() of the text
};

/// `scheme://[user[:password]@][host][:port]/path[?key=value&…]`.
/// Errors: ImproperlyConfigured for bad percent-encoding, control characters, a `#`, an empty or repeated key.
[[nodiscard]] Url parse_url(std::string_view text);

/// What a message may show of a URL, well-formed or not: its scheme, host, port and path; no user, no password,
/// no parameters. Where it can't be told where a password ends, nothing but the scheme.
[[nodiscard]] std::string redact_url(std::string_view text);

/// A key as a message may show it: quoted, or an ellipsis if it looks like no key at all.
[[nodiscard]] std::string show_key(std::string_view key);

/// Throws ImproperlyConfigured: what is wrong with the URL, beside its redacted form.
[[noreturn]] void refuse_url(const std::string& shown, const std::string& reason);

/// The SQLite database that a `sqlite:` URL names.
[[nodiscard]] Connector sqlite_from_url(const Url& url);
/// The PostgreSQL database that a `postgresql:` URL names.
[[nodiscard]] Connector postgres_from_url(const Url& url);

}  // namespace pewit::detail
