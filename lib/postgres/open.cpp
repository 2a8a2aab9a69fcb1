/// Opening a link without waiting for ever.
#include <poll.h>

#include "postgres/connection.hpp"
#include "postgres/errors.hpp"
#include "postgres/wait.hpp"

namespace pewit::detail {
namespace {

Link start(const PostgresServer& server, bool of_any_kind) {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : server.keywords) {
        if (of_any_kind && name == "target_session_attrs") continue;
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return Link{PQconnectStartParams(names.data(), values.data(), 0)};
}

/// False: the time is over.
bool wait(const PGconn* link, PostgresPollingStatusType wanted, Deadline deadline) noexcept {
    return wait_for(PQsocket(link), wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
}

std::string text_of(const PGconn* link) { return link != nullptr ? PQerrorMessage(link) : "out of memory"; }

Link open_one(const PostgresOptions& options, const PostgresServer& server, bool of_any_kind) {
    const Deadline deadline =
        options.connect_timeout.count() > 0 ? deadline_after(options.connect_timeout) : Deadline::max();
    Link link = start(server, of_any_kind);
    const auto refuse = [&](const std::string& text) {
        throw_connect_error(server.shown, text, options.password);
    };
    if (link == nullptr || PQstatus(link.get()) == CONNECTION_BAD) refuse(text_of(link.get()));
    // libpq would print them; set_up_session() says who hears them.
    PQsetNoticeReceiver(
        link.get(), [](void*, const PGresult*) {}, nullptr);
    // The one way to the SQLSTATE of what the server says while connecting, or before it closes the link.
    PQsetErrorVerbosity(link.get(), PQERRORS_VERBOSE);
    for (auto wanted = PGRES_POLLING_WRITING; wanted != PGRES_POLLING_OK;
         wanted = PQconnectPoll(link.get())) {
        if (wanted == PGRES_POLLING_FAILED) refuse(text_of(link.get()));
        if (!wait(link.get(), wanted, deadline)) refuse("no answer within connect_timeout");
    }
    return link;
}

bool is_standby(const PGconn* link) noexcept {
    const char* standby = PQparameterStatus(link, "in_hot_standby");  // told by servers from version 14 on
    return standby != nullptr && std::string_view{standby} == "on";
}

/// The first server that will do, beginning with the one taken last. Each that won't is named in `why`.
Link open_any(const PostgresTarget& target, std::vector<OperationalError>& why) {
    const bool prefers_standby = target.kind == TargetSessionAttrs::prefer_standby;
    const std::size_t count = target.servers.size();
    const std::size_t first = target.last_taken.load(std::memory_order_relaxed);
    Link second_best;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = (first + i) % count;
        try {
            Link link = open_one(target.options, target.servers[at], prefers_standby);
            if (prefers_standby && !is_standby(link.get())) {
                if (second_best == nullptr) second_best = std::move(link);
                continue;
            }
            target.last_taken.store(at, std::memory_order_relaxed);
            return link;
        } catch (const OperationalError& error) {
            why.push_back(error);
        }
    }
    return second_best;
}

}  // namespace

Link open_link(const PostgresTarget& target) {
    std::vector<OperationalError> why;
    Link link = open_any(target, why);
    if (link != nullptr) return link;
    if (why.size() == 1) throw why.front();
    std::string text = "no server of " + target.shown + " will do";
    ErrorFacts facts = why.front().facts();
    for (const OperationalError& error : why) {
        text.append("; ").append(error.what());
        facts.retryable = facts.retryable || error.is_retryable();
    }
    throw OperationalError(text, std::move(facts));
}

}  // namespace pewit::detail
