/// Bytes that are no text.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/field_traits.hpp>

namespace pewit {

/// A BLOB (BYTEA): any bytes, NUL included. Ordered like memcmp, as both engines order them.
///
///     pewit::Blob picture{std::as_bytes(std::span{pixels})};
///     pewit::Blob key = pewit::Blob::from_string("\x01\x02");
class Blob {
public:
    using value_type = std::byte;
    using iterator = std::vector<std::byte>::iterator;
    using const_iterator = std::vector<std::byte>::const_iterator;

    Blob() noexcept = default;
    Blob(std::vector<std::byte> bytes) noexcept : bytes_(std::move(bytes)) {}
    Blob(std::span<const std::byte> bytes);
    explicit Blob(std::span<const std::uint8_t> bytes) : Blob(std::as_bytes(bytes)) {}
    Blob(std::initializer_list<std::byte> bytes);
    /// The bytes of a string, with any NUL that it counts.
    [[nodiscard]] static Blob from_string(std::string_view bytes) {
        return Blob{std::as_bytes(std::span{bytes})};
    }

    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
    [[nodiscard]] std::byte* data() noexcept { return bytes_.data(); }
    [[nodiscard]] const std::byte* data() const noexcept { return bytes_.data(); }
    [[nodiscard]] iterator begin() noexcept { return bytes_.begin(); }
    [[nodiscard]] iterator end() noexcept { return bytes_.end(); }
    [[nodiscard]] const_iterator begin() const noexcept { return bytes_.begin(); }
    [[nodiscard]] const_iterator end() const noexcept { return bytes_.end(); }
    [[nodiscard]] std::byte& operator[](std::size_t i) noexcept { return bytes_[i]; }
    [[nodiscard]] const std::byte& operator[](std::size_t i) const noexcept { return bytes_[i]; }

    void clear() noexcept { bytes_.clear(); }
    void resize(std::size_t size);
    void push_back(std::byte byte);
    void append(std::span<const std::byte> bytes);
    void assign(std::span<const std::byte> bytes);

    /// The same bytes as characters; lives as long as the blob is unchanged.
    [[nodiscard]] std::string_view as_string_view() const noexcept {
        return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
    }
    /// Gives the bytes away.
    [[nodiscard]] std::vector<std::byte> release() && noexcept { return std::move(bytes_); }

    friend bool operator==(const Blob& left, const Blob& right) noexcept {
        return left.as_string_view() == right.as_string_view();
    }
    friend std::strong_ordering operator<=>(const Blob& left, const Blob& right) noexcept {
        return left.as_string_view() <=> right.as_string_view();
    }

private:
    std::vector<std::byte> bytes_;
};

template <>
struct FieldTraits<Blob> {
    static constexpr detail::SqlType sql_type = detail::SqlType::blob;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Blob";

    static detail::Fault bind(detail::Statement& statement, int index, const Blob& value) {
        return statement.bind_blob(index, std::span{value.data(), value.size()});
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const Blob& value) {
        return statement.bind_blob_copy(index, std::span{value.data(), value.size()});
    }
    static detail::Fault read(const detail::Cell& cell, Blob& value);
};

}  // namespace pewit

template <>
struct std::hash<pewit::Blob> {
    std::size_t operator()(const pewit::Blob& blob) const noexcept {
        return std::hash<std::string_view>{}(blob.as_string_view());
    }
};
