/// What the writing queries share: execute() and returning().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/detail/select_items.hpp>
#include <pewit/readable.hpp>

namespace pewit {

template <class R>
class Cte;

namespace detail {

template <class... Items>
void set_returning(NodeRef& statement, const Items&... items) {
    set_slot(statement, Slot::returning, {});
    (append_to_slot(statement, Slot::returning, item_operand(items)), ...);
}

}  // namespace detail

/// A statement that writes and returns rows. It runs once each time it is read, to its end, before the
/// first row is handed out.
template <class R>
class PEWIT_NEEDS("it does nothing before it is read: .all() ...") Returning
    : public detail::QueryBase,
      public Readable<Returning<R>, R> {
public:
    explicit Returning(detail::NodeRef node) noexcept
        : detail::QueryBase(static_cast<detail::NodeRef&&>(node)) {}

    /// The first row it returns, or nothing: an INSERT that met a conflict and was told to ignore it.
    [[nodiscard]] std::optional<R> first() const {
        std::vector<R> rows = this->all();
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }
    /// Errors: DoesNotExist when it returns no row; what it wrote stays written.
    [[nodiscard]] R get() const {
        std::optional<R> row = first();
        if (!row) detail::throw_no_row(this->node_);
        return *std::move(row);
    }
    [[nodiscard]] R scalar() const { return get(); }
    /// In WITH, under this name: the rows that it returns, for the query that has it there. It runs once.
    /// Errors: ProgrammingError when the name can't be an SQL name; when the query is rendered,
    /// NotSupportedError on SQLite.
    [[nodiscard]] Cte<R> cte(std::string_view name) const { return Cte<R>(this->node_, name, 0); }
};

namespace detail {

/// What the writing queries share.
template <class Query, class M>
class Writing {
public:
    /// The rows changed, whole or some of their columns, as a query to be read.
    Returning<M> returning() const { return returning(M::c); }
    template <class... Items>
    requires(sizeof...(Items) > 0) Returning<row_of_t<Items...>> returning(const Items&... items)
    const {
        NodeRef statement = static_cast<const Query&>(*this).node();
        set_returning(statement, items...);
        return Returning<row_of_t<Items...>>(std::move(statement));
    }
};

}  // namespace detail

}  // namespace pewit
