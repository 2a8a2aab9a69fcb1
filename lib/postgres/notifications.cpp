/// What the server tells a session unasked: notifications.
#include <poll.h>

#include <pewit/error.hpp>
#include <pewit/listener.hpp>

#include "postgres/connection.hpp"
#include "postgres/errors.hpp"
#include "postgres/wait.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

struct FreeNotify {
    void operator()(PGnotify* notify) const noexcept { PQfreemem(notify); }
};

}  // namespace

void PostgresConnection::listen(std::string_view channel) {
    if (!handle_->prepares()) {
        throw ImproperlyConfigured(
            "prepare = never is for poolers that share connections, where notifications get lost; listen by a database "
            "that reaches the server itself",
            {.code = ErrorCode::configuration});
    }
    std::string sql = "LISTEN ";
    append_quoted(sql, channel);
    prepare(sql)->step();
}

std::optional<Notification> PostgresConnection::next_notification(std::chrono::milliseconds timeout) {
    PGconn* link = handle_->link();
    const Deadline deadline = deadline_after(timeout);
    do {
        const bool alive = PQstatus(link) == CONNECTION_OK && PQconsumeInput(link) != 0;
        if (const std::unique_ptr<PGnotify, FreeNotify> got{PQnotifies(link)})
            return Notification{got->relname, got->extra, got->be_pid};
        if (!alive || PQstatus(link) != CONNECTION_OK) throw_link_lost(link, handle_->end, "LISTEN");
    } while (wait_for(PQsocket(link), POLLIN, deadline));
    return std::nullopt;
}

}  // namespace pewit::detail
