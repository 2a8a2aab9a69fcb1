/// What PostgresOptions mean: checked, and written as libpq's keywords and the server's settings.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
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

/// One place where the database may be.
struct PostgresServer {
    /// For PQconnectStartParams: libpq's keywords, the password among them.
    std::vector<std::pair<std::string, std::string>> keywords;
    std::string shown;  ///< `postgresql://host:port/dbname`, without user and password
};

/// Options that can be.
struct PostgresTarget {
    PostgresOptions options;
    std::vector<PostgresServer> servers;  ///< in the order in which they are tried; at least one
    std::vector<PostgresSetting> settings;
    std::string shown;  ///< of all servers
    TargetSessionAttrs kind = TargetSessionAttrs::any;
    /// The number of the server that was taken last: it is tried first.
    mutable std::atomic<std::size_t> last_taken{0};
};

/// Errors: ImproperlyConfigured.
[[nodiscard]] std::shared_ptr<const PostgresTarget> resolve(PostgresOptions options);

[[nodiscard]] const char* keyword(SslMode mode) noexcept;
[[nodiscard]] const char* keyword(TargetSessionAttrs kind) noexcept;

}  // namespace pewit::detail
