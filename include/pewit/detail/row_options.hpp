/// The small words that rows' functions take: save(force_insert), save(only(…)), batch(500), ….
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pewit/detail/assign.hpp>

namespace pewit {

struct ForceInsert {};
/// save(force_insert): INSERT also when the key is set.
inline constexpr ForceInsert force_insert{};

struct Recursive {};
/// delete_instance(recursive): with the rows that refer to it.
inline constexpr Recursive recursive{};

struct Batch {
    std::size_t size = 0;
};
/// So many rows in a statement at most.
[[nodiscard]] constexpr Batch batch(std::size_t size) noexcept { return {size}; }

namespace detail {

template <class M>
struct OnlyColumns {
    ColumnSet columns;
};

// Here, so that argument-dependent lookup finds it from the columns.
/// save(only(U.bio, U.karma)): these columns.
template <class M, class T, std::uint16_t I, class... Others>
[[nodiscard]] constexpr OnlyColumns<M> only(const Column<M, T, I>& /*first*/, const Others&... /*others*/) {
    static_assert((std::is_same_v<typename Others::Model, M> && ...), "only: columns of one model");
    return {columns_of<Column<M, T, I>, Others...>()};
}

template <class... Assignments>
struct Defaults {
    std::tuple<Assignments...> assignments;
};
template <class A>
inline constexpr bool is_defaults_v = false;
template <class... A>
inline constexpr bool is_defaults_v<Defaults<A...>> = true;

template <class... A>
struct ColumnsIn<Defaults<A...>> {
    static constexpr void add_to(ColumnSet& set) { (ColumnsIn<A>::add_to(set), ...); }
};

template <class A>
constexpr void add_bulk_column([[maybe_unused]] ColumnSet& set, const A& /*column or batch*/) {
    if constexpr (!std::is_same_v<A, Batch>) set.add(A::index);
}

template <class A>
constexpr std::size_t batch_in(std::size_t so_far, [[maybe_unused]] const A& option) {
    if constexpr (std::is_same_v<A, Batch>) return option.size;
    return so_far;
}

}  // namespace detail

using detail::only;

/// get_or_create(…, defaults(…)): values for a new row, that are not looked for.
template <class... Assignments>
[[nodiscard]] detail::Defaults<std::remove_cvref_t<Assignments>...> defaults(Assignments&&... assignments) {
    return {{std::forward<Assignments>(assignments)...}};
}

/// What get_or_create() returns: `auto [row, created] = …`.
template <class M>
struct GetOrCreate {
    M row;
    bool created = false;
};

}  // namespace pewit
