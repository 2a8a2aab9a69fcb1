/// INSERT, UPDATE and DELETE as queries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pewit/detail/assignment_list.hpp>
#include <pewit/detail/on_conflict.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/writing.hpp>
#include <pewit/select.hpp>

namespace pewit {

namespace detail {

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
/// What UPDATE and DELETE have alike. Self is the query's own type.
template <class Self, class M>
class Changing : public Writing<Self, M> {
public:
    /// AND with the conditions before; an empty one changes nothing.
    template <class... Conditions>
    Self where(const Conditions&... conditions) && noexcept {
        (add_where(static_cast<Self&>(*this).node_, conditions), ...);
        return static_cast<Self&&>(*this);
    }
    template <class... Conditions>
    Self where(const Conditions&... conditions) const& {
        return copy().where(conditions...);
    }

    /// Joins a table to those of `from()` or `using_()`, by `on` or along a foreign key between them. `on` can't
    /// name columns of the table that changes: they go into where().
    template <class S>
    Self join(JoinType type = JoinType::inner) const {
        return joined(table_of<S>(), {}, type);
    }
    template <class S>
    Self join(const Condition& on, JoinType type = JoinType::inner) const {
        return joined(table_of<S>(), on.operand(), type);
    }
    template <class S>
    Self join(const ColumnsOf<S>& table, JoinType type = JoinType::inner) const {
        return joined(table_of<S>(table), {}, type);
    }
    template <class S>
    Self join(const ColumnsOf<S>& table, const Condition& on, JoinType type = JoinType::inner) const {
        return joined(table_of<S>(table), on.operand(), type);
    }

    /// Has the CTEs in WITH.
    template <CteLike... Ctes>
    Self with(const Ctes&... ctes) const {
        Self query = copy();
        (append_cte(query.node_, ctes.cte_node()), ...);
        return query;
    }

    /// Which rows a limit() is for. Replaces the order before.
    template <class... Terms>
    Self order_by(const Terms&... terms) && noexcept {
        const OperandList<sizeof...(Terms)> list{item_operand<without_model_t<Terms>>(terms)...};
        set_order(static_cast<Self&>(*this).node_, list.operands, sizeof...(Terms));
        return static_cast<Self&&>(*this);
    }
    template <class... Terms>
    Self order_by(const Terms&... terms) const& {
        return copy().order_by(terms...);
    }
    /// At most so many rows.
    /// SQL: `… WHERE key IN (SELECT key FROM … WHERE … ORDER BY … LIMIT n)`, on every engine.
    /// Errors: ProgrammingError when negative, or together with from() and using_().
    template <class N>
    Self limit(N count) && {
        set_row_count(static_cast<Self&>(*this).node_, Slot::limit, row_count_of(count));
        return static_cast<Self&&>(*this);
    }
    template <class N>
    Self limit(N count) const& {
        return copy().limit(count);
    }

protected:
    [[nodiscard]] Self beside(const Operand& table) const {
        Self query = copy();
        add_other_table(query.node_, table);
        return query;
    }

private:
    [[nodiscard]] Self copy() const { return static_cast<const Self&>(*this); }
    [[nodiscard]] Self joined(const Operand& table, const Operand& on, JoinType type) const {
        Self query = copy();
        append_join(query.node_, static_cast<JoinKind>(type), table, on);
        return query;
    }
};

}  // namespace detail

/// `UPDATE … SET …`: every row, unless there is a condition.
template <class M>
class PEWIT_NEEDS("it does nothing before .execute()") Update : public detail::WritingBase,
                                                                public detail::Changing<Update<M>, M> {
public:
    explicit Update(detail::NodeRef&& node) noexcept
        : detail::WritingBase(static_cast<detail::NodeRef&&>(node)) {}

    /// `UPDATE … FROM`: values and conditions may name columns of this table too. The condition that ties a row
    /// to a row of it belongs into where(); when several rows match, the engine takes any one of them.
    ///
    ///     User::update(U.bio = T.content).from<Tweet>().where(T.user == U.id).execute();
    /// Dialects: SQLite can't return the other table's columns.
    template <class S>
    Update from() const {
        return this->beside(detail::table_of<S>());
    }
    template <class S>
    Update from(const detail::ColumnsOf<S>& table) const {
        return this->beside(detail::table_of<S>(table));
    }

    /// The same with a subquery or a CTE.
    template <detail::DerivedLike D>
    Update from(const D& table) const {
        return this->beside(table.table());
    }

    /// SQLite's `UPDATE OR …`. Errors, when the query runs: NotSupportedError on PostgreSQL.
    Update or_(Resolve resolution) const {
        Update query = *this;
        detail::set_resolution(query.node_, resolution);
        return query;
    }

private:
    friend detail::Changing<Update<M>, M>;
};

/// `DELETE FROM …`: every row, unless there is a condition.
template <class M>
class PEWIT_NEEDS("it does nothing before .execute()") Delete : public detail::WritingBase,
                                                                public detail::Changing<Delete<M>, M> {
public:
    explicit Delete(detail::NodeRef&& node) noexcept
        : detail::WritingBase(static_cast<detail::NodeRef&&>(node)) {}

    /// Conditions may name columns of this table too: a row is deleted when any row of it meets them.
    ///
    ///     Tweet::delete_().using_<User>().where(T.user == U.id, U.active == false).execute();
    /// SQL: PostgreSQL `DELETE … USING`, SQLite `DELETE … WHERE EXISTS (SELECT 1 FROM …)`.
    /// Dialects: SQLite can't return the other table's columns.
    template <class S>
    Delete using_() const {
        return this->beside(detail::table_of<S>());
    }
    template <class S>
    Delete using_(const detail::ColumnsOf<S>& table) const {
        return this->beside(detail::table_of<S>(table));
    }
    /// The same with a subquery or a CTE.
    template <detail::DerivedLike D>
    Delete using_(const D& table) const {
        return this->beside(table.table());
    }

private:
    friend detail::Changing<Delete<M>, M>;
};

template <class M>
class Upsert;

/// `INSERT INTO …`. `execute()` returns the number of rows inserted or updated; for the new key ask
/// `returning(U.id)`.
template <class M>
class PEWIT_NEEDS("it does nothing before .execute()") Insert : public detail::WritingBase,
                                                                public detail::Writing<Insert<M>, M> {
public:
    using Model = M;
    explicit Insert(detail::NodeRef&& node) noexcept
        : detail::WritingBase(static_cast<detail::NodeRef&&>(node)) {}

    /// What to do when a row with the same values in these columns is there, which needs a unique index on
    /// them; or when the row breaks the constraint("…") of that name (PostgreSQL). Without arguments: any conflict.
    template <class... Targets>
    detail::OnConflict<Insert<M>, Upsert<M>> on_conflict(const Targets&... targets) const {
        return {*this, detail::conflict_targets<M>(targets...)};
    }
    /// Has the CTEs in WITH, for its values; before on_conflict(). Those of an insert_from()'s select are there already.
    template <detail::CteLike... Ctes>
    Insert with(const Ctes&... ctes) const {
        Insert query = *this;
        (detail::append_cte(query.node_, ctes.cte_node()), ...);
        return query;
    }
    /// SQLite's `INSERT OR …`. Errors, when the query runs: NotSupportedError on PostgreSQL.
    Insert or_(Resolve resolution) const {
        Insert query = *this;
        detail::set_resolution(query.node_, resolution);
        return query;
    }

private:
    friend detail::OnConflict<Insert<M>, Upsert<M>>;
};

/// An INSERT that updates the row it meets instead.
template <class M>
class PEWIT_NEEDS("it does nothing before .execute()") Upsert : public detail::WritingBase,
                                                                public detail::Writing<Upsert<M>, M>,
                                                                public detail::Updating<Upsert<M>, M> {
public:
    explicit Upsert(const Insert<M>& insert) noexcept : detail::WritingBase(insert.node()) {}

private:
    friend detail::Updating<Upsert<M>, M>;
};

namespace detail {

template <class M>
Delete<M> delete_of() {
    return Delete<M>(make_write(NodeKind::delete_, table_of<M>(), {}));
}

template <class M, class... Assignments>
Insert<M> insert_of(const Assignments&... assignments) {
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

template <class M, class Query, class R, class... Columns>
Insert<M> insert_from(const RowQuery<Query, R>& select, const Columns&... columns) {
    static_assert(
        fits_columns<R, Columns...>(),
        "insert_from(): the entries of the select list and the columns must be as many and of the same types");
    NodeRef list;
    (append_operand(list, NodeKind::list, columns.operand()), ...);
    return Insert<M>(make_insert_from(table_of<M>(), list, static_cast<const Query&>(select).operand(),
                                      &with_fresh_row<M>));
}

}  // namespace detail
}  // namespace pewit
