/// The parts of a window's definition, as nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <pewit/detail/operand.hpp>

namespace pewit::detail {

enum class FrameUnit : std::uint8_t { rows, range, groups };
enum class FrameEdge : std::uint8_t {
    unbounded_preceding,
    preceding,
    current_row,
    following,
    unbounded_following
};
enum class FrameExclusion : std::uint8_t { none, current_row, group, ties };

/// Collects the parts of a definition; each may be given once.
struct WindowParts {
    std::string_view base;  ///< the name of the window that this one goes on from
    NodeRef partition;
    NodeRef order;
    NodeRef frame;
};
/// The definition; `name` is empty for one that stands behind OVER.
[[nodiscard]] NodeRef make_window(std::string_view name, const WindowParts& parts) noexcept;
[[nodiscard]] NodeRef make_frame(FrameUnit unit, FrameEdge from, const Operand& from_offset, FrameEdge to,
                                 const Operand& to_offset, FrameExclusion exclusion) noexcept;
/// ORDER BY among the arguments of an aggregate. Errors: as with all nodes, when rendered.
[[nodiscard]] NodeRef with_inner_order(const NodeRef& call, const Operand* entries,
                                       std::size_t count) noexcept;

}  // namespace pewit::detail
