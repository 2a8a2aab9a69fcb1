/// Cuts raw SQL at its `?` placeholders. `??` stands for one `?`; text in quotes and comments is left alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pewit::detail {

class RawText {
public:
    explicit RawText(std::string_view text) noexcept : text_(text) {}

    /// The text up to the next placeholder or the end.
    [[nodiscard]] std::string next_part();
    /// Was that the last part?
    [[nodiscard]] bool is_at_end() const noexcept { return at_end_; }
    /// Throws ProgrammingError: the placeholders are not as many as the parameters.
    [[noreturn]] void throw_wrong_count() const;

private:
    [[nodiscard]] std::size_t end_of_quoted(std::size_t from) const noexcept;

    std::string_view text_;
    std::size_t at_ = 0;
    bool at_end_ = false;
};

}  // namespace pewit::detail
