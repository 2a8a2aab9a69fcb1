/// Parameters in the language of the engine that gets them.
#pragma once

#include <string>
#include <string_view>

namespace pewit::detail {

/// A LIKE pattern in the language of GLOB: `*`, `?` and `[`.
[[nodiscard]] std::string glob_pattern(std::string_view like_pattern);

/// Steps into a JSON document, `{"a",0}`, as a path: `$."a"[0]`.
/// Errors: NotSupportedError for a key with a quotation mark, a backslash or a control character.
[[nodiscard]] std::string sqlite_json_path(std::string_view steps);

/// The same for PostgreSQL: `strict $."a"[0]`. https://www.postgresql.org/docs/current/functions-json.html
[[nodiscard]] std::string postgres_json_path(std::string_view steps);

/// Keys, `{"a","b"}`, as a JSON array: `["a","b"]`.
[[nodiscard]] std::string json_array(std::string_view keys);

/// What a user looks for, in the language of FTS5's MATCH. Any text gives a valid one.
[[nodiscard]] std::string fts5_query(std::string_view text);
/// The same in the language of websearch_to_tsquery(), with every word in quotation marks.
[[nodiscard]] std::string websearch_query(std::string_view text);

}  // namespace pewit::detail
