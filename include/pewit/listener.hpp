/// Notifications between the programs of a PostgreSQL database: LISTEN. What sends them is `Database::notify()`.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <pewit/connection_scope.hpp>

namespace pewit {

struct Notification {
    std::string channel;
    std::string payload;  ///< empty when none was sent
    int pid = 0;          ///< of the server process that sent it: the sender's `pg_backend_pid()`
};

/// Hears what is notified on some channels from its construction on, over a connection of its own, which does not count
/// in the pool.
///
///     pewit::Listener listener{db, {"jobs"}};
///     while (is_running) {
///         if (const auto news = listener.wait(1s)) take_job(news->payload);
///     }
///
/// SQL: LISTEN for each channel. Nothing else runs on the connection.
/// Errors: NotSupportedError on SQLite; ImproperlyConfigured for no channel, and with prepare = never (a pooler in
/// transaction mode loses notifications); ProgrammingError for a channel that is no SQL name; what connecting throws.
/// Threads: it belongs to whoever uses it, one thread at a time. A forked child can't use it.
class Listener {
public:
    Listener(detail::DatabaseRef database, const std::vector<std::string>& channels);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

    /// The next notification, in the order of the commits that sent them; nothing when none came within `timeout`.
    /// Zero: looks without waiting.
    ///
    /// Errors: ConnectionLost when the link is gone, now and at each later call. Notifications may have been missed then,
    /// so it never reconnects by itself: make a new Listener, then look at the tables for what you have not heard of.
    /// TransactionStateError in a forked child.
    [[nodiscard]] std::optional<Notification> wait(std::chrono::milliseconds timeout);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace pewit
