/// The text of what a text index is made of. Where it is a table of its own (FTS5), that has the name of the model's
/// table and "__text".
#pragma once

#include <string>
#include <vector>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

class Dialect;

[[nodiscard]] std::string text_index_name(const ModelDescription& model);
/// The same in the schema of the model, quoted.
[[nodiscard]] std::string text_index_table(const ModelDescription& model);
/// The text search configuration as a literal: `'english'`. Errors: ImproperlyConfigured when it is no plain name.
[[nodiscard]] std::string text_language(const ModelDescription& model);
/// `coalesce("title", '') || ' ' || …`, with `prefix` before each column.
[[nodiscard]] std::string joined_text(const ModelDescription& model, std::string_view prefix);

/// Empty for a model without a text index. Errors: ImproperlyConfigured when the model's key is not one integer, which
/// FTS5 needs.
[[nodiscard]] std::vector<std::string> create_text_index_sql(const Dialect& dialect,
                                                             const ModelDescription& model, bool safe);
/// Empty where it goes with the table. To be sent before the table is dropped: SQLite deletes the rows first, and what
/// their foreign keys do then would still run the triggers.
[[nodiscard]] std::vector<std::string> drop_text_index_sql(const Dialect& dialect,
                                                           const ModelDescription& model);
/// Empty where there is nothing to do.
[[nodiscard]] std::string rebuild_text_index_sql(const Dialect& dialect, const ModelDescription& model);

}  // namespace pewit::detail
