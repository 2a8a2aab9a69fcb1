/// The one rule for text on every engine: valid UTF-8 without a NUL.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <pewit/detail/cell.hpp>

namespace pewit::detail {

class Statement;

/// The same answer as check_text(), for text that is not plain ASCII throughout.
[[nodiscard]] Fault check_text_fully(std::string_view text) noexcept;
/// Binds text that is not plain ASCII, if it is text.
[[nodiscard]] Fault bind_checked_text(Statement& statement, int index, std::string_view text);

/// How many code points valid UTF-8 has.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/// Of the next eight bytes, those that are NUL or not ASCII leave their highest bit.
[[nodiscard]] inline std::uint64_t unplain_bits(const char* at) noexcept {
    std::uint64_t bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    return ((bytes - 0x0101010101010101U) | bytes) & 0x8080808080808080U;
}

/// All ASCII and no NUL. Eight bytes at a time.
[[nodiscard]] inline bool is_plain_text(std::string_view text) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t);
    const char* at = text.data();
    const char* const end = at + text.size();
    if (text.size() < step) {
        for (; at != end; ++at) {
            if (static_cast<signed char>(*at) <= 0) return false;
        }
        return true;
    }
    const char* const last = end - step;  // the last eight, some for the second time
    for (; at < last; at += step) {
        if (unplain_bits(at) != 0) return false;
    }
    return unplain_bits(last) == 0;
}

/// Fault::none, bad_text (not UTF-8: overlong forms, surrogates and values above U+10FFFF included) or
/// embedded_nul.
[[nodiscard]] inline Fault check_text(std::string_view text) noexcept {
    return is_plain_text(text) ? Fault::none : check_text_fully(text);
}

/// Fault::too_long when valid text has more than `max_code_points`; 0 means no limit.
[[nodiscard]] inline Fault check_length(std::string_view text, std::uint32_t max_code_points) noexcept {
    if (max_code_points == 0 || text.size() <= max_code_points) return Fault::none;
    return count_code_points(text) <= max_code_points ? Fault::none : Fault::too_long;
}

}  // namespace pewit::detail
