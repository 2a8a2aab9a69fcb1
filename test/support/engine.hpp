/// The engine that this run of a test program is about, and an empty database on it.
#pragma once

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/connector.hpp>
#include <pewit/sqlite.hpp>
#include <support/postgres_server.hpp>
#include <support/temp_directory.hpp>

namespace pewit::test {

/// PEWIT_TEST_ENGINE=postgres; else SQLite.
inline bool on_postgres() {
    const char* engine = std::getenv("PEWIT_TEST_ENGINE");
    return engine != nullptr && std::string_view{engine} == "postgres";
}

/// The text with this engine's placeholders in the place of `?`.
inline std::string engine_sql(std::string_view text) {
    std::string sql;
    int number = 0;
    for (const char c : text) {
        if (c == '?' && on_postgres()) {
            sql += '$' + std::to_string(++number);
        } else {
            sql += c;
        }
    }
    return sql;
}

/// A database with nothing in it, gone with this object: a file in a temporary directory, or a schema.
class FreshPlace {
public:
    FreshPlace() {
        if (on_postgres()) schema_.emplace();
    }

    /// `patience`: how long a lock is waited for.
    [[nodiscard]] Connector connector(std::chrono::milliseconds patience = std::chrono::milliseconds{
                                          200}) const {
        if (schema_) return schema_->connector("lock_timeout=" + std::to_string(patience.count()) + "ms");
        return sqlite({.path = directory_.file("test.db"),
                       .busy_timeout = patience,
                       .synchronous = Synchronous::off,
                       .unsafe = true});
    }

    /// In memory, where the engine can.
    [[nodiscard]] Connector in_memory() const { return schema_ ? connector() : sqlite({.path = ":memory:"}); }
    [[nodiscard]] const TempDirectory& directory() const noexcept { return directory_; }

private:
    TempDirectory directory_;
    std::optional<TemporarySchema> schema_;
};

}  // namespace pewit::test

/// For a rule that only one engine has. At the beginning of the test's body.
#define PEWIT_ONLY_ON_SQLITE() \
    if (pewit::test::on_postgres()) GTEST_SKIP() << "a rule of SQLite's"
#define PEWIT_ONLY_ON_POSTGRES() \
    if (!pewit::test::on_postgres()) GTEST_SKIP() << "a rule of PostgreSQL's"
