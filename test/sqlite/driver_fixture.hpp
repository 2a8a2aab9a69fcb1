/// Real SQLite through the driver interface alone: no pool, no frames.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <pewit/error.hpp>
#include <pewit/sqlite.hpp>
#include <support/temp_directory.hpp>

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

/// Runs one statement and returns the first row's cells as text.
inline std::vector<std::string> run(detail::DriverConnection& connection, const std::string& sql) {
    const auto statement = connection.prepare(sql);
    std::vector<std::string> first;
    const detail::Cell* row = statement->step();
    for (int i = 0; row != nullptr && i < statement->column_count(); ++i)
        first.push_back(to_text(row[i]));
    while (row != nullptr)
        row = statement->step();
    return first;
}

/// The first column of the first row.
inline std::string ask(detail::DriverConnection& connection, const std::string& sql) {
    const std::vector<std::string> row = run(connection, sql);
    return row.empty() ? "" : row.front();
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
