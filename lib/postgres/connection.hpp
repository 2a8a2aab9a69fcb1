/// One PostgreSQL session behind the driver interface.
#pragma once

#include <memory>

#include "connection/driver.hpp"
#include "postgres/handle.hpp"
#include "postgres/options.hpp"

namespace pewit::detail {

class PostgresConnection final : public DriverConnection {
public:
    /// Connects and sets up. Errors: OperationalError, ImproperlyConfigured.
    explicit PostgresConnection(std::shared_ptr<const PostgresTarget> target);

    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    /// A cursor.
    std::unique_ptr<Statement> prepare_stream(std::string_view query) override;
    [[nodiscard]] EngineState state() const noexcept override;
    [[nodiscard]] std::int64_t changes() const noexcept override { return handle_->changes; }
    /// 0: keys come by RETURNING.
    [[nodiscard]] std::int64_t last_insert_id() const noexcept override { return 0; }
    /// By a connection of its own to the server, which is asked to cancel.
    void interrupt() noexcept override;
    /// BEGIN says it.
    std::string_view set_read_only(bool /*on*/) override { return {}; }
    /// Also false when the server has ended the session meanwhile.
    [[nodiscard]] bool looks_usable() const noexcept override;
    [[nodiscard]] bool probe() noexcept override;
    void abandon() noexcept override;
    /// PGconn and what libpqxx has (client.hpp).
    [[nodiscard]] void* native(std::type_index type) noexcept override;
    /// Errors: ImproperlyConfigured with Prepare::never.
    void listen(std::string_view channel) override;
    std::optional<Notification> next_notification(std::chrono::milliseconds timeout) override;
    /// Errors: NotSupportedError.
    bool backup_to(const std::string& path, const BackupOptions& options) override;
    /// With track_xid: asks for the transaction's number.
    std::string_view before_commit() override;
    [[nodiscard]] std::shared_ptr<const InDoubt> in_doubt() const override;
    /// The link was lost behind a COMMIT. Not when the server says that it had ended the transaction before.
    [[nodiscard]] bool commit_is_in_doubt(const ErrorFacts& error,
                                          std::string_view message) const noexcept override;

private:
    struct FreeCancel {
        void operator()(PGcancel* cancel) const noexcept { PQfreeCancel(cancel); }
    };

    std::shared_ptr<const PostgresTarget> target_;
    std::shared_ptr<PostgresHandle> handle_;
    std::unique_ptr<PGcancel, FreeCancel> cancel_;
};

/// Opens a link, within connect_timeout. Errors: OperationalError.
[[nodiscard]] Link open_link(const PostgresTarget& target);

/// Notices become log records; the settings are made, where they were not at the start, and read back.
/// Errors: OperationalError when the server did not take one.
void set_up_session(PostgresHandle& handle, const PostgresTarget& target);

}  // namespace pewit::detail
