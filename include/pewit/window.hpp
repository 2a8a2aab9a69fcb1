/// Windows: what `over(…)` takes, and named ones for `.window(…)` of a select.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/detail/window_parts.hpp>

namespace pewit {

/// `PARTITION BY …`, made by partition_by().
struct PartitionBy {
    detail::NodeRef list;
};
/// `ORDER BY …` of a window, made by order_by().
struct WindowOrder {
    detail::NodeRef list;
};

/// Where a frame begins or ends.
struct FrameBound {
    detail::FrameEdge edge;
    std::int64_t offset = 0;
    bool is_span = false;  ///< the offset is microseconds of a moment
};
inline constexpr FrameBound unbounded_preceding{detail::FrameEdge::unbounded_preceding};
inline constexpr FrameBound current_row{detail::FrameEdge::current_row};
inline constexpr FrameBound unbounded_following{detail::FrameEdge::unbounded_following};
/// So many rows, groups of equal rows, or, with range_between(), so much less than the row's own value.
[[nodiscard]] constexpr FrameBound preceding(std::int64_t offset) noexcept {
    return {detail::FrameEdge::preceding, offset};
}
[[nodiscard]] constexpr FrameBound following(std::int64_t offset) noexcept {
    return {detail::FrameEdge::following, offset};
}
/// With range_between(), so much earlier or later than the row's own moment or date.
/// Errors, when the query is rendered: NotSupportedError on SQLite; there the window can go by numbers, as
/// fn::date_part(DatePart::epoch, …) gives them.
template <class Rep, class Period>
[[nodiscard]] constexpr FrameBound preceding(std::chrono::duration<Rep, Period> span) noexcept {
    return {detail::FrameEdge::preceding, std::chrono::microseconds{span}.count(), true};
}
template <class Rep, class Period>
[[nodiscard]] constexpr FrameBound following(std::chrono::duration<Rep, Period> span) noexcept {
    return {detail::FrameEdge::following, std::chrono::microseconds{span}.count(), true};
}

/// Which rows of the partition an aggregate over a window sees, made by rows_between() and its kin.
class WindowFrame {
public:
    WindowFrame(detail::FrameUnit unit, FrameBound from, FrameBound to) noexcept
        : unit_(unit), from_(from), to_(to) {}
    [[nodiscard]] WindowFrame exclude_current_row() const {
        return excluding(detail::FrameExclusion::current_row);
    }
    /// The row and those that are equal to it in the window's order.
    [[nodiscard]] WindowFrame exclude_group() const { return excluding(detail::FrameExclusion::group); }
    /// Those that are equal to it, but not the row itself.
    [[nodiscard]] WindowFrame exclude_ties() const { return excluding(detail::FrameExclusion::ties); }
    [[nodiscard]] detail::NodeRef node() const noexcept;

private:
    [[nodiscard]] WindowFrame excluding(detail::FrameExclusion exclusion) const {
        WindowFrame copy = *this;
        copy.exclusion_ = exclusion;
        return copy;
    }

    detail::FrameUnit unit_;
    FrameBound from_;
    FrameBound to_;
    detail::FrameExclusion exclusion_ = detail::FrameExclusion::none;
};

[[nodiscard]] inline WindowFrame rows_between(FrameBound from, FrameBound to) {
    return {detail::FrameUnit::rows, from, to};
}
/// By the value of the one column that the window is ordered by.
[[nodiscard]] inline WindowFrame range_between(FrameBound from, FrameBound to) {
    return {detail::FrameUnit::range, from, to};
}
[[nodiscard]] inline WindowFrame groups_between(FrameBound from, FrameBound to) {
    return {detail::FrameUnit::groups, from, to};
}

template <class... Terms>
[[nodiscard]] PartitionBy partition_by(const Terms&... terms) {
    const detail::Operand list[] = {terms.operand()...};
    return {make_node(detail::NodeKind::list, list, sizeof...(Terms))};
}
/// Columns and expressions, or their `.asc()` and `.desc()`.
template <class... Terms>
[[nodiscard]] WindowOrder order_by(const Terms&... terms) {
    const detail::Operand list[] = {terms.operand()...};
    return {make_node(detail::NodeKind::list, list, sizeof...(Terms))};
}

/// A window with a name, which several functions of a select may go over. The select has to be told it, or the query
/// throws ProgrammingError when it is rendered:
///
///     const auto team = window("team", partition_by(U.team), order_by(U.karma.desc()));
///     User::select(U.username, fn::rank().over(team), fn::sum(U.karma).over(team)).window(team)
class Window {
public:
    Window(std::string_view name, detail::NodeRef node) : name_(name), node_(std::move(node)) {}
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] detail::Operand operand() const noexcept { return node_.operand(); }

private:
    std::string name_;
    detail::NodeRef node_;
};

namespace detail {

inline void add_part(WindowParts& parts, const Window& part) { parts.base = part.name(); }
inline void add_part(WindowParts& parts, const PartitionBy& part) { parts.partition = part.list; }
inline void add_part(WindowParts& parts, const WindowOrder& part) { parts.order = part.list; }
inline void add_part(WindowParts& parts, const WindowFrame& part) { parts.frame = part.node(); }

template <class... Parts>
[[nodiscard]] NodeRef window_of(std::string_view name, const Parts&... given) {
    WindowParts parts;
    (add_part(parts, given), ...);
    return make_window(name, parts);
}

// For the columns of a model, so that they find these without `pewit::`.
using pewit::order_by;
using pewit::partition_by;

}  // namespace detail

/// `parts`: partition_by(), order_by() and a frame, each at most once; before them a window that this one goes on from,
/// which has no frame and no order that is given here again.
/// Errors, when the query is rendered: ProgrammingError when the name is no identifier.
template <class... Parts>
[[nodiscard]] Window window(std::string_view name, const Parts&... parts) {
    return {name, detail::window_of(name, parts...)};
}

}  // namespace pewit
