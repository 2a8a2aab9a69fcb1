/// The session that a connection and its statements share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "postgres/client.hpp"
#include "postgres/errors.hpp"
#include "postgres/in_doubt.hpp"

namespace pewit::detail {

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

class PostgresHandle {
public:
    PostgresHandle(Link link, bool prepares) : client_(std::move(link)), prepares_(prepares) {}
    PostgresHandle(const PostgresHandle&) = delete;
    PostgresHandle& operator=(const PostgresHandle&) = delete;

    [[nodiscard]] PGconn* link() const noexcept { return client_.link(); }
    [[nodiscard]] PqxxClient& client() noexcept { return client_; }

    void abandon() noexcept {
        abandoned_ = true;
        client_.abandon();
    }
    [[nodiscard]] bool is_abandoned() const noexcept { return abandoned_; }

    /// Statements may be prepared on the server.
    [[nodiscard]] bool prepares() const noexcept { return prepares_; }
    /// What was prepared in an older epoch is prepared anew.
    [[nodiscard]] std::uint32_t epoch() const noexcept { return epoch_; }
    /// `forgotten`: the session has no prepared statement any more.
    void begin_epoch(bool forgotten) noexcept {
        ++epoch_;
        if (forgotten) dropped_.clear();
    }
    [[nodiscard]] std::string new_name() { return "pewit_" + std::to_string(++names_); }
    [[nodiscard]] std::string new_cursor_name() { return "pewit_stream_" + std::to_string(++names_); }
    /// A prepared statement that nobody needs any more: it goes when the session is outside every transaction, where
    /// a failure does no harm.
    void drop(std::string name) noexcept;
    void send_drops() noexcept;

    /// Reads what the server has sent unasked: the end of the link, notices. False: the link is gone.
    bool read_pending() noexcept;

    /// Throws what a statement's result says. Where only libpq speaks, what the server has sent before it closed the link
    /// is read first: with a link that could not be written to, libpq would take it for alive.
    [[noreturn]] void fail(const PGresult* result, std::string_view sql);

    /// Rows changed by the statement that ran last; 0 if it was none that changes rows.
    std::int64_t changes = 0;
    /// The last COMMIT went out to the server.
    bool commit_was_sent = false;
    EndOfSession end;
    CommitMark mark;  ///< of the transaction that is being committed

private:
    PqxxClient client_;
    std::vector<std::string> dropped_;
    std::uint64_t names_ = 0;
    std::uint32_t epoch_ = 1;
    bool prepares_;
    bool abandoned_ = false;
};

}  // namespace pewit::detail
