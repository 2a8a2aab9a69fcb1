/// FreshDatabaseTest on PostgreSQL: a schema of the test's own.
#include <gtest/gtest-spi.h>

#include <optional>
#include <string>

#include "notes_suite.hpp"

#include <pewit/url.hpp>
#include <support/engine.hpp>

namespace {

using pewit::test::postgres_url;

class Trial : public pewit::gtest::FreshDatabaseTest {
public:
    explicit Trial(const std::string& keys = {}) : FreshDatabaseTest(pewit::url(postgres_url(keys))) {
        database().execute("CREATE TABLE t (x INTEGER)");
    }
    void TestBody() override {}
    [[nodiscard]] std::string schema() const {
        return std::get<0>(database().query<std::string>("SELECT current_schema()").at(0));
    }
    using FreshDatabaseTest::database;
};

/// Asked of the server by itself.
std::int64_t count_schemas(const std::string& name) {
    const auto connection = pewit::url(postgres_url()).driver()->connect();
    const auto statement =
        connection->prepare("SELECT count(*) FROM pg_namespace WHERE nspname = '" + name + "'");
    return statement->step()[0].integer;
}

TEST(FreshSchema, IsTheWholeSearchPathAndGoneWithTheTest) {
    PEWIT_ONLY_ON_POSTGRES();
    std::string name;
    {
        Trial trial;
        name = trial.schema();
        EXPECT_EQ(name.find("pewit_test_"), 0U) << name;
        EXPECT_EQ(count_schemas(name), 1);
        trial.database().execute("INSERT INTO t VALUES (1)");
        pewit::Atomic tx{pewit::current};
        EXPECT_TRUE(trial.database().in_transaction());
    }
    EXPECT_EQ(count_schemas(name), 0);
}

TEST(FreshSchema, IsAnothersInEachTest) {
    PEWIT_ONLY_ON_POSTGRES();
    const Trial one;
    const Trial two;
    EXPECT_NE(one.schema(), two.schema());
    one.database().execute("INSERT INTO t VALUES (1)");
    EXPECT_TRUE(two.database().query<int>("SELECT x FROM t").empty());
}

TEST(FreshSchema, IsGoneAfterAFailedTestToo) {
    PEWIT_ONLY_ON_POSTGRES();
    std::string name;
    const auto leak = [&] {
        std::optional<pewit::Atomic> left;
        Trial trial;
        name = trial.schema();
        left.emplace(trial.database());  // holds a lock on the table when the test ends
        trial.database().execute("INSERT INTO t VALUES (1)");
    };
    EXPECT_NONFATAL_FAILURE(leak(), "transaction");
    EXPECT_EQ(count_schemas(name), 0);
    const auto escape = [&] {
        const Trial trial;
        name = trial.schema();
        throw 1;
    };
    EXPECT_THROW(escape(), int);
    EXPECT_EQ(count_schemas(name), 0);
}

TEST(FreshSchema, TakesTheConnectorsOptions) {
    PEWIT_ONLY_ON_POSTGRES();
    const Trial trial{"lock_timeout=123ms"};
    EXPECT_EQ(std::get<0>(trial.database().query<std::string>("SHOW lock_timeout").at(0)), "123ms");
}

}  // namespace
