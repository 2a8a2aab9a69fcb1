/// The one rule for text on every engine: valid UTF-8 without a NUL.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <pewit/detail/cell.hpp>

namespace pewit::detail {

/// The same answer as check_text(), for text that is not plain ASCII throughout.
[[nodiscard]] Fault check_text_fully(std::string_view text) noexcept;

/// How many code points valid UTF-8 has.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/// Eight bytes that are all ASCII and none of them NUL.
[[nodiscard]] inline bool is_plain_ascii(std::uint64_t bytes) noexcept {
    return (((bytes - 0x0101010101010101U) | bytes) & 0x8080808080808080U) == 0;
}

/// Fault::none, bad_text (not UTF-8: overlong forms, surrogates and values above U+10FFFF included) or
/// embedded_nul. Eight bytes at a time while the text is ASCII.
[[nodiscard]] inline Fault check_text(std::string_view text) noexcept {
    constexpr std::size_t step = sizeof(std::uint64_t);
    const char* at = text.data();
    std::size_t left = text.size();
    std::uint64_t bytes;
    if (left < step) {
        for (; left > 0; ++at, --left) {
            if (static_cast<signed char>(*at) <= 0) return check_text_fully({at, left});
        }
        return Fault::none;
    }
    for (; left > step; at += step, left -= step) {
        std::memcpy(&bytes, at, step);
        if (!is_plain_ascii(bytes)) return check_text_fully({at, left});
    }
    std::memcpy(&bytes, at + left - step, step);  // the last eight, some for the second time
    return is_plain_ascii(bytes) ? Fault::none : check_text_fully({at, left});
}

/// Fault::too_long when valid text has more than `max_code_points`; 0 means no limit.
[[nodiscard]] inline Fault check_length(std::string_view text, std::uint32_t max_code_points) noexcept {
    if (max_code_points == 0 || text.size() <= max_code_points) return Fault::none;
    return count_code_points(text) <= max_code_points ? Fault::none : Fault::too_long;
}

}  // namespace pewit::detail
