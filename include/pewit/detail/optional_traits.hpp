/// What the types of fields and values are without their std::optional.
#pragma once

#include <cstddef>
#include <optional>
#include <type_traits>

namespace pewit::detail {

template <class T>
struct Unwrapped {
    using type = T;
};
template <class T>
struct Unwrapped<std::optional<T>> {
    using type = T;
};
/// The type without its std::optional.
template <class T>
using unwrapped_t = typename Unwrapped<std::remove_cvref_t<T>>::type;

template <class T>
inline constexpr bool is_optional_v = !std::is_same_v<unwrapped_t<T>, std::remove_cvref_t<T>>;

template <class V>
inline constexpr bool is_null_literal_v =
    std::is_same_v<V, std::nullopt_t> || std::is_same_v<V, std::nullptr_t>;

}  // namespace pewit::detail
