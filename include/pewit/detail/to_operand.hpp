/// How a C++ value or another expression becomes an operand beside an expression of type T, and which
/// types may stand beside each other.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/optional_traits.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::detail {

/// Anything that is SQL with one value: a column, Expr<T>, Condition. `pewit_term` is the value's type.
template <class X>
concept TermLike = requires {
    typename X::pewit_term;
};

/// A select of one column, used as a value or as a list.
template <class X>
concept SubqueryLike = requires {
    typename X::pewit_subquery;
};

/// What may stand on one side of an operator.
template <class X>
concept SqlLike = TermLike<X> || SubqueryLike<X>;

template <class T>
inline constexpr bool is_plain_number_v = std::floating_point<T> || StorableInteger<T>;

template <class T>
inline constexpr bool never = false;

enum class TypeFamily : std::uint8_t {
    boolean,
    number,
    text,
    blob,
    decimal,
    date,
    time,
    datetime,
    duration,
    uuid,
    json
};

/// Arrays are apart from everything but arrays of the same family.
constexpr TypeFamily family_of(SqlType type) noexcept {
    if (is_array(type))
        return static_cast<TypeFamily>(static_cast<std::uint8_t>(family_of(element_of(type))) | array_bit);
    switch (type) {
    case SqlType::boolean:
        return TypeFamily::boolean;
    case SqlType::text:
        return TypeFamily::text;
    case SqlType::blob:
        return TypeFamily::blob;
    case SqlType::decimal:
        return TypeFamily::decimal;
    case SqlType::date:
        return TypeFamily::date;
    case SqlType::time:
        return TypeFamily::time;
    case SqlType::datetime:
        return TypeFamily::datetime;
    case SqlType::duration:
        return TypeFamily::duration;
    case SqlType::uuid:
        return TypeFamily::uuid;
    case SqlType::json:
        return TypeFamily::json;
    default:
        return TypeFamily::number;
    }
}

template <class T>
inline constexpr TypeFamily family_v = family_of(FieldTraits<T>::sql_type);

template <class T>
inline constexpr bool holds_text_v = family_v<T> == TypeFamily::text;

template <class X>
struct ValueOf {};
template <TermLike X>
struct ValueOf<X> {
    using type = typename X::pewit_term;
};
template <SubqueryLike X>
struct ValueOf<X> {
    using type = typename X::pewit_subquery;
};

/// May a V (a value, an expression or a subquery) stand beside a T in a comparison?
template <class T, class V>
consteval bool fits_beside() {
    using Bare = unwrapped_t<T>;
    if constexpr (SqlLike<V>) {
        return family_v<T> == family_v<typename ValueOf<V>::type>;
    } else if constexpr (is_optional_v<V>) {
        return is_optional_v<T> && fits_beside<Bare, unwrapped_t<V>>();
    } else if constexpr (is_plain_number_v<Bare> || std::is_same_v<Bare, bool>) {
        return is_plain_number_v<Bare> ? is_plain_number_v<V> : std::is_same_v<V, bool>;
    } else if constexpr (std::is_same_v<Bare, std::string>) {
        return std::is_convertible_v<const V&, std::string_view> && !is_null_literal_v<V>;
    } else {
        return std::is_convertible_v<const V&, Bare>;
    }
}

/// An operand together with the node that keeps its value.
struct HeldOperand : Operand {
    explicit HeldOperand(NodeRef kept) noexcept : Operand(kept.operand()), keep(std::move(kept)) {}
    NodeRef keep;
};

template <class T>
[[nodiscard]] HeldOperand recorded_operand(const T& value) {
    return HeldOperand(record_value(
        [](Statement& statement, int index, const void* object) {
            return FieldTraits<T>::bind(statement, index, *static_cast<const T*>(object));
        },
        &value, FieldTraits<T>::sql_type));
}

template <StorableInteger V>
[[nodiscard]] constexpr Operand number_operand(V value) noexcept {
    if (!std::in_range<std::int64_t>(value)) return fault_operand(Fault::out_of_range);
    return integer_operand(static_cast<std::int64_t>(value), FieldTraits<V>::sql_type);
}
template <std::floating_point V>
[[nodiscard]] Operand number_operand(V value) noexcept {
    return real_operand(static_cast<double>(value));
}

/// Would an engine that takes V for a T, because of what stands beside it, lose something?
template <class T, class V>
consteval bool needs_own_type() {
    if constexpr (std::floating_point<V>) {
        return !std::floating_point<T>;
    } else {
        return !std::floating_point<T> && FieldTraits<V>::sql_type > FieldTraits<T>::sql_type;
    }
}
static_assert(SqlType::smallint < SqlType::integer && SqlType::integer < SqlType::bigint);

/// The operand for `value` beside a T; borrows the value. Fits must have been checked.
template <class T, class V>
[[nodiscard]] auto value_operand(const V& value) {
    using Bare = unwrapped_t<T>;
    if constexpr (SqlLike<V>) {
        return value.operand();
    } else if constexpr (std::is_same_v<V, bool>) {
        return integer_operand(value ? 1 : 0, SqlType::boolean);
    } else if constexpr (is_plain_number_v<V> && family_v<Bare> == TypeFamily::number) {
        if constexpr (needs_own_type<Bare, V>()) {
            return HeldOperand(make_typed(number_operand(value), FieldTraits<V>::sql_type));
        } else {
            return number_operand(value);
        }
    } else if constexpr (std::is_same_v<Bare, std::string>) {
        return bytes_operand(OperandKind::text, std::string_view(value));
    } else if constexpr (std::is_same_v<V, Bare>) {
        return recorded_operand<Bare>(value);
    } else {
        return recorded_operand<Bare>(static_cast<Bare>(value));
    }
}

/// The checks for what stands beside a T, each a short compile error.
template <class T, class... V>
consteval void check_beside() {
    static_assert((!is_null_literal_v<V> && ...) || is_optional_v<T>,
                  "NULL beside something that can't be NULL: its type is no std::optional");
    static_assert((!is_optional_v<V> && ...) || is_optional_v<T>,
                  "an optional value beside something that can't be NULL: its type is no std::optional");
    static_assert(((is_null_literal_v<V> || fits_beside<std::optional<unwrapped_t<T>>, V>()) && ...),
                  "these types can't be compared or combined in SQL");
}

/// The operand for `value`, NULL included, after check_beside().
template <class T, class V>
[[nodiscard]] auto to_operand(const V& value) {
    if constexpr (is_null_literal_v<V>) {
        return null_operand();
    } else if constexpr (!fits_beside<T, V>()) {
        return Operand{};  // check_beside() has failed
    } else if constexpr (is_optional_v<V>) {
        using Result = decltype(value_operand<T>(*value));
        if constexpr (std::is_same_v<Result, Operand>) {
            return value ? value_operand<T>(*value) : null_operand(FieldTraits<unwrapped_t<T>>::sql_type);
        } else {
            constexpr Operand null = null_operand(FieldTraits<unwrapped_t<T>>::sql_type);
            return value ? value_operand<T>(*value) : HeldOperand(make_unary(NodeKind::same, null));
        }
    } else {
        return value_operand<T>(value);
    }
}

/// The type a plain value has as a field: text for anything like a string.
template <class V>
struct FieldOf {
    using type =
        std::conditional_t<std::is_convertible_v<const V&, std::string_view> && !is_null_literal_v<V>,
                           std::string, V>;
};
template <class V>
requires SqlLike<V>
struct FieldOf<V> {
    using type = typename ValueOf<V>::type;
};
/// The SQL value type of an expression or of a plain value.
template <class V>
using field_of_t = typename FieldOf<V>::type;

/// An operand for anything that may stand alone: an expression, a subquery or a value.
template <class V>
[[nodiscard]] auto any_operand(const V& value) {
    if constexpr (is_null_literal_v<V>) {
        return null_operand();
    } else {
        return to_operand<field_of_t<V>>(value);
    }
}

}  // namespace pewit::detail
