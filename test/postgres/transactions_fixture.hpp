/// Transactions of a Database on a real server, with a second one that looks on.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <pewit/atomic.hpp>
#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <pewit/query_log.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {

using Sql = std::vector<std::string>;

inline constexpr auto insert = "INSERT INTO t VALUES ($1)";

class PostgresTransactions : public testing::Test {
protected:
    PostgresTransactions() {
        set_logger(nullptr);
        db.execute("CREATE TABLE t(x int PRIMARY KEY)");
    }
    ~PostgresTransactions() override { set_logger(before_); }

    void add(int x) { db.execute(insert, x); }
    /// What is committed.
    std::int64_t count() { return std::get<0>(observer.query<std::int64_t>("SELECT count(*) FROM t").at(0)); }
    static int pid(Database& of) { return std::get<0>(of.query<int>("SELECT pg_backend_pid()").at(0)); }
    void kill(int backend) {
        EXPECT_TRUE(
            std::get<0>(observer.query<bool>("SELECT pg_terminate_backend($1, 2000)", backend).at(0)));
    }
    /// Each COMMIT of rows in t takes twenty seconds.
    void make_commits_slow() {
        db.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$");
        db.execute(
            "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION wait()");
    }

    std::shared_ptr<spdlog::logger> before_ = logger();
    TemporarySchema schema;
    Database db{schema.connector("track_xid=true&application_name=" + schema.name())};
    Database observer{schema.connector()};
};

}  // namespace pewit::test
