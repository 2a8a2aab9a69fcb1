/// Where the database of a FreshDatabaseTest is.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <pewit/gtest.hpp>

#include "connection/driver.hpp"
#include "gtest/leak_check.hpp"

namespace pewit::gtest {

/// Removed with all that is in it. What goes wrong then fails the test.
class TemporaryDirectory {
public:
    /// Errors: std::system_error.
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

/// The same for a schema.
class TemporarySchema {
public:
    /// Errors: ImproperlyConfigured with prepare = never; what connecting throws.
    explicit TemporarySchema(std::shared_ptr<detail::Driver> server);
    TemporarySchema(const TemporarySchema&) = delete;
    TemporarySchema& operator=(const TemporarySchema&) = delete;
    ~TemporarySchema();
    [[nodiscard]] Connector connector() const { return Connector(inside_); }

private:
    void run(const std::string& sql) const;

    std::shared_ptr<detail::Driver> server_;
    std::string name_;
    std::shared_ptr<detail::Driver> inside_;
};

/// A file in the directory where the engine has files, else a schema.
struct FreshDatabaseTest::State {
    State(const std::shared_ptr<detail::Driver>& engine, DatabaseOptions options)
        : inside(engine->in_directory(directory.path())),
          schema(inside == nullptr ? std::make_unique<TemporarySchema>(engine) : nullptr),
          database(schema != nullptr ? schema->connector() : Connector(inside), std::move(options)),
          scope(database),
          check(database) {}
    ~State() { check.at_end(); }

    TemporaryDirectory directory;
    std::shared_ptr<detail::Driver> inside;
    std::unique_ptr<TemporarySchema> schema;
    Database database;
    ConnectionScope scope;
    detail::LeakCheck check;
};

}  // namespace pewit::gtest
