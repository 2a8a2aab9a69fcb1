/// Exact decimal numbers.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <pewit/field_traits.hpp>

namespace pewit {

namespace detail {
struct DecimalDigits;
}

/// A decimal number of any precision that PostgreSQL's numeric can hold: up to 131,072 digits before the
/// point and 16,383 behind it. Never rounds but in rounded() and to_double().
///
///     pewit::Decimal price{"19.90"};
///     price *= 3;                       // 59.70
///
/// Keeps its scale: Decimal{"1.50"} prints "1.50", and equals Decimal{"1.5"}. Sums have the larger scale of
/// the two, products the sum of the scales, as in SQL.
///
/// SQL: NUMERIC on PostgreSQL. TEXT on SQLite, which has no exact decimals: there `=` in SQL compares the
/// text ('1.50' is not '1.5'), ordering is by text and not numeric, and sum() would go through floating
/// point, so its result is not read as a Decimal.
///
/// Errors: DataError, of everything that does not fit or is no number.
class Decimal {
public:
    static constexpr int max_digits_before_point = 131'072;
    static constexpr int max_scale = 16'383;

    Decimal() noexcept = default;  ///< 0
    template <detail::StorableInteger T>
    Decimal(T value) : Decimal(Widest<T>{value}, Tag{}) {}  // NOLINT(google-explicit-constructor)
    /// As parse(), but throws.
    explicit Decimal(std::string_view text);
    Decimal(std::nullptr_t) = delete;
    /// A double is seldom the decimal it looks like: say from_double().
    template <std::floating_point T>
    Decimal(T) = delete;

    /// `-12.50`, `+3`, `.5`, `1e3`; no spaces, no NaN, no infinity. Locales play no part. Nothing when it
    /// is no such number or has too many digits.
    [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);
    /// The shortest decimal that reads back as the same double: 0.1 for 0.1. NaN and infinities throw.
    [[nodiscard]] static Decimal from_double(double value);

    /// The canonical form: no exponent, no leading zeros, no plus, no minus zero. Lives as long as the value.
    [[nodiscard]] std::string_view text() const noexcept {
        return text_.empty() ? std::string_view{"0"} : std::string_view{text_};
    }
    [[nodiscard]] std::string to_string() const { return std::string{text()}; }

    [[nodiscard]] int scale() const noexcept;  ///< the number of digits behind the point
    [[nodiscard]] int sign() const noexcept;   ///< -1, 0 or 1

    /// The same number with another scale. Throws if that would lose a digit other than zero.
    [[nodiscard]] Decimal with_scale(int scale) const;
    /// The nearest number of that scale; halves go away from zero, as with SQL's round().
    [[nodiscard]] Decimal rounded(int scale) const;

    /// Throws if there is a fraction other than zero, or if it is out of range.
    [[nodiscard]] std::int64_t to_int64() const;
    /// The nearest double. Throws if it is beyond the largest one.
    [[nodiscard]] double to_double() const;

    Decimal& operator+=(const Decimal& other) { return *this = *this + other; }
    Decimal& operator-=(const Decimal& other) { return *this = *this - other; }
    Decimal& operator*=(const Decimal& other) { return *this = *this * other; }
    [[nodiscard]] Decimal operator-() const;
    friend Decimal operator+(const Decimal& left, const Decimal& right);
    friend Decimal operator-(const Decimal& left, const Decimal& right);
    friend Decimal operator*(const Decimal& left, const Decimal& right);

    /// By value: 1.50 and 1.5 are equal.
    friend bool operator==(const Decimal& left, const Decimal& right) noexcept {
        return (left <=> right) == 0;
    }
    friend std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) noexcept;

    friend std::ostream& operator<<(std::ostream& out, const Decimal& value);

private:
    friend struct detail::DecimalDigits;
    struct Tag {};
    template <class T>
    using Widest = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;

    Decimal(std::int64_t value, Tag);
    Decimal(std::uint64_t value, Tag);

    std::string text_;  ///< in canonical form; empty, as after a move, is 0
};

template <>
struct FieldTraits<Decimal> {
    static constexpr detail::SqlType sql_type = detail::SqlType::decimal;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Decimal";

    static detail::Fault bind(detail::Statement& statement, int index, const Decimal& value) {
        return statement.bind_text(index, value.text());
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const Decimal& value) {
        return statement.bind_text_copy(index, value.text());
    }
    /// Text or an integer; a floating-point number is refused, since it may already be rounded.
    static detail::Fault read(const detail::Cell& cell, Decimal& value);
};

}  // namespace pewit

template <>
struct std::hash<pewit::Decimal> {
    std::size_t operator()(const pewit::Decimal& value) const noexcept;
};
