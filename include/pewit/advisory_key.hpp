/// What an advisory lock is taken on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pewit {

/// A number, two smaller ones, or a text, on which programs agree. The three are apart: 1 is not the same key as {0, 1}.
/// Of a text the server takes a 64-bit hash. Borrows the text: meant as an argument.
class AdvisoryKey {
public:
    enum class Kind : std::uint8_t { number, pair, text };

    // NOLINTBEGIN(google-explicit-constructor): a key is written as it is
    constexpr AdvisoryKey(std::int64_t number) noexcept : number_(number) {}
    constexpr AdvisoryKey(std::int32_t first, std::int32_t second) noexcept
        : kind_(Kind::pair), number_(first), second_(second) {}
    constexpr AdvisoryKey(std::string_view text) noexcept : kind_(Kind::text), text_(text) {}
    constexpr AdvisoryKey(const char* text) noexcept : kind_(Kind::text), text_(text) {}
    AdvisoryKey(const std::string& text) noexcept : kind_(Kind::text), text_(text) {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] constexpr Kind kind() const noexcept { return kind_; }
    /// Of a pair the first.
    [[nodiscard]] constexpr std::int64_t number() const noexcept { return number_; }
    [[nodiscard]] constexpr std::int32_t second() const noexcept { return second_; }
    [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

private:
    Kind kind_ = Kind::number;
    std::int64_t number_ = 0;
    std::int32_t second_ = 0;
    std::string_view text_ = {};
};

}  // namespace pewit
