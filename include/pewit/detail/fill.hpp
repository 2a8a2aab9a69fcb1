/// Foreign keys that a query fills while it reads its rows: what `.with(…)` leaves in the query.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>

#include <pewit/detail/column.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/relation.hpp>

namespace pewit::detail {

/// One foreign key to be filled, type-erased.
struct FillStep {
    /// Of a key of the query's own rows: the object in a row that has the key; nullptr when it is missing.
    void* (*find)(void* row) noexcept;
    /// Reads the target's row from the cells into the key of `object`; returns it, nullptr when the key is NULL.
    void* (*fill)(const Cell* cells, void* object, RowFault& fault);
};

/// The object of model M in a row.
template <class M>
[[nodiscard]] void* find_object(M& row) noexcept {
    return &row;
}
template <class M>
[[nodiscard]] void* find_object(std::optional<M>& row) noexcept {
    return row ? &*row : nullptr;
}
template <class M, class... T>
[[nodiscard]] void* find_object(std::tuple<T...>& row) noexcept {
    if constexpr ((std::is_same_v<T, M> || ...)) {
        return &std::get<M>(row);
    } else {
        return find_object<M>(std::get<std::optional<M>>(row));
    }
}

/// How often does a row of type R hold an object of M?
template <class R, class M>
inline constexpr int objects_in_v = std::is_same_v<unwrapped_t<R>, M> ? 1 : 0;
template <class... T, class M>
inline constexpr int objects_in_v<std::tuple<T...>, M> = (0 + ... + objects_in_v<T, M>);

template <class U, class K>
[[nodiscard]] void* fill_key(const Cell* cells, ForeignKey<U, K>& key, RowFault& fault) {
    auto loaded = std::make_unique<LoadedRowOf<U>>(U{});
    fault = read_model(description<U>(), cells, &loaded->row);
    if (fault) return nullptr;
    void* const row = &loaded->row;
    KeyAccess::fill(key, loaded.release());
    return row;
}
template <class T>
[[nodiscard]] void* fill_key(const Cell* cells, std::optional<T>& key, RowFault& fault) {
    return key ? fill_key(cells, *key, fault) : nullptr;
}

/// Of a column of M; R: the query's row, or void for a key of a row that another step has filled.
template <class M, std::uint16_t I, class R>
inline constexpr FillStep fill_step{
    [](void* row) noexcept -> void* {
        if constexpr (std::is_void_v<R>) {
            return row;
        } else {
            return find_object<M>(*static_cast<R*>(row));
        }
    },
    [](const Cell* cells, void* object, RowFault& fault) {
        return fill_key(cells, static_cast<M*>(object)->*field_at_t<M, I>::pewit_member(), fault);
    }};

/// Adds a step, unless the query has it: `parent` is the number of the step before it, -1 for a key of the query's
/// own rows. Returns its number. Errors: ProgrammingError when the select list has no whole row with the key.
std::int64_t add_fill(NodeRef& select, const Operand& key, const Operand& target, std::int64_t parent,
                      const FillStep& step);

template <class C>
concept AnyColumn = requires {
    typename C::Model;
    typename C::Value;
    C::index;
};

/// What is wrong with a path of keys that starts at a row of Holder.
enum class PathProblem : std::uint8_t { none, no_key, leads_elsewhere };

template <class Holder, class First, class... Further>
consteval PathProblem path_problem() {
    if constexpr (!is_foreign_key_v<typename First::Value>) {
        return PathProblem::no_key;
    } else if constexpr (!std::is_same_v<typename First::Model, Holder>) {
        return PathProblem::leads_elsewhere;
    } else if constexpr (sizeof...(Further) > 0) {
        return path_problem<typename unwrapped_t<typename First::Value>::Target, Further...>();
    } else {
        return PathProblem::none;
    }
}

/// One step after the other along a path of keys; R as for fill_step.
template <class R, class First, class... Further>
void add_fills(NodeRef& select, std::int64_t parent, const First& key, const Further&... further) {
    using Target = typename unwrapped_t<typename First::Value>::Target;
    const Operand table = table_operand(&description<Target>, nullptr);
    const FillStep& how = fill_step<typename First::Model, First::index, R>;
    const std::int64_t step = add_fill(select, key.operand(), table, parent, how);
    if constexpr (sizeof...(Further) > 0) add_fills<void>(select, step, further...);
}

}  // namespace pewit::detail
