/// Renders set operations, VALUES and WITH: selects that are made of others.
#include <algorithm>

#include <pewit/error.hpp>

#include "sql/renderer.hpp"
#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

std::string_view keyword(SetOperation operation) noexcept {
    switch (operation) {
    case SetOperation::union_:
        return " UNION ";
    case SetOperation::union_all:
        return " UNION ALL ";
    case SetOperation::intersect:
        return " INTERSECT ";
    case SetOperation::except:
        return " EXCEPT ";
    }
    return {};
}

SetOperation operation_of(const Node& node) noexcept { return static_cast<SetOperation>(node.flags); }

/// Has it parts that would become the whole operation's?
bool has_own_end(const Node& select) noexcept {
    constexpr Slot ends[] = {Slot::with, Slot::order_by, Slot::limit, Slot::offset, Slot::lock};
    return std::any_of(std::begin(ends), std::end(ends),
                       [&](Slot slot) { return !is_none(part(select, slot)); });
}

bool has_flag(const Node& cte, CteFlag flag) noexcept {
    return (cte.flags & static_cast<std::uint8_t>(flag)) != 0;
}

}  // namespace

void Renderer::set_operation(const Node& select, const Node& operation) {
    member(*operation[0].node, operation_of(operation), true);
    out_ += keyword(operation_of(operation));
    member(*operation[1].node, operation_of(operation), false);
    order_by(select);
    limits(select);
}

/// Without parentheses SQLite goes from left to right; in PostgreSQL INTERSECT comes first.
/// https://sqlite.org/lang_select.html#compound_select_statements
void Renderer::member(const Node& select, SetOperation of, bool is_left) {
    refuse_fills(select, "a member of a set operation");
    const bool has_parentheses = dialect_.can().set_parentheses;
    const Node* inner = set_operation_of(select);
    const bool regroups = inner != nullptr
                          && (!is_left
                              || (has_parentheses && of == SetOperation::intersect
                                  && operation_of(*inner) != SetOperation::intersect));
    if (!regroups && !has_own_end(select)) return this->select(select);
    if (!has_parentheses) out_ += "SELECT * FROM ";
    subselect(select);
}

/// The first row gives the columns their types.
void Renderer::values(const Node& rows) {
    out_ += "VALUES ";
    for (std::size_t i = 0; i < rows.count; ++i) {
        out_ += i > 0 ? ", (" : "(";
        bool first = true;
        for (const Operand& value : rows[i].node->operands()) {
            if (!first) out_ += ", ";
            first = false;
            i == 0 ? typed_parameter(value) : operand(value);
        }
        out_ += ')';
    }
}

void Renderer::typed_parameter(const Operand& operand) {
    const Operand& value = unwrapped(operand);
    if (!dialect_.can().untyped_parameters) return parameter(value);
    out_ += "CAST(";
    parameter(value);
    out_ += " AS ";
    out_ += dialect_.cast_type(value.type);
    out_ += ')';
}

void Renderer::with(const Operand& ctes) {
    const Node* list = node_in(ctes);
    if (list == nullptr) return;
    const bool recursive =
        std::any_of(list->operands().begin(), list->operands().end(),
                    [](const Operand& cte) { return has_flag(*cte.node, CteFlag::recursive); });
    out_ += recursive ? "WITH RECURSIVE " : "WITH ";
    for (std::size_t i = 0; i < list->count; ++i) {
        if (i > 0) out_ += ", ";
        cte(*(*list)[i].node);
    }
    out_ += ' ';
}

void Renderer::cte(const Node& node) {
    const std::string_view name = node[0].view();
    const bool recursive = has_flag(node, CteFlag::recursive);
    if (recursive) ctes_.push_back(name);
    quoted(name);
    out_ += " AS ";
    if (has_flag(node, CteFlag::materialized)) out_ += "MATERIALIZED ";
    if (has_flag(node, CteFlag::not_materialized)) out_ += "NOT MATERIALIZED ";
    const Node& query = *node[1].node;
    refuse_fills(query, "a CTE");
    require(query.kind == NodeKind::select || dialect_.can().writing_ctes, "a CTE that writes");
    out_ += '(';
    statement(query);
    out_ += ')';
    if (!recursive) ctes_.push_back(name);
}

}  // namespace pewit::detail
