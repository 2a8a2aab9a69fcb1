/// Results as maps. Apart from the rest, since <map> is a heavy header.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

#include <pewit/detail/links.hpp>
#include <pewit/readable.hpp>
#include <pewit/relation.hpp>

namespace pewit {

namespace detail {

template <class T>
[[nodiscard]] const T& map_key(const T& value) noexcept {
    return value;
}
template <class M, class Key>
[[nodiscard]] const Key& map_key(const ForeignKey<M, Key>& key) noexcept {
    return key.id();
}

}  // namespace detail

/// The rows of a query by one of their columns, a foreign key's by the key. Of rows with equal keys the first one is
/// kept; std::multimap keeps all.
///
///     std::map<std::string, User> users = pewit::to_map(User::select(), U.username);
///     auto tweets = pewit::to_map<std::multimap>(Tweet::select(), T.user);
///     auto quick = pewit::to_map<std::unordered_map>(User::select(), U.id);
/// Errors: those of all().
template <template <class...> class Map = std::map, class Query, class M, class T, std::uint16_t I>
[[nodiscard]] auto to_map(const Readable<Query, M>& query, const detail::Column<M, T, I>& /*key*/) {
    constexpr auto member = detail::field_at_t<M, I>::pewit_member();
    using Key = std::remove_cvref_t<decltype(detail::map_key(std::declval<M&>().*member))>;
    Map<Key, M> rows;
    for (M& row : query.all()) {
        Key key = detail::map_key(row.*member);
        rows.emplace(std::move(key), std::move(row));
    }
    return rows;
}

/// A select of two entries as a map from the first to the second: `to_map(User::select(U.id, U.username))`.
template <template <class...> class Map = std::map, class Query, class K, class V>
[[nodiscard]] auto to_map(const Readable<Query, std::tuple<K, V>>& query) {
    using Key = std::remove_cvref_t<decltype(detail::map_key(std::declval<K&>()))>;
    Map<Key, V> rows;
    for (auto& [key, value] : query.all())
        rows.emplace(detail::map_key(key), std::move(value));
    return rows;
}

}  // namespace pewit
