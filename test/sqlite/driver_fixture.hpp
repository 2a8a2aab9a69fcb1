/// Real SQLite through the driver interface alone: no pool, no frames.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <pewit/error.hpp>
#include <pewit/sqlite.hpp>
#include <support/driver_access.hpp>
#include <support/temp_directory.hpp>

#include "connection/driver.hpp"

namespace pewit::test {

inline std::unique_ptr<detail::DriverConnection> connect(SqliteOptions options) {
    return sqlite(std::move(options)).driver()->connect();
}

class SqliteDriverTest : public testing::Test {
protected:
    std::unique_ptr<detail::DriverConnection> open(SqliteOptions options = {}) {
        if (options.path.empty()) options.path = directory.file("test.db");
        return connect(std::move(options));
    }

    TempDirectory directory;
};

}  // namespace pewit::test
