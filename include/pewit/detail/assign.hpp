/// Keyword assignments, `User::create(U.username = "huey")`, put into a model object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <pewit/detail/column_set.hpp>
#include <pewit/detail/describe.hpp>

namespace pewit::detail {

template <class T>
inline constexpr bool never_v = false;

template <class A, class M>
inline constexpr bool is_value_assignment_v = false;
template <class M, class T, std::uint16_t I>
inline constexpr bool is_value_assignment_v<ValueAssignment<M, T, I>, M> = true;

/// Adds the column of an assignment, or of a column, to a set.
template <class A>
struct ColumnsIn {
    static constexpr void add_to(ColumnSet& set) { set.add(A::index); }
};

template <class... A>
constexpr ColumnSet columns_of() {
    ColumnSet set;
    (ColumnsIn<std::remove_cvref_t<A>>::add_to(set), ...);
    return set;
}

/// Checks that no column gets two values.
template <class... A>
consteval void check_assigned_once() {
    constexpr bool once = columns_of<A...>().count() == sizeof...(A);
    static_assert(once, "a column is assigned twice");
}

/// The number of the first column that must be given and is not in the set; -1: none.
template <class M>
constexpr int first_missing(const ColumnSet& given) {
    const auto& columns = DescriptionOf<M>::columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].required && !given.has(i)) return static_cast<int>(i);
    }
    return -1;
}

template <class Field>
consteval void required_column_is_missing() {
    static_assert(
        !std::is_class_v<Field>,
        "a required column is missing (its name follows pewit_field_): it can't be NULL and has no default_");
}

/// The field of that column; void when there is none.
template <class M, class... A>
struct MissingField {
    static constexpr int missing = first_missing<M>(columns_of<A...>());
    static constexpr auto find() {
        if constexpr (missing >= 0) {
            return std::type_identity<field_at_t<M, static_cast<std::uint16_t>(missing)>>{};
        } else {
            return std::type_identity<void>{};
        }
    }
    using type = typename decltype(find())::type;
};

/// The member that an assignment is for.
template <class A>
consteval auto member_of() {
    using Assignment = std::remove_cvref_t<A>;
    return field_at_t<typename Assignment::Model, Assignment::index>::pewit_member();
}
template <class M, class A>
void assign(M& row, A&& assignment) {
    row.*member_of<A>() = static_cast<A&&>(assignment).value;
}

/// Columns with a DEFAULT in SQL that the assignments leave to the engine.
template <class M, class... A>
constexpr ColumnSet columns_left_to_engine() {
    ColumnSet set;
    const ColumnSet given = columns_of<A...>();
    const auto& columns = DescriptionOf<M>::columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i].default_sql.empty() && !columns[i].has_default && !given.has(i)) set.add(i);
    }
    return set;
}

/// Moves the values of all columns into another row; what is no column stays there.
template <class M>
void move_columns(M& from, M& to) {
    const auto move_each = [&]<std::size_t... I>(std::index_sequence<I...> /*columns*/) {
        ((to.*field_at_t<M, static_cast<std::uint16_t>(I)>::pewit_member() =
              std::move(from.*field_at_t<M, static_cast<std::uint16_t>(I)>::pewit_member())),
         ...);
    };
    move_each(std::make_index_sequence<DescriptionOf<M>::column_count>{});
    if constexpr (DescriptionOf<M>::meta.only_save_dirty)
        to.pewit_row_state = std::move(from.pewit_row_state);
}

/// Puts the values of a key, in the key's order, into a row.
template <class M, std::size_t I = 0>
void assign_key(M& /*row*/) {}
template <class M, std::size_t I = 0, class First, class... Others>
void assign_key(M& row, First&& first, Others&&... others) {
    constexpr std::uint16_t column = DescriptionOf<M>::key[I];
    using Field = field_at_t<M, column>;
    using T = typename Field::PewitValue;
    static_assert(is_storable<T, First>(), "a value of this type can't be the key of this model");
    row.*Field::pewit_member() =
        to_field<T>(std::forward<First>(first), ColumnRef{&description<M>, nullptr, column});
    assign_key<M, I + 1>(row, std::forward<Others>(others)...);
}

}  // namespace pewit::detail
