#include "sql/result_list.hpp"

#include <pewit/detail/query_node.hpp>

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

const Node* alias_node(const Operand& entry) noexcept {
    const Node* node = node_in(unwrapped(entry));
    return node != nullptr && node->kind == NodeKind::alias ? node : nullptr;
}

bool is_same_column(const Operand& a, const Operand& b) noexcept {
    return a.kind == OperandKind::column && b.kind == OperandKind::column && a.model == b.model
           && a.alias == b.alias && a.index == b.index;
}

bool is_same_derived_column(const Operand& a, const Operand& b) noexcept {
    const Node* left = node_in(a);
    const Node* right = node_in(b);
    return left != nullptr && right != nullptr && left->kind == NodeKind::derived_column
           && right->kind == NodeKind::derived_column && (*left)[0].alias == (*right)[0].alias
           && (*left)[1].view() == (*right)[1].view();
}

/// Does `term` mean this column of the entry?
bool means(const Operand& term, const Operand& entry, std::size_t index) noexcept {
    if (const Node* wanted = alias_node(term)) {
        const Node* alias = alias_node(entry);
        return alias != nullptr && (*alias)[1].view() == (*wanted)[1].view();
    }
    const Operand column = column_of(entry, index);
    return is_same_column(bare(term), column) || is_same_derived_column(bare(term), column);
}

}  // namespace

const Node* set_operation_of(const Node& statement) noexcept {
    if (statement.kind != NodeKind::select || !is_none(part(statement, Slot::columns))) return nullptr;
    const Node* base = node_in(part(statement, Slot::base));
    return base != nullptr && base->kind == NodeKind::set_operation ? base : nullptr;
}

bool is_values(const Node& select) noexcept {
    return select.kind == NodeKind::select && !is_none(part(select, Slot::values));
}

std::span<const Operand> result_list(const Node& query) noexcept {
    if (query.kind == NodeKind::error) return {};
    if (const Node* operation = set_operation_of(query)) return result_list(*(*operation)[0].node);
    if (is_values(query)) return (*part(query, Slot::values).node)[0].node->operands();
    const Slot slot = query.kind == NodeKind::select ? Slot::columns : Slot::returning;
    const Operand& list = part(query, slot);
    return list.kind == OperandKind::node ? list.node->operands() : std::span(&list, 1);
}

const Operand& bare(const Operand& entry) noexcept {
    const Node* alias = alias_node(entry);
    return alias != nullptr ? bare((*alias)[0]) : unwrapped(entry);
}

std::size_t width_of(const Operand& entry) noexcept {
    const Operand& item = bare(entry);
    if (item.kind == OperandKind::table) return item.model().columns.size();
    const Node* node = node_in(item);
    const bool is_all = node != nullptr && node->kind == NodeKind::all_columns;
    return is_all ? static_cast<std::size_t>((*node)[1].integer) : 1;
}

Operand column_of(const Operand& entry, std::size_t index) noexcept {
    const Operand& item = bare(entry);
    if (item.kind != OperandKind::table) return item;
    return column_operand(item.model, item.alias, static_cast<std::uint16_t>(index));
}

Operand column_at(std::span<const Operand> list, std::size_t place) noexcept {
    for (const Operand& entry : list) {
        const std::size_t width = width_of(entry);
        if (place < width) return column_of(entry, place);
        place -= width;
    }
    return {};
}

std::int64_t place_of(std::span<const Operand> list, const Operand& term) noexcept {
    std::int64_t place = 1;
    for (const Operand& entry : list) {
        const std::size_t width = width_of(entry);
        for (std::size_t i = 0; i < width; ++i, ++place) {
            if (means(term, entry, i)) return place;
        }
    }
    return 0;
}

std::string_view name_of(const Operand& entry) noexcept {
    if (const Node* alias = alias_node(entry)) return (*alias)[1].view();
    const Operand& item = bare(entry);
    if (item.kind == OperandKind::column) return item.model().columns[item.index].name;
    const Node* node = node_in(item);
    return node != nullptr && node->kind == NodeKind::derived_column ? (*node)[1].view() : std::string_view();
}

}  // namespace pewit::detail
