/// Tables of models: created and dropped in dependency order. Used through Database::create_tables().
#pragma once

#include <array>
#include <span>
#include <string_view>

#include <pewit/detail/column_base.hpp>

namespace pewit {

class Database;

namespace detail {

using ModelList = std::span<const ModelDescription* const>;

/// The descriptions of several models, to hand to the functions below.
template <class... Models>
[[nodiscard]] std::array<const ModelDescription*, sizeof...(Models)> descriptions_of() {
    return {&description<Models>()...};
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
