/// Renders FROM: tables, queries in the place of tables, and joins.
#include <algorithm>

#include <pewit/error.hpp>

#include "sql/join_columns.hpp"
#include "sql/renderer.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// What an entry of FROM is to the scope; a query without a name can't be asked for columns.
Source source_of(const Operand& operand) noexcept {
    if (operand.kind == OperandKind::table) return {operand.model, operand.alias};
    const Node* node = node_in(operand);
    if (node == nullptr) return {};
    if (node->kind == NodeKind::derived_table || node->kind == NodeKind::cte_table
        || node->kind == NodeKind::function_table)
        return {nullptr, (*node)[1].alias};
    return {};
}

std::string_view keyword(JoinKind kind) noexcept {
    switch (kind) {
    case JoinKind::inner:
    case JoinKind::lateral:
    case JoinKind::search:
        return " INNER JOIN ";
    case JoinKind::left:
    case JoinKind::left_lateral:
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

bool is_lateral(JoinKind kind) noexcept {
    return kind == JoinKind::lateral || kind == JoinKind::left_lateral;
}

[[noreturn]] void throw_not_in_with(std::string_view name) {
    const std::string cte(name);
    throw ProgrammingError("the CTE " + cte + " is used, but it is not in WITH; add .with(" + cte + ")",
                           {.code = ErrorCode::misuse, .table = cte});
}

}  // namespace

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

void Renderer::add_sources(Scope& scope, const Node& node) {
    const Operand& base = part(node, Slot::base);
    if (!is_none(base)) scope.add(source_of(base));
    const Node* joins = node_in(part(node, Slot::joins));
    if (joins == nullptr) return;
    for (const Operand& join : joins->operands())
        scope.add(source_of((*join.node)[0]));
}

void Renderer::from(std::string_view keyword, const Node& node) {
    const Operand& base = part(node, Slot::base);
    if (is_none(base)) return;
    out_ += keyword;
    source(base, 0);
    const Node* joins = node_in(part(node, Slot::joins));
    if (joins == nullptr) return;
    for (std::size_t i = 0; i < joins->count; ++i)
        join(*(*joins)[i].node, i + 1);
}

/// Entry number `place` of FROM.
void Renderer::source(const Operand& operand, std::size_t place, bool lateral) {
    const Node* node = node_in(operand);
    if (lateral && (node == nullptr || node->kind != NodeKind::derived_table)) {
        throw ProgrammingError("a lateral join takes a subquery, made by subquery()",
                               {.code = ErrorCode::misuse});
    }
    if (node == nullptr) return this->operand(operand);
    if (node->kind == NodeKind::cte_table) return cte_table(*node);
    if (node->kind == NodeKind::derived_table) return derived_table(*node, place, lateral);
    if (node->kind == NodeKind::function_table) return function_table(*node);
    derived_query(*node, place, false);
    out_ += " AS ";
    quoted(std::string("q").append(std::to_string(++subqueries_)));
}

void Renderer::derived_table(const Node& node, std::size_t place, bool lateral) {
    if (lateral) {
        require(dialect_.can().lateral_joins, "a lateral join");
        out_ += "LATERAL ";
    }
    refuse_fills(*node[0].node, "a subquery");
    derived_query(*node[0].node, place, lateral);
    out_ += " AS ";
    quoted(*node[1].alias);
}

/// A query in FROM sees the tables around its SELECT, and of FROM those before it if it is lateral.
void Renderer::derived_query(const Node& select, std::size_t place, bool lateral) {
    Scope before(scope_->outer());
    for (std::size_t i = 0; lateral && i < place; ++i)
        before.add(scope_->sources()[i]);
    const OtherScope other(*this, lateral ? &before : scope_->outer());
    subselect(select);
}

void Renderer::cte_table(const Node& node) {
    const std::string_view name = node[0].view();
    if (std::find(ctes_.begin(), ctes_.end(), name) == ctes_.end()) throw_not_in_with(name);
    quoted(name);
    if (*node[1].alias == name) return;
    out_ += " AS ";
    quoted(*node[1].alias);
}

/// It sees the tables before it on both engines.
void Renderer::function_table(const Node& node) {
    operand(node[0]);
    out_ += " AS ";
    quoted(*node[1].alias);
}

void Renderer::derived_column(const Node& node) {
    const std::string* table = node[0].alias;
    if (scope_ == nullptr || !scope_->sees({nullptr, table})) {
        throw ProgrammingError(
            "column " + *table + '.' + std::string(node[1].view())
                + " is used, but its query is not in FROM; add .join(" + *table + ", …)",
            {.code = ErrorCode::misuse, .table = *table, .column = std::string(node[1].view())});
    }
    quoted(*table);
    out_ += '.';
    quoted(node[1].view());
}

void Renderer::all_columns(const Node& node) {
    quoted(*node[0].alias);
    out_ += ".*";
}

void Renderer::join(const Node& node, std::size_t place) {
    const auto kind = static_cast<JoinKind>(node.flags);
    if (kind == JoinKind::search) return text_join(*node[0].node);
    out_ += keyword(kind);
    source(node[0], place, is_lateral(kind));
    if (kind == JoinKind::cross) return;
    out_ += " ON ";
    if (!is_none(node[1])) return operand(node[1]);
    if (is_lateral(kind) || is_kind(node[0], NodeKind::function_table)) {
        out_ += "TRUE";
        return;
    }
    bool first = true;
    for (const auto& [left, right] : join_columns(scope_->sources(), place)) {
        if (!first) out_ += " AND ";
        first = false;
        column(left);
        out_ += " = ";
        column(right);
    }
}

}  // namespace pewit::detail
