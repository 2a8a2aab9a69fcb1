/// What an INSERT does when a row is in its way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/assignment_list.hpp>

namespace pewit {

/// A constraint by its name, for on_conflict(): PostgreSQL's `ON CONFLICT ON CONSTRAINT "users_username_key"`.
struct Constraint {
    std::string_view name;
};
/// Lifetime: the name is read by on_conflict() and not kept here.
[[nodiscard]] constexpr Constraint constraint(std::string_view name) noexcept { return {name}; }

/// SQLite's `INSERT OR …` and `UPDATE OR …`: what a row that breaks a constraint does.
/// https://sqlite.org/lang_conflict.html
enum class Resolve : std::uint8_t {
    replace,  ///< the rows in its way are deleted first, by their foreign keys' rules, without DELETE triggers
    ignore,   ///< it is left out
    abort,    ///< an error; what the statement did is undone (what happens without OR)
    fail,     ///< an error; what the statement did before stays
    rollback,  ///< an error that ends the whole transaction: every open frame throws TransactionAborted
};

/// In `on_conflict(…).update(…)`: the value of the row that could not be inserted.
template <class M, class T, std::uint16_t I>
[[nodiscard]] Expr<T> excluded(const detail::Column<M, T, I>& column) {
    return Expr<T>(make_unary(detail::NodeKind::excluded, column.operand()));
}

namespace detail {

/// Adds `ON CONFLICT (targets) …`; without targets, any conflict. A target that is a name is a constraint's.
/// Values in the target's condition become part of the SQL text: an engine that is shown a placeholder does
/// not find the index. Integers, booleans and texts can; others are an error when the query is rendered.
void set_conflict(NodeRef& insert, ConflictAction action, const Operand& targets,
                  const Operand& target_condition, const NodeRef& assignments) noexcept;
/// `INSERT OR …`, `UPDATE OR …`.
void set_resolution(NodeRef& statement, Resolve resolution) noexcept;
void add_conflict_condition(NodeRef& insert, const Operand& condition) noexcept;
void add_conflict_changes(NodeRef& insert, const NodeRef& assignments) noexcept;

/// What stands between the parentheses of on_conflict().
template <class M, class... Columns>
[[nodiscard]] NodeRef conflict_targets(const Columns&... columns) {
    static_assert((std::is_same_v<typename Columns::Model, M> && ...),
                  "on_conflict takes columns of this model");
    NodeRef targets;
    (append_operand(targets, NodeKind::list, columns.operand()), ...);
    return targets;
}
template <class M>
[[nodiscard]] NodeRef conflict_targets(const Constraint& constraint) {
    return make_unary(NodeKind::same, bytes_operand(OperandKind::name, constraint.name));
}

/// The middle of `insert(…).on_conflict(…).update(…)`. Query is the INSERT, Updating what it becomes.
template <class Query, class Updating>
class PEWIT_NEEDS("it does nothing before .ignore() or .update(...), and .execute()") OnConflict {
public:
    using M = typename Query::Model;

    OnConflict(Query query, NodeRef targets) : query_(std::move(query)), targets_(std::move(targets)) {}

    /// The condition of the partial unique index that is meant. SQLite wants it in the index's own words:
    /// give it as `raw<bool>("…")` with the text of the index.
    OnConflict where(const Condition& condition) && {
        condition_ &= condition;
        return std::move(*this);
    }
    OnConflict where(const Condition& condition) const& { return copy().where(condition); }

    /// `DO NOTHING`
    Query ignore() && {
        set(ConflictAction::ignore, {});
        return std::move(query_);
    }
    Query ignore() const& { return copy().ignore(); }

    /// `DO UPDATE SET …`; `pewit::excluded(U.karma)` is the value that could not be inserted.
    template <class... Assignments>
    Updating update(const Assignments&... assignments) && {
        static_assert(sizeof...(Assignments) > 0, "update() needs at least one assignment");
        check_assignments<M, Assignments...>();
        set(ConflictAction::update, changes_of<M>(assignments...));
        return Updating(std::move(query_));
    }
    template <class... Assignments>
    Updating update(const Assignments&... assignments) const& {
        return copy().update(assignments...);
    }

    /// Updates these columns to what could not be inserted: `update(U.bio = excluded(U.bio), …)`.
    template <class... Columns>
    Updating preserve(const Columns&... columns) && {
        static_assert(sizeof...(Columns) > 0, "preserve() needs at least one column");
        return std::move(*this).update((columns = excluded(columns))...);
    }
    template <class... Columns>
    Updating preserve(const Columns&... columns) const& {
        return copy().preserve(columns...);
    }

private:
    [[nodiscard]] OnConflict copy() const { return *this; }
    void set(ConflictAction action, const NodeRef& assignments) {
        set_conflict(query_.node_, action, targets_.operand(), condition_.operand(), assignments);
    }

    Query query_;
    NodeRef targets_;
    Condition condition_;
};

/// What an INSERT with `DO UPDATE` adds to one without. Self is the query's own type.
template <class Self, class M>
class Updating {
public:
    /// Updates only where this holds. AND with the conditions before; an empty one changes nothing.
    Self where(const Condition& condition) && {
        add_conflict_condition(self().node_, condition.operand());
        return std::move(self());
    }
    Self where(const Condition& condition) const& { return copy().where(condition); }

    /// More assignments beside those before: `preserve(U.bio).update(U.karma = U.karma + 1)`.
    /// Errors, when the query runs: ProgrammingError for a column that is assigned twice.
    template <class... Assignments>
    Self update(const Assignments&... assignments) && {
        check_assignments<M, Assignments...>();
        add_conflict_changes(self().node_, assignment_list<M>(assignments...));
        return std::move(self());
    }
    template <class... Assignments>
    Self update(const Assignments&... assignments) const& {
        return copy().update(assignments...);
    }
    template <class... Columns>
    Self preserve(const Columns&... columns) && {
        return std::move(*this).update((columns = excluded(columns))...);
    }
    template <class... Columns>
    Self preserve(const Columns&... columns) const& {
        return copy().preserve(columns...);
    }

private:
    [[nodiscard]] Self& self() noexcept { return static_cast<Self&>(*this); }
    [[nodiscard]] Self copy() const { return static_cast<const Self&>(*this); }
};

}  // namespace detail
}  // namespace pewit
