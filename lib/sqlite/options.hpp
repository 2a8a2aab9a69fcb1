/// What SqliteOptions mean: checked and resolved before anything is opened.
#pragma once

#include <string>
#include <vector>

#include <pewit/sqlite.hpp>

namespace pewit::detail {

struct AttachedFile;

/// Options that can be, with the path resolved.
struct SqliteTarget {
    SqliteOptions options;
    /// What SQLite is given: an absolute path, ":memory:", or a URI as the user wrote it.
    std::string name;
    /// The absolute path of the file itself, without URI parts; empty in memory.
    std::string file;
    bool in_memory = false;
    std::vector<AttachedFile> attached;
};

/// One more file of a connection, with the options of the first.
struct AttachedFile {
    std::string schema;  ///< a word: quoted, but never escaped
    SqliteTarget target;
};

/// Errors: ImproperlyConfigured.
[[nodiscard]] SqliteTarget resolve(SqliteOptions options);

[[nodiscard]] const char* pragma_word(JournalMode mode) noexcept;
[[nodiscard]] const char* pragma_word(Synchronous level) noexcept;

}  // namespace pewit::detail
