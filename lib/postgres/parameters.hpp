/// A statement's bound values, in the form in which libpq sends them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pewit::detail {

/// Text for all but blobs; the server knows each parameter's type and reads the text accordingly. Blobs are binary
/// (trap P32).
class PostgresParameters {
public:
    explicit PostgresParameters(int count);

    void set_null(int index) noexcept;
    void set(int index, std::int64_t value);
    void set(int index, double value);
    void set_text(int index, std::string_view value);
    /// The bytes must live until clear().
    void set_blob(int index, std::span<const std::byte> value) noexcept;
    void set_blob_copy(int index, std::span<const std::byte> value);
    void clear() noexcept;

    [[nodiscard]] int count() const noexcept { return static_cast<int>(values_.size()); }
    [[nodiscard]] int bound() const noexcept { return bound_; }

    /// For libpq. Valid until the next set or clear().
    [[nodiscard]] const char* const* values() noexcept;
    [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
    [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }

    /// As an SQL literal, for a log that was told to show values.
    [[nodiscard]] std::string literal(int index) const;

private:
    void place(int index, std::size_t size, int format) noexcept;
    [[nodiscard]] std::string_view stored(int index) const noexcept;

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string bytes_;                 ///< what was copied: each value with a zero behind it
    std::vector<std::size_t> offsets_;  ///< in bytes_; none: NULL, or borrowed
    std::vector<const char*> borrowed_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    int bound_ = 0;
};

}  // namespace pewit::detail
