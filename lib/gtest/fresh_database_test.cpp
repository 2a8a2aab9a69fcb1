/// FreshDatabaseTest in a file.
#include <pewit/gtest.hpp>

#include "gtest/fresh_place.hpp"

namespace pewit::gtest {

FreshDatabaseTest::FreshDatabaseTest() : FreshDatabaseTest(SqliteOptions{}) {}
FreshDatabaseTest::FreshDatabaseTest(SqliteOptions engine, DatabaseOptions options) {
    auto directory = std::make_unique<TemporaryDirectory>();
    engine.path = directory->path() + "/test.db";
    state_ = std::make_unique<State>(std::move(directory), sqlite(std::move(engine)), std::move(options));
}

}  // namespace pewit::gtest
