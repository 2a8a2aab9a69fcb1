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
    /// Errors: ImproperlyConfigured where there are no schemas; what connecting throws.
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

struct FreshDatabaseTest::State {
    State(std::unique_ptr<TemporaryDirectory> place, Connector connector, DatabaseOptions options)
        : directory(std::move(place)),
          database(std::move(connector), std::move(options)),
          scope(database),
          check(database) {}
    State(std::unique_ptr<TemporarySchema> in, DatabaseOptions options)
        : directory(std::make_unique<TemporaryDirectory>()),
          schema(std::move(in)),
          database(schema->connector(), std::move(options)),
          scope(database),
          check(database) {}
    ~State() { check.at_end(); }

    std::unique_ptr<TemporaryDirectory> directory;
    std::unique_ptr<TemporarySchema> schema;
    Database database;
    ConnectionScope scope;
    detail::LeakCheck check;
};

}  // namespace pewit::gtest
