/// A model's column as queries and rows name it: `User::c.username`.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/column_base.hpp>
#include <pewit/detail/column_set.hpp>
#include <pewit/detail/optional_traits.hpp>

namespace pewit::detail {

template <class T>
inline constexpr bool is_number_v = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

/// Can a V be stored in a field of type T? Integers yes, checked at run time; no silent narrowing
/// (double to int), no number for a bool, no NULL unless T is optional.
template <class T, class V>
constexpr bool is_storable() {
    using Field = unwrapped_t<T>;
    using Value = std::remove_cvref_t<V>;
    if constexpr (is_null_literal_v<Value>) {
        return is_optional_v<T>;
    } else if constexpr (is_optional_v<Value>) {
        return is_optional_v<T> && is_storable<Field, unwrapped_t<Value>>();
    } else if constexpr (std::is_arithmetic_v<Field> && std::is_arithmetic_v<Value>) {
        return is_number_v<
                   Field> == is_number_v<Value> && (std::is_floating_point_v<Field> || !std::is_floating_point_v<Value>);
    } else if constexpr (std::is_same_v<Field, std::string>) {
        return std::is_convertible_v<V, std::string_view>;
    } else {
        return std::is_convertible_v<V, Field> && !std::is_arithmetic_v<Field>;
    }
}

/// Does the floating-point type Field hold this very integer?
template <class Field, class V>
constexpr bool holds_integer(V value) noexcept {
    const auto bits = static_cast<std::uint64_t>(value);
    const std::uint64_t magnitude = value < V{1} && value != V{0} ? 0 - bits : bits;
    if (magnitude == 0) return true;
    const int significant = 64 - std::countl_zero(magnitude) - std::countr_zero(magnitude);
    return significant <= std::numeric_limits<Field>::digits;
}

/// Does the value lie in the range of a narrower floating-point type? Digits may be rounded off.
template <class Field, class V>
constexpr bool in_range_of(V value) noexcept {
    constexpr V infinity = std::numeric_limits<V>::infinity();
    constexpr V greatest = std::numeric_limits<Field>::max();
    return !(value > greatest && value != infinity) && !(value < -greatest && value != -infinity);
}

/// Errors: DataError, naming the column.
[[noreturn]] void throw_out_of_range(const ColumnRef& column);

/// Errors: ProgrammingError, naming the column, when `key` is that of a row of the column's target that has none yet: the
/// engine makes it when the row is saved.
void check_saved(const ColumnRef& column, std::int64_t key);

/// Not inline, as it is what most assignments do.
[[nodiscard]] std::string copied_text(std::string_view text);

/// The value as the field holds it. Errors: DataError for an integer that Field can't hold exactly, and for a
/// floating-point number beyond its range; ProgrammingError for a row that is not saved yet.
template <class T, class V>
T to_field(V&& value, const ColumnRef& column) {
    using Field = unwrapped_t<T>;
    using Value = std::remove_cvref_t<V>;
    if constexpr (is_null_literal_v<Value>) {
        return T{};
    } else if constexpr (std::is_same_v<T, std::string> && !std::is_same_v<V, std::string>) {
        return copied_text(std::string_view(value));
    } else if constexpr (std::is_same_v<Value, T>) {
        return T(std::forward<V>(value));
    } else if constexpr (is_optional_v<Value>) {
        return value ? T(to_field<Field>(*std::forward<V>(value), column)) : T{};
    } else if constexpr (std::is_integral_v<Field> && !std::is_same_v<Field, Value>) {
        if (!std::in_range<Field>(value)) throw_out_of_range(column);
        return T(static_cast<Field>(value));
    } else if constexpr (std::is_floating_point_v<Field> && std::is_integral_v<Value>) {
        if (!holds_integer<Field>(value)) throw_out_of_range(column);
        return T(static_cast<Field>(value));
    } else if constexpr (std::is_floating_point_v<Field>) {
        if constexpr (sizeof(Value) > sizeof(Field)) {
            if (!in_range_of<Field>(value)) throw_out_of_range(column);
        }
        return T(static_cast<Field>(value));
    } else if constexpr (std::is_arithmetic_v<Field>) {
        return T(static_cast<Field>(value));
    } else {
        Field field(std::forward<V>(value));
        // A ForeignKey made of a row.
        if constexpr (requires {
                          check_saved(column, field.id());
                          field.is_loaded();
                      }) {
            if (field.is_loaded()) check_saved(column, field.id());
        }
        return T(std::move(field));
    }
}

/// `U.username = "huey"`: a column with the value that it gets. Owns the value.
template <class M, class T, std::uint16_t I>
struct ValueAssignment {
    using Model = M;
    using Value = T;
    static constexpr std::uint16_t index = I;
    const std::string* alias;
    T value;

    [[nodiscard]] ColumnRef column() const noexcept { return {&description<M>, alias, I}; }
};

/// What an assignment takes as SQL: an expression, or a select of one column.
template <class X>
concept SqlSource = std::derived_from<X, ExpressionTag> || requires {
    typename X::pewit_subquery;
};

/// Column number I of model M, holding a T. Light: a function, a number, and a pointer to the alias's
/// name, which lives as long as the program.
template <class M, class T, std::uint16_t I>
class Column : public ColumnBase<T> {
public:
    using Model = M;
    using Value = T;
    static constexpr std::uint16_t index = I;

    /// The description comes from outside, so that a model's class alone does not make it.
    constexpr explicit Column(const ColumnOrigin& origin) noexcept
        : ColumnBase<T>(ColumnRef{origin.model, origin.alias, I}) {}
    Column(const Column&) = default;

    /// Changes nothing: it writes down an assignment, for create(), insert() and update().
    template <class V>
    requires(!SqlSource<std::remove_cvref_t<V>>) ValueAssignment<M, T, I>
    operator=(V&& value) const {  // NOLINT(misc-unconventional-assign-operator)
        if constexpr (is_null_literal_v<std::remove_cvref_t<V>> || is_optional_v<V>) {
            static_assert(is_optional_v<T>, "this column can't be NULL: its field is no std::optional");
        }
        if constexpr (is_storable<T, V>()) {
            return {this->ref.alias, to_field<T>(std::forward<V>(value), this->ref)};
        } else {
            static_assert(
                is_null_literal_v<std::remove_cvref_t<V>> || is_optional_v<V> || is_storable<T, V>(),
                "a value of this type can't be stored in this column");
            return {this->ref.alias, T{}};
        }
    }

    /// `U.karma = U.karma + 1`: an SQL expression or a select of one column, for update() and insert().
    template <class E>
    requires SqlSource<std::remove_cvref_t<E>>
    auto operator=(E&& expression) const {  // NOLINT(misc-unconventional-assign-operator)
        return assign_expression(*this, std::forward<E>(expression));
    }
};

template <class M, class T, std::uint16_t I>
struct WithoutModel<Column<M, T, I>> {
    using type = ColumnBase<T>;
};

/// Each FIELD declares an overload of pewit_chain() for a rank one higher; the highest viable one is
/// the latest field.
template <unsigned N>
struct Rank : Rank<N - 1> {};
template <>
struct Rank<0> {};
using TopRank = Rank<max_columns + 1>;

/// The latest field of M: the whole chain, once M is complete.
template <class M>
using last_field_t = decltype(M::pewit_chain(TopRank{}));

/// The field with number I of M.
template <class M, std::uint16_t I>
struct FieldAt {
    using type = decltype(M::pewit_chain(Rank<I + 1>{}));
};
/// The implicit id: the first FIELD hides the base's overload.
template <class M>
requires M::pewit_has_id struct FieldAt<M, 0> {
    using type = typename M::PewitIdField;
};
template <class M, std::uint16_t I>
using field_at_t = typename FieldAt<M, I>::type;

/// The columns of M, as members of one object.
template <class M>
struct ColumnsOf : last_field_t<M>::PewitColumns {
    using Model = M;
    constexpr explicit ColumnsOf(const std::string* alias = nullptr) noexcept
        : last_field_t<M>::PewitColumns(ColumnOrigin{&description<M>, alias}), pewit_alias(alias) {}
    /// nullptr: the table under its own name.
    const std::string* pewit_alias;
};

}  // namespace pewit::detail
