#include <gtest/gtest.h>

#include <pewit/error.hpp>

#include "sql/sqlite_dialect.hpp"

namespace pewit::test {
namespace {

std::string in_quotes(std::string_view name) {
    std::string out;
    detail::append_quoted(out, name);
    return out;
}

TEST(SqliteBegin, SaysWhatWasAskedFor) {
    const detail::Dialect& dialect = detail::sqlite_dialect();
    EXPECT_EQ(dialect.begin({}), "BEGIN");
    EXPECT_EQ(dialect.begin({.lock = Lock::deferred}), "BEGIN DEFERRED");
    EXPECT_EQ(dialect.begin({.lock = Lock::immediate}), "BEGIN IMMEDIATE");
    EXPECT_EQ(dialect.begin({.lock = Lock::exclusive}), "BEGIN EXCLUSIVE");
    EXPECT_EQ(dialect.begin({.isolation = Isolation::serializable}), "BEGIN");
    EXPECT_EQ(dialect.begin({.access = Access::read_only}), "BEGIN");
}

TEST(SqliteBegin, RefusesWhatSqliteLacks) {  // transactions.md section 6
    const detail::Dialect& dialect = detail::sqlite_dialect();
    for (const Isolation level :
         {Isolation::read_uncommitted, Isolation::read_committed, Isolation::repeatable_read})
        EXPECT_THROW(static_cast<void>(dialect.begin({.isolation = level})), ImproperlyConfigured);
    EXPECT_THROW(static_cast<void>(dialect.begin({.deferrable = true})), ImproperlyConfigured);
}

TEST(Quoting, DoublesQuotes) {
    EXPECT_EQ(in_quotes("user"), R"("user")");
    EXPECT_EQ(in_quotes(R"(a"b)"), R"("a""b")");
    EXPECT_EQ(in_quotes(R"("; DROP TABLE t; --)"), R"("""; DROP TABLE t; --")");
    EXPECT_EQ(in_quotes("größe"), "\"größe\"");
}

TEST(Quoting, RefusesNamesThatDiffer) {  // security checklist 2
    using namespace std::string_view_literals;
    EXPECT_THROW(in_quotes(""), ProgrammingError);
    EXPECT_THROW(in_quotes("a\0b"sv), ProgrammingError);
    EXPECT_THROW(in_quotes("\xC3"), ProgrammingError);
    EXPECT_THROW(in_quotes(std::string(64, 'a')), ProgrammingError);
    EXPECT_EQ(in_quotes(std::string(63, 'a')).size(), 65U);
    EXPECT_THROW(in_quotes("ä" + std::string(62, 'a')), ProgrammingError) << "bytes, not letters";
}

}  // namespace
}  // namespace pewit::test
