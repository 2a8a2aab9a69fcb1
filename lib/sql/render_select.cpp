/// Renders SELECT and what it shares with the other statements.
#include <algorithm>
#include <utility>

#include <pewit/error.hpp>

#include "sql/decimal.hpp"
#include "sql/renderer.hpp"
#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// The entry of ORDER BY without its direction.
const Operand& without_direction(const Operand& entry) noexcept {
    const Node* node = node_in(unwrapped(entry));
    if (node == nullptr) return unwrapped(entry);
    switch (node->kind) {
    case NodeKind::ascending:
    case NodeKind::descending:
    case NodeKind::nulls_first:
    case NodeKind::nulls_last:
        return without_direction((*node)[0]);
    default:
        return unwrapped(entry);
    }
}

bool is_result_column(const Operand& term) noexcept {
    const Node* node = node_in(term);
    return term.kind == OperandKind::constant
           || (node != nullptr && (node->kind == NodeKind::alias_name || node->kind == NodeKind::raw));
}

/// What a term of ORDER BY stands for: a name and a number mean an entry of the select list.
Operand ordered(const Node& select, const Operand& term) noexcept {
    const std::span<const Operand> list = result_list(select);
    if (term.kind == OperandKind::constant)
        return column_at(list, static_cast<std::size_t>(term.integer - 1));
    const Node* node = node_in(term);
    if (node == nullptr || node->kind != NodeKind::alias_name) return term;
    const auto found = std::find_if(list.begin(), list.end(), [node](const Operand& entry) {
        const Node* alias = node_in(unwrapped(entry));
        return alias != nullptr && alias->kind == NodeKind::alias && (*alias)[1].view() == (*node)[0].view();
    });
    return found == list.end() ? term : *found;
}

std::string_view keyword(LockStrength strength) noexcept {
    switch (strength) {
    case LockStrength::update:
        return " FOR UPDATE";
    case LockStrength::no_key_update:
        return " FOR NO KEY UPDATE";
    case LockStrength::share:
        return " FOR SHARE";
    case LockStrength::key_share:
        return " FOR KEY SHARE";
    }
    return {};
}

}  // namespace

void Renderer::clause(std::string_view keyword, const Operand& operand) {
    if (is_none(operand)) return;
    out_ += keyword;
    this->operand(operand);
}

void Renderer::subselect(const Node& node) {
    out_ += '(';
    select(node);
    out_ += ')';
}

void Renderer::select(const Node& node) {
    const std::size_t ctes_around = ctes_.size();
    const bool alike_around = writes_alike_;
    writes_alike_ = alike_around || detail::writes_alike(node);
    with(part(node, Slot::with));
    if (const Node* operation = set_operation_of(node)) {
        set_operation(node, *operation);
    } else if (is_values(node)) {
        values(*part(node, Slot::values).node);
    } else {
        plain_select(node);
    }
    writes_alike_ = alike_around;
    ctes_.resize(ctes_around);
}

void Renderer::plain_select(const Node& node) {
    ScopeGuard scope(*this);
    const Operand* const windows_around = std::exchange(windows_, &part(node, Slot::windows));
    add_sources(*scope, node);
    const Fills fills = place_fills(node, *scope, &node == top_);
    out_ += "SELECT ";
    distinct(part(node, Slot::distinct));
    select_list(part(node, Slot::columns));
    fill_columns(fills);
    from(" FROM ", node);
    fill_joins(fills);
    clause(" WHERE ", part(node, Slot::where));
    group_by(part(node, Slot::group_by), fills);
    clause(" HAVING ", part(node, Slot::having));
    windows(part(node, Slot::windows));
    order_by(node);
    limits(node);
    lock(part(node, Slot::lock), fills);
    windows_ = windows_around;
}

/// A constant, or the list of DISTINCT ON.
void Renderer::distinct(const Operand& operand) {
    if (is_none(operand)) return;
    out_ += "DISTINCT ";
    const Node* terms = node_in(operand);
    if (terms == nullptr) return;
    require(dialect_.can().distinct_on, "distinct() of expressions (DISTINCT ON)");
    out_ += "ON (";
    list(terms->operands());
    out_ += ") ";
}

void Renderer::limits(const Node& select) {
    const Operand& limit = part(select, Slot::limit);
    const Operand& offset = part(select, Slot::offset);
    clause(" LIMIT ", limit);
    if (is_none(limit)) {
        if (&select == limited_) {
            out_ += " LIMIT 1";
        } else if (!is_none(offset)) {
            out_ += dialect_.limit_before_lone_offset();
        }
    }
    clause(" OFFSET ", offset);
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

void Renderer::require(bool ability, std::string_view feature) const {
    if (ability) return;
    throw NotSupportedError(std::string(feature) + ": " + std::string(dialect_.name()) + " can't do it",
                            {.code = ErrorCode::not_supported});
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
    const bool of_result = set_operation_of(select) != nullptr;
    for (const Operand& entry : order->operands()) {
        const Operand& term = without_direction(entry);
        if (of_result && !is_result_column(term)) {
            throw ProgrammingError(
                "the order of a set operation takes columns of its first query, expressions named "
                "by as(), and position()",
                {.code = ErrorCode::misuse});
        }
        const Operand column = ordered(select, term);
        check_decimals(dialect_, "ORDER BY", std::span(&column, 1));
    }
    out_ += " ORDER BY ";
    list(order->operands());
}

void Renderer::lock(const Operand& operand, const Fills& fills) {
    const Node* node = node_in(operand);
    if (node == nullptr) return;
    require(dialect_.can().row_locks, "for_update() and its kin");
    out_ += keyword(lock_strength(node->flags));
    for (std::size_t i = 0; i < node->count; ++i) {
        const Source table{(*node)[i].model, (*node)[i].alias};
        out_ += i == 0 ? " OF " : ", ";
        if (std::find(scope_->sources().begin(), scope_->sources().end(), table) == scope_->sources().end()) {
            throw ProgrammingError("of(): table " + std::string(source_name(table)) + " is not in FROM",
                                   {.code = ErrorCode::misuse, .table = std::string(source_name(table))});
        }
        quoted(source_name(table));
    }
    if (node->count == 0) lock_own_tables(fills);
    switch (lock_wait(node->flags)) {
    case LockWait::wait:
        return;
    case LockWait::nowait:
        out_ += " NOWAIT";
        return;
    case LockWait::skip_locked:
        out_ += " SKIP LOCKED";
        return;
    }
}

/// What `.with(…)` joins is on the side of an outer join that can't be locked: the tables before it are named.
void Renderer::lock_own_tables(const Fills& fills) {
    const std::span<const Source> sources = scope_->sources();
    const auto added = std::count_if(fills.steps.begin(), fills.steps.end(),
                                     [](const Fill& fill) { return !fill.is_joined_already; });
    if (added == 0) return;
    const char* separator = " OF ";
    for (const Source& source : sources.first(sources.size() - static_cast<std::size_t>(added))) {
        if (source.model == nullptr) continue;  // a query in FROM
        out_ += separator;
        separator = ", ";
        quoted(source_name(source));
    }
}

}  // namespace pewit::detail
