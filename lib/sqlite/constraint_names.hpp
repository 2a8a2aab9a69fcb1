/// Which table, column and constraint SQLite's message is about: it has no other way to tell.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace pewit::detail {

struct ConstraintNames {
    std::string table = {};
    std::string column = {};  ///< several are joined by ", "
    std::string constraint = {};
};

/// Reads `UNIQUE constraint failed: users.username`, `… failed: a.x, a.y`, `… failed: index 'by_name'`,
/// `NOT NULL constraint failed: users.username`, `CHECK constraint failed: <name or expression>` and
/// `cannot store TEXT value in INTEGER column users.age`. Names that contain dots are told apart by asking
/// the schema. What is not understood stays empty.
[[nodiscard]] ConstraintNames constraint_names(sqlite3* handle, int code, std::string_view message);

}  // namespace pewit::detail
