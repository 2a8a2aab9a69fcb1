/// The PostgreSQL server of the tests: tools/with_postgres, or the user's own, in PEWIT_TEST_POSTGRES.
#pragma once

#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include <pewit/url.hpp>

#include "connection/driver.hpp"

namespace pewit::test {

/// Its URL, with more keys if any are given: `"lock_timeout=1s&track_xid=true"`.
inline std::string postgres_url(const std::string& keys = {}) {
    const char* url = std::getenv("PEWIT_TEST_POSTGRES");
    if (url == nullptr)
        throw std::runtime_error{"PEWIT_TEST_POSTGRES is not set; run this by tools/with_postgres"};
    const std::string text = url;
    if (keys.empty()) return text;
    return text + (text.find('?') == std::string::npos ? "?" : "&") + keys;
}

/// A schema of its own, which is where its connections look; gone with it.
class TemporarySchema {
public:
    TemporarySchema() : name_("test_" + std::to_string(getpid()) + "_" + std::to_string(next())) {
        run("CREATE SCHEMA " + name_);
    }
    TemporarySchema(const TemporarySchema&) = delete;
    TemporarySchema& operator=(const TemporarySchema&) = delete;
    ~TemporarySchema() {
        try {
            run("DROP SCHEMA " + name_ + " CASCADE");
        } catch (const std::exception&) {  // the server goes, and the schema with it
        }
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::string database_url(const std::string& keys = {}) const {
        return postgres_url("search_path=" + name_ + (keys.empty() ? "" : "&" + keys));
    }
    [[nodiscard]] Connector connector(const std::string& keys = {}) const { return url(database_url(keys)); }

private:
    static int next() noexcept {
        static std::atomic<int> last{0};
        return ++last;
    }
    /// No Database: one more of them would be in the way of tests that count them.
    static void run(const std::string& sql) { url(postgres_url()).driver()->connect()->prepare(sql)->step(); }

    std::string name_;
};

}  // namespace pewit::test
