/// How each engine spells what detail::Function names.
#pragma once

#include <string_view>

#include <pewit/detail/function.hpp>

namespace pewit::detail {

/// A text without braces is the name of a function that takes all the arguments. In one with braces `{1}` is the
/// first argument and `{*}` all of them; each appears first in its order, and may appear again; `{}` stands for itself. An empty text: the
/// engine can't do it. What is no function call or CASE stands in parentheses.
struct Spelling {
    std::string_view name;  ///< for messages
    std::string_view sqlite;
    std::string_view postgres;
    /// Goes by the values of its arguments, so that decimals stored as text would give something else.
    bool by_value = false;
};

[[nodiscard]] const Spelling& spelling_of(Function function) noexcept;

}  // namespace pewit::detail
