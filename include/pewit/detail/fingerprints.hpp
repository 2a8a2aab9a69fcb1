/// META(only_save_dirty): what a row object remembers of the row in the database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pewit::detail {

/// Eight bytes for each column, empty for an object that is not in the database yet. Equal fingerprints
/// of a column mean an equal value, but for a chance of 1 in 2^64. They hold for the epoch in which they
/// were recorded: a rollback may have changed the row back.
class Fingerprints {
public:
    [[nodiscard]] bool are_known(std::uint64_t epoch) const noexcept;
    [[nodiscard]] std::uint64_t& of(std::size_t column);
    void begin(std::size_t columns, std::uint64_t epoch);

private:
    std::vector<std::uint64_t> values_;
    std::uint64_t epoch_ = 0;
};

/// The member that META adds to a model: Fingerprints when asked for, else nothing.
template <bool wanted>
struct RowState {};
template <>
struct RowState<true> {
    Fingerprints fingerprints;
};

/// Is the word among META's options? Text in quotes does not count.
constexpr bool mentions(std::string_view options, std::string_view word) {
    const auto is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    bool quoted = false;
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (options[i] == '\\') {
            ++i;
        } else if (options[i] == '"') {
            quoted = !quoted;
        } else if (!quoted && options.substr(i, word.size()) == word && (i == 0 || !is_part(options[i - 1]))
                   && (i + word.size() == options.size() || !is_part(options[i + word.size()]))) {
            return true;
        }
    }
    return false;
}

}  // namespace pewit::detail
