/// UTF-8, by the table of well-formed byte sequences: https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf
/// (table 3-7).
#include <pewit/detail/statement.hpp>
#include <pewit/detail/text.hpp>

namespace pewit::detail {

namespace {

bool is_continuation(unsigned char byte) noexcept { return (byte & 0xC0U) == 0x80U; }

/// The length of the well-formed sequence that `text` starts with; 0 if there is none.
std::size_t sequence_length(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
    };
    const unsigned char first = byte(0);
    const unsigned char second = byte(1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !is_continuation(second)) return 0;
    if (first < 0xE0) return 2;
    if (!is_continuation(byte(2))) return 0;
    if (first < 0xF0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool too_big = first == 0xF4 && second > 0x8F;
    return overlong || too_big || !is_continuation(byte(3)) ? 0 : 4;
}

}  // namespace

Fault check_text_fully(std::string_view text) noexcept {
    while (!text.empty()) {
        if (text.front() > 0 && text.size() >= 8 && unplain_bits(text.data()) == 0) {
            text.remove_prefix(8);
            continue;
        }
        if (text.front() == '\0') return Fault::embedded_nul;
        const std::size_t length = sequence_length(text);
        if (length == 0) return Fault::bad_text;
        text.remove_prefix(length);
    }
    return Fault::none;
}

Fault bind_checked_text(Statement& statement, int index, std::string_view text) {
    const Fault fault = check_text_fully(text);
    return fault == Fault::none ? statement.bind_text(index, text) : fault;
}

std::size_t count_code_points(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) {
        if (!is_continuation(static_cast<unsigned char>(c))) ++count;
    }
    return count;
}

}  // namespace pewit::detail
