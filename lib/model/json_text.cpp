#include "model/json_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pewit::detail {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void append_utf8(std::string& out, std::uint32_t point) {
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
        byte(0xC0U | point >> 6U);
    } else if (point < 0x10000) {
        byte(0xE0U | point >> 12U);
        byte(0x80U | (point >> 6U & 0x3FU));
    } else {
        byte(0xF0U | point >> 18U);
        byte(0x80U | (point >> 12U & 0x3FU));
        byte(0x80U | (point >> 6U & 0x3FU));
    }
    byte(0x80U | (point & 0x3FU));
}

/// Four hexadecimal digits, taken from the front.
std::uint32_t code_unit(std::string_view& text) noexcept {
    std::uint32_t unit = 0;
    for (const char c : text.substr(0, 4)) {
        const auto digit = static_cast<std::uint32_t>(std::string_view("0123456789abcdefABCDEF").find(c));
        unit = unit * 16 + (digit < 16 ? digit : digit - 6);
    }
    text.remove_prefix(4);
    return unit;
}

/// What follows a backslash, taken from the front.
void append_escaped(std::string& out, std::string_view& text) {
    const char c = text.front();
    text.remove_prefix(1);
    constexpr std::string_view letters = "bfnrt";
    if (const std::size_t letter = letters.find(c); letter != std::string_view::npos) {
        out += "\b\f\n\r\t"[letter];
    } else if (c != 'u') {
        out += c;
    } else {
        std::uint32_t point = code_unit(text);
        if (point >= 0xD800 && point < 0xDC00) {
            text.remove_prefix(2);
            point = 0x10000 + ((point - 0xD800) << 10U) + (code_unit(text) - 0xDC00);
        }
        append_utf8(out, point);
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4U];
            out += digits[static_cast<unsigned char>(c) & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_base64(std::string& out, std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(3, bytes.size()))) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += i <= bytes.size() ? base64_digits[group >> (18U - 6U * i) & 63U] : '=';
    }
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && !text.empty() && text.back() == '=') {
        text.remove_suffix(1);
        ++padding;
    }
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = base64_digits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(digit);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held & 0xFFU);
    }
    return bytes;
}

void JsonCursor::skip_space() noexcept {
    left_.remove_prefix(std::min(left_.find_first_not_of(" \t\n\r"), left_.size()));
}

bool JsonCursor::take(char c) noexcept {
    if (next() != c) return false;
    left_.remove_prefix(1);
    skip_space();
    return true;
}

std::string JsonCursor::string() {
    std::string text;
    left_.remove_prefix(1);
    while (left_.front() != '"') {
        const char c = left_.front();
        left_.remove_prefix(1);
        if (c == '\\') {
            append_escaped(text, left_);
        } else {
            text += c;
        }
    }
    left_.remove_prefix(1);
    skip_space();
    return text;
}

void JsonCursor::skip_string() noexcept {
    left_.remove_prefix(1);
    while (left_.front() != '"')
        left_.remove_prefix(left_.front() == '\\' ? 2 : 1);
    left_.remove_prefix(1);
}

std::string_view JsonCursor::value() noexcept {
    const std::string_view begin = left_;
    int depth = 0;
    do {
        const char c = left_.front();
        if (c == '"') {
            skip_string();
            continue;
        }
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        left_.remove_prefix(1);
        if (depth == 0 && c != '}' && c != ']') {  // a number or a word
            left_.remove_prefix(std::min(left_.find_first_of(",]} \t\n\r"), left_.size()));
        }
    } while (depth > 0);
    const std::string_view text = begin.substr(0, begin.size() - left_.size());
    skip_space();
    return text;
}

}  // namespace pewit::detail
