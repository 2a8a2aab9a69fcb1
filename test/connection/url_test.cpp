#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>

#include <pewit/error.hpp>
#include <pewit/url.hpp>

#include "connection/driver.hpp"
#include "connection/url.hpp"

namespace pewit::test {
namespace {

/// The message that `text` is refused with; empty if it is taken.
std::string refusal(const std::string& text) {
    try {
        static_cast<void>(url(text));
        return {};
    } catch (const ImproperlyConfigured& error) {
        return error.what();
    }
}

std::string shown(const std::string& text) { return url(text).driver()->redacted_url(); }

TEST(Url, TakesRelativeAndAbsolutePaths) {
    const std::string here = std::filesystem::current_path().string();
    EXPECT_EQ(shown("sqlite:///app.db"), "sqlite:///" + here + "/app.db");
    EXPECT_EQ(shown("sqlite:////var/lib/app.db"), "sqlite:////var/lib/app.db");
    EXPECT_EQ(shown("sqlite:////tmp/a%20b%3F%23.db"), "sqlite:////tmp/a b?#.db");
}

TEST(Url, TakesMemory) {
    EXPECT_TRUE(url("sqlite:///:memory:").driver()->single_connection());
    EXPECT_FALSE(url("sqlite:///memory").driver()->single_connection());
}

TEST(Url, TakesEveryKey) {
    const auto driver = url("sqlite:////tmp/app.db?journal_mode=wal&synchronous=full&busy_timeout=250ms&"
                            "default_lock=immediate&cache_kib=4000&vfs=unix&create=false&read_only=false&"
                            "no_follow=true&unsafe=false")
                            .driver();
    EXPECT_EQ(driver->default_transaction().lock, Lock::immediate);
}

TEST(Url, RefusesUnknownAndRepeatedKeys) {
    EXPECT_EQ(refusal("sqlite:///a.db?jornal_mode=wal"),
              "database URL \"sqlite:///a.db\": SQLite has no key \"jornal_mode\"");
    EXPECT_EQ(refusal("sqlite:///a.db?create=true&create=false"),
              "database URL \"sqlite:///a.db\": the key \"create\" comes twice");
    EXPECT_EQ(refusal("sqlite:///a.db?create=true&cr%65ate=false"),
              "database URL \"sqlite:///a.db\": the key \"create\" comes twice");
    EXPECT_EQ(refusal("sqlite:///a.db?create"),
              "database URL \"sqlite:///a.db\": the key \"create\" has no value");
    EXPECT_EQ(refusal("sqlite:///a.db?"),
              "database URL \"sqlite:///a.db\": it has a parameter without a name");
}

TEST(Url, SaysWhatAValueMayBe) {
    EXPECT_EQ(
        refusal("sqlite:///a.db?journal_mode=off"),
        "database URL \"sqlite:///a.db\": \"journal_mode\" must be one of wal, delete, truncate, persist, memory");
    EXPECT_EQ(
        refusal("sqlite:///a.db?busy_timeout=5"),
        "database URL \"sqlite:///a.db\": \"busy_timeout\" must be a whole number with a unit: ms, s or min");
    EXPECT_EQ(refusal("sqlite:///a.db?read_only=1"),
              "database URL \"sqlite:///a.db\": \"read_only\" must be one of true, false");
    for (const char* bad : {"", "s", "-1s", "1.5s", "1 s", "99999999999999999999s", "5S"})
        EXPECT_NE(refusal("sqlite:///a.db?busy_timeout=" + std::string(bad)), "") << bad;
}

TEST(Url, RefusesWhatOptionsRefuse) {
    EXPECT_NE(refusal("sqlite:///file:x.db"), "");
    EXPECT_NE(refusal("sqlite:///a.db?synchronous=off"), "");
    EXPECT_EQ(refusal("sqlite:///a.db?synchronous=off&unsafe=true"), "");
}

TEST(Url, RefusesWhatIsNoUrl) {
    for (const char* bad :
         {"", "app.db", "://x", "SQLITE:///a", "sqlite:a.db", "sqlite:/a.db", "sqlite://a.db", "sqlite:///",
          "sqlite://", "sqlite://host/a.db", "mysql://h/d", "sqlite:///a#b", "sqlite:///a%2",
          "sqlite:///a%zz", "sqlite:///a%00b", "sqlite:///a\nb", "sqlite:///a%0Ab", "sqlite:///a?create=%"})
        EXPECT_NE(refusal(bad), "") << bad;
}

TEST(Url, TakesPostgresApart) {
    const detail::Url parsed =
        detail::parse_url("postgresql://hu%40ey:me%3Aow%2F@[::1]:5433/my%20app?a=b%26c&d=");
    EXPECT_EQ(parsed.user, "hu@ey");
    EXPECT_EQ(parsed.password, "me:ow/");
    EXPECT_EQ(parsed.host, "[::1]");
    EXPECT_EQ(parsed.port, "5433");
    EXPECT_EQ(parsed.path, "my app");
    ASSERT_EQ(parsed.parameters.size(), 2U);
    EXPECT_EQ(parsed.parameters[0].second, "b&c");
    EXPECT_EQ(parsed.parameters[1].second, "");
}

// security checklist 9: what libpq leaks of malformed URLs
TEST(RedactedUrl, NeverHoldsThePassword) {
    for (const char* password :
         {"s3cret", "s3%zzcret", "s3cret:5", "s3@cret", "s3/cret", "s3?cret", "s3#cret", "s3?x=cret",
          "s3&cret=1", "s3[cret", "s3%00cret", "s3 cret", "s3\ncret"}) {
        const std::string text =
            "postgresql://huey:" + std::string(password) + "@db.example/app?sslmode=require";
        for (const std::string& got : {detail::redact_url(text), refusal(text)}) {
            EXPECT_EQ(got.find("cret"), std::string::npos) << got;
            EXPECT_EQ(got.find("s3"), std::string::npos) << got;
            EXPECT_EQ(got.find("huey"), std::string::npos) << got;
        }
    }
}

TEST(RedactedUrl, HoldsNoParameters) {
    EXPECT_EQ(detail::redact_url("postgresql://host/db?password=s3cret"), "postgresql://host/db");
    EXPECT_EQ(detail::redact_url("postgresql://host/db?password=s3@cret"), "postgresql://…");
    EXPECT_EQ(refusal("postgresql://h/d?s3cret%zz=1").find("s3cret"), std::string::npos);
}

TEST(RedactedUrl, ShowsNothingOfWhatIsNoUrl) {
    EXPECT_EQ(detail::redact_url("s3cret"), "…");
    EXPECT_EQ(detail::redact_url("huey:s3cret@host/db"), "…");
    EXPECT_EQ(detail::redact_url("s3cret!://host"), "…");
}

/// Any text: a refusal or a driver, nothing else; and a password that was understood is never shown.
TEST(Url, SurvivesAnyText) {
    std::mt19937 random(20240229);
    const std::string alphabet = "aZ9:/?#[]@&=%+ .\n\x01\xC3\xA4" + std::string(1, '\0');
    std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
    std::uniform_int_distribution<int> length(0, 24);
    int understood = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string text = round % 2 == 0 ? "postgresql://u:" : "sqlite:///";
        for (int i = length(random); i > 0; --i)
            text += alphabet[letter(random)];
        static_cast<void>(refusal(text));
        try {
            const detail::Url parsed = detail::parse_url(text);
            ++understood;
            const bool short_one = parsed.password.size() < 4;
            EXPECT_TRUE(short_one || parsed.shown.find(parsed.password) == std::string::npos) << text;
        } catch (const ImproperlyConfigured&) {
            continue;
        }
    }
    EXPECT_GT(understood, 500);
}

}  // namespace
}  // namespace pewit::test
