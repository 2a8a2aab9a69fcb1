/// FreshDatabaseTest in a file.
#include <pewit/gtest.hpp>

namespace pewit::gtest {
namespace {

/// Whatever its path, which the fixture chooses.
Connector some_file(SqliteOptions options) {
    options.path = "test.db";
    return sqlite(std::move(options));
}

}  // namespace

FreshDatabaseTest::FreshDatabaseTest() : FreshDatabaseTest(SqliteOptions{}) {}
FreshDatabaseTest::FreshDatabaseTest(SqliteOptions engine, DatabaseOptions options)
    : FreshDatabaseTest(some_file(std::move(engine)), std::move(options)) {}

}  // namespace pewit::gtest
