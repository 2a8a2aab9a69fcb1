/// The text of CREATE and DROP for a model's table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

class Dialect;

/// CREATE TABLE. `safe`: IF NOT EXISTS. Without the foreign keys to tables that come `later`.
[[nodiscard]] std::string create_table_sql(const Dialect& dialect, const ModelDescription& model, bool safe,
                                           std::span<const ModelDescription* const> later = {});
/// Those foreign keys: to be sent when all tables are there.
[[nodiscard]] std::vector<std::string> add_references_sql(const Dialect& dialect,
                                                          const ModelDescription& model,
                                                          std::span<const ModelDescription* const> later);

struct NamedIndex {
    std::string name;
    std::string sql;
};

/// One CREATE INDEX for each index of the model: those of META, of fields with `index`, and of foreign
/// keys, unless one exists that begins with the same column.
[[nodiscard]] std::vector<NamedIndex> create_index_sql(const Dialect& dialect, const ModelDescription& model,
                                                       bool safe);

/// CREATE SCHEMA IF NOT EXISTS, DROP SCHEMA IF EXISTS. `cascade`: with all that is in it.
[[nodiscard]] std::string create_schema_sql(std::string_view schema);
[[nodiscard]] std::string drop_schema_sql(std::string_view schema, bool cascade);

/// DROP TABLE, which drops the indexes too. `safe`: IF EXISTS.
[[nodiscard]] std::string drop_table_sql(const ModelDescription& model, bool safe);

}  // namespace pewit::detail
