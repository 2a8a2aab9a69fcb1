/// LISTEN and NOTIFY.
#include <pewit/listener.hpp>

#include <pewit/database.hpp>
#include <pewit/detail/text.hpp>
#include <pewit/error.hpp>

#include "connection/database_state.hpp"
#include "connection/driver.hpp"
#include "connection/session.hpp"
#include "sql/dialect.hpp"

namespace pewit {
namespace detail {
namespace {

constexpr std::size_t longest_payload =
    7999;  // bytes: https://www.postgresql.org/docs/current/sql-notify.html

const StatementSlot notify_slot;

[[noreturn]] void refuse_notifications(const Dialect& dialect) {
    throw NotSupportedError("LISTEN and NOTIFY: " + std::string(dialect.name()) + " has no notifications",
                            {.code = ErrorCode::not_supported});
}

/// A server would refuse it too, and doom the transaction.
void check_payload(std::string_view payload) {
    const Fault fault = check_text(payload);
    const char* wrong = fault == Fault::embedded_nul       ? "holds a NUL"
                        : fault != Fault::none             ? "is not valid UTF-8"
                        : payload.size() > longest_payload ? "is longer than 7999 bytes"
                                                           : nullptr;
    if (wrong != nullptr)
        throw DataError(std::string("the payload of a notification ") + wrong, {.code = ErrorCode::data});
}

void check_channel(std::string_view channel) {
    std::string quoted;
    append_quoted(quoted, channel);
}

}  // namespace

void DriverConnection::listen(std::string_view /*channel*/) {
    throw NotSupportedError("LISTEN", {.code = ErrorCode::not_supported});
}

std::optional<Notification> DriverConnection::next_notification(std::chrono::milliseconds /*timeout*/) {
    return std::nullopt;
}

}  // namespace detail

void Database::notify(std::string_view channel, std::string_view payload) {
    detail::SessionLease lease{*this};
    const std::string_view sql = lease.dialect().notify();
    if (sql.empty()) detail::refuse_notifications(lease.dialect());
    detail::check_channel(channel);
    detail::check_payload(payload);
    detail::Execution run{lease.session(), detail::notify_slot,
                          [sql](const detail::Dialect&) { return std::string(sql); }};
    run.statement().bind_text(0, channel);
    run.statement().bind_text(1, payload);
    run.run();
}

struct Listener::State {
    std::unique_ptr<detail::DriverConnection> connection;
    std::uint64_t process = detail::process_generation_now;
};

Listener::Listener(detail::DatabaseRef database, const std::vector<std::string>& channels) {
    const auto of = database.state();
    if (of->driver->dialect().notify().empty()) detail::refuse_notifications(of->driver->dialect());
    if (channels.empty())
        throw ImproperlyConfigured("a Listener needs a channel", {.code = ErrorCode::configuration});
    for (const std::string& channel : channels)
        detail::check_channel(channel);
    state_ = std::make_unique<State>(State{of->driver->connect()});
    for (const std::string& channel : channels)
        state_->connection->listen(channel);
}

Listener::~Listener() {
    if (state_->process != detail::process_generation_now) state_->connection->abandon();
}

std::optional<Notification> Listener::wait(std::chrono::milliseconds timeout) {
    if (state_->process != detail::process_generation_now) {
        throw TransactionStateError("a Listener was made before fork(); the child makes its own",
                                    {.code = ErrorCode::misuse});
    }
    return state_->connection->next_notification(timeout);
}

}  // namespace pewit
