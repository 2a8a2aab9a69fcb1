#include "sql/table_name.hpp"

#include <cstdint>

#include "sql/dialect.hpp"

namespace pewit::detail {

namespace {

constexpr std::size_t longest_name = 63;
constexpr std::size_t hash_digits = 8;

bool is_inside_code_point(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::uint32_t hash_of(std::string_view text) noexcept {
    std::uint32_t hash = 2166136261U;
    for (const char letter : text)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
    return hash;
}

void append_hash(std::string& out, std::uint32_t hash) {
    for (std::size_t digit = 0; digit < hash_digits; ++digit)
        out += "0123456789abcdef"[(hash >> (28 - 4 * digit)) & 15U];
}

void append_table(std::string& out, const ModelDescription& model) {
    if (!model.schema.empty()) {
        append_quoted(out, model.schema);
        out += '.';
    }
    append_quoted(out, model.table);
}

std::string shortened(std::string name) {
    if (name.size() <= longest_name) return name;
    const std::uint32_t hash = hash_of(name);
    std::size_t kept = longest_name - hash_digits - 1;
    while (is_inside_code_point(name[kept]))
        --kept;
    name.resize(kept);
    append_hash(name.append("_"), hash);
    return name;
}

}  // namespace pewit::detail
