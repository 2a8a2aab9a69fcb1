/// An entry of ORDER BY.
#pragma once

#include <utility>

#include <pewit/detail/operand.hpp>

namespace pewit {

/// One entry of ORDER BY, made by `asc()` and `desc()`.
class Ordering {
public:
    explicit Ordering(detail::NodeRef&& node) noexcept : node_(static_cast<detail::NodeRef&&>(node)) {}
    /// Where NULLs go. By default where the engine puts them: first in SQLite, last in PostgreSQL.
    [[nodiscard]] Ordering nulls_first() const {
        return Ordering(make_unary(detail::NodeKind::nulls_first, node_.operand()));
    }
    [[nodiscard]] Ordering nulls_last() const {
        return Ordering(make_unary(detail::NodeKind::nulls_last, node_.operand()));
    }
    [[nodiscard]] detail::Operand operand() const noexcept { return node_.operand(); }

private:
    detail::NodeRef node_;
};

}  // namespace pewit
