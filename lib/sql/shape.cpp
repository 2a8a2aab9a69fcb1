#include "sql/shape.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <pewit/detail/query_node.hpp>

namespace pewit::detail {

bool writes_alike(const Node& statement) noexcept {
    return statement.kind == NodeKind::select
           && (!is_none(statement[static_cast<std::size_t>(Slot::group_by)])
               || !is_none(statement[static_cast<std::size_t>(Slot::distinct)]));
}

std::ptrdiff_t known_parameter(std::span<const Operand* const> before, const Operand& parameter) noexcept {
    constexpr std::size_t most = 256;  // or a long list of values would cost its square
    const auto looked_through = before.first(std::min(before.size(), most));
    const auto found = std::find(looked_through.begin(), looked_through.end(), &parameter);
    return found == looked_through.end() ? -1 : found - looked_through.begin();
}

// Every piece says how long it is before or by its kind, so no two trees give the same bytes.

void Shape::add(const Node& node) {
    if (node.kind == NodeKind::error) throw_node_error(node);
    const std::uint32_t count = node.count;
    const char head[] = {static_cast<char>(OperandKind::node), static_cast<char>(node.kind),
                         static_cast<char>(node.flags), static_cast<char>(count < 255 ? count : 255)};
    std::memcpy(key_.extend(sizeof(head)), head, sizeof(head));
    if (node.kind >= NodeKind::select && node.kind <= NodeKind::delete_) return add_slots(node);
    if (count >= 255) std::memcpy(key_.extend(sizeof(count)), &count, sizeof(count));
    for (const Operand& operand : node.operands())
        add(operand);
}

/// Most slots of a statement are empty: a bit for each that is not.
void Shape::add_slots(const Node& node) {
    static_assert(slot_count <= 32);
    std::uint32_t filled = 0;
    for (std::size_t i = 0; i < slot_count; ++i)
        filled |= static_cast<std::uint32_t>(!is_none(node[i])) << i;
    std::memcpy(key_.extend(sizeof(filled)), &filled, sizeof(filled));
    const bool around = writes_alike_;
    writes_alike_ = around || detail::writes_alike(node);
    for (; filled != 0; filled &= filled - 1)
        add(node[static_cast<std::size_t>(std::countr_zero(filled))]);
    writes_alike_ = around;
}

/// False for a parameter that is new.
bool Shape::add_again(const Operand& parameter) {
    const std::ptrdiff_t place = known_parameter(parameters(), parameter);
    if (place < 0) return false;
    char* const at = key_.extend(2);
    at[0] = 0x7f;  // no kind of operand
    at[1] = static_cast<char>(place);
    return true;
}

void Shape::add(const Operand& operand) {
    switch (operand.kind) {
    case OperandKind::none:
    case OperandKind::fill:
        *key_.extend(1) = static_cast<char>(operand.kind);
        return;
    case OperandKind::node:
        return add(*operand.node);
    case OperandKind::column:
    case OperandKind::table:
        return add_column(operand);
    case OperandKind::name:
        return add_name(operand);
    case OperandKind::constant:
        return add_constant(operand);
    default:
        break;
    }
    if (writes_alike_ && add_again(operand)) [[unlikely]]
        return;
    char* const at = key_.extend(2);
    const bool is_plain = operand.kind < OperandKind::pattern || operand.kind > OperandKind::search;
    at[0] = static_cast<char>(is_plain ? OperandKind::null : operand.kind);
    at[1] = static_cast<char>(operand.type);
    parameters_.push_back(&operand);
}

void Shape::add_column(const Operand& operand) {
    constexpr std::size_t size = 1 + sizeof(operand.index) + sizeof(operand.model);
    constexpr char with_alias = static_cast<char>(0x80);
    const bool has_alias = operand.alias != nullptr;
    char* const at = key_.extend(has_alias ? size + sizeof(operand.alias) : size);
    at[0] = static_cast<char>(has_alias ? static_cast<char>(operand.kind) | with_alias
                                        : static_cast<char>(operand.kind));
    std::memcpy(at + 1, &operand.index, sizeof(operand.index));
    std::memcpy(at + 1 + sizeof(operand.index), &operand.model, sizeof(operand.model));
    if (has_alias) std::memcpy(at + size, &operand.alias, sizeof(operand.alias));
}

void Shape::add_name(const Operand& operand) {
    char* const at = key_.extend(1 + sizeof(operand.size) + operand.size);
    at[0] = static_cast<char>(operand.kind);
    std::memcpy(at + 1, &operand.size, sizeof(operand.size));
    if (operand.size > 0) std::memcpy(at + 1 + sizeof(operand.size), operand.bytes, operand.size);
}

void Shape::add_constant(const Operand& operand) {
    char* const at = key_.extend(1 + sizeof(operand.integer));
    at[0] = static_cast<char>(operand.kind);
    std::memcpy(at + 1, &operand.integer, sizeof(operand.integer));
}

}  // namespace pewit::detail
