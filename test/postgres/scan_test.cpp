#include <gtest/gtest.h>

#include "postgres/sql_scan.hpp"

namespace pewit::test {
namespace {

using detail::find_placeholders;
using detail::first_word;

std::string numbers(std::string_view sql) {
    std::string list;
    for (const auto& each : find_placeholders(sql)) {
        EXPECT_EQ(sql.substr(each.begin, each.end - each.begin), "$" + std::to_string(each.number));
        list += std::to_string(each.number) + " ";
    }
    return list;
}

TEST(SqlScan, FindsPlaceholders) {
    EXPECT_EQ(numbers("SELECT $1, $2 + $12"), "1 2 12 ");
    EXPECT_EQ(numbers("SELECT 1"), "");
    EXPECT_EQ(numbers(""), "");
}

TEST(SqlScan, FindsNamesOutsideOfLiterals) {
    const std::vector<std::string_view> names =
        detail::find_names(R"(SELECT "a B", E'x\'y' || $$s$$ FROM t1 -- z
            WHERE c='v' /* w */)");
    EXPECT_EQ(names, (std::vector<std::string_view>{"SELECT", "a B", "E", "FROM", "t1", "WHERE", "c"}));
}

TEST(SqlScan, PassesOverStringsAndNames) {
    EXPECT_EQ(numbers("SELECT '$1', $2"), "2 ");
    EXPECT_EQ(numbers("SELECT 'it''s $1', $2"), "2 ");
    EXPECT_EQ(numbers(R"(SELECT "$1", $2)"), "2 ");
    EXPECT_EQ(numbers("SELECT 'open $1"), "");
}

/// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE
TEST(SqlScan, KnowsBackslashesInEscapeStringsAlone) {
    EXPECT_EQ(numbers(R"(SELECT E'\' $1', $2)"), "2 ");
    EXPECT_EQ(numbers(R"(SELECT '\', $1)"), "1 ");
    EXPECT_EQ(numbers(R"(SELECT nameE'\', $1)"), "1 ");
}

TEST(SqlScan, PassesOverDollarStrings) {
    EXPECT_EQ(numbers("SELECT $$ $1 $$, $2"), "2 ");
    EXPECT_EQ(numbers("SELECT $a$ $1 $$ $b$ $a$, $2"), "2 ");
    EXPECT_EQ(numbers("SELECT a$1, $2"), "2 ");  // part of a name
}

TEST(SqlScan, PassesOverComments) {
    EXPECT_EQ(numbers("SELECT 1 -- $1\n, $2"), "2 ");
    EXPECT_EQ(numbers("SELECT /* $1 /* $2 */ $3 */ $4"), "4 ");
    EXPECT_EQ(numbers("SELECT 1 /* $1"), "");
}

TEST(SqlScan, FindsTheFirstWord) {
    EXPECT_EQ(first_word("select 1"), "SELECT");
    EXPECT_EQ(first_word("  -- hm\n /* a /* b */ */ ; Commit"), "COMMIT");
    EXPECT_EQ(first_word("(SELECT 1)"), "");
    EXPECT_EQ(first_word(""), "");
}

}  // namespace
}  // namespace pewit::test
