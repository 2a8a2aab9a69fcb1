/// Where the parameters and the names are in a statement's text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pewit::detail {

/// `$3`: its number, and where it is in the text.
struct Placeholder {
    int number = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Those outside of strings, quoted names and comments.
/// https://www.postgresql.org/docs/current/sql-syntax-lexical.html
[[nodiscard]] std::vector<Placeholder> find_placeholders(std::string_view sql);

/// Its words and quoted names, without the quotes; nothing of its strings and comments.
[[nodiscard]] std::vector<std::string_view> find_names(std::string_view sql);

/// The first word, in upper case, behind blanks and comments; empty if there is none.
[[nodiscard]] std::string first_word(std::string_view sql);

}  // namespace pewit::detail
