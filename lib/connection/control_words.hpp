/// Which raw statements pewit must know about: those that begin or end transactions behind its back.
#pragma once

#include <string_view>

namespace pewit::detail {

class Session;

/// Errors: TransactionStateError for transaction control inside a frame or with no connection held for it;
/// ProgrammingError for COPY, which has its own interface.
void check_control_words(Session& session, std::string_view sql);

/// INSERT, UPDATE, DELETE, REPLACE, MERGE, or a WITH that leads to one: it has a count of rows.
[[nodiscard]] bool is_row_change(std::string_view sql) noexcept;

[[nodiscard]] bool is_pragma(std::string_view sql) noexcept;

}  // namespace pewit::detail
