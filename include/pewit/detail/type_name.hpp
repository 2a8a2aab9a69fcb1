/// A type's name as its user wrote it, for messages.
#pragma once

#include <string_view>

namespace pewit::detail {

/// "blog::Mood", cut out of the compiler's own text for this function.
template <class T>
[[nodiscard]] constexpr std::string_view spelled_type_name() noexcept {
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.find("T = ") + 4);
    return text.substr(0, text.find_first_of(";]"));
}

}  // namespace pewit::detail
