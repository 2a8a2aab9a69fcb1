/// The database file before SQLite opens it: there, ours, and in a place where SQLite can work.
#pragma once

#include <string>

#include "sqlite/options.hpp"

namespace pewit::detail {

/// Creates the file with mode 0600 if there is none, and turns what would fail later, at the first write or
/// with "unable to open database file", into an OperationalError that names the path and says why.
///
/// An existing file is looked at, never opened: closing it would drop the locks of every other connection
/// that this process has to it (trap S28).
void prepare_file(const SqliteTarget& target);

/// Equal for two paths of one file: its device and inode, or before it exists those of its directory and
/// the name.
[[nodiscard]] std::string file_identity(const std::string& path);

}  // namespace pewit::detail
