/// The pieces of a JSON text: written, and read from a text that is known to be valid.
#pragma once

#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

namespace pewit::detail {

/// Appends the shortest text that reads back as the same number.
template <class Number>
void append_number(std::string& out, Number number) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, end.ptr);
}
/// Appends a JSON string.
void append_json_string(std::string& out, std::string_view text);
void append_base64(std::string& out, std::string_view bytes);
/// Nothing for text that is no base64 (RFC 4648, with padding).
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// Goes over one valid JSON text from the front.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) noexcept : left_(text) { skip_space(); }

    [[nodiscard]] char next() const noexcept { return left_.empty() ? '\0' : left_.front(); }
    /// The character, if it is the next, and the space behind it.
    bool take(char c) noexcept;
    /// A string, without its escapes.
    [[nodiscard]] std::string string();
    /// The text of one value, whatever it is.
    [[nodiscard]] std::string_view value() noexcept;

private:
    void skip_space() noexcept;
    void skip_string() noexcept;

    std::string_view left_;
};

}  // namespace pewit::detail
