/// Names of a model's table and of what belongs to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Appends the table's name, with its schema if it has one, quoted.
void append_table(std::string& out, const ModelDescription& model);

/// FNV-1a: comes out alike on every platform, for ever.
[[nodiscard]] std::uint32_t hash_of(std::string_view text) noexcept;
/// Appends the hash as eight digits.
void append_hash(std::string& out, std::uint32_t hash);

/// A name that SQL could not take, being longer than 63 bytes, is cut and ends in a hash of the whole, so that
/// it stays distinct and the same always.
[[nodiscard]] std::string shortened(std::string name);

/// A name made of a table's and others, joined by underscores, and shortened.
class DerivedName {
public:
    explicit DerivedName(std::string_view table) : text_(table) {}
    DerivedName& add(std::string_view part) {
        text_.append("_").append(part);
        return *this;
    }
    [[nodiscard]] std::string take() const { return shortened(text_); }

private:
    std::string text_;
};

}  // namespace pewit::detail
