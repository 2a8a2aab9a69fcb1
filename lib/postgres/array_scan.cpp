#include "postgres/array_scan.hpp"

#include <algorithm>

namespace pewit::detail {

ArrayScanner::ArrayScanner(std::string_view text, std::string& unquoted) noexcept
    : rest_(text), unquoted_(unquoted) {
    rest_.remove_prefix(std::min(rest_.find('{'), rest_.size()));
    if (!rest_.empty()) rest_.remove_prefix(1);
}

ArrayScanner::Element ArrayScanner::next() {
    if (!rest_.empty() && rest_.front() == ',') rest_.remove_prefix(1);
    if (rest_.empty() || rest_.front() == '}') return {.is_end = true};
    if (rest_.front() == '"') return quoted();
    if (rest_.front() == '{') {
        skip_list();
        return {.is_list = true};
    }
    const std::string_view text = rest_.substr(0, rest_.find_first_of(",}"));
    rest_.remove_prefix(text.size());
    return {.text = text, .is_null = text == "NULL"};
}

ArrayScanner::Element ArrayScanner::quoted() {
    const std::size_t begin = unquoted_.size();
    std::size_t at = 1;
    for (; at < rest_.size() && rest_[at] != '"'; ++at) {
        if (rest_[at] == '\\') ++at;
        if (at < rest_.size()) unquoted_ += rest_[at];
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    return {.text = std::string_view(unquoted_).substr(begin)};
}

/// To its end: braces in quotes are none.
void ArrayScanner::skip_list() noexcept {
    int depth = 0;
    bool in_quotes = false;
    std::size_t at = 0;
    for (; at < rest_.size(); ++at) {
        const char c = rest_[at];
        if (c == '\\') {
            ++at;
        } else if (c == '"') {
            in_quotes = !in_quotes;
        } else if (!in_quotes) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) break;
        }
    }
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
}

}  // namespace pewit::detail
