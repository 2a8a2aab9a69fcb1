/// Builds and changes the nodes of statements.
#include <pewit/detail/query_node.hpp>

#include <optional>
#include <span>

#include "sql/node.hpp"

namespace pewit::detail {
namespace {

/// nullptr when the statement is an error.
Node* own(NodeRef& statement) noexcept {
    if (statement.get()->kind == NodeKind::error) return nullptr;
    if (statement.get()->is_shared()) statement = copy_node(*statement.get(), 0);
    return statement.get()->kind == NodeKind::error ? nullptr : statement.get();
}

NodeRef share(const Operand& operand) noexcept {
    if (operand.kind != OperandKind::node) return {};
    retain(operand.node);
    return NodeRef(const_cast<Node*>(operand.node));
}

/// Takes the node out of the slot, so that it may be changed in place.
NodeRef take(Operand& slot) noexcept {
    NodeRef taken;
    if (slot.kind == OperandKind::node) taken = NodeRef(const_cast<Node*>(slot.node));
    slot = Operand{};
    return taken;
}

void put(NodeRef& statement, Slot slot, const NodeRef& node) noexcept {
    const std::uint16_t depth = node.get()->depth;
    if (node.get()->kind == NodeKind::error || depth >= deepest_node) {
        statement = node.get()->kind == NodeKind::error ? node : error_node(NodeError::too_deep);
        return;
    }
    Operand& place = statement.get()->operands()[static_cast<std::size_t>(slot)];
    place = node.operand();
    retain(node.get());
    if (statement.get()->depth <= depth) statement.get()->depth = static_cast<std::uint16_t>(depth + 1);
}

const Operand& slot_of(const NodeRef& statement, Slot slot) noexcept {
    return (*statement.get())[static_cast<std::size_t>(slot)];
}

/// The 1-based place in the result of this very alias, if the select list has it.
std::optional<std::int64_t> place_in_result(const NodeRef& select, const Node& alias) noexcept {
    const Node* columns = node_in(slot_of(select, Slot::columns));
    if (columns == nullptr) return std::nullopt;
    std::int64_t place = 1;
    for (const Operand& column : columns->operands()) {
        const Operand& inner = unwrapped(column);
        if (node_in(inner) == &alias) return place;
        place +=
            inner.kind == OperandKind::table ? static_cast<std::int64_t>(inner.model().columns.size()) : 1;
    }
    return std::nullopt;
}

/// Nothing when there is no alias of the select list in it.
NodeRef by_name(const NodeRef& select, const Operand& operand) noexcept {
    const Node* node = node_in(unwrapped(operand));
    if (node == nullptr) return {};
    switch (node->kind) {
    case NodeKind::alias:
        return place_in_result(select, *node) ? make_unary(NodeKind::alias_name, (*node)[1]) : NodeRef();
    case NodeKind::ascending:
    case NodeKind::descending:
    case NodeKind::nulls_first:
    case NodeKind::nulls_last:
        if (const NodeRef inner = by_name(select, (*node)[0])) return make_unary(node->kind, inner.operand());
        return {};
    default:
        return {};
    }
}

void clear(NodeRef& statement, Slot slot) noexcept { set_slot(statement, slot, Operand{}); }

/// Would other columns, or no order, give other rows or another number of them?
bool is_simple(const NodeRef& select) noexcept {
    for (const Slot slot : {Slot::distinct, Slot::group_by, Slot::having, Slot::limit, Slot::offset}) {
        if (!is_none(slot_of(select, slot))) return false;
    }
    return true;
}

/// Does a function in the select list make one row of many? Then the columns decide how many rows there are.
bool may_aggregate(const NodeRef& select) noexcept {
    const Node* columns = node_in(slot_of(select, Slot::columns));
    if (columns == nullptr) return false;
    for (const Operand& column : columns->operands()) {
        if (column.kind == OperandKind::node) return true;
    }
    return false;
}

}  // namespace

NodeRef make_statement(NodeKind kind) noexcept { return make_blank(kind, slot_count); }

void set_slot(NodeRef& statement, Slot slot, const Operand& operand) noexcept {
    if (own(statement) == nullptr) return;
    const NodeRef old = take(statement.get()->operands()[static_cast<std::size_t>(slot)]);
    if (operand.kind == OperandKind::node) {
        put(statement, slot, share(operand));
    } else {
        statement.get()->operands()[static_cast<std::size_t>(slot)] = operand;
    }
}

void append_to_slot(NodeRef& statement, Slot slot, const Operand& operand) noexcept {
    if (own(statement) == nullptr) return;
    NodeRef list = take(statement.get()->operands()[static_cast<std::size_t>(slot)]);
    append_operand(list, NodeKind::list, operand);
    put(statement, slot, list);
}

void add_condition(NodeRef& statement, Slot slot, const Operand& condition) noexcept {
    if (is_none(condition) || own(statement) == nullptr) return;
    NodeRef all = take(statement.get()->operands()[static_cast<std::size_t>(slot)]);
    put(statement, slot, make_logical(NodeKind::all_of, std::move(all), condition));
}

void add_condition(NodeRef& statement, Slot slot, const NodeRef& condition) noexcept {
    add_condition(statement, slot, condition.operand());
}

void set_order(NodeRef& statement, const Operand* terms, std::size_t count) noexcept {
    clear(statement, Slot::order_by);
    for (const Operand& term : std::span(terms, count)) {
        const NodeRef named = by_name(statement, term);
        append_to_slot(statement, Slot::order_by, named ? named.operand() : term);
    }
}

void set_groups(NodeRef& statement, const Operand* terms, std::size_t count) noexcept {
    clear(statement, Slot::group_by);
    for (const Operand& term : std::span(terms, count)) {
        const Node* node = node_in(unwrapped(term));
        const std::optional<std::int64_t> place = node != nullptr && node->kind == NodeKind::alias
                                                      ? place_in_result(statement, *node)
                                                      : std::nullopt;
        append_to_slot(statement, Slot::group_by, place ? constant_operand(*place) : term);
    }
}

void append_join(NodeRef& statement, JoinKind kind, const Operand& table, const Operand& condition) noexcept {
    const NodeRef join = make_binary(NodeKind::join, table, condition);
    if (join.get()->kind == NodeKind::join) join.get()->flags = static_cast<std::uint8_t>(kind);
    append_to_slot(statement, Slot::joins, join.operand());
}

void add_other_table(NodeRef& statement, const Operand& table) noexcept {
    if (statement.get()->kind == NodeKind::error) return;
    if (is_none(slot_of(statement, Slot::base))) return set_slot(statement, Slot::base, table);
    append_join(statement, JoinKind::cross, table, {});
}

NodeRef make_write(NodeKind kind, const Operand& table, const NodeRef& assignments) noexcept {
    NodeRef statement = make_statement(kind);
    set_slot(statement, Slot::target, table);
    if (assignments) set_slot(statement, Slot::assignments, assignments.operand());
    return statement;
}

NodeRef make_select(const Operand& base, const Operand* columns, std::size_t count) noexcept {
    NodeRef select = make_statement(NodeKind::select);
    if (base.kind == OperandKind::table && count == 1 && columns[0].kind == OperandKind::table
        && select.get()->kind == NodeKind::select) {  // the plainest and most frequent one
        const std::span<Operand> slots = select.get()->operands();
        slots[static_cast<std::size_t>(Slot::columns)] = columns[0];
        slots[static_cast<std::size_t>(Slot::base)] = base;
        return select;
    }
    set_slot(select, Slot::base, base);
    const NodeRef list = make_node(NodeKind::list, columns, count);
    set_slot(select, Slot::columns, list.operand());
    return select;
}

NodeRef counting(const NodeRef& select) noexcept {
    if (select.get()->kind != NodeKind::select) return select;
    const Operand star = bytes_operand(OperandKind::name, "*");
    const NodeRef count = make_call("count", &star, 1);
    NodeRef counted = select;
    clear(counted, Slot::order_by);
    if (!is_simple(select) || may_aggregate(select)) {
        const Operand column = count.operand();
        if (is_none(slot_of(select, Slot::limit)) && is_none(slot_of(select, Slot::offset))) {
            return make_select(counted.operand(), &column, 1);
        }
        return make_select(select.operand(), &column, 1);
    }
    set_slot(counted, Slot::columns, make_unary(NodeKind::list, count.operand()).operand());
    return counted;
}

NodeRef testing_existence(const NodeRef& select) noexcept {
    if (select.get()->kind != NodeKind::select) return select;
    NodeRef tested = select;
    if (is_simple(select)) clear(tested, Slot::order_by);
    if (is_simple(select) && !may_aggregate(select)) {
        set_slot(tested, Slot::columns, make_unary(NodeKind::list, constant_operand(1)).operand());
    }
    const NodeRef exists = make_unary(NodeKind::exists, tested.operand());
    const Operand column = exists.operand();
    return make_select(Operand{}, &column, 1);
}

}  // namespace pewit::detail
