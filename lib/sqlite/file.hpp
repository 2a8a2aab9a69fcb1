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
///
/// True: it is new.
bool prepare_file(const SqliteTarget& target);

/// A prepared file that goes again unless it is kept, if it is new and nobody has written to it. To be destroyed after
/// what has opened it.
class PreparedFile {
public:
    explicit PreparedFile(const SqliteTarget& target);
    PreparedFile(const PreparedFile&) = delete;
    PreparedFile& operator=(const PreparedFile&) = delete;
    ~PreparedFile();

    /// Errors: OperationalError when the path leads to another file by now, or to none.
    void keep();

private:
    std::string path_;
    bool is_new_;
    std::string identity_;
};

/// Equal for two paths of one file: its device and inode, or before it exists those of its directory and
/// the name.
[[nodiscard]] std::string file_identity(const std::string& path);

}  // namespace pewit::detail
