#include "sql/parameter_text.hpp"

#include <pewit/error.hpp>

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

[[noreturn]] void refuse_key() {
    throw NotSupportedError("SQLite's JSON paths can't name a key with a quotation mark or a backslash in it",
                            {.code = ErrorCode::not_supported});
}

/// The key that begins behind its opening quotation mark at `at`, which moves behind the closing one.
std::string_view take_key(std::string_view steps, std::size_t& at) {
    const std::size_t begin = at;
    for (; steps[at] != '"'; ++at) {
        if (steps[at] == '\\' || static_cast<unsigned char>(steps[at]) < 0x20) refuse_key();
    }
    return steps.substr(begin, at++ - begin);
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

std::string sqlite_json_path(std::string_view steps) {
    std::string path = "$";
    for (std::size_t at = 1; at < steps.size() && steps[at] != '}';) {
        if (steps[at] == ',') {
            ++at;
        } else if (steps[at] == '"') {
            path.append(".\"").append(take_key(steps, ++at)).append("\"");
        } else {
            const std::size_t end = steps.find_first_of(",}", at);
            path.append(steps[at] == '-' ? "[#" : "[").append(steps.substr(at, end - at)).append("]");
            at = end;
        }
    }
    return path;
}

}  // namespace pewit::detail
