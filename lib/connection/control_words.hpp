/// Which raw statements pewit must know about: those that begin or end transactions, or change
/// the connection, behind its back.
#pragma once

#include <string_view>

namespace pewit::detail {

class Session;

/// and those that change their connection for good, which is then closed instead of going back to the pool.
/// Errors: TransactionStateError for transaction control inside a frame, and for either kind with no
/// connection held for it; NotSupportedError for COPY, which has its own interface.
void check_control_words(Session& session, std::string_view sql);

/// INSERT, UPDATE, DELETE, REPLACE, MERGE, or a WITH that leads to one: it has a count of rows.
[[nodiscard]] bool is_row_change(std::string_view sql);

[[nodiscard]] bool is_pragma(std::string_view sql);

}  // namespace pewit::detail
