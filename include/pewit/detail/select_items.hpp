/// What may stand in a select list, and the rows that it gives.
#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>

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

/// Reads rows of a select whose own rows are R into S: a tuple or a value, or a struct by position.
template <class S, class R>
struct Into {
    static constexpr std::size_t count = TupleSize<R>::value;
    static_assert(std::is_aggregate_v<S> && has_members_v<S, count>,
                  "into<S>(): S must be a struct with one member for each entry of the select list");
    using Reader = StructReader<S, count>;
};
template <class S, class R>
requires requires(const Cell* cells, S& row) { RowReader<S>::read(cells, row); }
struct Into<S, R> {
    using Reader = RowReader<S>;
};

}  // namespace pewit::detail
