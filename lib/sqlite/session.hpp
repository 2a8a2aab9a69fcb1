/// The state every new SQLite connection gets: set, then read back (traps G16).
#pragma once

#include "sqlite/options.hpp"

struct sqlite3;

namespace pewit::detail {

/// Errors: OperationalError when the engine did not take a setting; LockError when another connection holds
/// the file for longer than the busy timeout.
void set_up_session(sqlite3* handle, const SqliteTarget& target);

/// The first value of a pragma's answer as text, empty if it has none.
[[nodiscard]] std::string pragma(sqlite3* handle, const std::string& text);

}  // namespace pewit::detail
