/// What PostgresOptions mean: checked, and written as libpq's keywords and the server's settings.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <pewit/postgres.hpp>

namespace pewit::detail {

/// A setting of the session, as given and as `current_setting()` must tell it; not read back where that is empty.
struct PostgresSetting {
    std::string name;
    std::string value;
    std::string expected = {};
};

/// Options that can be.
struct PostgresTarget {
    PostgresOptions options;
    /// For PQconnectStartParams: libpq's keywords, the password among them.
    std::vector<std::pair<std::string, std::string>> keywords;
    std::vector<PostgresSetting> settings;
    std::string shown;  ///< `postgresql://host:port/dbname`, without user and password
};

/// Errors: ImproperlyConfigured.
[[nodiscard]] PostgresTarget resolve(PostgresOptions options);

[[nodiscard]] const char* keyword(SslMode mode) noexcept;

}  // namespace pewit::detail
