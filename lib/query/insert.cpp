/// Makes INSERT and its parts.
#include <algorithm>
#include <initializer_list>
#include <string>

#include <pewit/detail/query_node.hpp>
#include <pewit/detail/text.hpp>
#include <pewit/write.hpp>

#include "query/column_value.hpp"
#include "sql/node.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

Operand defaults_operand(MakeRow make_row) noexcept {
    Operand operand;
    operand.kind = OperandKind::defaults;
    operand.make_row = make_row;
    return operand;
}

bool fills(const Node* columns, std::size_t index) noexcept {
    if (columns == nullptr) return false;
    for (const Operand& column : columns->operands()) {
        if (column.index == index) return true;
    }
    return false;
}

/// Adds a value to the only row, or a column of constants to the select.
void append_value(NodeRef& insert, const Operand& value) noexcept {
    const Operand& values = part(*insert.get(), Slot::values);
    if (const Node* select = node_in(values); select != nullptr && select->kind == NodeKind::select) {
        const Operand star = bytes_operand(OperandKind::name, "*");
        const NodeRef listed =  // a set operation, or VALUES, has no list of its own
            is_none(part(*select, Slot::columns)) ? make_select(values, &star, 1) : copy_node(*select, 0);
        return set_slot(insert, Slot::values, with_more_columns(listed, &value, 1).operand());
    }
    NodeRef row = is_none(values) ? NodeRef() : copy_node(*(*values.node)[0].node, 0);
    append_operand(row, NodeKind::row, value);
    set_slot(insert, Slot::values, make_unary(NodeKind::list, row.operand()).operand());
}

const Node* conflict_of(const NodeRef& insert) noexcept {
    const Node* conflict =
        insert.get()->kind == NodeKind::insert ? node_in(part(*insert.get(), Slot::conflict)) : nullptr;
    return conflict != nullptr && conflict->kind == NodeKind::conflict ? conflict : nullptr;
}

void put_conflict(NodeRef& statement, ConflictAction action, std::initializer_list<Operand> parts) noexcept {
    const NodeRef conflict = make_node(NodeKind::conflict, parts);
    if (conflict.get()->kind == NodeKind::conflict) conflict.get()->flags = static_cast<std::uint8_t>(action);
    set_slot(statement, Slot::conflict, conflict.operand());
}

/// `'it''s'`. A backslash would mean something to a server whose strings are not standard_conforming.
NodeRef text_literal(std::string_view text) noexcept {
    if (text.find('\\') != std::string_view::npos || check_text(text) != Fault::none)
        return error_node(NodeError::no_literal);
    try {
        std::string quoted = "'";
        for (const char c : text)
            quoted.append(c == '\'' ? 2 : 1, c);
        return make_unary(NodeKind::same, bytes_operand(OperandKind::name, quoted += '\''));
    } catch (...) {
        return error_node(NodeError::out_of_memory);
    }
}

NodeRef literal(const Operand& value) noexcept {
    switch (value.kind) {
    case OperandKind::integer:
        if (value.type == SqlType::boolean)
            return make_unary(NodeKind::same,
                              bytes_operand(OperandKind::name, value.integer != 0 ? "TRUE" : "FALSE"));
        return make_unary(NodeKind::same, constant_operand(value.integer));
    case OperandKind::text:
        return text_literal(value.view());
    default:
        return error_node(NodeError::no_literal);
    }
}

/// The same expression with its values in the text.
NodeRef with_literals(const Operand& expression) noexcept {
    if (expression.is_parameter()) return literal(expression);
    const Node* node = node_in(expression);
    if (node == nullptr) return is_none(expression) ? NodeRef() : make_unary(NodeKind::same, expression);
    NodeRef changed = copy_node(*node, 0);
    for (Operand& operand : changed.get()->operands()) {
        if (!operand.is_parameter() && node_in(operand) == nullptr) continue;
        const NodeRef inner = with_literals(operand);
        if (inner.get()->kind == NodeKind::error) return inner;
        if (operand.kind == OperandKind::node) release(operand.node);
        retain(inner.get());
        operand = inner.operand();
        changed.get()->depth =
            std::max(changed.get()->depth, static_cast<std::uint16_t>(inner.get()->depth + 1));
    }
    return changed;
}

/// The select's CTEs become the statement's: one that writes may stand at the very outside only.
void set_source(NodeRef& insert, const Operand& select) noexcept {
    retain(select.node);
    NodeRef source(const_cast<Node*>(select.node));
    if (source.get()->kind == NodeKind::select && !is_none(part(*select.node, Slot::with))) {
        set_slot(insert, Slot::with, part(*select.node, Slot::with));
        set_slot(source, Slot::with, {});
    }
    set_slot(insert, Slot::values, source.operand());
}

void add_defaults(NodeRef& insert, const void* row) {
    const Operand table = part(*insert.get(), Slot::target);
    const std::span<const ColumnDescription> columns = table.model().columns;
    const int version = table.model().version_column;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool has_default = columns[i].has_default;
        const bool starts = !has_default && static_cast<int>(i) == version;  // the version, at 1
        if ((!has_default && !starts) || fills(node_in(part(*insert.get(), Slot::columns)), i)) continue;
        append_value(insert,
                     starts ? integer_operand(1, columns[i].type) : record_column(columns[i], row).operand());
        append_to_slot(insert, Slot::columns,
                       column_operand(table.model, table.alias, static_cast<std::uint16_t>(i)));
        if (insert.get()->kind == NodeKind::error) return;
    }
}

}  // namespace

NodeRef make_assignment(const ColumnRef& column, const Operand& value) noexcept {
    const std::uint32_t max_length = column.description().max_length;
    const bool too_long = value.kind == OperandKind::text && check_text(value.view()) == Fault::none
                          && check_length(value.view(), max_length) != Fault::none;
    return make_binary(NodeKind::assignment, column_operand(column.model, nullptr, column.index),
                       too_long ? fault_operand(Fault::too_long) : value);
}

NodeRef make_insert(const Operand& table, const NodeRef& assignments, MakeRow make_row) noexcept {
    NodeRef insert = make_statement(NodeKind::insert);
    set_slot(insert, Slot::target, table);
    set_slot(insert, Slot::defaults, defaults_operand(make_row));
    if (!assignments) return insert;
    if (assignments.get()->kind == NodeKind::error) return assignments;
    NodeRef row;
    for (const Operand& assignment : assignments.get()->operands()) {
        if (assignment.node->kind == NodeKind::error) return copy_node(*assignment.node, 0);
        append_to_slot(insert, Slot::columns, (*assignment.node)[0]);
        append_operand(row, NodeKind::row, (*assignment.node)[1]);
    }
    set_slot(insert, Slot::values, make_unary(NodeKind::list, row.operand()).operand());
    return insert;
}

NodeRef make_insert_from(const Operand& table, const NodeRef& columns, const Operand& select,
                         MakeRow make_row) noexcept {
    NodeRef insert = make_statement(NodeKind::insert);
    set_slot(insert, Slot::target, table);
    set_slot(insert, Slot::columns, columns.operand());
    set_source(insert, select);
    set_slot(insert, Slot::defaults, defaults_operand(make_row));
    return insert;
}

void set_conflict(NodeRef& insert, ConflictAction action, const Operand& targets,
                  const Operand& target_condition, const NodeRef& assignments) noexcept {
    put_conflict(insert, action,
                 {targets, with_literals(target_condition).operand(), assignments.operand(), {}});
}

void set_resolution(NodeRef& statement, Resolve resolution) noexcept {
    const auto first = static_cast<std::uint8_t>(ConflictAction::or_replace);
    const auto action = static_cast<ConflictAction>(first + static_cast<std::uint8_t>(resolution));
    put_conflict(statement, action, {{}, {}, {}, {}});
}

void add_conflict_condition(NodeRef& insert, const Operand& condition) noexcept {
    const Node* conflict = conflict_of(insert);
    if (conflict == nullptr || is_none(condition)) return;
    const Operand& before = (*conflict)[3];
    NodeRef all = is_none(before) ? NodeRef() : make_unary(NodeKind::all_of, before);
    all = make_logical(NodeKind::all_of, std::move(all), condition);
    put_conflict(insert, static_cast<ConflictAction>(conflict->flags),
                 {(*conflict)[0], (*conflict)[1], (*conflict)[2], all.operand()});
}

void add_conflict_changes(NodeRef& insert, const NodeRef& assignments) noexcept {
    const Node* conflict = conflict_of(insert);
    if (conflict == nullptr || !assignments) return;
    if (assignments.get()->kind == NodeKind::error)
        return set_slot(insert, Slot::conflict, assignments.operand());
    NodeRef all = copy_node(*(*conflict)[2].node, 0);
    for (const Operand& assignment : assignments.get()->operands())
        append_operand(all, NodeKind::list, assignment);
    put_conflict(insert, static_cast<ConflictAction>(conflict->flags),
                 {(*conflict)[0], (*conflict)[1], all.operand(), (*conflict)[3]});
}

namespace {

/// The statement with complete INSERTs in its WITH.
NodeRef with_complete_ctes(const NodeRef& statement) {
    NodeRef complete = statement;
    set_slot(complete, Slot::with, {});
    for (const Operand& cte : node_in(part(*statement.get(), Slot::with))->operands()) {
        const Operand& query = (*cte.node)[1];
        retain(query.node);
        const NodeRef inner = with_defaults(NodeRef(const_cast<Node*>(query.node)));
        NodeRef changed = make_binary(NodeKind::cte, (*cte.node)[0], inner.operand());
        if (changed.get()->kind == NodeKind::cte) changed.get()->flags = cte.node->flags;
        append_to_slot(complete, Slot::with, changed.operand());
    }
    return complete;
}

/// Is there an INSERT in its WITH?
bool inserts_in_cte(const Node& statement) noexcept {
    const Node* ctes = statement.kind == NodeKind::error ? nullptr : node_in(part(statement, Slot::with));
    if (ctes == nullptr) return false;
    return std::any_of(ctes->operands().begin(), ctes->operands().end(), [](const Operand& cte) {
        return cte.node->kind == NodeKind::cte && (*cte.node)[1].node->kind == NodeKind::insert;
    });
}

}  // namespace

NodeRef with_defaults(const NodeRef& asked) {
    const NodeRef statement = inserts_in_cte(*asked.get()) ? with_complete_ctes(asked) : asked;
    if (statement.get()->kind != NodeKind::insert) return statement;
    const Operand defaults = part(*statement.get(), Slot::defaults);
    if (defaults.kind != OperandKind::defaults) return statement;
    NodeRef complete = statement;
    set_slot(complete, Slot::defaults, {});
    defaults.make_row(
        &complete, [](void* insert, const void* row) { add_defaults(*static_cast<NodeRef*>(insert), row); });
    return complete;
}

}  // namespace pewit::detail
