/// Some of a model's columns.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace pewit::detail {

inline constexpr std::uint16_t max_columns = 256;

struct ColumnSet {
    std::array<std::uint64_t, max_columns / 64> words{};

    constexpr void add(std::size_t column) { words[column / 64] |= std::uint64_t{1} << (column % 64); }
    constexpr void remove(std::size_t column) { words[column / 64] &= ~(std::uint64_t{1} << (column % 64)); }
    [[nodiscard]] constexpr bool has(std::size_t column) const {
        return (words[column / 64] >> (column % 64) & 1U) != 0;
    }
    [[nodiscard]] constexpr std::size_t count() const {
        std::size_t columns = 0;
        for (const std::uint64_t word : words)
            columns += static_cast<std::size_t>(std::popcount(word));
        return columns;
    }
    [[nodiscard]] constexpr bool is_empty() const {
        for (const std::uint64_t word : words) {
            if (word != 0) return false;
        }
        return true;
    }
};

}  // namespace pewit::detail
