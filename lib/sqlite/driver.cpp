/// The factory `pewit::sqlite(…)`: options in, an engine out.
#include <atomic>

#include <pewit/sqlite.hpp>

#include "connection/driver.hpp"
#include "sql/sqlite_dialect.hpp"
#include "sqlite/connection.hpp"
#include "sqlite/file.hpp"

namespace pewit {
namespace detail {
namespace {

class SqliteDriver final : public Driver {
public:
    explicit SqliteDriver(SqliteTarget target)
        : target_(std::make_shared<const SqliteTarget>(std::move(target))), number_(next_number()) {}

    std::unique_ptr<DriverConnection> connect() override {
        return std::make_unique<SqliteConnection>(target_, extensions_);
    }
    [[nodiscard]] const Dialect& dialect() const noexcept override { return sqlite_dialect(); }
    [[nodiscard]] std::string redacted_url() const override {
        return "sqlite:///" + (target_->in_memory ? ":memory:" : target_->file);
    }
    [[nodiscard]] std::string identity() const override {
        return target_->in_memory ? "memory:" + std::to_string(number_) : file_identity(target_->file);
    }
    [[nodiscard]] bool single_connection() const noexcept override { return target_->in_memory; }
    [[nodiscard]] SqliteExtensions* sqlite_extensions() noexcept override { return extensions_.get(); }
    /// A database in memory stays there: it is new by itself. Attached files are new ones too.
    [[nodiscard]] std::shared_ptr<Driver> in_directory(const std::string& directory) const override {
        SqliteOptions options = target_->options;
        if (!target_->in_memory) {
            options.path = directory + "/test.db";
            options.uri = false;
            options.create = true;
        }
        for (auto& [schema, path] : options.attach)
            path = directory + "/" + schema + ".db";
        return std::make_shared<SqliteDriver>(resolve(std::move(options)));
    }
    [[nodiscard]] TransactionOptions default_transaction() const override {
        return {.lock = target_->options.default_lock};
    }

private:
    static std::uint64_t next_number() noexcept {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }

    std::shared_ptr<const SqliteTarget> target_;
    std::shared_ptr<ExtensionList> extensions_ = std::make_shared<ExtensionList>();
    std::uint64_t number_;
};

}  // namespace
}  // namespace detail

Connector sqlite(SqliteOptions options) {
    return Connector(std::make_shared<detail::SqliteDriver>(detail::resolve(std::move(options))));
}

}  // namespace pewit
