#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include <pewit/error.hpp>
#include <pewit/postgres.hpp>
#include <pewit/url.hpp>

#include "connection/driver.hpp"
#include "postgres/options.hpp"

namespace pewit::test {
namespace {

using detail::resolve;

std::string keyword(const PostgresOptions& options, std::string_view name) {
    const auto target = resolve(options);
    const auto& keywords = target->servers.front().keywords;
    const auto it = std::find_if(keywords.begin(), keywords.end(),
                                 [name](const auto& each) { return each.first == name; });
    return it != keywords.end() ? it->second : "";
}

std::string refusal(const PostgresOptions& options) {
    try {
        static_cast<void>(resolve(options));
    } catch (const ImproperlyConfigured& error) {
        return error.what();
    }
    return "none";
}

std::string url_refusal(const std::string& text) {
    try {
        static_cast<void>(url(text));
    } catch (const ImproperlyConfigured& error) {
        return error.what();
    }
    return "none";
}

/// libpq's own default would fall back to plain text (checklist 10).
TEST(PostgresOptions, VerifyAForeignHost) {
    unsetenv("PGSSLMODE");
    EXPECT_EQ(keyword({.host = "db.example.com"}, "sslmode"), "verify-full");
    EXPECT_EQ(keyword({.host = "10.0.0.1"}, "sslmode"), "verify-full");
    EXPECT_EQ(keyword({.host = "localhost"}, "sslmode"), "prefer");
    EXPECT_EQ(keyword({.host = "127.0.0.1"}, "sslmode"), "prefer");
    EXPECT_EQ(keyword({.host = "::1"}, "sslmode"), "prefer");
    EXPECT_EQ(keyword({.host = "/run/postgresql"}, "sslmode"), "prefer");
    EXPECT_EQ(keyword({.host = "db.example.com", .sslmode = SslMode::require}, "sslmode"), "require");
}

TEST(PostgresOptions, TakeSeveralHosts) {
    const auto target = resolve({.dbname = "app", .hosts = {"db1", "db2:5433", "[::1]:1", "::1", "/run/pg"}});
    ASSERT_EQ(target->servers.size(), 5u);
    EXPECT_EQ(target->servers[1].shown, "postgresql://db2:5433/app");
    EXPECT_EQ(target->servers[2].shown, "postgresql://[::1]:1/app");
    EXPECT_EQ(target->servers[3].shown, "postgresql://[::1]/app");
    EXPECT_EQ(target->shown, "postgresql://db1,db2:5433,[::1]:1,[::1],%2Frun%2Fpg/app");
    EXPECT_EQ(keyword({.hosts = {"a", "b"}}, "target_session_attrs"), "read-write");
    EXPECT_EQ(keyword({.hosts = {"a"}}, "target_session_attrs"), "any");
    EXPECT_EQ(
        keyword({.host = "a", .target_session_attrs = TargetSessionAttrs::standby}, "target_session_attrs"),
        "standby");
    // The protection that each one needs.
    unsetenv("PGSSLMODE");
    EXPECT_EQ(keyword({.hosts = {"db1", "localhost"}}, "sslmode"), "verify-full");
    EXPECT_EQ(keyword({.hosts = {"localhost", "db1"}}, "sslmode"), "prefer");
}

TEST(PostgresUrl, NamesSeveralHosts) {
    const auto shown = url("postgresql://u:s3cret@db1:5433,db2,[::1]:5434/app?target_session_attrs=primary");
    EXPECT_EQ(shown.driver()->redacted_url(), "postgresql://db1:5433,db2,[::1]:5434/app");
    EXPECT_NE(url_refusal("postgresql://a,b/app?host=c").find("two hosts"), std::string::npos);
    EXPECT_NE(url_refusal("postgresql://a/app?target_session_attrs=x").find("prefer-standby"),
              std::string::npos);
}

TEST(PostgresOptions, BoundTheWaits) {
    EXPECT_EQ(keyword({}, "tcp_user_timeout"), "30000");
    EXPECT_EQ(keyword({}, "keepalives_idle"), "30");
    EXPECT_NE(keyword({}, "options").find("-c lock_timeout=5000ms"), std::string::npos);
    EXPECT_EQ(keyword({}, "options").find("statement_timeout"), std::string::npos);
}

TEST(PostgresOptions, EscapeSettings) {
    const std::string line = keyword({.search_path = {"a b", "c\"d"}}, "options");
    EXPECT_NE(line.find(R"(-c search_path="a\ b",\ "c""d",\ pg_temp)"), std::string::npos) << line;
}

TEST(PostgresOptions, RefuseWhatCantBe) {
    EXPECT_NE(refusal({.host = "a,b"}).find("comma"), std::string::npos);
    EXPECT_NE(refusal({.host = "a", .hosts = {"b"}}).find("instead of host"), std::string::npos);
    EXPECT_NE(refusal({.hosts = {"a", ""}}).find("empty"), std::string::npos);
    for (const char* host : {"a:", "a:0", "a:99999", "a:x", "[::1]:x"})
        EXPECT_NE(refusal({.hosts = {host}}).find("port"), std::string::npos) << host;
    EXPECT_NE(refusal({.password = std::string("a\0b", 3)}).find("NUL"), std::string::npos);
    EXPECT_NE(refusal({.gssencmode = "maybe"}).find("gssencmode"), std::string::npos);
    EXPECT_NE(refusal({.lock_timeout = std::chrono::milliseconds{-1}}).find("negative"), std::string::npos);
    EXPECT_NE(refusal({.settings = {{"lock_timeout", "1"}}}).find("own: use the option lock_timeout"),
              std::string::npos);
    EXPECT_NE(refusal({.settings = {{"a b", "1"}}}).find("word"), std::string::npos);
    EXPECT_NE(refusal({.search_path = {"x"}, .prepare = Prepare::never}).find("poolers"), std::string::npos);
}

TEST(PostgresUrl, ShowsNeitherUserNorPassword) {
    const auto shown =
        url("postgresql://bob:s3cret@db.example.com:5433/app?sslmode=require").driver()->redacted_url();
    EXPECT_EQ(shown, "postgresql://db.example.com:5433/app");
    EXPECT_EQ(url("postgres://bob@%2Frun%2Fpostgresql/app").driver()->redacted_url(),
              "postgresql://%2Frun%2Fpostgresql/app");
    EXPECT_EQ(url("postgresql:///app?host=/run/postgresql").driver()->redacted_url(),
              "postgresql://%2Frun%2Fpostgresql/app");
    EXPECT_EQ(url("postgresql://[::1]:1/app").driver()->redacted_url(), "postgresql://[::1]:1/app");
}

TEST(PostgresUrl, CarriesTheIsolationLevel) {
    const auto driver = url("postgresql:///app?isolation=serializable").driver();
    EXPECT_EQ(driver->default_transaction().isolation, Isolation::serializable);
}

TEST(PostgresUrl, TakesSettings) {
    EXPECT_EQ(url_refusal("postgresql:///app?setting.work_mem=64MB&setting.jit=off"), "none");
    EXPECT_NE(url_refusal("postgresql:///app?setting.lock_timeout=1").find("the option lock_timeout"),
              std::string::npos);
    EXPECT_NE(url_refusal("postgresql:///app?setting.a%20b=1").find("word"), std::string::npos);
}

/// Checklist 9: what libpq itself would leak.
TEST(PostgresUrl, RefusesWithoutTheSecret) {
    for (const char* text :
         {"postgresql://u:s%zzr3t@h/db", "postgresql://u:s3cr3t@h:port/db", "postgresql://u:s3cr3t@h/db#x",
          "postgresql://u:s3cr3t@h/db?options=-cisolation", "postgresql://u:s3cr3t@h/db?lock_timeout=5",
          "postgresql://u:s3cr3t@h:99999/db", "postgresql://u:s3cr3t@h/db?host=other",
          "postgresql://u:s3cr3t@h/db?search_path=a,,b"}) {
        const std::string said = url_refusal(text);
        EXPECT_NE(said, "none") << text;
        EXPECT_EQ(said.find("r3t"), std::string::npos) << said;
    }
}

}  // namespace
}  // namespace pewit::test
