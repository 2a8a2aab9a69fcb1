/// SQL text to one prepared statement, or a refusal.
#pragma once

#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace pewit::detail {

/// Prepares exactly one statement, to be kept (SQLITE_PREPARE_PERSISTENT). The caller finalizes it.
/// Errors: ProgrammingError for text that is empty, holds a NUL (SQLite would stop there, trap SV7), goes on
/// after the first statement (SQLite would drop the rest, trap S22), or that SQLite does not understand.
[[nodiscard]] sqlite3_stmt* prepare_one(sqlite3* handle, std::string_view sql);

/// Nothing but white space, comments and semicolons.
[[nodiscard]] bool is_blank_sql(std::string_view text) noexcept;

}  // namespace pewit::detail
