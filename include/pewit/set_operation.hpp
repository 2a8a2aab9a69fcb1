/// Queries made of queries by UNION, INTERSECT and EXCEPT.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/row_query.hpp>
#include <pewit/select.hpp>

namespace pewit {

/// `a UNION b` and its kin: rows are R, as of both members. A value, as every query is. Its order goes by
/// columns of the first member, by names given there with `.as()`, or by `position()`.
template <class R>
class Compound : public detail::QueryBase, public detail::RowQuery<Compound<R>, R> {
public:
    explicit Compound(detail::NodeRef node) noexcept : detail::QueryBase(std::move(node)) {}

    /// Replaces the order before.
    template <class... Terms>
    [[nodiscard]] Compound order_by(const Terms&... terms) const {
        Compound query = *this;
        const detail::OperandList<sizeof...(Terms)> list{detail::item_operand(terms)...};
        detail::set_order(query.node_, list.operands, sizeof...(Terms));
        return query;
    }
    /// At most so many rows. Errors: ProgrammingError when negative.
    template <class N>
    [[nodiscard]] Compound limit(N count) const {
        return with_count(detail::Slot::limit, detail::row_count_of(count));
    }
    /// Leaves out so many first. Errors: ProgrammingError when negative.
    template <class N>
    [[nodiscard]] Compound offset(N count) const {
        return with_count(detail::Slot::offset, detail::row_count_of(count));
    }
    /// One page; the first has number 1. Errors: ProgrammingError for page 0 or a negative number.
    [[nodiscard]] Compound paginate(std::int64_t page, std::int64_t per_page = 20) const {
        Compound query = limit(per_page);
        detail::set_slot(query.node_, detail::Slot::offset, detail::page_offset(page, per_page));
        return query;
    }
    /// Has the CTEs in WITH.
    template <detail::CteLike... Ctes>
    [[nodiscard]] Compound with(const Ctes&... ctes) const {
        Compound query = *this;
        (detail::append_cte(query.node_, ctes.cte_node()), ...);
        return query;
    }

private:
    [[nodiscard]] Compound with_count(detail::Slot slot, std::int64_t count) const {
        Compound query = *this;
        detail::set_row_count(query.node_, slot, count);
        return query;
    }
};

}  // namespace pewit
