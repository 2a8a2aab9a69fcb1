/// The kinds of types that field_traits.hpp treats alike, and the checks they share.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

template <class T, class... Others>
concept one_of = (std::same_as<T, Others> || ...);

/// The integers that are numbers, not characters.
template <class T>
concept StorableInteger = std::integral<T> && sizeof(T) <= sizeof(std::int64_t)
                          && !one_of<T, bool, char, wchar_t, char8_t, char16_t, char32_t>;

template <class E>
concept NamedEnum = std::is_enum_v<E> && requires(E value) {
    pewit_enum_names(value);
};

/// `E{0}` is valid only where every value of the underlying type is a value of E: for the others a
/// number from the database could be undefined behaviour.
template <class E>
concept NumberedEnum = std::is_enum_v<E> && !NamedEnum<E> && requires {
    E{0};
};

/// The fault for a cell of the wrong kind.
[[nodiscard]] constexpr Fault kind_fault(const Cell& cell) noexcept {
    return cell.kind == CellKind::null ? Fault::null : Fault::wrong_kind;
}

/// By the bits, so that -ffast-math can't turn it off.
[[nodiscard]] inline bool is_nan(double value) noexcept {
    return (std::bit_cast<std::uint64_t>(value) & 0x7FFF'FFFF'FFFF'FFFFU) > 0x7FF0'0000'0000'0000U;
}

/// Sets the value if the integer is exactly one of its values.
template <std::floating_point T>
[[nodiscard]] Fault read_integer_as(std::int64_t integer, T& value) noexcept {
    constexpr T two_to_63 = static_cast<T>(9223372036854775808.0);
    const T converted = static_cast<T>(integer);
    if (converted >= two_to_63 || static_cast<std::int64_t>(converted) != integer) return Fault::out_of_range;
    value = converted;
    return Fault::none;
}

/// The double nearest to the exact number in a cell of that kind.
[[nodiscard]] Fault read_decimal_as(const Cell& cell, double& value) noexcept;

template <StorableInteger T>
constexpr std::string_view integer_name() noexcept {
    constexpr std::array<std::string_view, 4> with_sign{"int8_t", "int16_t", "int32_t", "int64_t"};
    constexpr std::array<std::string_view, 4> without{"uint8_t", "uint16_t", "uint32_t", "uint64_t"};
    constexpr std::size_t width = static_cast<std::size_t>(std::countr_zero(sizeof(T)));
    return std::is_signed_v<T> ? with_sign[width] : without[width];
}

template <StorableInteger T>
constexpr SqlType integer_sql_type() noexcept {
    if (std::in_range<std::int16_t>(std::numeric_limits<T>::max())) return SqlType::smallint;
    if (std::in_range<std::int32_t>(std::numeric_limits<T>::max())) return SqlType::integer;
    return SqlType::bigint;
}

}  // namespace pewit::detail
