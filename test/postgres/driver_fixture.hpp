/// Real PostgreSQL through the driver interface alone: no pool, no frames.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include <pewit/error.hpp>
#include <support/postgres_server.hpp>

#include "connection/driver.hpp"

namespace pewit::test {

inline std::string to_text(const detail::Cell& cell) {
    switch (cell.kind) {
    case detail::CellKind::null:
        return "NULL";
    case detail::CellKind::integer:
        return std::to_string(cell.integer);
    case detail::CellKind::real:
        return std::to_string(cell.real);
    case detail::CellKind::text:
    case detail::CellKind::blob:
    case detail::CellKind::decimal:
        return std::string(cell.text());
    }
    return {};
}

/// Runs one statement; the first column of its first row as text, empty if there is none.
inline std::string ask(detail::DriverConnection& connection, const std::string& sql) {
    const auto statement = connection.prepare(sql);
    const detail::Cell* row = statement->step();
    std::string first = row != nullptr ? to_text(row[0]) : "";
    while (row != nullptr)
        row = statement->step();
    return first;
}

/// The error of class E that `call` throws; a failed test and an empty error if it throws none.
template <class E, class Call>
E caught(Call&& call) {
    try {
        call();
    } catch (const E& error) {
        return error;
    } catch (const std::exception& other) {
        ADD_FAILURE() << "another error: " << other.what();
        return E("not thrown");
    }
    ADD_FAILURE() << "no error";
    return E("not thrown");
}

class PostgresDriverTest : public testing::Test {
protected:
    std::unique_ptr<detail::DriverConnection> open(const std::string& keys = {}) const {
        return schema.connector(keys).driver()->connect();
    }

    TemporarySchema schema;
    std::unique_ptr<detail::DriverConnection> connection = open();
};

}  // namespace pewit::test
