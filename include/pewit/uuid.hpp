/// Universally unique identifiers, RFC 9562.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/field_traits.hpp>

namespace pewit {

/// 16 bytes, in the order of their text. Default: all zero, the nil UUID.
///
///     FIELD(pewit::Uuid, id, primary_key);
///     Order::create(O.id = pewit::Uuid::v7());
///
/// SQL: UUID on PostgreSQL, TEXT on SQLite. Read as well: a blob of 16 bytes.
class Uuid {
public:
    using Bytes = std::array<std::uint8_t, 16>;

    constexpr Uuid() noexcept = default;
    constexpr explicit Uuid(const Bytes& bytes) noexcept : bytes_(bytes) {}
    /// As parse(), but throws DataError.
    explicit Uuid(std::string_view text);
    /// `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`, upper or lower case, or the same without hyphens.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text) noexcept;

    /// From 122 random bits of the system. Errors: OperationalError if the system has none.
    [[nodiscard]] static Uuid v4();
    /// From the time in steps of about a quarter of a microsecond, then 62 random bits: later ones sort
    /// behind earlier ones, which keeps an index compact. It tells when it was made. Errors: as v4().
    [[nodiscard]] static Uuid v7();

    [[nodiscard]] constexpr const Bytes& bytes() const noexcept { return bytes_; }
    [[nodiscard]] constexpr int version() const noexcept { return bytes_[6] >> 4; }
    [[nodiscard]] constexpr bool is_nil() const noexcept { return *this == Uuid{}; }
    [[nodiscard]] std::string to_string() const;  ///< 36 characters, lower case

    friend constexpr bool operator==(const Uuid&, const Uuid&) noexcept = default;
    friend constexpr std::strong_ordering operator<=>(const Uuid&, const Uuid&) noexcept = default;
    friend std::ostream& operator<<(std::ostream& out, const Uuid& uuid);

private:
    Bytes bytes_{};
};

template <>
struct FieldTraits<Uuid> {
    static constexpr detail::SqlType sql_type = detail::SqlType::uuid;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Uuid";

    static detail::Fault bind(detail::Statement& statement, int index, const Uuid& value);
    static detail::Fault read(const detail::Cell& cell, Uuid& value) noexcept;
};

}  // namespace pewit

template <>
struct std::hash<pewit::Uuid> {
    std::size_t operator()(const pewit::Uuid& uuid) const noexcept;
};
