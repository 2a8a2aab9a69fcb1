/// What `.with(…)` adds to a SELECT: tables joined along foreign keys, their columns behind the others.
#pragma once

#include <string_view>
#include <vector>

#include <pewit/detail/operand.hpp>

#include "sql/node.hpp"
#include "sql/scope.hpp"

namespace pewit::detail {

/// One step, as its node says it.
struct FillParts {
    explicit FillParts(const Operand& step) noexcept : node(*step.node) {}
    const Node& node;

    [[nodiscard]] const Operand& key() const noexcept { return node[0]; }
    [[nodiscard]] const Operand& target() const noexcept { return node[1]; }
    [[nodiscard]] std::int64_t parent() const noexcept { return node[2].integer; }
    [[nodiscard]] const FillStep& step() const noexcept { return *node[3].fill; }
};

/// One step with its place in FROM.
struct Fill {
    Operand key;         ///< the foreign key's column
    Operand target_key;  ///< the column that it refers to
    bool is_joined_already = false;

    [[nodiscard]] Operand table() const noexcept { return table_operand(target_key.model, target_key.alias); }
};

struct Fills {
    std::vector<Fill> steps;
    bool have_columns = false;  ///< else they are joined alone
};

/// The entry of a select list that stands for all columns of the model; nullptr without.
[[nodiscard]] const Operand* whole_rows(const Node& select, ModelAccessor model) noexcept;

/// The steps of a select that reads whole rows; nullptr without, and of a count or the like, which keeps their joins
/// alone.
[[nodiscard]] const Node* steps_with_columns(const Node& select) noexcept;

/// Errors: ProgrammingError for a select that would have to fill keys where its rows are not handed out: in `place`.
void refuse_fills(const Node& select, std::string_view place);

/// Finds the steps' tables among those of the select, or adds them to its scope, the first under its own name.
[[nodiscard]] Fills place_fills(const Node& select, Scope& scope, bool is_statement);

}  // namespace pewit::detail
