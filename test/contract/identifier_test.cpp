/// Any name that quoting lets through means just itself to the engine.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include <pewit/error.hpp>
#include <pewit/sqlite.hpp>

#include "connection/driver.hpp"
#include "sql/dialect.hpp"

namespace pewit::test {
namespace {

std::string in_quotes(std::string_view name) {
    std::string out;
    detail::append_quoted(out, name);
    return out;
}

/// Up to 63 bytes of whatever means something to a parser, and other characters.
rc::Gen<std::string> names() {
    const auto piece = rc::gen::element<std::string>(
        "\"", "'", "`", "[", "]", ";", "--", "/*", "*/", "\\", "%", "_", ".", "?", "$1", ":a", "@a", "(", ")",
        ",", " ", "\n", "\t", "\x01", "\x7f", "select", "DROP TABLE t", "a", "Z", "0", "é", "世", "🐈");
    const auto joined =
        rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
            std::string name;
            for (const std::string& each : pieces) {
                if (name.size() + each.size() <= 63) name += each;
            }
            return name;
        });
    return rc::gen::nonEmpty(joined);
}

class Identifier : public testing::Test {
protected:
    void run(const std::string& sql) { connection_->prepare(sql)->step(); }

    std::string name_of_the_only_table() {
        const auto statement = connection_->prepare("SELECT name FROM sqlite_schema WHERE type = 'table'");
        const detail::Cell* row = statement->step();
        return row == nullptr ? "<none>" : std::string{row[0].text()};
    }

    std::shared_ptr<detail::Driver> driver_ = sqlite({.path = ":memory:"}).driver();
    std::unique_ptr<detail::DriverConnection> connection_ = driver_->connect();
};

TEST_F(Identifier, OfAColumnComesBack) {
    EXPECT_TRUE(rc::check([this] {
        const std::string name = *names();
        RC_ASSERT(connection_->prepare("SELECT 1 AS " + in_quotes(name))->column_name(0) == name);
    }));
}

TEST_F(Identifier, OfATableAndItsColumnComesBack) {
    EXPECT_TRUE(rc::check([this] {
        const std::string table = *names();
        const std::string column = *names();
        run("CREATE TABLE " + in_quotes(table) + " (" + in_quotes(column) + " INTEGER)");
        RC_ASSERT(name_of_the_only_table() == table);
        const std::string qualified = in_quotes(table) + '.' + in_quotes(column);
        RC_ASSERT(connection_->prepare("SELECT " + qualified + " FROM " + in_quotes(table))->column_name(0)
                  == column);
        run("DROP TABLE " + in_quotes(table));
        RC_ASSERT(name_of_the_only_table() == "<none>");
    }));
}

TEST_F(Identifier, OfAnyBytesIsQuotedOrRefused) {
    EXPECT_TRUE(rc::check([this](const std::string& name) {
        std::string sql;
        try {
            sql = "SELECT 1 AS " + in_quotes(name);
        } catch (const ProgrammingError&) {
            return;
        }
        RC_ASSERT(connection_->prepare(sql)->column_name(0) == name);
    }));
}

}  // namespace
}  // namespace pewit::test
