#include "sql/shape.hpp"

#include <pewit/detail/query_node.hpp>

namespace pewit::detail {
namespace {

/// Marks a column or table that has an alias.
constexpr char with_alias = static_cast<char>(0x80);

}  // namespace

template <class T>
void Shape::add_bytes(const T& value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    key_.append(bytes, sizeof(T));
}

// Every piece says how long it is before or by its kind, so no two trees give the same bytes.

void Shape::add(const Node& node) {
    if (node.kind == NodeKind::error) throw_node_error(node);
    const std::uint32_t count = node.count;
    const char head[] = {static_cast<char>(OperandKind::node), static_cast<char>(node.kind),
                         static_cast<char>(node.flags), static_cast<char>(count < 255 ? count : 255)};
    key_.append(head, sizeof(head));
    if (node.kind >= NodeKind::select && node.kind <= NodeKind::delete_) return add_slots(node);
    if (count >= 255) add_bytes(count);
    for (const Operand& operand : node.operands())
        add(operand);
}

/// Most slots of a statement are empty: a bit for each that is not.
void Shape::add_slots(const Node& node) {
    static_assert(slot_count <= 32);
    std::uint32_t filled = 0;
    for (std::size_t i = 0; i < slot_count; ++i)
        filled |= static_cast<std::uint32_t>(!is_none(node[i])) << i;
    add_bytes(filled);
    for (std::size_t i = 0; i < slot_count; ++i) {
        if (!is_none(node[i])) add(node[i]);
    }
}

void Shape::add(const Operand& operand) {
    const auto kind = static_cast<char>(operand.kind);
    switch (operand.kind) {
    case OperandKind::none:
        return key_.push_back(kind);
    case OperandKind::node:
        return add(*operand.node);
    case OperandKind::column:
    case OperandKind::table:
        key_.push_back(operand.alias == nullptr ? kind : static_cast<char>(kind | with_alias));
        add_bytes(operand.index);
        add_bytes(operand.model);
        if (operand.alias != nullptr) add_bytes(operand.alias);
        return;
    case OperandKind::name:
        key_.push_back(kind);
        add_bytes(operand.size);
        key_.append(operand.bytes, operand.size);
        return;
    case OperandKind::constant:
        key_.push_back(kind);
        add_bytes(operand.integer);
        return;
    default:
        break;
    }
    key_.push_back(operand.kind == OperandKind::pattern ? kind : static_cast<char>(OperandKind::null));
    key_.push_back(static_cast<char>(operand.type));
    parameters_.push_back(&operand);
}

}  // namespace pewit::detail
