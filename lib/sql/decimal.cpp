#include "sql/decimal.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <pewit/detail/query_node.hpp>
#include <pewit/error.hpp>

#include "sql/node.hpp"
#include "sql/result_list.hpp"
#include "sql/spelling.hpp"

namespace pewit::detail {
namespace {

const Operand* decimal_in(const Operand& operand) noexcept;

const Operand* first_decimal(std::span<const Operand> operands) noexcept {
    for (const Operand& operand : operands) {
        if (const Operand* found = decimal_in(operand)) return found;
    }
    return nullptr;
}

const Operand* decimal_in_case(const Node& node) noexcept {
    for (std::size_t i = 2; i < node.count; i += 2) {
        if (const Operand* found = decimal_in(node[i])) return found;
    }
    return decimal_in(node[node.count - 1]);
}

bool returns_its_argument(std::string_view function) noexcept {
    constexpr std::array<std::string_view, 5> names{"abs", "coalesce", "max", "min", "sum"};
    return std::find(names.begin(), names.end(), function) != names.end();
}

const Operand* decimal_in_select(const Node& select) noexcept {
    if (const Node* operation = set_operation_of(select)) return decimal_in_select(*(*operation)[0].node);
    const Node* columns = node_in(select[static_cast<std::size_t>(Slot::columns)]);
    return columns == nullptr ? nullptr : first_decimal(columns->operands());
}

/// What makes the operand's value a decimal, a column if possible; nullptr: it is none.
const Operand* decimal_in(const Operand& operand) noexcept {
    if (operand.kind == OperandKind::column)
        return operand.model().columns[operand.index].type == SqlType::decimal ? &operand : nullptr;
    const Node* node = node_in(operand);
    if (node == nullptr) return nullptr;
    switch (node->kind) {
    case NodeKind::same:
    case NodeKind::alias:
    case NodeKind::distinct:
    case NodeKind::collate:
    case NodeKind::negate:
    case NodeKind::filter:
    case NodeKind::over:
    case NodeKind::excluded:
    case NodeKind::ascending:
    case NodeKind::descending:
    case NodeKind::nulls_first:
    case NodeKind::nulls_last:
        return decimal_in((*node)[0]);
    case NodeKind::add:
    case NodeKind::subtract:
    case NodeKind::multiply:
    case NodeKind::divide:
    case NodeKind::modulo:
        return first_decimal(node->operands());
    case NodeKind::cast:
    case NodeKind::typed:
        return static_cast<SqlType>((*node)[1].integer) == SqlType::decimal ? &operand : nullptr;
    case NodeKind::derived_column:
        return static_cast<SqlType>(node->flags) == SqlType::decimal ? &operand : nullptr;
    case NodeKind::call:
        return returns_its_argument((*node)[0].view()) ? first_decimal(node->operands().subspan(1)) : nullptr;
    case NodeKind::function:
        return spelling_of(static_cast<Function>((*node)[0].integer)).by_value
                   ? first_decimal(node->operands().subspan(1))
                   : nullptr;
    case NodeKind::case_:
        return decimal_in_case(*node);
    case NodeKind::select:
        return decimal_in_select(*node);
    default:
        return nullptr;
    }
}

}  // namespace

bool goes_by_value(std::string_view function) noexcept {
    constexpr std::array<std::string_view, 7> names{"abs", "avg", "max", "min", "round", "sum", "total"};
    return std::find(names.begin(), names.end(), function) != names.end();
}

void check_decimals(const Dialect& dialect, std::string_view operation, std::span<const Operand> operands) {
    if (dialect.can().decimals) return;
    const Operand* found = first_decimal(operands);
    if (found == nullptr) return;
    ErrorFacts facts{.code = ErrorCode::not_supported};
    std::string what = "a decimal";
    if (found->kind == OperandKind::column) {
        facts.table = found->model().table;
        facts.column = found->model().columns[found->index].name;
        what = "the decimal column " + facts.table + "." + facts.column;
    }
    throw NotSupportedError(std::string(operation) + " of " + what + ": " + std::string(dialect.name())
                                + " keeps decimals as text, so its order and sums differ; calculate in C++, or store "
                                  "a whole number of the smallest unit",
                            std::move(facts));
}

}  // namespace pewit::detail
