#include "gtest/fresh_place.hpp"

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <system_error>

#include "sql/ddl.hpp"

namespace pewit::gtest {

TemporaryDirectory::TemporaryDirectory()
    : path_((std::filesystem::temp_directory_path() / "pewit-test-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "no temporary directory " + path_);
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
    if (error) ADD_FAILURE() << "the directory " << path_ << " could not be removed: " << error.message();
}

namespace {

/// Other machines may use the same server.
std::string random_name() {
    std::random_device random;
    const auto number = (std::uint64_t{random()} << 32U) | random();
    return "pewit_test_" + std::to_string(number);
}

}  // namespace

TemporarySchema::TemporarySchema(std::shared_ptr<detail::Driver> server)
    : server_(std::move(server)), name_(random_name()), inside_(server_->in_schema(name_)) {
    run(detail::create_schema_sql(name_));
}

TemporarySchema::~TemporarySchema() {
    try {
        run(detail::drop_schema_sql(name_, true));
    } catch (const std::exception& error) {
        ADD_FAILURE() << "the schema " << name_ << " could not be dropped after the test: " << error.what();
    }
}

void TemporarySchema::run(const std::string& sql) const { server_->connect()->prepare(sql)->step(); }

FreshDatabaseTest::FreshDatabaseTest(const Connector& connector, DatabaseOptions options)
    : state_(std::make_unique<State>(connector.driver(), std::move(options))) {}
FreshDatabaseTest::~FreshDatabaseTest() = default;

Database& FreshDatabaseTest::database() const noexcept { return state_->database; }
const std::string& FreshDatabaseTest::directory() const noexcept { return state_->directory.path(); }

}  // namespace pewit::gtest
