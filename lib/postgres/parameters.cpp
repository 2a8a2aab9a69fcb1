#include "postgres/parameters.hpp"

#include <array>
#include <charconv>
#include <span>

#include "types/hex.hpp"

namespace pewit::detail {
namespace {

constexpr int text_format = 0;
constexpr int binary_format = 1;

std::string hex(std::string_view bytes) {
    std::string out = "'\\x";
    append_hex(out, std::as_bytes(std::span(bytes)));
    return out + "'";
}

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

}  // namespace

PostgresParameters::PostgresParameters(int count) {
    const auto size = static_cast<std::size_t>(count);
    offsets_.resize(size, none);
    borrowed_.resize(size, nullptr);
    values_.resize(size, nullptr);
    lengths_.resize(size, 0);
    formats_.resize(size, text_format);
}

void PostgresParameters::place(int index, std::size_t size, int format) noexcept {
    const auto i = static_cast<std::size_t>(index);
    lengths_[i] = static_cast<int>(size);
    formats_[i] = format;
    ++bound_;
}

void PostgresParameters::set_null(int index) noexcept {
    const auto i = static_cast<std::size_t>(index);
    offsets_[i] = none;
    borrowed_[i] = nullptr;
    place(index, 0, text_format);
}

void PostgresParameters::set_text(int index, std::string_view value) {
    offsets_[static_cast<std::size_t>(index)] = bytes_.size();
    bytes_.append(value).push_back('\0');
    place(index, value.size(), text_format);
}

void PostgresParameters::set(int index, std::int64_t value) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    set_text(index, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

/// The shortest text that reads back as the same number; "inf" and "-inf" are the server's words too.
void PostgresParameters::set(int index, double value) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    set_text(index, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void PostgresParameters::set_blob(int index, std::span<const std::byte> value) noexcept {
    const auto i = static_cast<std::size_t>(index);
    offsets_[i] = none;
    borrowed_[i] = value.empty() ? "" : reinterpret_cast<const char*>(value.data());
    place(index, value.size(), binary_format);
}

void PostgresParameters::set_blob_copy(int index, std::span<const std::byte> value) {
    offsets_[static_cast<std::size_t>(index)] = bytes_.size();
    if (!value.empty()) bytes_.append(reinterpret_cast<const char*>(value.data()), value.size());
    bytes_.push_back('\0');
    place(index, value.size(), binary_format);
}

void PostgresParameters::clear() noexcept {
    constexpr std::size_t keep = 1U << 16U;
    bytes_.clear();
    if (bytes_.capacity() > keep) bytes_.shrink_to_fit();
    bound_ = 0;
}

const char* const* PostgresParameters::values() noexcept {
    for (std::size_t i = 0; i < values_.size(); ++i)
        values_[i] = offsets_[i] == none ? borrowed_[i] : bytes_.data() + offsets_[i];
    return values_.data();
}

std::string_view PostgresParameters::stored(int index) const noexcept {
    const auto i = static_cast<std::size_t>(index);
    const char* begin = offsets_[i] == none ? borrowed_[i] : bytes_.data() + offsets_[i];
    return begin == nullptr ? std::string_view{}
                            : std::string_view{begin, static_cast<std::size_t>(lengths_[i])};
}

std::string PostgresParameters::literal(int index) const {
    const auto i = static_cast<std::size_t>(index);
    if (bound_ == 0) return "?";
    if (offsets_[i] == none && borrowed_[i] == nullptr) return "NULL";
    return formats_[i] == binary_format ? hex(stored(index)) : quoted(stored(index));
}

}  // namespace pewit::detail
