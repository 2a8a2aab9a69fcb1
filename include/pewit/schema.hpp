/// Tables of models: created and dropped in dependency order. Used through Database::create_tables().
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <pewit/detail/links.hpp>

namespace pewit {

class Database;

namespace detail {

using ModelList = std::span<const ModelDescription* const>;

/// The descriptions of several models and of the tables that MANY_TO_MANY makes between them, to hand to the functions
/// below.
template <class... Models>
[[nodiscard]] auto descriptions_of() {
    constexpr std::size_t links = (std::size_t{0} + ... + count_links<links_t<Models>, Models...>());
    std::array<const ModelDescription*, sizeof...(Models) + links> all{&description<Models>()...};
    [[maybe_unused]] const ModelDescription** at = all.data() + sizeof...(Models);
    ((at = put_links<links_t<Models>, Models...>(at)), ...);
    return all;
}

/// Creates the tables, those that others refer to first, and their indexes, in one transaction (a
/// savepoint when nested). `safe`: IF NOT EXISTS; a table that is there already is left as it is.
/// Errors: ImproperlyConfigured before any SQL for a model that no table can hold; DatabaseError.
void create_tables(Database& database, ModelList models, bool safe = true);

/// Drops the tables, dependants first, in one transaction. `safe`: IF EXISTS.
void drop_tables(Database& database, ModelList models, bool safe = true);

/// One model's table, on the model's database.
void create_table(const ModelDescription& model, bool safe = true);
void drop_table(const ModelDescription& model, bool safe = true);

}  // namespace detail

}  // namespace pewit
