/// EXPECT_QUERY_COUNT: what counts, and what a failure says.
#include <gtest/gtest-spi.h>

#include <stdexcept>

#include "notes_suite.hpp"

namespace {

using namespace pewit::test;  // NOLINT(google-build-using-namespace)

class QueryCount : public pewit::gtest::RollbackTest {
protected:
    QueryCount() : pewit::gtest::RollbackTest(notes_database()) {}
    pewit::Database& db = notes_database();
};

TEST_F(QueryCount, CountsStatementsAndControlStatements) {
    EXPECT_QUERY_COUNT(0, static_cast<void>(db.in_transaction()));
    EXPECT_QUERY_COUNT(1, add_note("a"));
    EXPECT_QUERY_COUNT(3, pewit::Atomic tx{db}; add_note("b"));
}

TEST_F(QueryCount, CountsAStatementThatFails) {
    add_note("a");
    EXPECT_QUERY_COUNT(1, EXPECT_THROW(add_note("a"), pewit::UniqueViolation));
}

TEST_F(QueryCount, TakesABlockWithCommas) {
    EXPECT_QUERY_COUNT(2, {
        const Texts texts{"a", "b"};
        for (const auto& text : texts)
            add_note(text);
    });
}

TEST_F(QueryCount, CountsAllDatabases) {
    pewit::Database other{pewit::sqlite({.path = ":memory:"})};
    other.connect();
    EXPECT_QUERY_COUNT(2, add_note("a"); other.execute("SELECT 1"));
    other.close();
}

TEST_F(QueryCount, NeverCountsHousekeeping) {
    pewit::Database other{pewit::sqlite({.path = ":memory:"})};
    EXPECT_QUERY_COUNT(1, other.execute("SELECT 1"));  // it connects first
}

TEST_F(QueryCount, ListsWhatWasSentWhenTheCountIsWrong) {
    EXPECT_NONFATAL_FAILURE(EXPECT_QUERY_COUNT(1, add_note("a"); add_note("b")) << "n + 1",
                            "sends 2 statements instead of 1:\n"
                            "  1. INSERT INTO note VALUES ($1)\n"
                            "  2. INSERT INTO note VALUES ($1)\nn + 1");
}

TEST_F(QueryCount, StopsCountingWhenTheStatementThrows) {
    EXPECT_THROW({ EXPECT_QUERY_COUNT(1, throw std::runtime_error("no")); }, std::runtime_error);
    EXPECT_QUERY_COUNT(1, add_note("a"));
}

TEST_F(QueryCount, IsOneStatementAfterIf) {
    if (notes().empty())
        EXPECT_QUERY_COUNT(1, add_note("a"));
    else
        FAIL();
    EXPECT_EQ(notes(), Texts{"a"});
}

}  // namespace
