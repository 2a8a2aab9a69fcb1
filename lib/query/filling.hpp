/// Fills foreign keys from the cells that `.with(…)` has added to a row.
#pragma once

#include <cstddef>
#include <vector>

#include <pewit/detail/rows.hpp>

#include "sql/node.hpp"

namespace pewit::detail {

/// For one run of a statement, from which it borrows.
class Filling {
public:
    explicit Filling(const Node& statement);

    /// How many cells it takes, behind those of the row itself.
    [[nodiscard]] std::size_t width() const noexcept { return width_; }
    /// `cells`: the whole row, of which the first `own` are those of the query's select list; `row`: the object that
    /// was read from them.
    [[nodiscard]] RowFault fill(const Cell* cells, std::size_t own, void* row);

private:
    const Node* steps_;
    std::size_t width_ = 0;
    std::vector<void*> objects_;  ///< the row that each step has read, or nullptr
};

}  // namespace pewit::detail
