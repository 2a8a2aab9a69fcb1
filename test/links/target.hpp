/// The way to the tests' server through a proxy.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <pewit/postgres.hpp>
#include <support/postgres_server.hpp>

#include "cutting_proxy.hpp"

namespace pewit::test {

/// The tests' server, from its URL.
struct Target {
    Target() {
        PQconninfoOption* options = PQconninfoParse(postgres_url().c_str(), nullptr);
        if (options == nullptr) throw std::runtime_error("PEWIT_TEST_POSTGRES is no URL");
        for (const auto* option = options; option->keyword != nullptr; ++option) {
            const std::string value = option->val != nullptr ? option->val : "";
            if (std::string_view(option->keyword) == "host") server.host = value;
            if (std::string_view(option->keyword) == "port" && !value.empty())
                server.port = static_cast<std::uint16_t>(std::stoi(value));
            if (std::string_view(option->keyword) == "user") user = value;
            if (std::string_view(option->keyword) == "password") password = value;
            if (std::string_view(option->keyword) == "dbname") dbname = value;
        }
        PQconninfoFree(options);
    }
    ServerAddress server{.host = "/var/run/postgresql", .port = 5432};
    std::string user;
    std::string password;
    std::string dbname;
};

/// Through the proxy, with the schema of the test.
inline PostgresOptions through(const CuttingProxy& proxy, const Target& target, const std::string& schema) {
    return {.dbname = target.dbname,
            .host = "127.0.0.1",
            .port = proxy.port(),
            .user = target.user,
            .password = target.password,
            .sslmode = SslMode::disable,
            .gssencmode = "disable",
            .search_path = {schema},
            .track_xid = true};
}

}  // namespace pewit::test
