/// Bytes as hexadecimal digits, two each, in lower case.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace pewit::detail {

inline void append_hex(std::string& out, std::span<const std::byte> bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    for (const std::byte byte : bytes) {
        out += digits[std::to_integer<unsigned>(byte) >> 4U];
        out += digits[std::to_integer<unsigned>(byte) & 0xFU];
    }
}

}  // namespace pewit::detail
