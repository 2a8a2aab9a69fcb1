/// A driver asked directly: rows as text, errors by their class.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

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
    case detail::CellKind::array:
        return std::string(cell.array->text);
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

}  // namespace pewit::test
