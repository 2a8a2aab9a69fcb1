#include "postgres/sql_scan.hpp"

#include <algorithm>
#include <cctype>

namespace pewit::detail {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_name_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
           || (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name(char c) noexcept { return is_name_start(c) || is_digit(c) || c == '$'; }

/// Walks over a text piece by piece: a string, a quoted name, a comment, a word, a placeholder, or one character.
class Scanner {
public:
    explicit Scanner(std::string_view sql) noexcept : sql_(sql) {}

    [[nodiscard]] bool at_end() const noexcept { return at_ >= sql_.size(); }
    [[nodiscard]] std::size_t position() const noexcept { return at_; }
    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
        return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0';
    }
    void skip(std::size_t count = 1) noexcept { at_ = std::min(at_ + count, sql_.size()); }

    /// The number of a placeholder that stands here, 0 if none does. Takes it.
    int take_placeholder() noexcept {
        if (peek() != '$' || !is_digit(peek(1))) return 0;
        int number = 0;
        skip();
        while (is_digit(peek())) {
            number = std::min(number * 10 + (peek() - '0'), 1'000'000);
            skip();
        }
        return number;
    }

    /// The word or quoted name that stands here, without its quotes; empty if none does. Takes it.
    std::string_view take_name() noexcept {
        const std::size_t begin = at_;
        if (peek() == '"') {
            skip_quoted('"', false);
            return sql_.substr(begin + 1, at_ - begin > 1 ? at_ - begin - 2 : 0);
        }
        if (!is_name_start(peek())) return {};
        skip_word();
        return sql_.substr(begin, std::min(at_, sql_.find('\'', begin)) - begin);
    }

    void skip_piece() {
        const char c = peek();
        if (c == '\'') return skip_quoted('\'', false);
        if (c == '"') return skip_quoted('"', false);
        if (c == '$') return skip_dollar_string();
        if (c == '-' && peek(1) == '-') return skip_to("\n");
        if (c == '/' && peek(1) == '*') return skip_comment();
        if (is_name_start(c)) return skip_word();
        skip();
    }

    bool skip_blank() {
        const char c = peek();
        const bool comment = (c == '-' && peek(1) == '-') || (c == '/' && peek(1) == '*');
        if (comment) return skip_piece(), true;
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != ';')
            return false;
        return skip(), true;
    }

private:
    void skip_to(std::string_view mark) noexcept {
        const std::size_t end = sql_.find(mark, at_);
        at_ = end == npos ? sql_.size() : end + mark.size();
    }

    /// A doubled quote inside is two strings in a row, which comes to the same.
    void skip_quoted(char quote, bool has_escapes) noexcept {
        skip();
        while (!at_end() && peek() != quote)
            skip(has_escapes && peek() == '\\' ? 2 : 1);
        skip();
    }

    /// `E'…'` knows backslashes.
    void skip_word() noexcept {
        const std::size_t begin = at_;
        while (is_name(peek()) && !at_end())
            skip();
        const bool is_e = at_ - begin == 1 && (sql_[begin] == 'e' || sql_[begin] == 'E');
        if (is_e && peek() == '\'') skip_quoted('\'', true);
    }

    void skip_dollar_string() noexcept {
        std::size_t end = at_ + 1;
        while (end < sql_.size() && is_name(sql_[end]) && sql_[end] != '$')
            ++end;
        if (end >= sql_.size() || sql_[end] != '$') return skip();
        const std::string_view tag = sql_.substr(at_, end + 1 - at_);
        skip(tag.size());
        skip_to(tag);
    }

    /// They nest.
    void skip_comment() noexcept {
        int depth = 0;
        do {
            const bool opens = peek() == '/' && peek(1) == '*';
            const bool closes = peek() == '*' && peek(1) == '/';
            depth += opens ? 1 : closes ? -1 : 0;
            skip(opens || closes ? 2 : 1);
        } while (depth > 0 && !at_end());
    }

    std::string_view sql_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<Placeholder> find_placeholders(std::string_view sql) {
    std::vector<Placeholder> found;
    Scanner scan{sql};
    while (!scan.at_end()) {
        const std::size_t begin = scan.position();
        if (const int number = scan.take_placeholder(); number > 0) {
            found.push_back({number, begin, scan.position()});
        } else if (scan.position() == begin) {
            scan.skip_piece();
        }
    }
    return found;
}

std::vector<std::string_view> find_names(std::string_view sql) {
    std::vector<std::string_view> found;
    Scanner scan{sql};
    while (!scan.at_end()) {
        const std::size_t begin = scan.position();
        if (const std::string_view name = scan.take_name(); !name.empty()) {
            found.push_back(name);
        } else if (scan.position() == begin) {
            scan.skip_piece();
        }
    }
    return found;
}

std::string first_word(std::string_view sql) {
    Scanner scan{sql};
    while (!scan.at_end() && scan.skip_blank()) {
    }
    std::string word;
    while (is_name_start(scan.peek())) {
        word += static_cast<char>(std::toupper(static_cast<unsigned char>(scan.peek())));
        scan.skip();
    }
    return word;
}

}  // namespace pewit::detail
