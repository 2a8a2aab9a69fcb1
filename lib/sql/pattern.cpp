/// LIKE patterns for an engine whose LIKE can't mind the case of letters.
#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

/// GLOB has no escape character: a class of one character is that character.
void append_literal(std::string& glob, char c) {
    if (c == '*' || c == '?' || c == '[') {
        glob.append({'[', c, ']'});
    } else {
        glob += c;
    }
}

}  // namespace

std::string glob_pattern(std::string_view like_pattern) {
    std::string glob;
    for (std::size_t i = 0; i < like_pattern.size(); ++i) {
        const char c = like_pattern[i];
        if (c == '\\' && i + 1 < like_pattern.size()) {
            append_literal(glob, like_pattern[++i]);
        } else if (c == '%') {
            glob += '*';
        } else if (c == '_') {
            glob += '?';
        } else {
            append_literal(glob, c);
        }
    }
    return glob;
}

}  // namespace pewit::detail
