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

/// The key that begins at its opening quotation mark, with both; `at` moves behind the closing one.
std::string_view take_quoted(std::string_view steps, std::size_t& at) {
    const std::size_t begin = at;
    for (++at; steps[at] != '"'; ++at) {
        if (steps[at] == '\\') ++at;
    }
    return steps.substr(begin, ++at - begin);
}

std::string_view take_index(std::string_view steps, std::size_t& at) {
    const std::size_t begin = at;
    at = steps.find_first_of(",}", at);
    return steps.substr(begin, at - begin);
}

/// SQLite counts in 32 bits, and begins anew behind them: a larger number leads nowhere.
std::string_view sqlite_index(std::string_view index) {
    const bool from_end = index.starts_with('-');
    if (index.size() - (from_end ? 1 : 0) < 10) return index;
    return from_end ? "-2147483647" : "2147483647";
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
            path.append(steps[at] == '-' ? "[#" : "[")
                .append(sqlite_index(take_index(steps, at)))
                .append("]");
        }
    }
    return path;
}

std::string postgres_json_path(std::string_view steps) {
    std::string path = "strict $";
    for (std::size_t at = 1; at < steps.size() && steps[at] != '}';) {
        if (steps[at] == ',') {
            ++at;
        } else if (steps[at] == '"') {
            path.append(".").append(take_quoted(steps, at));
        } else if (const std::string_view index = take_index(steps, at); index == "-1") {
            path.append("[last]");
        } else if (index.front() == '-') {
            path.append("[last + 1").append(index).append("]");
        } else {
            path.append("[").append(index).append("]");
        }
    }
    return path;
}

std::string json_array(std::string_view keys) {
    constexpr char digits[] = "0123456789abcdef";
    std::string array = "[";
    for (const char c : keys.substr(1, keys.size() - 2)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            array.append("\\u00").append({digits[byte >> 4U], digits[byte & 0xFU]});
        } else {
            array += c;
        }
    }
    return array + "]";
}

}  // namespace pewit::detail
