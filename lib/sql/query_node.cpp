/// Builds and changes the nodes of statements.
#include <pewit/detail/query_node.hpp>

#include <optional>
#include <span>
#include <utility>

#include <pewit/error.hpp>

#include "sql/node.hpp"
#include "sql/result_list.hpp"

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
        if (node_in(unwrapped(column)) == &alias) return place;
        place += static_cast<std::int64_t>(width_of(column));
    }
    return std::nullopt;
}

bool is_direction(NodeKind kind) noexcept {
    return kind == NodeKind::ascending || kind == NodeKind::descending || kind == NodeKind::nulls_first
           || kind == NodeKind::nulls_last;
}

/// The expression of the select list that the term says once more: it must be the very same, see writes_alike().
const Operand* said_before(const NodeRef& select, const Operand& term) noexcept {
    const Node* columns = node_in(slot_of(select, Slot::columns));
    if (columns == nullptr || node_in(term) == nullptr) return nullptr;
    for (const Operand& column : columns->operands()) {
        const Operand& expression = bare(column);
        if (is_same(expression, term)) return &expression;
    }
    return nullptr;
}

/// What stands in ORDER BY for a term that is in the result; nothing for one that stands there as it is.
NodeRef in_result(const NodeRef& select, const Operand& term) noexcept {
    const Node* node = node_in(unwrapped(term));
    if (node != nullptr && is_direction(node->kind)) {
        const NodeRef inner = in_result(select, (*node)[0]);
        return inner ? make_unary(node->kind, inner.operand()) : NodeRef();
    }
    if (set_operation_of(*select.get()) != nullptr) {
        const std::int64_t place = place_of(result_list(*select.get()), term);
        return place == 0 ? NodeRef() : make_unary(NodeKind::same, constant_operand(place));
    }
    if (node != nullptr && node->kind == NodeKind::alias && place_in_result(select, *node))
        return make_unary(NodeKind::alias_name, (*node)[1]);
    const Operand* before = said_before(select, bare(term));
    return before == nullptr ? NodeRef() : share(*before);
}

void clear(NodeRef& statement, Slot slot) noexcept { set_slot(statement, slot, Operand{}); }

/// May the select list be another one, and the order be left out, without a change of the rows' number?
bool is_simple(const NodeRef& select) noexcept {
    if (is_none(slot_of(select, Slot::columns))) return false;  // a set operation, or VALUES
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

/// What `wrap` makes of the select, with its CTEs: one that writes may stand at the very outside only.
template <class Wrap>
NodeRef with_ctes_outside(const NodeRef& select, const Wrap& wrap) noexcept {
    const Operand ctes = slot_of(select, Slot::with);
    if (is_none(ctes)) return wrap(select);
    NodeRef inner = select;
    const NodeRef kept = share(ctes);
    clear(inner, Slot::with);
    NodeRef outer = wrap(inner);
    set_slot(outer, Slot::with, kept.operand());
    return outer;
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
    extend_order(statement, terms, count);
}

void extend_order(NodeRef& statement, const Operand* terms, std::size_t count) noexcept {
    for (const Operand& term : std::span(terms, count)) {
        if (statement.get()->kind == NodeKind::error) return;
        const NodeRef found = in_result(statement, term);
        append_to_slot(statement, Slot::order_by, found ? found.operand() : term);
    }
}

void set_groups(NodeRef& statement, const Operand* terms, std::size_t count) noexcept {
    clear(statement, Slot::group_by);
    extend_groups(statement, terms, count);
}

void extend_groups(NodeRef& statement, const Operand* terms, std::size_t count) noexcept {
    for (const Operand& term : std::span(terms, count)) {
        const Node* node = node_in(unwrapped(term));
        const std::optional<std::int64_t> place = node != nullptr && node->kind == NodeKind::alias
                                                      ? place_in_result(statement, *node)
                                                      : std::nullopt;
        const Operand* before = place ? nullptr : said_before(statement, bare(term));
        append_to_slot(statement, Slot::group_by,
                       place               ? constant_operand(*place)
                       : before != nullptr ? *before
                                           : term);
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

NodeRef make_set_operation(SetOperation operation, const NodeRef& left, const NodeRef& right) noexcept {
    const NodeRef members = make_binary(NodeKind::set_operation, left.operand(), right.operand());
    if (members.get()->kind == NodeKind::error) return members;
    members.get()->flags = static_cast<std::uint8_t>(operation);
    NodeRef select = make_statement(NodeKind::select);
    set_slot(select, Slot::base, members.operand());
    return select;
}

NodeRef make_lock(LockStrength strength, LockWait wait, const NodeRef& tables) noexcept {
    const std::span<const Operand> list =
        tables ? std::as_const(*tables.get()).operands() : std::span<const Operand>();
    if (tables && tables.get()->kind == NodeKind::error) return tables;
    NodeRef lock = make_node(NodeKind::lock, list.data(), list.size());
    if (lock.get()->kind == NodeKind::lock) lock.get()->flags = lock_flags(strength, wait);
    return lock;
}

NodeRef with_more_columns(const NodeRef& select, const Operand* columns, std::size_t count) noexcept {
    NodeRef longer = select;
    if (const Operand table = slot_of(select, Slot::columns); table.kind == OperandKind::table)
        set_slot(longer, Slot::columns, make_unary(NodeKind::list, table).operand());
    for (const Operand& column : std::span(columns, count))
        append_to_slot(longer, Slot::columns, column);
    return longer;
}

NodeRef extended_select(const NodeRef& select, const Operand* columns, std::size_t count) {
    if (select.get()->kind == NodeKind::select && !is_none(slot_of(select, Slot::fills)))
        throw ProgrammingError("select_extend() goes before with()", {.code = ErrorCode::misuse});
    return with_more_columns(select, columns, count);
}

NodeRef counting(const NodeRef& select) noexcept {
    if (select.get()->kind != NodeKind::select) return select;
    const Operand star = bytes_operand(OperandKind::name, "*");
    const NodeRef count = make_call("count", &star, 1);
    const bool is_limited = !is_none(slot_of(select, Slot::limit)) || !is_none(slot_of(select, Slot::offset));
    NodeRef counted = select;
    clear(counted, Slot::lock);
    if (!is_limited) clear(counted, Slot::order_by);
    if (is_simple(select) && !may_aggregate(select)) {
        set_slot(counted, Slot::columns, make_unary(NodeKind::list, count.operand()).operand());
        return counted;
    }
    const Operand column = count.operand();
    return with_ctes_outside(
        counted, [&column](const NodeRef& inner) { return make_select(inner.operand(), &column, 1); });
}

NodeRef testing_existence(const NodeRef& select) noexcept {
    if (select.get()->kind != NodeKind::select) return select;
    NodeRef tested = select;
    clear(tested, Slot::lock);
    if (is_simple(select)) clear(tested, Slot::order_by);
    if (is_simple(select) && !may_aggregate(select)) {
        set_slot(tested, Slot::columns, make_unary(NodeKind::list, constant_operand(1)).operand());
    }
    return with_ctes_outside(tested, [](const NodeRef& inner) {
        const NodeRef exists = make_unary(NodeKind::exists, inner.operand());
        const Operand column = exists.operand();
        return make_select(Operand{}, &column, 1);
    });
}

}  // namespace pewit::detail
