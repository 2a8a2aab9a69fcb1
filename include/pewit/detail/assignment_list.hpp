/// The assignments of INSERT and UPDATE, `U.karma = U.karma + 1`, as lists of nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <pewit/detail/assign.hpp>
#include <pewit/detail/column.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>

namespace pewit::detail {

/// `U.karma = U.karma + 1`: a column with the SQL expression that it gets.
template <class M, std::uint16_t I>
struct ExpressionAssignment {
    using Model = M;
    static constexpr std::uint16_t index = I;
    ColumnRef column;
    NodeRef value;
};

template <class M, class T, std::uint16_t I, class E>
[[nodiscard]] ExpressionAssignment<M, I> assign_expression(const Column<M, T, I>& column,
                                                           const E& expression) {
    if constexpr (fits_beside<T, E>()) {
        return {column.ref, make_unary(NodeKind::same, expression.operand())};
    } else {
        static_assert(never<E>, "an SQL expression of this type can't be stored in this column");
        return {column.ref, {}};
    }
}

/// A column with its value; a text longer than the column's max_length becomes a fault.
[[nodiscard]] NodeRef make_assignment(const ColumnRef& column, const Operand& value) noexcept;

template <class M, class T, std::uint16_t I>
[[nodiscard]] NodeRef assignment_node(const ValueAssignment<M, T, I>& assignment) {
    return make_assignment(assignment.column(), to_operand<T>(assignment.value));
}
template <class M, std::uint16_t I>
[[nodiscard]] NodeRef assignment_node(const ExpressionAssignment<M, I>& assignment) {
    return make_assignment(assignment.column, assignment.value.operand());
}

template <class A, class M>
concept AssignmentOf = requires {
    typename std::remove_cvref_t<A>::Model;
    std::remove_cvref_t<A>::index;
}
&&std::is_same_v<typename std::remove_cvref_t<A>::Model, M>;

/// Called where the user's call comes in, so that the compile error is short.
template <class M, class... Assignments>
consteval void check_assignments() {
    if constexpr ((AssignmentOf<Assignments, M> && ...)) {
        constexpr bool once = columns_of<Assignments...>().count() == sizeof...(Assignments);
        static_assert(once, "a column is assigned twice");
    }
}

template <class M, class... Assignments>
[[nodiscard]] NodeRef assignment_list(const Assignments&... assignments) {
    static_assert((AssignmentOf<Assignments, M> && ...),
                  "assignments to columns of this model are needed: U.karma = 5");
    NodeRef list;
    if constexpr ((AssignmentOf<Assignments, M> && ...)) {
        (append_operand(list, NodeKind::list, assignment_node(assignments).operand()), ...);
    }
    return list;
}

/// What an UPDATE sets: the version (META) goes up too, unless it is assigned.
template <class M, class... Assignments>
[[nodiscard]] NodeRef changes_of(const Assignments&... assignments) {
    static_assert((AssignmentOf<Assignments, M> && ...),
                  "assignments to columns of this model are needed: U.karma = 5");
    NodeRef list;
    if constexpr ((AssignmentOf<Assignments, M> && ...)) {
        (append_operand(list, NodeKind::list, assignment_node(assignments).operand()), ...);
        constexpr int version = DescriptionOf<M>::meta.version_column;
        if constexpr (version >= 0 && !columns_of<Assignments...>().has(static_cast<std::size_t>(version))) {
            constexpr auto index = static_cast<std::uint16_t>(version);
            const Column<M, typename field_at_t<M, index>::PewitValue, index> column(
                ColumnOrigin{&description<M>, nullptr});
            append_operand(list, NodeKind::list, assignment_node(column = column + 1).operand());
        }
    }
    return list;
}

}  // namespace pewit::detail
