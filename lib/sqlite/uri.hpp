/// What pewit must know of an SQLite `file:` URI before SQLite reads it. https://sqlite.org/uri.html
#pragma once

#include <string>
#include <string_view>

namespace pewit::detail {

struct SqliteUri {
    std::string file = {};  ///< the path, percent-decoded
    bool in_memory = false;
    bool shared_cache = false;
};

/// SQLite's own test: case counts.
[[nodiscard]] bool is_uri(std::string_view path) noexcept;

/// Reads as SQLite does: a `%` without two hexadecimal digits is dropped, a key's last value wins.
[[nodiscard]] SqliteUri parse_sqlite_uri(std::string_view uri);

}  // namespace pewit::detail
