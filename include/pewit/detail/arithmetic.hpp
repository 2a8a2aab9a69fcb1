/// What type an arithmetic expression has.
#pragma once

#include <optional>
#include <type_traits>

#include <pewit/detail/to_operand.hpp>

namespace pewit::detail {

/// The type of `l + r` in SQL. Text joins to text; numbers follow C++; NULL spreads.
template <class L, class R>
struct Arithmetic {
private:
    using Left = unwrapped_t<L>;
    using Right = unwrapped_t<R>;
    static constexpr auto bare() {
        if constexpr (is_plain_number_v<Left> && is_plain_number_v<Right>) {
            return std::type_identity<std::common_type_t<Left, Right>>{};
        } else {
            return std::type_identity<Left>{};
        }
    }
    using Bare = typename decltype(bare())::type;

public:
    using type = std::conditional_t<is_optional_v<L> || is_optional_v<R>, std::optional<Bare>, Bare>;
};

template <class L, class R>
using arithmetic_t = typename Arithmetic<field_of_t<L>, field_of_t<R>>::type;

/// Are both integers, perhaps NULL?
template <class L, class R>
inline constexpr bool are_integers_v = false;
template <class L, class R>
requires StorableInteger<unwrapped_t<field_of_t<L>>> && StorableInteger<unwrapped_t<field_of_t<R>>>
inline constexpr bool are_integers_v<L, R> = true;

}  // namespace pewit::detail
