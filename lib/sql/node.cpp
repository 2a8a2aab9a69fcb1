/// Nodes: memory and sharing.
#include "sql/node.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include <pewit/error.hpp>

namespace pewit::detail {
namespace {

/// Stand in for a node that could not be made; never freed.
struct ErrorNode : Node {
    explicit ErrorNode(NodeError error) noexcept {
        references.store(std::numeric_limits<std::uint32_t>::max() / 2, std::memory_order_relaxed);
        flags = static_cast<std::uint8_t>(error);
    }
};

bool has_bytes(const Operand& operand) noexcept {
    constexpr std::uint32_t kinds =
        1U << static_cast<unsigned>(OperandKind::text) | 1U << static_cast<unsigned>(OperandKind::blob)
        | 1U << static_cast<unsigned>(OperandKind::pattern)
        | 1U << static_cast<unsigned>(OperandKind::json_path)
        | 1U << static_cast<unsigned>(OperandKind::json_steps)
        | 1U << static_cast<unsigned>(OperandKind::json_keys)
        | 1U << static_cast<unsigned>(OperandKind::search) | 1U << static_cast<unsigned>(OperandKind::name);
    return (kinds >> static_cast<unsigned>(operand.kind) & 1U) != 0;
}

void destroy(const Node* node) noexcept {
    for (const Operand& operand : node->operands()) {
        if (operand.kind == OperandKind::node) release(operand.node);
    }
    node->~Node();
    ::operator delete(const_cast<Node*>(node));
}

/// Puts the operand there, with a share of its node.
Operand* place(Operand* at, const Operand& operand) noexcept {
    if (operand.kind == OperandKind::node) retain(operand.node);
    return new (at) Operand(operand);
}

/// The same, with a copy of its bytes at `bytes`.
void place(Operand* at, const Operand& operand, char*& bytes) noexcept {
    Operand* placed = place(at, operand);
    if (!has_bytes(operand) || operand.size == 0) return;
    std::memcpy(bytes, operand.bytes, operand.size);
    placed->bytes = bytes;
    bytes += operand.size;
}

struct Measure {
    std::size_t bytes = 0;
    std::uint16_t depth = 0;
};

Measure measure(const Operand* operands, std::size_t count) noexcept {
    Measure measured;
    for (std::size_t i = 0; i < count; ++i) {
        if (has_bytes(operands[i])) measured.bytes += operands[i].size;
        if (operands[i].kind == OperandKind::node)
            measured.depth = std::max(measured.depth, operands[i].node->depth);
    }
    return measured;
}

/// A node with room for `capacity` operands and `bytes` of text, and no operands yet.
Node* allocate(NodeKind kind, std::size_t capacity, std::size_t bytes) noexcept {
    void* memory = ::operator new(sizeof(Node) + capacity * sizeof(Operand) + bytes, std::nothrow);
    if (memory == nullptr) return nullptr;
    Node* node = new (memory) Node;
    node->kind = kind;
    node->capacity = static_cast<std::uint32_t>(capacity);
    return node;
}

NodeRef build(NodeKind kind, const Operand* operands, std::size_t count, std::size_t capacity) noexcept {
    if (capacity > std::numeric_limits<std::uint32_t>::max()) return error_node(NodeError::too_large);
    const Measure measured = measure(operands, count);
    if (measured.depth >= deepest_node) return error_node(NodeError::too_deep);
    Node* node = allocate(kind, capacity, measured.bytes);
    if (node == nullptr) return error_node(NodeError::out_of_memory);
    node->depth = static_cast<std::uint16_t>(measured.depth + 1);
    node->count = static_cast<std::uint32_t>(count);
    char* bytes = reinterpret_cast<char*>(node->first() + capacity);
    for (std::size_t i = 0; i < count; ++i)
        place(node->first() + i, operands[i], bytes);
    return NodeRef(node);
}

}  // namespace

void retain(const Node* node) noexcept { node->references.fetch_add(1, std::memory_order_relaxed); }

NodeRef error_node(NodeError error) noexcept {
    static ErrorNode nodes[] = {ErrorNode(NodeError::out_of_memory), ErrorNode(NodeError::too_deep),
                                ErrorNode(NodeError::too_large), ErrorNode(NodeError::no_literal)};
    Node* node = &nodes[static_cast<std::size_t>(error)];
    retain(node);
    return NodeRef(node);
}

NodeRef::NodeRef(const NodeRef& other) noexcept : node_(other.node_) {
    if (node_ != nullptr) retain(node_);
}
NodeRef& NodeRef::operator=(NodeRef other) noexcept {
    std::swap(node_, other.node_);
    return *this;
}
NodeRef::~NodeRef() {
    if (node_ != nullptr) release(node_);
}

void release(const Node* node) noexcept {
    // The only owner needs no atomic decrement: nobody else can start to share it.
    if (!node->is_shared() || node->references.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(node);
}

NodeRef make_node(NodeKind kind, const Operand* operands, std::size_t count) noexcept {
    return build(kind, operands, count, count);
}

NodeRef make_blank(NodeKind kind, std::uint32_t count) noexcept {
    static_assert(static_cast<int>(OperandKind::none) == 0, "zeroed memory is an operand that is none");
    Node* node = allocate(kind, count, 0);
    if (node == nullptr) return error_node(NodeError::out_of_memory);
    node->count = count;
    std::memset(static_cast<void*>(node->first()), 0, count * sizeof(Operand));
    return NodeRef(node);
}

NodeRef copy_node(const Node& node, std::uint32_t capacity) noexcept {
    if (node.kind == NodeKind::error) return error_node(static_cast<NodeError>(node.flags));
    NodeRef copy = build(node.kind, node.first(), node.count, std::max(capacity, node.count));
    if (copy.get()->kind != NodeKind::error) copy.get()->flags = node.flags;
    return copy;
}

void append_operand(NodeRef& list, NodeKind kind, const Operand& operand) noexcept {
    if (has_bytes(operand)) return append_operand(list, kind, make_unary(NodeKind::same, operand).operand());
    if (!list) list = build(kind, nullptr, 0, 4);
    if (list.get()->kind == NodeKind::error) return;
    if (list.get()->is_shared() || list.get()->count == list.get()->capacity) {
        const std::uint32_t count = list.get()->count;
        if (count > std::numeric_limits<std::uint32_t>::max() / 2) {
            list = error_node(NodeError::too_large);
            return;
        }
        list = copy_node(*list.get(), std::max(4U, count * 2));
        if (list.get()->kind == NodeKind::error) return;
    }
    Node& node = *list.get();
    const Measure added = measure(&operand, 1);
    if (added.depth >= deepest_node) {
        list = error_node(NodeError::too_deep);
        return;
    }
    place(node.first() + node.count, operand);
    node.depth = std::max(node.depth, static_cast<std::uint16_t>(added.depth + 1));
    ++node.count;
}

bool is_same(const Operand& a, const Operand& b) noexcept {
    if (a.kind != b.kind) return false;
    if (a.kind == OperandKind::node) {
        const auto is_alike = [](const Operand& x, const Operand& y) { return is_same(x, y); };
        return a.node == b.node
               || (a.node->kind == b.node->kind && a.node->flags == b.node->flags
                   && std::equal(a.node->operands().begin(), a.node->operands().end(),
                                 b.node->operands().begin(), b.node->operands().end(), is_alike));
    }
    if (a.type != b.type || a.index != b.index || a.alias != b.alias) return false;
    return has_bytes(a) ? a.view() == b.view() : a.integer == b.integer;
}

void throw_node_error(const Node& node) {
    switch (static_cast<NodeError>(node.flags)) {
    case NodeError::out_of_memory:
        throw std::bad_alloc();
    case NodeError::too_deep:
        throw ProgrammingError(
            "an SQL expression is nested more than " + std::to_string(deepest_node) + " levels deep",
            {.code = ErrorCode::misuse});
    case NodeError::no_literal:
        throw ProgrammingError(
            "on_conflict(…).where(…) takes integers, booleans and texts without backslashes as values; "
            "write others as raw SQL",
            {.code = ErrorCode::misuse});
    case NodeError::too_large:
        break;
    }
    throw ProgrammingError("an SQL expression has too many parts", {.code = ErrorCode::misuse});
}

}  // namespace pewit::detail
