/// Renders SELECT and what it shares with the other statements.
#include "sql/decimal.hpp"
#include "sql/join_columns.hpp"
#include "sql/renderer.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// A table of FROM as a scope sees it; the name of a subquery can't be asked for columns.
Source source_of(const Operand& operand) noexcept {
    if (operand.kind == OperandKind::table) return {operand.model, operand.alias};
    return {};
}

/// What an entry of ORDER BY goes by: a name stands for the entry of the select list that has it.
const Operand& ordered(const Node& select, const Operand& entry) noexcept {
    const Node* node = node_in(entry);
    if (node == nullptr) return entry;
    if (node->kind >= NodeKind::descending && node->kind <= NodeKind::ascending)
        return ordered(select, (*node)[0]);
    if (node->kind == NodeKind::nulls_first || node->kind == NodeKind::nulls_last)
        return ordered(select, (*node)[0]);
    const Node* columns = node_in(part(select, Slot::columns));
    if (node->kind != NodeKind::alias_name || columns == nullptr) return entry;
    for (const Operand& column : columns->operands()) {
        const Node* alias = node_in(unwrapped(column));
        if (alias != nullptr && alias->kind == NodeKind::alias && (*alias)[1].view() == (*node)[0].view())
            return column;
    }
    return entry;
}

std::string_view keyword(JoinKind kind) noexcept {
    switch (kind) {
    case JoinKind::inner:
    case JoinKind::search:
        return " INNER JOIN ";
    case JoinKind::left:
        return " LEFT OUTER JOIN ";
    case JoinKind::right:
        return " RIGHT OUTER JOIN ";
    case JoinKind::full:
        return " FULL OUTER JOIN ";
    case JoinKind::cross:
        return " CROSS JOIN ";
    }
    return {};
}

}  // namespace

void Renderer::clause(std::string_view keyword, const Operand& operand) {
    if (is_none(operand)) return;
    out_ += keyword;
    this->operand(operand);
}

void Renderer::table_name(const Operand& table) {
    const ModelDescription& model = table.model();
    if (!model.schema.empty()) {
        quoted(model.schema);
        out_ += '.';
    }
    quoted(model.table);
    if (table.alias == nullptr) return;
    out_ += " AS ";
    quoted(*table.alias);
}

void Renderer::subselect(const Node& node) {
    out_ += '(';
    select(node);
    out_ += ')';
}

void Renderer::select(const Node& node) {
    ScopeGuard scope(*this);
    const Operand& base = part(node, Slot::base);
    const Node* joins = node_in(part(node, Slot::joins));
    if (!is_none(base)) scope->add(source_of(base));
    if (joins != nullptr) {
        for (const Operand& join : joins->operands())
            scope->add(source_of((*join.node)[0]));
    }
    const Fills fills = place_fills(node, *scope_, &node == top_);
    out_ += is_none(part(node, Slot::distinct)) ? "SELECT " : "SELECT DISTINCT ";
    select_list(part(node, Slot::columns));
    fill_columns(fills);
    from(node);
    fill_joins(fills);
    clause(" WHERE ", part(node, Slot::where));
    group_by(part(node, Slot::group_by), fills);
    clause(" HAVING ", part(node, Slot::having));
    windows(part(node, Slot::windows));
    order_by(node);
    clause(" LIMIT ", part(node, Slot::limit));
    if (is_none(part(node, Slot::limit))) {
        if (&node == limited_) {
            out_ += " LIMIT 1";
        } else if (!is_none(part(node, Slot::offset))) {
            out_ += dialect_.limit_before_lone_offset();
        }
    }
    clause(" OFFSET ", part(node, Slot::offset));
}

void Renderer::select_list(const Operand& list) {
    if (list.kind == OperandKind::table) return table_columns(list);
    bool first = true;
    for (const Operand& operand : list.node->operands()) {
        if (!first) out_ += ", ";
        first = false;
        entry(operand);
        const Node* node = node_in(operand);
        if (node == nullptr || node->kind != NodeKind::alias) continue;
        out_ += " AS ";
        quoted((*node)[1].view());
    }
}

/// A table stands for all its columns.
void Renderer::entry(const Operand& operand) {
    const Operand& inner = unwrapped(operand);
    if (inner.kind == OperandKind::table) return table_columns(inner);
    this->operand(operand);
}

/// The tables that are filled from depend on the rows that are grouped: their keys change no group.
void Renderer::group_by(const Operand& list, const Fills& fills) {
    if (is_none(list)) return;
    out_ += " GROUP BY ";
    bool first = true;
    for (const Operand& operand : list.node->operands()) {
        if (!first) out_ += ", ";
        first = false;
        entry(operand);
    }
    if (!fills.have_columns) return;
    for (const Fill& fill : fills.steps) {
        out_ += ", ";
        column(fill.target_key);
    }
}

void Renderer::fill_columns(const Fills& fills) {
    if (!fills.have_columns) return;
    for (const Fill& fill : fills.steps) {
        out_ += ", ";
        table_columns(fill.table());
    }
}

void Renderer::fill_joins(const Fills& fills) {
    for (const Fill& fill : fills.steps) {
        if (fill.is_joined_already) continue;
        out_ += " LEFT OUTER JOIN ";
        table_name(fill.table());
        out_ += " ON ";
        column(fill.key);
        out_ += " = ";
        column(fill.target_key);
    }
}

void Renderer::order_by(const Node& select) {
    const Node* order = node_in(part(select, Slot::order_by));
    if (order == nullptr) return;
    for (const Operand& entry : order->operands())
        check_decimals(dialect_, "ORDER BY", std::span(&ordered(select, entry), 1));
    out_ += " ORDER BY ";
    list(order->operands());
}

void Renderer::from(const Node& node) {
    const Operand& base = part(node, Slot::base);
    if (is_none(base)) return;
    out_ += " FROM ";
    source(base);
    const Node* joins = node_in(part(node, Slot::joins));
    if (joins == nullptr) return;
    for (std::size_t i = 0; i < joins->count; ++i)
        join(*(*joins)[i].node, i + 1);
}

void Renderer::source(const Operand& operand) {
    this->operand(operand);
    if (operand.kind != OperandKind::node) return;
    out_ += " AS ";
    quoted(std::string("q").append(std::to_string(++subqueries_)));
}

void Renderer::join(const Node& node, std::size_t sources_before) {
    const auto kind = static_cast<JoinKind>(node.flags);
    if (kind == JoinKind::search) return text_join(*node[0].node);
    out_ += keyword(kind);
    source(node[0]);
    if (kind == JoinKind::cross) return;
    out_ += " ON ";
    if (!is_none(node[1])) return operand(node[1]);
    bool first = true;
    for (const auto& [left, right] : join_columns(scope_->sources(), sources_before)) {
        if (!first) out_ += " AND ";
        first = false;
        column(left);
        out_ += " = ";
        column(right);
    }
}

}  // namespace pewit::detail
