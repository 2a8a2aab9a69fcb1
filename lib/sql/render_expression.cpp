/// Renders expressions.
#include <algorithm>
#include <array>

#include <pewit/error.hpp>

#include "sql/decimal.hpp"
#include "sql/raw_text.hpp"
#include "sql/renderer.hpp"

namespace pewit::detail {
namespace {

constexpr std::array<std::string_view, 16> binary_symbols{"=",
                                                          "<>",
                                                          "<",
                                                          "<=",
                                                          ">",
                                                          ">=",
                                                          "+",
                                                          "-",
                                                          "*",
                                                          "/",
                                                          "%",
                                                          "||",
                                                          "&",
                                                          "|",
                                                          "IS DISTINCT FROM",
                                                          "IS NOT DISTINCT FROM"};

bool is_binary(NodeKind kind) noexcept {
    return kind >= NodeKind::equal && kind <= NodeKind::is_not_distinct;
}

std::string_view symbol(NodeKind kind) noexcept {
    return binary_symbols[static_cast<std::size_t>(kind) - static_cast<std::size_t>(NodeKind::equal)];
}

Tightness tightness(NodeKind kind) noexcept {
    switch (kind) {
    case NodeKind::any_of:
        return Tightness::any_of;
    case NodeKind::all_of:
        return Tightness::all_of;
    case NodeKind::logical_not:
        return Tightness::logical_not;
    case NodeKind::equal:
    case NodeKind::not_equal:
    case NodeKind::less:
    case NodeKind::less_equal:
    case NodeKind::greater:
    case NodeKind::greater_equal:
    case NodeKind::is_distinct:
    case NodeKind::is_not_distinct:
    case NodeKind::is_null:
    case NodeKind::is_not_null:
    case NodeKind::in_list:
    case NodeKind::not_in_list:
    case NodeKind::in_query:
    case NodeKind::not_in_query:
    case NodeKind::between:
    case NodeKind::not_between:
    case NodeKind::like:
    case NodeKind::ilike:
    case NodeKind::not_like:
    case NodeKind::not_ilike:
    case NodeKind::regexp:
    case NodeKind::text_match:
        return Tightness::predicate;
    // The engines disagree about these among each other and beside arithmetic: always in parentheses there.
    case NodeKind::concatenate:
    case NodeKind::bit_and:
    case NodeKind::bit_or:
        return Tightness::other;
    case NodeKind::add:
    case NodeKind::subtract:
        return Tightness::additive;
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::modulo:
        return Tightness::multiplicative;
    case NodeKind::negate:
    case NodeKind::collate:
        return Tightness::unary;
    case NodeKind::raw:
        return Tightness::loosest;
    default:
        return Tightness::whole;
    }
}

Tightness tightness(const Operand& operand) noexcept {
    const Node* node = node_in(operand);
    if (node == nullptr) return Tightness::whole;
    if (node->kind == NodeKind::same || node->kind == NodeKind::alias) return tightness((*node)[0]);
    if ((node->kind == NodeKind::all_of || node->kind == NodeKind::any_of) && node->count == 1) {
        return tightness((*node)[0]);
    }
    return tightness(node->kind);
}

constexpr Tightness tighter(Tightness than) noexcept {
    return static_cast<Tightness>(static_cast<std::uint8_t>(than) + 1);
}

/// Longer chains of AND and OR are halved by parentheses: an engine's parser counts each as a level.
constexpr std::size_t longest_flat_chain = 100;

}  // namespace

void Renderer::operand(const Operand& operand, Tightness at_least) {
    if (operand.is_parameter()) return parameter(operand);
    switch (operand.kind) {
    case OperandKind::column:
        return column(operand);
    case OperandKind::name:
        out_ += operand.view();
        return;
    case OperandKind::constant:
        out_ += std::to_string(operand.integer);
        return;
    case OperandKind::table:
        return table_name(operand);
    case OperandKind::node:
        break;
    default:
        return;
    }
    const bool parentheses = tightness(operand) < at_least;
    if (parentheses) out_ += '(';
    expression(*operand.node);
    if (parentheses) out_ += ')';
}

void Renderer::parameter(const Operand& operand) {
    if (again_) {
        const auto found = std::find(parameters_.begin(), parameters_.end(), &operand);
        return dialect_.append_placeholder_again(out_, static_cast<int>(found - parameters_.begin()) + 1);
    }
    const std::ptrdiff_t known = writes_alike_ ? known_parameter(parameters_, operand) : -1;
    if (known >= 0) return dialect_.append_placeholder_again(out_, static_cast<int>(known) + 1);
    parameters_.push_back(&operand);
    dialect_.append_placeholder(out_, static_cast<int>(parameters_.size()));
}

void Renderer::column(const Operand& operand) {
    if (scope_ == nullptr || scope_->must_qualify(operand)) {
        quoted(source_name({operand.model, operand.alias}));
        out_ += '.';
    }
    column_name(operand);
}

void Renderer::column_name(const Operand& column) { quoted(column.model().columns[column.index].name); }

void Renderer::expression(const Node& node) {
    if (is_binary(node.kind)) return binary(node);
    switch (node.kind) {
    case NodeKind::same:
    case NodeKind::alias:
        return operand(node[0]);
    case NodeKind::all_of:
    case NodeKind::any_of:
        return logical(node.kind, node.operands());
    case NodeKind::negate:
        check_decimals(dialect_, "-", node.operands());
        out_ += '-';
        return operand(node[0], Tightness::whole);
    case NodeKind::logical_not:
        out_ += "NOT ";
        return operand(node[0], Tightness::whole);
    case NodeKind::exists:
        out_ += "EXISTS ";
        return operand(node[0]);
    case NodeKind::distinct:
        out_ += "DISTINCT ";
        return operand(node[0]);
    case NodeKind::is_null:
        return suffixed(node, " IS NULL", Tightness::other);
    case NodeKind::is_not_null:
        return suffixed(node, " IS NOT NULL", Tightness::other);
    case NodeKind::ascending:
        return suffixed(node, "");
    case NodeKind::descending:
        return suffixed(node, " DESC");
    case NodeKind::nulls_first:
        return suffixed(node, " NULLS FIRST");
    case NodeKind::nulls_last:
        return suffixed(node, " NULLS LAST");
    case NodeKind::in_list:
    case NodeKind::not_in_list:
    case NodeKind::in_query:
    case NodeKind::not_in_query:
        return membership(node);
    case NodeKind::between:
    case NodeKind::not_between:
        return range(node);
    case NodeKind::like:
    case NodeKind::ilike:
    case NodeKind::not_like:
    case NodeKind::not_ilike:
        return pattern_match(node);
    case NodeKind::regexp:
        return regexp(node);
    case NodeKind::call:
        return call(node);
    case NodeKind::typed:
        if (!dialect_.can().untyped_parameters) return operand(node[0]);
        [[fallthrough]];
    case NodeKind::cast:
        return cast(node);
    case NodeKind::case_:
        return case_when(node);
    case NodeKind::raw:
        return raw(node);
    case NodeKind::list:
        return list(node.operands());
    case NodeKind::row:
        out_ += '(';
        list(node.operands());
        out_ += ')';
        return;
    case NodeKind::alias_name:
        return quoted(node[0].view());
    case NodeKind::collate:
        suffixed(node, " COLLATE ", Tightness::whole);
        return quoted(node[1].view());
    case NodeKind::excluded:
        out_ += "excluded.";
        return column_name(node[0]);
    case NodeKind::function:
        return function(node);
    case NodeKind::filter:
        return filter(node);
    case NodeKind::inner_order:
        return inner_order(node);
    case NodeKind::over:
        return over(node);
    case NodeKind::text_match:
        return text_match(node);
    case NodeKind::text_rank:
        return text_rank(node);
    case NodeKind::text_mark:
        return text_mark(node);
    case NodeKind::derived_column:
        return derived_column(node);
    case NodeKind::all_columns:
        return all_columns(node);
    case NodeKind::select:
        return subselect(node);
    default:
        throw InternalError("an SQL expression of a kind that can't be rendered", {.code = ErrorCode::other});
    }
}

void Renderer::binary(const Node& node) {
    if (node.kind >= NodeKind::less && node.kind <= NodeKind::modulo)
        check_decimals(dialect_, symbol(node.kind), node.operands());
    const Tightness own = tightness(node.kind);
    Tightness left = own;
    if (own == Tightness::predicate) left = tighter(own);
    if (own == Tightness::other) {
        const Node* left_node = node_in(node[0]);
        left = left_node != nullptr && left_node->kind == node.kind ? own : Tightness::unary;
    }
    operand(node[0], left);
    out_ += ' ';
    out_ += symbol(node.kind);
    out_ += ' ';
    operand(node[1], own == Tightness::other ? Tightness::unary : tighter(own));
}

void Renderer::logical(NodeKind kind, std::span<const Operand> operands) {
    const std::string_view word = kind == NodeKind::all_of ? " AND " : " OR ";
    if (operands.size() > longest_flat_chain) {
        const std::size_t half = operands.size() / 2;
        out_ += '(';
        logical(kind, operands.first(half));
        out_ += ')';
        out_ += word;
        out_ += '(';
        logical(kind, operands.subspan(half));
        out_ += ')';
        return;
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i > 0) out_ += word;
        operand(operands[i], operands.size() == 1 ? Tightness::loosest : tightness(kind));
    }
}

void Renderer::membership(const Node& node) {
    operand(node[0], Tightness::other);
    const bool negative = node.kind == NodeKind::not_in_list || node.kind == NodeKind::not_in_query;
    out_ += negative ? " NOT IN " : " IN ";
    if (node.kind == NodeKind::in_query || node.kind == NodeKind::not_in_query) return operand(node[1]);
    const bool needs_values = is_kind(node[1], NodeKind::row) && !dialect_.can().rows_in_lists;
    out_ += needs_values ? "(VALUES " : "(";
    list(node.operands().subspan(1));
    out_ += ')';
}

void Renderer::range(const Node& node) {
    check_decimals(dialect_, "BETWEEN", node.operands());
    operand(node[0], Tightness::other);
    out_ += node.kind == NodeKind::between ? " BETWEEN " : " NOT BETWEEN ";
    operand(node[1], Tightness::other);
    out_ += " AND ";
    operand(node[2], Tightness::other);
}

void Renderer::pattern_match(const Node& node) {
    const bool minds_case = node.kind == NodeKind::like || node.kind == NodeKind::not_like;
    const bool negative = node.kind == NodeKind::not_like || node.kind == NodeKind::not_ilike;
    const PatternSyntax syntax = dialect_.pattern_syntax(minds_case);
    const bool translates = !syntax.translator.empty() && node[1].kind != OperandKind::pattern;
    operand(node[0], Tightness::other);
    out_ += negative ? " NOT " : " ";
    out_ += syntax.keyword;
    out_ += ' ';
    if (translates) out_.append(syntax.translator).append("(");
    operand(node[1], translates ? Tightness::loosest : Tightness::other);
    if (translates) out_ += ')';
    out_ += syntax.suffix;
}

void Renderer::regexp(const Node& node) {
    operand(node[0], Tightness::other);
    out_.append(" ").append(dialect_.regexp_operator()).append(" ");
    operand(node[1], tighter(Tightness::other));
}

void Renderer::suffixed(const Node& node, std::string_view suffix, Tightness at_least) {
    operand(node[0], at_least);
    out_ += suffix;
}

void Renderer::cast(const Node& node) {
    const auto type = static_cast<SqlType>(node[1].integer);
    const bool cuts = node.count > 2 && node[2].integer != 0 && !dialect_.can().casts_cut;
    const bool tests = type == SqlType::boolean && !dialect_.can().booleans;
    out_ += tests ? "(CAST(" : cuts ? "CAST(trunc(" : "CAST(";
    operand(node[0]);
    out_.append(cuts ? ") AS " : " AS ").append(dialect_.cast_type(type));
    out_ += tests ? ") <> 0)" : ")";
}

void Renderer::case_when(const Node& node) {
    out_ += "CASE";
    if (!is_none(node[0])) {
        out_ += ' ';
        operand(node[0], Tightness::other);
    }
    const std::size_t last = node.count - 1;
    for (std::size_t i = 1; i < last; i += 2) {
        out_ += " WHEN ";
        operand(node[i]);
        out_ += " THEN ";
        operand(node[i + 1]);
    }
    if (!is_none(node[last])) {
        out_ += " ELSE ";
        operand(node[last]);
    }
    out_ += " END";
}

void Renderer::raw(const Node& node) {
    std::size_t next = 1;
    RawText text(node[0].view());
    for (;;) {
        out_ += text.next_part();
        if (text.is_at_end()) break;
        if (next == node.count) text.throw_wrong_count();
        operand(node[next++], Tightness::whole);
    }
    if (next != node.count) text.throw_wrong_count();
}

void Renderer::list(std::span<const Operand> operands) {
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i > 0) out_ += ", ";
        operand(operands[i]);
    }
}

void Renderer::table_columns(const Operand& table) {
    Operand column = table;
    column.kind = OperandKind::column;
    const std::size_t count = table.model().columns.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out_ += ", ";
        column.index = static_cast<std::uint16_t>(i);
        this->column(column);
    }
}

}  // namespace pewit::detail
