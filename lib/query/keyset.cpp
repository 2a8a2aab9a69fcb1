/// Conditions for what comes behind a place in an order.
#include <pewit/keyset.hpp>

#include <algorithm>
#include <vector>

#include <pewit/detail/query_node.hpp>
#include <pewit/error.hpp>

#include "query/column_value.hpp"
#include "sql/node.hpp"

namespace pewit::detail {
namespace {

struct KeyTerm {
    Operand value;
    bool descends;
};

KeyTerm term_of(const Operand& entry) noexcept {
    const Node* node = node_in(unwrapped(entry));
    if (node == nullptr || (node->kind != NodeKind::ascending && node->kind != NodeKind::descending))
        return {unwrapped(entry), false};
    return {unwrapped((*node)[0]), node->kind == NodeKind::descending};
}

NodeKind further(const KeyTerm& term) noexcept { return term.descends ? NodeKind::less : NodeKind::greater; }
NodeKind not_before(const KeyTerm& term) noexcept {
    return term.descends ? NodeKind::less_equal : NodeKind::greater_equal;
}

/// `(a, b) > (x, y)`: what an index over both finds at once.
NodeRef row_comparison(std::span<const KeyTerm> terms, const Operand* values) noexcept {
    NodeRef left;
    NodeRef right;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        append_operand(left, NodeKind::row, terms[i].value);
        append_operand(right, NodeKind::row, values[i]);
    }
    return make_binary(further(terms[0]), left.operand(), right.operand());
}

/// `a <= x AND (a < x OR b > y)`: the first part is what an index can use.
NodeRef step_by_step(std::span<const KeyTerm> terms, const Operand* values) noexcept {
    const KeyTerm& first = terms.front();
    const NodeRef beyond = make_binary(further(first), first.value, values[0]);
    if (terms.size() == 1) return beyond;
    const NodeRef rest = step_by_step(terms.subspan(1), values + 1);
    const NodeRef either = make_binary(NodeKind::any_of, beyond.operand(), rest.operand());
    const NodeRef bound = make_binary(not_before(first), first.value, values[0]);
    return make_binary(NodeKind::all_of, bound.operand(), either.operand());
}

std::vector<KeyTerm> terms_of(const NodeRef& order) {
    std::vector<KeyTerm> terms;
    for (const Operand& entry : order.get()->operands())
        terms.push_back(term_of(entry));
    return terms;
}

}  // namespace

void set_keyset(NodeRef& select, const KeysetPlace& place) noexcept {
    const Node& order = *place.order.get();
    set_order(select, order.first(), order.count);
    add_condition(select, Slot::where, place.behind.node());
}

Condition behind_values(const NodeRef& order, const Operand* values, std::size_t count) noexcept try {
    if (order.get()->kind == NodeKind::error) return Condition(order);
    const std::vector<KeyTerm> terms = terms_of(order);
    const bool one_way = std::all_of(terms.begin(), terms.end(),
                                     [&](const KeyTerm& term) { return term.descends == terms[0].descends; });
    if (terms.size() != count || count == 0) return {};
    return Condition(one_way && count > 1 ? row_comparison(terms, values) : step_by_step(terms, values));
} catch (const std::bad_alloc&) {
    return Condition(error_node(NodeError::out_of_memory));
}

Condition behind_row(const NodeRef& order, ModelAccessor model, const void* row) {
    std::vector<NodeRef> kept;
    std::vector<Operand> values;
    for (const KeyTerm& term : terms_of(order)) {
        if (term.value.kind != OperandKind::column || term.value.model != model) {
            throw ProgrammingError("after(row): the order has a term that is no column of "
                                       + std::string(model().name) + "; give the values one by one",
                                   {.code = ErrorCode::misuse, .table = std::string(model().table)});
        }
        const ColumnDescription& column = model().columns[term.value.index];
        values.push_back(kept.emplace_back(record_column(column, row)).operand());
    }
    return behind_values(order, values.data(), values.size());
}

}  // namespace pewit::detail
