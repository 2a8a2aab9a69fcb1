#include <pewit/gtest.hpp>

#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "gtest/leak_check.hpp"

namespace pewit::gtest {
namespace {

class TemporaryDirectory {
public:
    TemporaryDirectory() : path_((std::filesystem::temp_directory_path() / "pewit-test-XXXXXX").string()) {
        if (mkdtemp(path_.data()) == nullptr)
            throw std::system_error(errno, std::generic_category(), "no temporary directory " + path_);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
        if (error) ADD_FAILURE() << "the directory " << path_ << " could not be removed: " << error.message();
    }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

SqliteOptions in_directory(SqliteOptions options, const std::string& directory) {
    options.path = directory + "/test.db";
    return options;
}

}  // namespace

struct FreshDatabaseTest::State {
    State(SqliteOptions engine, DatabaseOptions options)
        : database(sqlite(in_directory(std::move(engine), directory.path())), std::move(options)),
          scope(database),
          check(database) {}
    ~State() { check.at_end(); }

    TemporaryDirectory directory;
    Database database;
    ConnectionScope scope;
    detail::LeakCheck check;
};

FreshDatabaseTest::FreshDatabaseTest() : FreshDatabaseTest(SqliteOptions{}) {}
FreshDatabaseTest::FreshDatabaseTest(SqliteOptions sqlite, DatabaseOptions options)
    : state_(std::make_unique<State>(std::move(sqlite), std::move(options))) {}
FreshDatabaseTest::~FreshDatabaseTest() = default;

Database& FreshDatabaseTest::database() const noexcept { return state_->database; }
const std::string& FreshDatabaseTest::directory() const noexcept { return state_->directory.path(); }

}  // namespace pewit::gtest
