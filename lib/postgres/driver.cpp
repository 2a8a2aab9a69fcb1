/// The factory `pewit::postgres(…)`: options in, an engine out.
#include "connection/driver.hpp"
#include "postgres/connection.hpp"
#include "sql/postgres_dialect.hpp"

namespace pewit {
namespace detail {
namespace {

class PostgresDriver final : public Driver {
public:
    explicit PostgresDriver(std::shared_ptr<const PostgresTarget> target) : target_(std::move(target)) {}

    std::unique_ptr<DriverConnection> connect() override {
        return std::make_unique<PostgresConnection>(target_);
    }
    [[nodiscard]] const Dialect& dialect() const noexcept override { return postgres_dialect(); }
    [[nodiscard]] std::shared_ptr<Driver> replicas() const override {
        PostgresOptions options = target_->options;
        if (options.read_replicas.empty()) return nullptr;
        options.hosts = std::move(options.read_replicas);
        options.read_replicas.clear();
        options.host.clear();
        options.port = 0;
        options.target_session_attrs = TargetSessionAttrs::prefer_standby;
        return std::make_shared<PostgresDriver>(resolve(std::move(options)));
    }
    [[nodiscard]] std::shared_ptr<Driver> in_schema(const std::string& schema) const override {
        PostgresOptions options = target_->options;
        options.search_path = {schema};
        return std::make_shared<PostgresDriver>(resolve(std::move(options)));
    }
    [[nodiscard]] std::chrono::milliseconds replica_wait() const override {
        return target_->options.replica_wait;
    }
    [[nodiscard]] std::string redacted_url() const override { return target_->shown; }
    [[nodiscard]] std::string identity() const override { return target_->shown; }
    [[nodiscard]] bool single_connection() const noexcept override { return false; }
    [[nodiscard]] TransactionOptions default_transaction() const override {
        return {.isolation = target_->options.isolation};
    }

private:
    std::shared_ptr<const PostgresTarget> target_;
};

}  // namespace
}  // namespace detail

Connector postgres(PostgresOptions options) {
    return Connector(std::make_shared<detail::PostgresDriver>(detail::resolve(std::move(options))));
}

}  // namespace pewit
