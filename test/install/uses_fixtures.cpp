#include <pewit/gtest.hpp>

using Installed = pewit::gtest::FreshDatabaseTest;

TEST_F(Installed, HasTheFixtures) {
    database().execute("CREATE TABLE t (x INTEGER)");
    EXPECT_QUERY_COUNT(1, database().execute("INSERT INTO t VALUES (1)"));
}
