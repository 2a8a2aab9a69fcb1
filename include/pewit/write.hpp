/// INSERT, UPDATE and DELETE as queries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/assign.hpp>
#include <pewit/detail/column.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/select.hpp>

namespace pewit {

namespace detail {

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
constexpr void check_assignments() {
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
    NodeRef list = assignment_list<M>(assignments...);
    if constexpr ((AssignmentOf<Assignments, M> && ...)) {
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

/// The default values of the columns that an INSERT leaves out come from a fresh object of the model,
/// made for each run.
using UseRow = void (*)(void* context, const void* row);
template <class M>
void with_fresh_row(void* context, UseRow use) {
    const M row{};
    use(context, &row);
}

[[nodiscard]] NodeRef make_insert(const Operand& table, const NodeRef& assignments,
                                  MakeRow make_row) noexcept;
[[nodiscard]] NodeRef make_insert_from(const Operand& table, const NodeRef& columns, const Operand& select,
                                       MakeRow make_row) noexcept;
/// Adds `ON CONFLICT (targets) …`; without targets, any conflict.
void set_conflict(NodeRef& insert, ConflictAction action, const NodeRef& targets,
                  const Operand& target_condition, const NodeRef& assignments) noexcept;
void add_conflict_condition(NodeRef& insert, const Operand& condition) noexcept;

template <class... Items>
void set_returning(NodeRef& statement, const Items&... items) {
    set_slot(statement, Slot::returning, {});
    (append_to_slot(statement, Slot::returning, item_operand(items)), ...);
}

}  // namespace detail

/// A statement that writes and returns rows. It runs once each time it is read, to its end, before the
/// first row is handed out.
template <class R>
class [[nodiscard]] Returning : public Readable<R> {
public:
    explicit Returning(detail::NodeRef node) noexcept : Readable<R>(std::move(node)) {}

    /// The first row it returns, or nothing: an INSERT that met a conflict and was told to ignore it.
    [[nodiscard]] std::optional<R> first() const {
        std::vector<R> rows = this->all();
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }
    /// Errors: DoesNotExist when it returns no row; what it wrote stays written.
    [[nodiscard]] R get() const {
        std::optional<R> row = first();
        if (!row) detail::throw_no_row(this->node_);
        return *std::move(row);
    }
    [[nodiscard]] R scalar() const { return get(); }
};

namespace detail {

/// What the writing queries share.
template <class M>
class Writing {
public:
    /// Runs it. Returns the number of rows changed.
    /// Errors: IntegrityError and its kin; DataError for a value that can't be stored; any DatabaseError.
    std::int64_t execute() const { return run_changes(node_); }

    /// The rows changed, whole or some of their columns, as a query to be read.
    [[nodiscard]] Returning<M> returning() const { return returning(M::c); }
    template <class... Items>
    requires(sizeof...(Items) > 0)
        [[nodiscard]] Returning<row_of_t<Items...>> returning(const Items&... items) const {
        NodeRef statement = node_;
        set_returning(statement, items...);
        return Returning<row_of_t<Items...>>(std::move(statement));
    }

    /// Text with placeholders and parameters, for the database that is current.
    [[nodiscard]] SqlText sql() const { return sql_text(node_); }
    [[nodiscard]] const NodeRef& node() const noexcept { return node_; }

protected:
    explicit Writing(NodeRef node) noexcept : node_(std::move(node)) {}
    NodeRef node_;
};

}  // namespace detail

/// `UPDATE … SET …`: every row, unless there is a condition.
template <class M>
class [[nodiscard]] Update : public detail::Writing<M> {
public:
    explicit Update(detail::NodeRef node) noexcept : detail::Writing<M>(std::move(node)) {}

    /// AND with the conditions before; an empty one changes nothing.
    template <class... Conditions>
    [[nodiscard]] Update where(const Conditions&... conditions) && {
        (detail::add_where(this->node_, conditions), ...);
        return std::move(*this);
    }
    template <class... Conditions>
    [[nodiscard]] Update where(const Conditions&... conditions) const& {
        return Update(*this).where(conditions...);
    }
};

/// `DELETE FROM …`: every row, unless there is a condition.
template <class M>
class [[nodiscard]] Delete : public detail::Writing<M> {
public:
    explicit Delete(detail::NodeRef node) noexcept : detail::Writing<M>(std::move(node)) {}

    /// AND with the conditions before; an empty one changes nothing.
    template <class... Conditions>
    [[nodiscard]] Delete where(const Conditions&... conditions) && {
        (detail::add_where(this->node_, conditions), ...);
        return std::move(*this);
    }
    template <class... Conditions>
    [[nodiscard]] Delete where(const Conditions&... conditions) const& {
        return Delete(*this).where(conditions...);
    }
};

template <class M>
class OnConflict;

/// `INSERT INTO …`. `execute()` returns the number of rows inserted or updated; for the new key ask
/// `returning(U.id)`.
template <class M>
class [[nodiscard]] Insert : public detail::Writing<M> {
public:
    explicit Insert(detail::NodeRef node) noexcept : detail::Writing<M>(std::move(node)) {}

    /// What to do when a row with the same values in these columns is there, which needs a unique index on
    /// them. Without columns: any conflict (only to ignore it).
    template <class... Columns>
    [[nodiscard]] OnConflict<M> on_conflict(const Columns&... columns) const {
        static_assert((std::is_same_v<typename Columns::Model, M> && ...),
                      "on_conflict takes columns of this model");
        detail::NodeRef targets;
        (detail::append_operand(targets, detail::NodeKind::list, columns.operand()), ...);
        return OnConflict<M>(*this, std::move(targets));
    }
};

/// An INSERT that updates the row it meets instead.
template <class M>
class [[nodiscard]] Upsert : public detail::Writing<M> {
public:
    explicit Upsert(detail::NodeRef node) noexcept : detail::Writing<M>(std::move(node)) {}

    /// Updates only where this holds. AND with the conditions before; an empty one changes nothing.
    [[nodiscard]] Upsert where(const Condition& condition) const {
        Upsert query = *this;
        detail::add_conflict_condition(query.node_, condition.operand());
        return query;
    }
};

/// The middle of `insert(…).on_conflict(…).update(…)`.
template <class M>
class [[nodiscard]] OnConflict {
public:
    OnConflict(Insert<M> insert, detail::NodeRef targets) noexcept
        : insert_(std::move(insert)), targets_(std::move(targets)) {}

    /// The condition of the partial unique index that is meant.
    [[nodiscard]] OnConflict where(const Condition& condition) const {
        OnConflict copy = *this;
        copy.condition_ &= condition;
        return copy;
    }
    /// `DO NOTHING`
    [[nodiscard]] Insert<M> ignore() const { return Insert<M>(with(detail::ConflictAction::ignore, {})); }
    /// `DO UPDATE SET …`; `pewit::excluded(U.karma)` is the value that could not be inserted.
    template <class... Assignments>
    [[nodiscard]] Upsert<M> update(const Assignments&... assignments) const {
        static_assert(sizeof...(Assignments) > 0, "update() needs at least one assignment");
        detail::check_assignments<M, Assignments...>();
        return Upsert<M>(with(detail::ConflictAction::update, detail::changes_of<M>(assignments...)));
    }

private:
    [[nodiscard]] detail::NodeRef with(detail::ConflictAction action,
                                       const detail::NodeRef& assignments) const {
        detail::NodeRef query = insert_.node();
        detail::set_conflict(query, action, targets_, condition_.operand(), assignments);
        return query;
    }

    Insert<M> insert_;
    detail::NodeRef targets_;
    Condition condition_;
};

/// In `on_conflict(…).update(…)`: the value of the row that could not be inserted.
template <class M, class T, std::uint16_t I>
[[nodiscard]] Expr<T> excluded(const detail::Column<M, T, I>& column) {
    return Expr<T>(make_unary(detail::NodeKind::excluded, column.operand()));
}

namespace detail {

template <class M, class... Assignments>
[[nodiscard]] Update<M> update_of(const Assignments&... assignments) {
    static_assert(sizeof...(Assignments) > 0, "update() needs at least one assignment");
    return Update<M>(make_write(NodeKind::update, table_of<M>(), changes_of<M>(assignments...)));
}

template <class M>
[[nodiscard]] Delete<M> delete_of() {
    return Delete<M>(make_write(NodeKind::delete_, table_of<M>(), {}));
}

template <class M, class... Assignments>
[[nodiscard]] Insert<M> insert_of(const Assignments&... assignments) {
    return Insert<M>(make_insert(table_of<M>(), assignment_list<M>(assignments...), &with_fresh_row<M>));
}

/// Does each column take what the select yields in its place?
template <class R, class... Columns>
consteval bool fits_columns() {
    if constexpr (TupleSize<R>::value != sizeof...(Columns)) {
        return false;
    } else if constexpr (sizeof...(Columns) == 1) {
        return ((family_v<R> == family_v<typename Columns::pewit_term>)&&...);
    } else {
        return []<class... T>(std::type_identity<std::tuple<T...>> /*row*/) {
            return ((family_v<T> == family_v<typename Columns::pewit_term>)&&...);
        }(std::type_identity<R>{});
    }
}

template <class M, class R, class... Columns>
[[nodiscard]] Insert<M> insert_from(const Select<R>& select, const Columns&... columns) {
    static_assert(
        fits_columns<R, Columns...>(),
        "insert_from(): the entries of the select list and the columns must be as many and of the same types");
    NodeRef list;
    (append_operand(list, NodeKind::list, columns.operand()), ...);
    return Insert<M>(make_insert_from(table_of<M>(), list, select.operand(), &with_fresh_row<M>));
}

}  // namespace detail
}  // namespace pewit
