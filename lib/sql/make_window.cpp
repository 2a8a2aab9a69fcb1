/// Makes the nodes of windows and of what stands behind an aggregate.
#include <pewit/window.hpp>

#include <pewit/detail/function.hpp>

#include "sql/node.hpp"

namespace pewit {
namespace detail {
namespace {

template <class Enum>
Operand constant(Enum value) noexcept {
    return constant_operand(static_cast<std::int64_t>(value));
}

/// How far an edge is away, with the node that keeps it.
HeldOperand offset_of(const FrameBound& bound) noexcept {
    const bool has_offset = bound.edge == FrameEdge::preceding || bound.edge == FrameEdge::following;
    if (!has_offset) return HeldOperand(NodeRef());
    const Operand number = integer_operand(bound.offset, SqlType::bigint);
    return HeldOperand(bound.is_span ? make_function(Function::span, {number})
                                     : make_unary(NodeKind::same, number));
}

Operand name_or_none(std::string_view name) noexcept {
    return name.empty() ? Operand{} : bytes_operand(OperandKind::name, name);
}

}  // namespace

NodeRef make_window(std::string_view name, const WindowParts& parts) noexcept {
    return make_node(NodeKind::window,
                     {name_or_none(name), name_or_none(parts.base), parts.partition.operand(),
                      parts.order.operand(), parts.frame.operand()});
}

NodeRef make_frame(FrameUnit unit, FrameEdge from, const Operand& from_offset, FrameEdge to,
                   const Operand& to_offset, FrameExclusion exclusion) noexcept {
    return make_node(NodeKind::frame, {constant(unit), constant(from), from_offset, constant(to), to_offset,
                                       constant(exclusion)});
}

NodeRef with_inner_order(const NodeRef& call, const Operand* entries, std::size_t count) noexcept {
    const NodeRef order = make_node(NodeKind::inner_order, entries, count);
    if (call.get()->kind == NodeKind::filter) {
        const Node& filter = *call.get();
        NodeRef inner = NodeRef(const_cast<Node*>(filter[0].node));
        retain(filter[0].node);
        append_operand(inner, NodeKind::call, order.operand());
        return make_binary(NodeKind::filter, inner.operand(), filter[1]);
    }
    NodeRef ordered = call;
    append_operand(ordered, NodeKind::call, order.operand());
    return ordered;
}

}  // namespace detail

detail::NodeRef WindowFrame::node() const noexcept {
    return detail::make_frame(unit_, from_.edge, detail::offset_of(from_), to_.edge, detail::offset_of(to_),
                              exclusion_);
}

}  // namespace pewit
