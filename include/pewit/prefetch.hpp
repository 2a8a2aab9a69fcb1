/// Rows together with the rows that refer to them, in one query for each relation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/links.hpp>
#include <pewit/detail/owned_rows.hpp>
#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/row_store.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/select.hpp>

namespace pewit {

namespace detail {

/// A relation to be followed from parents to children.
struct Branch {
    ModelAccessor parent;
    ModelAccessor child;
    std::uint16_t key;  ///< the child's column that refers to the parent
};

/// The statements that read the rows of one model.
struct Level {
    std::vector<NodeRef> statements;
    NodeRef
        subquery;  ///< a select of the same rows, to be asked again for their keys; none where that is not safe
};
[[nodiscard]] Level root_level(const NodeRef& query);
/// `LIMIT 1`, unless it has a limit itself.
void set_first_row_only(NodeRef& select) noexcept;

/// Which rows have which key.
class ParentRows {
public:
    ParentRows(const Branch& branch, std::size_t count, RowAt at);
    ParentRows(const ParentRows&) = delete;
    ParentRows& operator=(const ParentRows&) = delete;
    ~ParentRows();

    /// The children of these parents, which `level` has read. Errors: ProgrammingError when `query` has a limit.
    [[nodiscard]] Level children(const Level& level, const NodeRef& query) const;
    /// The numbers of a child's parents; of several when a join has given a row several times.
    [[nodiscard]] std::span<const std::size_t> of(const void* child) const;

private:
    struct Index;
    Branch branch_;
    std::unique_ptr<Index> index_;
};

/// A model in a prefetch; `Key`: the column by which its rows are found, or void.
template <class M, class Key = void>
struct Prefetched {
    using Model = M;
    NodeRef query;

    /// How many keys lead to rows of Parent.
    template <class Parent>
    static consteval int count_keys() {
        if constexpr (std::is_void_v<Key>) {
            return count_references<last_field_t<M>, Parent>();
        } else {
            return refers_to_v<field_of_column_t<Key>, Parent> ? 1 : 0;
        }
    }
    template <class Parent>
    static consteval std::uint16_t key_index() {
        if constexpr (std::is_void_v<Key>) {
            return reference_to_t<last_field_t<M>, Parent>::pewit_index;
        } else {
            return Key::index;
        }
    }
};

template <class R>
[[nodiscard]] Prefetched<R> prefetched(const Select<R>& query) {
    return {query.node()};
}
template <class M, class T, std::uint16_t I>
[[nodiscard]] Prefetched<M, Column<M, T, I>> prefetched(const Column<M, T, I>& /*key*/) {
    return {M::select().node()};
}
template <class M, class Key>
[[nodiscard]] Prefetched<M, Key> prefetched(const Prefetched<M, Key>& said) {
    return said;
}

inline constexpr std::size_t no_parent = static_cast<std::size_t>(-1);

/// Who belongs to whom: the first of E is the root, each other one belongs to the nearest before it that it refers to.
template <class... E>
struct PrefetchPlan {
    static constexpr std::size_t size = sizeof...(E);
    template <std::size_t I>
    using Entry = std::tuple_element_t<I, std::tuple<E...>>;
    template <std::size_t I>
    using ModelAt = typename Entry<I>::Model;

    template <std::size_t I, std::size_t J = I>
    static consteval std::size_t parent_of() {
        if constexpr (J == 0) {
            return no_parent;
        } else if constexpr (Entry<I>::template count_keys<ModelAt<J - 1>>() > 0) {
            return J - 1;
        } else {
            return parent_of<I, J - 1>();
        }
    }
    template <std::size_t I>
    static consteval bool is_clear() {
        if constexpr (I == 0) {
            return true;
        } else {
            constexpr std::size_t parent = parent_of<I>();
            if constexpr (parent == no_parent) {
                return false;
            } else {
                return Entry<I>::template count_keys<ModelAt<parent>>() == 1;
            }
        }
    }
    static constexpr bool all_clear = []<std::size_t... I>(std::index_sequence<I...> /*entries*/) {
        return (is_clear<I>() && ...);
    }
    (std::make_index_sequence<size>{});

    /// The place of I's rows in a row of its parent.
    template <std::size_t I, std::size_t... J>
    static consteval std::size_t place_among(std::index_sequence<J...> /*before*/) {
        return (std::size_t{1} + ... + (J > 0 && parent_of<J>() == parent_of<I>() ? 1U : 0U));
    }
    template <std::size_t I>
    static constexpr std::size_t place = place_among<I>(std::make_index_sequence<I>{});
};

/// A model without children is itself; else a tuple of it and a vector for each kind of children.
template <class Plan, std::size_t I>
struct FamilyRow {
    template <std::size_t J>
    static auto part() {
        if constexpr (J > 0 && Plan::template parent_of<J>() == I) {
            return std::type_identity<std::tuple<std::vector<typename FamilyRow<Plan, J>::type>>>{};
        } else {
            return std::type_identity<std::tuple<>>{};
        }
    }
    template <std::size_t... J>
    static auto join(std::index_sequence<J...> /*entries*/) {
        using Model = typename Plan::template ModelAt<I>;
        using Whole = decltype(std::tuple_cat(std::declval<std::tuple<Model>>(),
                                              std::declval<typename decltype(part<J>())::type>()...));
        return std::type_identity<std::conditional_t<std::tuple_size_v<Whole> == 1, Model, Whole>>{};
    }
    using type = typename decltype(join(std::make_index_sequence<Plan::size>{}))::type;
};

template <class M>
[[nodiscard]] M& object_of(M& row) noexcept {
    return row;
}
template <class M, class... T>
[[nodiscard]] M& object_of(std::tuple<M, T...>& row) noexcept {
    return std::get<0>(row);
}

/// Reads the model of a family's row; the children come later.
template <class Row>
struct FamilyReader {
    using Model = std::remove_cvref_t<decltype(object_of(std::declval<Row&>()))>;
    static std::size_t width() noexcept { return RowReader<Model>::width(); }
    static RowFault read(const Cell* cells, Row& row) {
        return RowReader<Model>::read(cells, object_of(row));
    }
};

template <class Row>
[[nodiscard]] std::vector<Row> read_level_rows(const Level& level) {
    RowBuffer rows(row_type<Row>);
    RowSink sink = sink_into<Row, FamilyReader<Row>>(rows);
    sink.last = [](void* buffer) noexcept -> void* {
        return &object_of(*static_cast<Row*>(last_row(buffer)));
    };
    for (const NodeRef& statement : level.statements)
        run_rows(statement, sink);
    return take_rows<Row>(rows);
}

template <class Plan, std::size_t I>
[[nodiscard]] std::vector<typename FamilyRow<Plan, I>::type> read_family(const Level& level,
                                                                         const NodeRef* queries);

/// The children of kind J of these rows, each to its parent.
template <class Plan, std::size_t J, class Row>
void read_children(std::vector<Row>& rows, const Level& level, const NodeRef* queries) {
    using Parent = std::remove_cvref_t<decltype(object_of(rows.front()))>;
    using Child = typename Plan::template ModelAt<J>;
    if (rows.empty()) return;
    const Branch branch{&description<Parent>, &description<Child>,
                        Plan::template Entry<J>::template key_index<Parent>()};
    const auto at = [&rows](std::size_t i) -> void* { return &object_of(rows[i]); };
    const ParentRows parents(branch, rows.size(), at);
    auto children = read_family<Plan, J>(parents.children(level, queries[J]), queries);
    for (auto& child : children) {
        const std::span<const std::size_t> places = parents.of(&object_of(child));
        for (std::size_t i = 0; i < places.size(); ++i) {
            auto& siblings = std::get<Plan::template place<J>>(rows[places[i]]);
            if (i + 1 < places.size()) {
                siblings.push_back(child);
            } else {
                siblings.push_back(std::move(child));
            }
        }
    }
}

template <class Plan, std::size_t I>
std::vector<typename FamilyRow<Plan, I>::type> read_family(const Level& level, const NodeRef* queries) {
    using Row = typename FamilyRow<Plan, I>::type;
    std::vector<Row> rows = read_level_rows<Row>(level);
    [&]<std::size_t... J>(std::index_sequence<J...> /*entries*/) {
        const auto read = [&]<std::size_t K>(std::integral_constant<std::size_t, K> /*entry*/) {
            if constexpr (K > 0 && Plan::template parent_of<K>() == I)
                read_children<Plan, K>(rows, level, queries);
        };
        (read(std::integral_constant<std::size_t, J>{}), ...);
    }
    (std::make_index_sequence<Plan::size>{});
    return rows;
}

}  // namespace detail

/// In a prefetch: the rows of a query, found by this foreign key, where their model has several to the parent.
///
///     User::select().prefetch(pewit::via(T.editor, Tweet::select().order_by(T.id)))
template <class M, class T, std::uint16_t I>
[[nodiscard]] detail::Prefetched<M, detail::Column<M, T, I>> via(const detail::Column<M, T, I>& /*key*/,
                                                                 const Select<M>& query) {
    return {query.node()};
}

/// What `select().prefetch(…)` gives: rows of the first model together with those that refer to them, as a tuple of the
/// row and a vector for each relation; a row whose model has children of its own is such a tuple again.
///
///     for (auto& [user, tweets] : User::select().prefetch<Tweet>())
///         for (auto& [tweet, likes] : …)
///
/// SQL: the query, then one for each relation, restricted by `key IN (SELECT …)` to the rows that the first one asks for;
/// where that would not be the same rows (a LIMIT, say), by the keys that were read, at most 1024 in a statement. A
/// row without children has an empty vector, a query without rows asks no further.
/// Each statement sees the database as it is then: for one state of all, run it in a frame (SQLite: any; PostgreSQL:
/// Isolation::repeatable_read). The children's key to the parent is not loaded: the parent is beside them.
/// Errors: ProgrammingError when a prefetched query has a limit, which would be one for all parents together; those of
/// Select.
template <class... E>
class Prefetch {
    using Plan = detail::PrefetchPlan<E...>;

public:
    using Row = typename detail::FamilyRow<Plan, 0>::type;

    explicit Prefetch(E... entries) noexcept : queries_{std::move(entries.query)...} {}

    [[nodiscard]] std::vector<Row> all() const {
        return detail::read_family<Plan, 0>(detail::root_level(queries_[0]), queries_.data());
    }
    /// The first row with what belongs to it, or nothing.
    [[nodiscard]] std::optional<Row> first() const {
        detail::NodeRef one = queries_[0];
        detail::set_first_row_only(one);
        std::vector<Row> rows = detail::read_family<Plan, 0>(detail::root_level(one), queries_.data());
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }
    /// Range-for reads everything first.
    [[nodiscard]] detail::OwnedRows<Row> begin() const { return detail::OwnedRows<Row>(all()); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    std::array<detail::NodeRef, sizeof...(E)> queries_;
};

namespace detail {

template <class R, class... Queries>
auto prefetch_of(const NodeRef& root, const Queries&... queries) {
    using Made = std::tuple<Prefetched<R>, decltype(prefetched(queries))...>;
    constexpr bool all_clear = PrefetchPlan<Prefetched<R>, decltype(prefetched(queries))...>::all_clear;
    static_assert(all_clear,
                  "prefetch(): each model must have one foreign key to a model before it; where it has "
                  "several, name one: prefetch(T.editor) or via(T.editor, query)");
    if constexpr (all_clear) {
        return std::apply([](auto&&... entries) { return Prefetch(std::move(entries)...); },
                          Made{Prefetched<R>{root}, prefetched(queries)...});
    }
}

}  // namespace detail
}  // namespace pewit
