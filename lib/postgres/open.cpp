/// Opening a link without waiting for ever.
#include <poll.h>

#include <chrono>

#include "postgres/connection.hpp"
#include "postgres/errors.hpp"

namespace pewit::detail {
namespace {

using Clock = std::chrono::steady_clock;

Link start(const PostgresTarget& target) {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : target.keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return Link{PQconnectStartParams(names.data(), values.data(), 0)};
}

/// Milliseconds until the deadline; -1 when there is none.
int left_until(Clock::time_point deadline) noexcept {
    if (deadline == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

/// False: the time is over.
bool wait(const PGconn* link, PostgresPollingStatusType wanted, Clock::time_point deadline) noexcept {
    pollfd socket{.fd = PQsocket(link),
                  .events = static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                  .revents = 0};
    for (;;) {
        const int left = left_until(deadline);
        const int ready = poll(&socket, 1, left);
        if (ready > 0) return true;
        if (ready == 0 || left == 0) return false;
    }
}

std::string text_of(const PGconn* link) { return link != nullptr ? PQerrorMessage(link) : "out of memory"; }

}  // namespace

Link open_link(const PostgresTarget& target) {
    const auto& options = target.options;
    const auto deadline = options.connect_timeout.count() > 0 ? Clock::now() + options.connect_timeout
                                                              : Clock::time_point::max();
    Link link = start(target);
    const auto refuse = [&](const std::string& text) {
        throw_connect_error(target.shown, text, options.password);
    };
    if (link == nullptr || PQstatus(link.get()) == CONNECTION_BAD) refuse(text_of(link.get()));
    // The one way to the SQLSTATE of what the server says while connecting, or before it closes the link.
    PQsetErrorVerbosity(link.get(), PQERRORS_VERBOSE);
    for (auto wanted = PGRES_POLLING_WRITING; wanted != PGRES_POLLING_OK;
         wanted = PQconnectPoll(link.get())) {
        if (wanted == PGRES_POLLING_FAILED) refuse(text_of(link.get()));
        if (!wait(link.get(), wanted, deadline)) refuse("no answer within connect_timeout");
    }
    return link;
}

}  // namespace pewit::detail
