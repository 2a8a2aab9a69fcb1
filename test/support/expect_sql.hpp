/// EXPECT_SQL: what a query is in the text of every engine, with its parameters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pewit/detail/run.hpp>
#include <pewit/value.hpp>

#include "sql/postgres_dialect.hpp"
#include "sql/sqlite_dialect.hpp"

namespace pewit::test {

struct ExpectedSql {
    std::string sqlite;
    std::string postgres;
    std::vector<Value> params = {};
    /// Where SQLite gets other values (a GLOB pattern).
    std::optional<std::vector<Value>> sqlite_params = {};
};

template <class Query>
[[nodiscard]] SqlText in_sqlite(const Query& query) {
    return detail::sql_text(query.node(), detail::sqlite_dialect());
}
template <class Query>
[[nodiscard]] SqlText in_postgres(const Query& query) {
    return detail::sql_text(query.node(), detail::postgres_dialect());
}

template <class Query>
void expect_sql(const char* file, int line, const Query& query, const ExpectedSql& expected) {
    const testing::ScopedTrace place(file, line, "EXPECT_SQL");
    EXPECT_EQ(in_sqlite(query), (SqlText{expected.sqlite, expected.sqlite_params.value_or(expected.params)}));
    EXPECT_EQ(in_postgres(query), (SqlText{expected.postgres, expected.params}));
}

}  // namespace pewit::test

/// EXPECT_SQL(query, {.sqlite = "…", .postgres = "…", .params = {…}})
#define EXPECT_SQL(query, ...) ::pewit::test::expect_sql(__FILE__, __LINE__, query, __VA_ARGS__)
