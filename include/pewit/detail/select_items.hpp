/// What may stand in a select list, and the rows that it gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pewit/detail/column.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/to_operand.hpp>

namespace pewit::detail {

/// The columns of a model, or of an alias of it.
template <class X>
concept ColumnsLike = requires(const X& columns) {
    typename X::Model;
    columns.pewit_alias;
}
&&std::is_base_of_v<ColumnsOf<typename X::Model>, X>;

template <class M>
[[nodiscard]] Operand table_of(const ColumnsOf<M>& columns) noexcept {
    return table_operand(&description<M>, columns.pewit_alias);
}
template <class M>
[[nodiscard]] Operand table_of() noexcept {
    return table_operand(&description<M>, nullptr);
}

/// A subquery in FROM, or a CTE.
template <class X>
concept DerivedLike = requires {
    typename X::pewit_derived;
};
template <class X>
concept CteLike = requires {
    typename X::pewit_cte;
};

/// An entry of the select list that may be NULL as a whole.
template <class T>
struct NullableItem {
    NodeRef node;
    using Row = T;
    [[nodiscard]] Operand operand() const noexcept { return node.operand(); }
};

template <class X>
struct ItemRow {
    using type = field_of_t<X>;
};
template <ColumnsLike X>
struct ItemRow<X> {
    using type = typename X::Model;
};
template <DerivedLike X>
struct ItemRow<X> {
    using type = typename X::pewit_derived;
};
template <class T>
struct ItemRow<NullableItem<T>> {
    using type = T;
};

template <class... Items>
struct RowOf {
    using type = std::tuple<typename ItemRow<Items>::type...>;
};
template <class Item>
struct RowOf<Item> : ItemRow<Item> {};
/// The type of a row with these entries in the select list.
template <class... Items>
using row_of_t = typename RowOf<Items...>::type;

template <class R, class... Items>
struct LongerRow {
    using type = std::tuple<R, typename ItemRow<Items>::type...>;
};
template <class... T, class... Items>
struct LongerRow<std::tuple<T...>, Items...> {
    using type = std::tuple<T..., typename ItemRow<Items>::type...>;
};
/// The type of a row R with these entries behind it.
template <class R, class... Items>
using longer_row_t = typename LongerRow<R, Items...>::type;

template <class X>
concept HasOperand = requires(const X& item) {
    item.operand();
};

/// The operand of a select list's entry: a table stands there for all its columns.
template <class X>
[[nodiscard]] Operand item_operand(const X& item) noexcept {
    if constexpr (ColumnsLike<X>) {
        return table_of<typename X::Model>(item);
    } else {
        constexpr bool is_item = HasOperand<X>;
        static_assert(
            is_item,
            "this takes columns, models' columns and expressions; for a C++ value write pewit::value(x)");
        if constexpr (is_item) return item.operand();
        return {};
    }
}

template <class R>
struct TupleSize : std::integral_constant<std::size_t, 1> {};
template <class... T>
struct TupleSize<std::tuple<T...>> : std::integral_constant<std::size_t, sizeof...(T)> {};

/// How a type lies in a result, as far as it decides whether another type can read it.
enum class Storage : std::uint8_t { number, text, blob, either };

constexpr Storage storage_of(SqlType type) noexcept {
    switch (family_of(type)) {
    case TypeFamily::boolean:
    case TypeFamily::number:
    case TypeFamily::duration:
        return Storage::number;
    case TypeFamily::blob:
        return Storage::blob;
    case TypeFamily::decimal:
        return Storage::either;
    default:
        return Storage::text;
    }
}

/// Can a `To` hold what a select list has as a `From`? Whether it is NULL, or in range, is seen when it is read.
template <class From, class To>
consteval bool reads_as() {
    if constexpr (FieldType<From> && FieldType<To>) {
        constexpr Storage from = storage_of(FieldTraits<From>::sql_type);
        constexpr Storage to = storage_of(FieldTraits<To>::sql_type);
        if (from == Storage::either) return to != Storage::blob;
        if (to == Storage::either) return from != Storage::blob;
        return from == to;
    } else {
        return std::is_same_v<unwrapped_t<From>, unwrapped_t<To>>;
    }
}

template <class From, class To>
inline constexpr bool all_read_as_v = reads_as<From, To>();
template <class... From, class... To>
inline constexpr bool all_read_as_v<std::tuple<From...>, std::tuple<To...>> = [] {
    if constexpr (sizeof...(From) == sizeof...(To)) {
        return (reads_as<From, std::remove_cvref_t<To>>() && ...);
    } else {
        return false;
    }
}();
template <class... From, class To>
inline constexpr bool all_read_as_v<std::tuple<From...>, To> = false;
template <class From, class... To>
inline constexpr bool all_read_as_v<From, std::tuple<To...>> =
    all_read_as_v<std::tuple<From>, std::tuple<To...>>;

/// Reads rows of a select whose own rows are R into S: a tuple or a value, or a struct by position.
template <class S, class R>
struct Into {
    static constexpr std::size_t count = TupleSize<R>::value;
    static constexpr bool has_members = std::is_aggregate_v<S> && has_members_v<S, count>;
    static_assert(has_members,
                  "into<S>(): S must be a struct with one member for each entry of the select list");
    static constexpr bool can_hold() {
        if constexpr (has_members) {
            return all_read_as_v<R, decltype(members_of<count>(std::declval<S&>()))>;
        } else {
            return true;
        }
    }
    static_assert(can_hold(),
                  "into<S>(): a member of S is of another type than the select list has at its place");
    using Reader = StructReader<S, count>;
};
template <class S, class R>
requires requires(const Cell* cells, S& row) { RowReader<S>::read(cells, row); }
struct Into<S, R> {
    static_assert(all_read_as_v<R, S>, "into<S>(): S is of other types than the select list");
    using Reader = RowReader<S>;
};

}  // namespace pewit::detail
