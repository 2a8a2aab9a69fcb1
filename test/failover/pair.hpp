/// A primary and a standby that follows it and that it waits for: tools/with_postgres --standby.
#pragma once

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <pewit/database.hpp>
#include <pewit/postgres.hpp>
#include <pewit/url.hpp>

namespace pewit::test {

/// What the pair's server says to a question with one text for an answer.
template <class... Params>
std::string ask(Database& database, const std::string& sql, const Params&... params) {
    return std::get<0>(database.query<std::string>(sql, params...).at(0));
}

struct Pair {
    static std::string variable(const char* name) {
        const char* value = std::getenv(name);
        if (value == nullptr)
            throw std::runtime_error{std::string{name}
                                     + " is not set; run this by tools/with_postgres --standby"};
        return value;
    }
    static std::string place(Database& server) {
        return "127.0.0.1:" + ask(server, "SELECT current_setting('port')");
    }
    [[nodiscard]] PostgresOptions options() const {
        return {.dbname = "postgres", .hosts = {first_place, second_place}, .user = "pewit"};
    }

    Database first{url(variable("PEWIT_TEST_POSTGRES"))};
    Database second{url(variable("PEWIT_TEST_STANDBY"))};
    std::string first_place = place(first);
    std::string second_place = place(second);
};

}  // namespace pewit::test
