#include "sqlite/uri.hpp"

namespace pewit::detail {
namespace {

constexpr std::string_view scheme = "file:";

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%';
        const int high = escape && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else if (!escape) {
            out += text[i];
        }
    }
    return out;
}

/// Cuts `text` at `mark` and returns what is behind it.
std::string_view cut(std::string_view& text, char mark) noexcept {
    const std::size_t at = text.find(mark);
    const std::string_view rest = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

void read_parameters(SqliteUri& uri, std::string_view query) {
    while (!query.empty()) {
        std::string_view key = query;
        query = cut(key, '&');
        const std::string value = decode(cut(key, '='));
        const std::string name = decode(key);
        if (name == "mode") uri.in_memory = value == "memory";
        if (name == "cache") uri.shared_cache = uri.shared_cache || value == "shared";
    }
}

}  // namespace

bool is_uri(std::string_view path) noexcept { return path.substr(0, scheme.size()) == scheme; }

SqliteUri parse_sqlite_uri(std::string_view text) {
    text.remove_prefix(scheme.size());
    cut(text, '#');
    const std::string_view query = cut(text, '?');
    if (text.substr(0, 2) == "//") {  // an authority: empty or localhost, or SQLite refuses it
        const std::size_t slash = text.find('/', 2);
        text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
    }
    SqliteUri uri;
    uri.file = decode(text);
    read_parameters(uri, query);
    if (uri.file == ":memory:") uri.in_memory = true;
    return uri;
}

}  // namespace pewit::detail
