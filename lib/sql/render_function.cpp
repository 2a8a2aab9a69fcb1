/// Renders functions, what the engines spell differently, and windows.
#include <algorithm>
#include <array>

#include <pewit/detail/window_parts.hpp>
#include <pewit/error.hpp>

#include "sql/decimal.hpp"
#include "sql/renderer.hpp"
#include "sql/spelling.hpp"

namespace pewit::detail {
namespace {

[[noreturn]] void throw_not_supported(std::string_view feature, const Dialect& dialect) {
    throw NotSupportedError(std::string(feature) + " is not supported by " + std::string(dialect.name()),
                            {.code = ErrorCode::not_supported});
}

constexpr std::array<std::string_view, 3> units{"ROWS", "RANGE", "GROUPS"};
constexpr std::array<std::string_view, 4> exclusions{"", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP",
                                                     " EXCLUDE TIES"};
constexpr std::array<std::string_view, 5> edges{"UNBOUNDED PRECEDING", " PRECEDING", "CURRENT ROW",
                                                " FOLLOWING", "UNBOUNDED FOLLOWING"};

bool is_name_start(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// A function's name can't be quoted without changing its meaning, so it must be a plain one.
void check_function_name(std::string_view name) {
    bool fresh = true;
    for (const char c : name) {
        if (!is_name_start(c) && (fresh || !((c >= '0' && c <= '9') || c == '.'))) {
            fresh = true;
            break;
        }
        fresh = c == '.';
    }
    if (fresh)
        throw ProgrammingError("an SQL function's name must be a plain identifier",
                               {.code = ErrorCode::misuse});
}

bool is_json_change(const Node& node) noexcept {
    if (node.kind != NodeKind::function) return false;
    const auto function = static_cast<Function>(node[0].integer);
    return function >= Function::json_set_member && function <= Function::json_remove;
}
bool is_json_change(const Operand& operand) noexcept {
    const Node* node = node_in(operand);
    return node != nullptr && is_json_change(*node);
}

/// Where the next argument goes; `{}` is a text of SQL.
std::size_t next_braces(std::string_view text) noexcept {
    std::size_t begin = text.find('{');
    while (begin != std::string_view::npos && text[begin + 1] == '}')
        begin = text.find('{', begin + 1);
    return begin;
}

/// Do the braces at `begin` stand between parentheses and commas, where no expression needs parentheses?
bool stands_apart(std::string_view text, std::size_t begin, std::size_t end) noexcept {
    const bool left =
        begin == 0 || text[begin - 1] == '(' || (begin > 1 && text.substr(begin - 2, 2) == ", ");
    return left && end + 1 < text.size() && (text[end + 1] == ')' || text[end + 1] == ',');
}

}  // namespace

void Renderer::call(const Node& node) {
    const std::string_view name = node[0].view();
    check_function_name(name);
    if (goes_by_value(name)) check_decimals(dialect_, name, node.operands().subspan(1));
    out_ += name;
    arguments(node.operands().subspan(1));
}

void Renderer::function(const Node& node) {
    if (static_cast<Function>(node[0].integer) == Function::count_)
        throw ProgrammingError("date_trunc() goes down to the second; it knows no other parts",
                               {.code = ErrorCode::misuse});
    const Spelling& spelling = spelling_of(static_cast<Function>(node[0].integer));
    const std::string_view text = dialect_.own_text(spelling);
    const std::span<const Operand> operands = node.operands().subspan(1);
    if (text.empty()) throw_not_supported(spelling.name, dialect_);
    if (spelling.by_value) check_decimals(dialect_, spelling.name, operands);
    if (is_json_change(node)) return json_change(node);
    if (text.find_first_of("{(") != std::string_view::npos) return fill_in(text, operands);
    out_ += text;
    arguments(operands);
}

/// Changes of changes are CTEs that read from one another, so that a chain of them is neither deep nor has its document
/// more than once. Materialized, or PostgreSQL would put each into the next, wherever that has it.
void Renderer::json_change(const Node& node) {
    std::vector<const Node*> chain{&node};
    for (const Operand* document = &unwrapped(node[1]); is_json_change(*document);
         document = &unwrapped((*document->node)[1]))
        chain.push_back(document->node);
    out_ += "(WITH pewit_0(pewit_document) AS MATERIALIZED (SELECT ";
    operand((*chain.back())[1]);
    out_ += ')';
    for (std::size_t i = chain.size(); i-- > 0;) {
        const Node& change = *chain[i];
        const std::size_t number = chain.size() - i;
        out_ += i == 0 ? " " : ", pewit_" + std::to_string(number) + "(pewit_document) AS MATERIALIZED (";
        out_ += "SELECT ";
        fill_in(dialect_.own_text(spelling_of(static_cast<Function>(change[0].integer))),
                change.operands().subspan(1));
        out_.append(" FROM pewit_").append(std::to_string(number - 1)).append(")");
    }
}

void Renderer::fill_in(std::string_view text, std::span<const Operand> operands) {
    const bool outer = again_;
    std::size_t written = 0;
    for (std::size_t begin = next_braces(text); begin != std::string_view::npos; begin = next_braces(text)) {
        out_ += text.substr(0, begin);
        const bool all = text[begin + 1] == '*';
        const std::size_t first = all ? 0 : static_cast<std::size_t>(text[begin + 1] - '1');
        const std::size_t last = all ? operands.size() : first + 1;
        again_ = outer || written >= last;
        if (all) {
            list(operands);
        } else if (first < operands.size()) {  // an ORDER BY may be left out
            operand(operands[first],
                    stands_apart(text, begin, begin + 2) ? Tightness::loosest : Tightness::whole);
        }
        again_ = outer;
        written = std::max(written, last);
        text.remove_prefix(begin + 3);
    }
    out_ += text;
}

void Renderer::arguments(std::span<const Operand> operands) {
    const bool is_distinct = operands.size() > 1 && is_kind(operands[0], NodeKind::distinct);
    if (is_distinct && !dialect_.can().distinct_arguments)
        throw_not_supported("DISTINCT in a function of several arguments", dialect_);
    out_ += '(';
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i > 0 && !is_kind(operands[i], NodeKind::inner_order)) out_ += ", ";
        operand(operands[i]);
    }
    out_ += ')';
}

void Renderer::filter(const Node& node) {
    operand(node[0]);
    out_ += " FILTER (WHERE ";
    operand(node[1]);
    out_ += ')';
}

void Renderer::inner_order(const Node& node) {
    if (!dialect_.can().ordered_aggregates) throw_not_supported("ORDER BY inside an aggregate", dialect_);
    out_ += " ORDER BY ";
    list(node.operands());
}

void Renderer::over(const Node& node) {
    operand(node[0]);
    out_ += " OVER ";
    if (node[1].kind == OperandKind::name) return window_name(node[1].view());
    window(*node[1].node);
}

void Renderer::window_name(std::string_view name) {
    const Node* windows = windows_ == nullptr ? nullptr : node_in(*windows_);
    const auto is_it = [name](const Operand& window) {
        return window.node->kind == NodeKind::window && (*window.node)[0].view() == name;
    };
    if (windows == nullptr || std::none_of(windows->first(), windows->first() + windows->count, is_it)) {
        throw ProgrammingError(
            "the window " + std::string(name) + " is used, but the query does not have it; add .window(…)",
            {.code = ErrorCode::misuse});
    }
    quoted(name);
}

void Renderer::window(const Node& node) {
    out_ += '(';
    const char* separator = "";
    if (!is_none(node[1])) {
        window_name(node[1].view());
        separator = " ";
    }
    const auto part = [&](std::string_view keyword, const Operand& list) {
        if (is_none(list)) return;
        out_.append(separator).append(keyword);
        separator = " ";
        this->list(list.node->operands());
    };
    part("PARTITION BY ", node[2]);
    if (!is_none(node[3])) check_decimals(dialect_, "ORDER BY", node[3].node->operands());
    part("ORDER BY ", node[3]);
    if (!is_none(node[4])) {
        out_ += separator;
        frame(*node[4].node);
    }
    out_ += ')';
}

void Renderer::windows(const Operand& list) {
    if (is_none(list)) return;
    const char* separator = " WINDOW ";
    for (const Operand& definition : list.node->operands()) {
        out_ += separator;
        separator = ", ";
        if (definition.node->kind == NodeKind::error) throw_node_error(*definition.node);
        quoted((*definition.node)[0].view());
        out_ += " AS ";
        window(*definition.node);
    }
}

void Renderer::frame(const Node& node) {
    out_.append(units[static_cast<std::size_t>(node[0].integer)]).append(" BETWEEN ");
    edge(node[1], node[2]);
    out_ += " AND ";
    edge(node[3], node[4]);
    out_ += exclusions[static_cast<std::size_t>(node[5].integer)];
}

void Renderer::edge(const Operand& kind, const Operand& offset) {
    operand(offset, Tightness::whole);
    out_ += edges[static_cast<std::size_t>(kind.integer)];
}

}  // namespace pewit::detail
