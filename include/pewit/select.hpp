/// SELECT: queries as values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include <pewit/detail/column.hpp>
#include <pewit/detail/derived.hpp>
#include <pewit/detail/fill.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/row_query.hpp>
#include <pewit/detail/select_items.hpp>
#include <pewit/expression.hpp>
#include <pewit/keyset.hpp>
#include <pewit/row_lock.hpp>
#include <pewit/window.hpp>

namespace pewit {

/// How a join treats rows without a partner.
enum class JoinType : std::uint8_t {
    inner,
    left_outer,
    right_outer,
    full_outer,
    cross,
    lateral,  ///< PostgreSQL: the subquery sees the tables before it
    left_outer_lateral
};
inline constexpr JoinType inner = JoinType::inner;
inline constexpr JoinType left_outer = JoinType::left_outer;
inline constexpr JoinType right_outer = JoinType::right_outer;
inline constexpr JoinType full_outer = JoinType::full_outer;
inline constexpr JoinType cross = JoinType::cross;
inline constexpr JoinType lateral = JoinType::lateral;
inline constexpr JoinType left_outer_lateral = JoinType::left_outer_lateral;

namespace detail {

/// The operands of a call; one more than they are, since an array can't be empty.
template <std::size_t N>
struct OperandList {
    Operand operands[N + 1];
};
inline void add_where(NodeRef& statement, const Condition& condition) noexcept {
    add_condition(statement, Slot::where, condition.node());
}

/// Defined in prefetch.hpp.
template <class R, class... Queries>
[[nodiscard]] auto prefetch_of(const NodeRef& root, const Queries&... queries);

}  // namespace detail

/// A SELECT whose rows are R: a model, a value, or a tuple. A value: copy it, keep it, extend it, run it
/// many times, from several threads, on any database. Every method that adds a part returns a query.
template <class R>
class Select : public detail::QueryBase, public detail::RowQuery<Select<R>, R> {
public:
    explicit Select(detail::NodeRef&& node) noexcept
        : detail::QueryBase(static_cast<detail::NodeRef&&>(node)) {}

    /// AND with the conditions before; an empty one changes nothing.
    [[nodiscard]] Select where(const Condition& condition) && noexcept {
        detail::add_where(this->node_, condition);
        return static_cast<Select&&>(*this);
    }
    [[nodiscard]] Select where(const Condition& condition) const& { return copy().where(condition); }
    template <class... Conditions>
    requires(sizeof...(Conditions) > 1) [[nodiscard]] Select where(const Conditions&... conditions) const {
        Select query = *this;
        (detail::add_where(query.node_, conditions), ...);
        return query;
    }

    /// Joins M's table by `on`, or along the foreign key between it and the latest table that has one.
    /// Errors, when the query runs: ProgrammingError when no foreign key, or more than one, fits.
    template <class M>
    [[nodiscard]] Select join(JoinType type = JoinType::inner) const {
        return joined(detail::table_of<M>(), {}, type);
    }
    template <class M>
    [[nodiscard]] Select join(const Condition& on, JoinType type = JoinType::inner) const {
        return joined(detail::table_of<M>(), on.operand(), type);
    }
    /// The same with an alias.
    template <class M>
    [[nodiscard]] Select join(const detail::ColumnsOf<M>& table, JoinType type = JoinType::inner) const {
        return joined(detail::table_of<M>(table), {}, type);
    }
    template <class M>
    [[nodiscard]] Select join(const detail::ColumnsOf<M>& table, const Condition& on,
                              JoinType type = JoinType::inner) const {
        return joined(detail::table_of<M>(table), on.operand(), type);
    }
    /// The same with a subquery or a CTE. Without a condition only `cross`, and the lateral ones.
    template <detail::DerivedLike D>
    [[nodiscard]] Select join(const D& table, JoinType type = JoinType::inner) const {
        return joined(table.table(), {}, type);
    }
    template <detail::DerivedLike D>
    [[nodiscard]] Select join(const D& table, const Condition& on, JoinType type = JoinType::inner) const {
        return joined(table.table(), on.operand(), type);
    }
    /// Has the CTEs in WITH.
    template <detail::CteLike... Ctes>
    requires(sizeof...(Ctes) > 0) [[nodiscard]] Select with(const Ctes&... ctes) const {
        Select query = *this;
        (detail::append_cte(query.node_, ctes.cte_node()), ...);
        return query;
    }

    /// Joins and fills: the rows' foreign key comes loaded, so `tweet.user->username` is no query. Further keys
    /// lead on from the row before: `.with(T.user, U.company)`. A path of its own goes into a with() of its own.
    ///
    /// It never changes which rows come: a key that is NULL, or leads nowhere, stays as it is. Where the query
    /// joins along the same key already, that join is used. The first path to a table that is not in the query
    /// goes by the table's name, so that where() and order_by() may name its columns; others get an alias.
    /// SQL: `LEFT OUTER JOIN`, the target's columns behind the others. Counts and subqueries leave the columns out.
    /// Errors, when it is called: ProgrammingError when the select list has no whole rows with the key.
    template <detail::AnyColumn First, class... Further>
    [[nodiscard]] Select with(const First& key, const Further&... further) const {
        using Holder = typename First::Model;
        constexpr int objects = detail::objects_in_v<R, Holder>;
        constexpr auto problem = detail::path_problem<Holder, First, Further...>();
        static_assert(objects > 0,
                      "with(): the rows of this query are no rows of the model that has the key");
        static_assert(objects < 2,
                      "with(): the rows of this query have several objects of the model with the key");
        static_assert(problem != detail::PathProblem::no_key, "with() takes foreign keys");
        static_assert(problem != detail::PathProblem::leads_elsewhere,
                      "with(a, b): b must be a foreign key of the model that a refers to");
        Select query = *this;
        if constexpr (objects == 1 && problem == detail::PathProblem::none)
            detail::add_fills<R>(query.node_, -1, key, further...);
        return query;
    }

    /// The rows together with those that refer to them, in one query for each relation; see Prefetch.
    ///
    ///     for (auto& [user, tweets] : User::select().prefetch<Tweet>()) …
    ///     User::select().prefetch(Tweet::select().order_by(T.id), Like::select())
    template <class First, class... More>
    [[nodiscard]] auto prefetch() const {
        return detail::prefetch_of<R>(this->node_, First::select(), More::select()...);
    }
    /// Selects of whole rows; a foreign key stands for all rows of its model, found by that key.
    template <class... Queries>
    requires(sizeof...(Queries) > 0) [[nodiscard]] auto prefetch(const Queries&... queries) const {
        return detail::prefetch_of<R>(this->node_, queries...);
    }

    /// Joins the text index of a table that is in FROM, with what is searched for: see text_search.hpp.
    template <class S>
    requires requires { typename S::PewitTextSearch; }
    [[nodiscard]] Select join(const S& search) const {
        Select query = *this;
        detail::append_join(query.node_, detail::JoinKind::search, search.operand(), {});
        return query;
    }

    /// Replaces what was grouped by before. A model's columns stand for all of them.
    template <class... Terms>
    [[nodiscard]] Select group_by(const Terms&... terms) && noexcept {
        const detail::OperandList<sizeof...(Terms)> list{
            detail::item_operand<detail::without_model_t<Terms>>(terms)...};
        detail::set_groups(this->node_, list.operands, sizeof...(Terms));
        return static_cast<Select&&>(*this);
    }
    template <class... Terms>
    [[nodiscard]] Select group_by(const Terms&... terms) const& {
        return copy().group_by(terms...);
    }
    /// Adds to what was grouped by before.
    template <class... Terms>
    [[nodiscard]] Select group_by_extend(const Terms&... terms) const {
        Select query = *this;
        const detail::OperandList<sizeof...(Terms)> list{
            detail::item_operand<detail::without_model_t<Terms>>(terms)...};
        detail::extend_groups(query.node_, list.operands, sizeof...(Terms));
        return query;
    }
    /// AND with the conditions before.
    [[nodiscard]] Select having(const Condition& condition) const {
        Select query = *this;
        detail::add_condition(query.node_, detail::Slot::having, condition.node());
        return query;
    }
    /// `WINDOW "name" AS (…)`: a definition that functions of this select go over, see window.hpp.
    [[nodiscard]] Select window(const Window& definition) const {
        Select query = *this;
        detail::append_to_slot(query.node_, detail::Slot::windows, definition.operand());
        return query;
    }
    /// Replaces the order before: columns and expressions, or their `.asc()` and `.desc()`.
    template <class... Terms>
    [[nodiscard]] Select order_by(const Terms&... terms) && noexcept {
        constexpr bool has_models = (detail::ColumnsLike<Terms> || ...);
        static_assert(!has_models, "order_by() takes columns and expressions, no whole model");
        const detail::OperandList<sizeof...(Terms)> list{
            detail::item_operand<detail::without_model_t<Terms>>(terms)...};
        detail::set_order(this->node_, list.operands, sizeof...(Terms));
        return static_cast<Select&&>(*this);
    }
    template <class... Terms>
    [[nodiscard]] Select order_by(const Terms&... terms) const& {
        return copy().order_by(terms...);
    }
    /// Adds to the order before.
    template <class... Terms>
    [[nodiscard]] Select order_by_extend(const Terms&... terms) const {
        Select query = *this;
        const detail::OperandList<sizeof...(Terms)> list{
            detail::item_operand<detail::without_model_t<Terms>>(terms)...};
        detail::extend_order(query.node_, list.operands, sizeof...(Terms));
        return query;
    }
    [[nodiscard]] Select distinct() const {
        return with_slot(detail::Slot::distinct, detail::constant_operand(1));
    }
    /// PostgreSQL: the first row, in the query's order, of those that have these in common. SQL: DISTINCT ON.
    /// Errors, when the query is rendered: NotSupportedError on SQLite.
    template <class... Terms>
    requires(sizeof...(Terms) > 0) [[nodiscard]] Select distinct(const Terms&... terms) const {
        const detail::Operand list[] = {detail::item_operand<detail::without_model_t<Terms>>(terms)...};
        return with_slot(detail::Slot::distinct,
                         make_node(detail::NodeKind::list, list, sizeof...(Terms)).operand());
    }
    /// At most so many rows. Errors: ProgrammingError when negative.
    template <class N>
    [[nodiscard]] Select limit(N count) && {
        detail::set_row_count(this->node_, detail::Slot::limit, detail::row_count_of(count));
        return static_cast<Select&&>(*this);
    }
    template <class N>
    [[nodiscard]] Select limit(N count) const& {
        return copy().limit(count);
    }
    /// Leaves out so many first. Errors: ProgrammingError when negative.
    template <class N>
    [[nodiscard]] Select offset(N count) && {
        detail::set_row_count(this->node_, detail::Slot::offset, detail::row_count_of(count));
        return static_cast<Select&&>(*this);
    }
    template <class N>
    [[nodiscard]] Select offset(N count) const& {
        return copy().offset(count);
    }
    /// One page; the first has number 1. Errors: ProgrammingError for page 0 or a negative number.
    [[nodiscard]] Select paginate(std::int64_t page, std::int64_t per_page = 20) const {
        return limit(per_page).with_slot(detail::Slot::offset, detail::page_offset(page, per_page));
    }
    /// One page by key, see keyset(): those behind the place, in its order instead of one before. Unlike pages by
    /// number it costs the same wherever it is, and skips or repeats nothing when rows come and go meanwhile.
    template <class N = int>
    [[nodiscard]] Select paginate(const detail::KeysetPlace& place, N per_page = 20) const {
        Select query = limit(per_page);
        detail::set_keyset(query.node_, place);
        return query;
    }

    /// PostgreSQL: locks the rows until the transaction ends. Options: `nowait` or `skip_locked`, and `of(U)`.
    /// Errors: LockError with `nowait`, or at the end of patience; when the query is rendered, NotSupportedError on
    /// SQLite, where `Lock::immediate` locks the database.
    template <class... Options>
    [[nodiscard]] Select for_update(const Options&... options) const {
        return with_slot(detail::Slot::lock,
                         detail::lock_of(detail::LockStrength::update, options...).operand());
    }
    /// The same, but foreign keys may still refer to the rows.
    template <class... Options>
    [[nodiscard]] Select for_no_key_update(const Options&... options) const {
        return with_slot(detail::Slot::lock,
                         detail::lock_of(detail::LockStrength::no_key_update, options...).operand());
    }
    /// Others may read the rows so too, and change none.
    template <class... Options>
    [[nodiscard]] Select for_share(const Options&... options) const {
        return with_slot(detail::Slot::lock,
                         detail::lock_of(detail::LockStrength::share, options...).operand());
    }
    /// Others may do all but delete the rows or change their keys.
    template <class... Options>
    [[nodiscard]] Select for_key_share(const Options&... options) const {
        return with_slot(detail::Slot::lock,
                         detail::lock_of(detail::LockStrength::key_share, options...).operand());
    }

    /// The same query with more entries in its select list. Before with(): it fills rows as they are.
    /// Errors: ProgrammingError after with().
    template <class... Items>
    requires(sizeof...(Items) > 0) [[nodiscard]] auto select_extend(const Items&... items) const {
        using Longer = Select<detail::longer_row_t<R, Items...>>;
        const detail::Operand list[] = {detail::item_operand<detail::without_model_t<Items>>(items)...};
        return Longer(detail::extended_select(this->node_, list, sizeof...(Items)));
    }

private:
    [[nodiscard]] Select copy() const { return *this; }

    [[nodiscard]] Select with_slot(detail::Slot slot, const detail::Operand& operand) const {
        Select query = *this;
        detail::set_slot(query.node_, slot, operand);
        return query;
    }
    [[nodiscard]] Select joined(const detail::Operand& table, const detail::Operand& on,
                                JoinType type) const {
        Select query = *this;
        detail::append_join(query.node_, static_cast<detail::JoinKind>(type), table, on);
        return query;
    }
};

/// A model or a column of the nullable side of an outer join, in a select list: std::nullopt when it is
/// missing. `User::select(U, nullable(T)).join<Tweet>(left_outer)` → tuple<User, optional<Tweet>>.
/// A condition or another expression that may be NULL, too: an Expr<std::optional<…>>, for functions as well.
template <class X>
[[nodiscard]] auto nullable(const X& item) {
    using Row = typename detail::ItemRow<X>::type;
    using Optional = std::optional<detail::unwrapped_t<Row>>;
    using Item = std::conditional_t<detail::SqlLike<X>, Expr<Optional>, detail::NullableItem<Optional>>;
    return Item{make_unary(detail::NodeKind::same, detail::item_operand(item))};
}

/// In order_by() and group_by(): column number `place` of the result, counted from 1.
/// Errors: ProgrammingError for a number below 1.
[[nodiscard]] Expr<std::int64_t> position(std::int64_t place);

/// `EXISTS (…)`.
template <class Query, class R>
[[nodiscard]] Condition exists(const detail::RowQuery<Query, R>& query) {
    return Condition(make_unary(detail::NodeKind::exists, static_cast<const Query&>(query).operand()));
}

namespace detail {

/// A select from `table` of these entries; all its columns when there are none.
template <class M, class... Items>
[[nodiscard]] auto select_from(const Operand& table, const Items&... items) noexcept {
    if constexpr (sizeof...(Items) == 0) {
        return Select<M>(make_select(table, &table, 1));
    } else {
        const Operand list[] = {item_operand<without_model_t<Items>>(items)...};
        return Select<row_of_t<Items...>>(make_select(table, list, sizeof...(Items)));
    }
}

}  // namespace detail

/// A select from the table of M, or from an alias of it: `select_from(parent, parent.content)`.
template <class M, class... Items>
[[nodiscard]] auto select_from(const detail::ColumnsOf<M>& table, const Items&... items) {
    return detail::select_from<M>(detail::table_of<M>(table), items...);
}

}  // namespace pewit

#include <pewit/set_operation.hpp>  // what queries return, and needs them
#include <pewit/subquery.hpp>
