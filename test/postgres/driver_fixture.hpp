/// Real PostgreSQL through the driver interface alone: no pool, no frames.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <pewit/error.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

#include "connection/driver.hpp"

namespace pewit::test {

class PostgresDriverTest : public testing::Test {
protected:
    std::unique_ptr<detail::DriverConnection> open(const std::string& keys = {}) const {
        return schema.connector(keys).driver()->connect();
    }

    TemporarySchema schema;
    std::unique_ptr<detail::DriverConnection> connection = open();
};

}  // namespace pewit::test
