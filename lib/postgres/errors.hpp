/// SQLSTATE becomes pewit's errors here, and only here.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

#include <pewit/error.hpp>

namespace pewit::detail {

/// Why the server has ended a session, as it said before it closed the link; empty while it has not.
struct EndOfSession {
    std::string sqlstate = {};
    std::string message = {};
    bool wants_primary = false;  ///< a server that has become a standby is of no use any more
};

/// Throws the pewit error of the class that the result's SQLSTATE belongs to, with the server's own message, table,
/// column and constraint, and never a value, be it bound, stored or written as a literal. `result` may be a null pointer: there was no answer at all.
[[noreturn]] void throw_postgres_error(const PGconn* link, const PGresult* result, const EndOfSession& end,
                                       std::string_view sql);

/// No session could be opened. `text` is what libpq says, with SQLSTATEs in it.
[[noreturn]] void throw_connect_error(const std::string& shown_url, std::string text,
                                      std::string_view password);

/// The link is gone before anything was sent.
[[noreturn]] void throw_link_lost(const PGconn* link, const EndOfSession& end, std::string_view sql);

/// The server answered COMMIT with ROLLBACK (trap P1).
[[noreturn]] void throw_commit_refused(std::string_view sql);

/// A prepared statement must be prepared anew: the tables have changed, or the session has forgotten it (traps P27,
/// P28).
[[nodiscard]] bool is_stale_plan(const PGresult* result) noexcept;

}  // namespace pewit::detail
