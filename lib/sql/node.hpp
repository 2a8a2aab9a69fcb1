/// The tree under expressions and queries. A node is one block: header, operands, then the bytes of its
/// texts. The operands of each kind, in the order in which SQL writes them:
///
///     binary operators      left, right             in_list        left, value…
///     all_of, any_of        operand…                in_query       left, select
///     one operand           operand                 between        left, low, high
///     cast, typed           operand, SqlType; of a cast: does it cut off the fraction?
///     like, ilike           left, pattern
///     call                  name, argument…         raw            name (the text), parameter…
///     alias, collate        operand, name           alias_name     name
///     case_                 subject or none, (when, then)…, otherwise or none
///     list, row             element…                assignment     column, value
///     excluded              column                 inner_order    entry…
///     function              Function, argument…
///     filter                call, condition        over           call, window or name
///     text_match            table, text            text_rank      table
///     text_mark             column, its place in the index, before, after, perhaps ellipsis and words
///     window                name or none, name of its base or none, partition, order, frame; each none or a node
///     frame                 unit, FrameEdge, offset or none, FrameEdge, offset or none, exclusion
///     join                  table, condition or none; flags: JoinKind
///     conflict              targets or a constraint's name, target's condition, assignments, condition;
///                           flags: ConflictAction
///     derived_table         query, table without a model: its alias
///     cte_table             name of the CTE, table without a model: its alias
///     function_table        function, table without a model: its alias
///     derived_column        table without a model, name; flags: SqlType
///     all_columns           table without a model, constant: how many
///     set_operation         select, select; flags: SetOperation
///     cte                   name, query; flags: see Cte
///     lock                  table…; flags: see RowLock
///     statements            by slot, see detail/query_node.hpp
///
/// The rule that the cache of statements rests on: rendering visits every operand once, in this order,
/// and whether it writes a placeholder for one depends on the operand alone.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include <pewit/detail/operand.hpp>

namespace pewit::detail {

enum class NodeError : std::uint8_t { out_of_memory, too_deep, too_large, no_literal };

struct Node {
    mutable std::atomic<std::uint32_t> references{1};
    NodeKind kind = NodeKind::error;
    std::uint8_t flags = 0;  ///< of an error: NodeError
    std::uint16_t depth = 1;
    std::uint32_t count = 0;
    std::uint32_t capacity = 0;

    [[nodiscard]] std::span<const Operand> operands() const noexcept { return {first(), count}; }
    [[nodiscard]] std::span<Operand> operands() noexcept { return {first(), count}; }
    [[nodiscard]] const Operand& operator[](std::size_t i) const noexcept { return first()[i]; }

    [[nodiscard]] Operand* first() noexcept { return reinterpret_cast<Operand*>(this + 1); }
    [[nodiscard]] const Operand* first() const noexcept { return reinterpret_cast<const Operand*>(this + 1); }
    [[nodiscard]] bool is_shared() const noexcept { return references.load(std::memory_order_acquire) != 1; }
};
static_assert(sizeof(Node) == 16 && alignof(Node) <= 8 && sizeof(Operand) == 24);

/// Deeper trees are refused: SQLite's parser takes 1000, and recursion has to end somewhere.
inline constexpr std::uint16_t deepest_node = 400;

/// A copy that nobody shares yet, with room for `capacity` operands.
[[nodiscard]] NodeRef copy_node(const Node& node, std::uint32_t capacity) noexcept;

/// With `count` operands that are none, to be filled in.
[[nodiscard]] NodeRef make_blank(NodeKind kind, std::uint32_t count) noexcept;

[[nodiscard]] NodeRef error_node(NodeError error) noexcept;
/// Throws what an error node stands for.
[[noreturn]] void throw_node_error(const Node& node);

[[nodiscard]] inline const Node* node_in(const Operand& operand) noexcept {
    return operand.kind == OperandKind::node ? operand.node : nullptr;
}
[[nodiscard]] inline bool is_kind(const Operand& operand, NodeKind kind) noexcept {
    return operand.kind == OperandKind::node && operand.node->kind == kind;
}
/// The operand under the nodes that only wrap it.
[[nodiscard]] inline const Operand& unwrapped(const Operand& operand) noexcept {
    const Operand* inner = &operand;
    for (const Node* node = node_in(*inner); node != nullptr && node->kind == NodeKind::same;
         node = node_in(*inner)) {
        inner = &(*node)[0];
    }
    return *inner;
}
/// Do they write the same SQL with the same values?
[[nodiscard]] bool is_same(const Operand& a, const Operand& b) noexcept;
[[nodiscard]] inline bool is_none(const Operand& operand) noexcept {
    return operand.kind == OperandKind::none;
}

}  // namespace pewit::detail
