#include "sql/raw_text.hpp"

#include <algorithm>

#include <pewit/error.hpp>

namespace pewit::detail {

/// Where the quoted text or comment that may begin at `from` ends; `from` when there is none.
std::size_t RawText::end_of_quoted(std::size_t from) const noexcept {
    const std::string_view rest = text_.substr(from);
    std::size_t length = std::string_view::npos;
    if (rest[0] == '\'' || rest[0] == '"' || rest[0] == '`') {
        length = rest.find(rest[0], 1);  // a doubled quote ends one text and begins the next
        if (length != std::string_view::npos) ++length;
    } else if (rest.starts_with("--")) {
        length = rest.find('\n');
    } else if (rest.starts_with("/*")) {
        length = rest.find("*/", 2);
        if (length != std::string_view::npos) length += 2;
    } else {
        return from;
    }
    return length == std::string_view::npos ? text_.size() : from + length;
}

std::string RawText::next_part() {
    std::string part;
    while (at_ < text_.size()) {
        const std::size_t end = end_of_quoted(at_);
        if (end != at_) {
            part += text_.substr(at_, end - at_);
            at_ = end;
            continue;
        }
        const char c = text_[at_++];
        if (c == '?' && !text_.substr(at_).starts_with('?')) return part;
        if (c == '?') ++at_;
        part += c;
    }
    at_end_ = true;
    return part;
}

void RawText::throw_wrong_count() const {
    throw ProgrammingError("raw SQL has another number of ? placeholders than parameters",
                           {.code = ErrorCode::misuse, .sql = std::string(text_)});
}

}  // namespace pewit::detail
