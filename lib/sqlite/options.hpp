/// What SqliteOptions mean: checked and resolved before anything is opened.
#pragma once

#include <string>

#include <pewit/sqlite.hpp>

namespace pewit::detail {

/// Options that can be, with the path resolved.
struct SqliteTarget {
    SqliteOptions options;
    /// What SQLite is given: an absolute path, ":memory:", or a URI as the user wrote it.
    std::string name;
    /// The absolute path of the file itself, without URI parts; empty in memory.
    std::string file;
    bool in_memory = false;
};

/// Errors: ImproperlyConfigured.
[[nodiscard]] SqliteTarget resolve(SqliteOptions options);

[[nodiscard]] const char* pragma_word(JournalMode mode) noexcept;
[[nodiscard]] const char* pragma_word(Synchronous level) noexcept;

}  // namespace pewit::detail
