/// Queries in the place of tables: subqueries in FROM, and CTEs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pewit/detail/column.hpp>
#include <pewit/detail/derived.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/select_items.hpp>
#include <pewit/expression.hpp>
#include <pewit/select.hpp>

namespace pewit {

namespace detail {

/// What column number `place` of a query in FROM is in C++: an expression, or the columns of a model.
template <class T>
struct DerivedPart {
    static constexpr std::size_t width() noexcept { return 1; }
    static Expr<T> at(const NamedQuery& table, std::size_t place) {
        return Expr<T>(derived_column(table, place, FieldTraits<unwrapped_t<T>>::sql_type));
    }
};
template <ModelRow M>
struct DerivedPart<M> {
    static std::size_t width() { return RowReader<M>::width(); }
    static ColumnsOf<M> at(const NamedQuery& table, std::size_t /*place*/) {
        return ColumnsOf<M>(table.name);
    }
};

template <class R>
struct DerivedParts {
    static auto of(const NamedQuery& table) { return std::make_tuple(DerivedPart<R>::at(table, 0)); }
};
template <class... T>
struct DerivedParts<std::tuple<T...>> {
    static auto of(const NamedQuery& table) {
        std::size_t place = 0;
        const auto next = [&]<class Part>(Part /*type*/) {
            const std::size_t here = place;
            place += Part::width();
            return Part::at(table, here);
        };
        return std::tuple{next(DerivedPart<T>{})...};  // in order, unlike a call's arguments
    }
};

}  // namespace detail

/// A query that stands in FROM like a table: made by `subquery()` and `cte()`. A value, as queries are.
/// In a select list it stands for all its columns, and gives its query's rows.
template <class R>
class DerivedTable {
public:
    using pewit_derived = R;

    /// A column as this table has it: `s.c(U.id)`. It must be in the query's select list.
    /// Errors: ProgrammingError when it is not, or when two columns there have that name.
    template <class M, class T, std::uint16_t I>
    [[nodiscard]] detail::Column<M, T, I> c(const detail::Column<M, T, I>& column) const {
        detail::check_derived(named_, column.operand());
        return detail::Column<M, T, I>(detail::ColumnOrigin{column.ref.model, named_.name});
    }
    /// The columns of a model as this table has them: `auto S = s.c(U); S.username`.
    template <detail::ColumnsLike X>
    [[nodiscard]] detail::ColumnsOf<typename X::Model> c(const X& columns) const {
        detail::check_derived(named_, detail::table_of<typename X::Model>(columns));
        return detail::ColumnsOf<typename X::Model>(named_.name);
    }
    /// An expression of the select list that has a name: `auto n = fn::count(T.id).as("n"); … s.c(n)`.
    template <class T>
    [[nodiscard]] Expr<T> c(const Expr<T>& expression) const {
        return Expr<T>(detail::derived_column(named_, expression.operand(), sql_type<T>()));
    }
    /// By its name, when nothing else is at hand: `s.c<std::int64_t>("n")`.
    template <class T>
    [[nodiscard]] Expr<T> c(std::string_view name) const {
        return Expr<T>(detail::derived_column(named_, name, sql_type<T>()));
    }
    /// All of them, in the select list's order: `auto [user, n] = s.columns();`
    [[nodiscard]] auto columns() const { return detail::DerivedParts<R>::of(named_); }

    /// Every column, in a select list.
    [[nodiscard]] detail::Operand operand() const noexcept { return all_columns_.operand(); }
    /// In FROM.
    [[nodiscard]] detail::Operand table() const noexcept { return table_.operand(); }

protected:
    DerivedTable(detail::NamedQuery named, detail::NodeRef table)
        : named_(std::move(named)),
          table_(std::move(table)),
          all_columns_(detail::make_all_columns(named_.name, detail::RowReader<R>::width())) {}
    DerivedTable(const DerivedTable&) = default;
    DerivedTable(DerivedTable&&) noexcept = default;
    DerivedTable& operator=(const DerivedTable&) = default;
    DerivedTable& operator=(DerivedTable&&) noexcept = default;
    ~DerivedTable() = default;

    template <class T>
    static constexpr detail::SqlType sql_type() noexcept {
        return FieldTraits<detail::unwrapped_t<T>>::sql_type;
    }

    detail::NamedQuery named_;
    detail::NodeRef table_;
    detail::NodeRef all_columns_;
};

/// `(SELECT …) AS name`.
template <class R>
class Subquery : public DerivedTable<R> {
public:
    /// Errors: ProgrammingError when the name can't be an SQL name.
    Subquery(const detail::NodeRef& query, std::string_view name)
        : Subquery(detail::NamedQuery{query, detail::intern_alias(name)}) {}

private:
    explicit Subquery(const detail::NamedQuery& named)
        : DerivedTable<R>(named, detail::make_derived_table(named)) {}
};

/// A query with a name in WITH, used like a table by the query that has it there:
///
///     auto loud = User::select(U.id).where(U.karma > 9).cte("loud");
///     Tweet::select(T.content).join(loud, T.user == loud.c(U.id)).with(loud)
template <class R>
class Cte : public DerivedTable<R> {
public:
    using pewit_cte = R;

    /// Errors: ProgrammingError when the name can't be an SQL name.
    Cte(const detail::NodeRef& query, std::string_view name, std::uint8_t flags)
        : Cte(detail::NamedQuery{query, detail::intern_alias(name)}, flags) {}

    /// The recursive part, which uses the CTE that it is added to.
    ///
    ///     auto base = Category::select(C.id).where(C.parent == nullptr).cte("tree", recursive);
    ///     auto tree = base.union_all(Category::select(C.id).join(base, C.parent == base.c(C.id)));
    template <class Q>
    [[nodiscard]] Cte union_all(const Q& query) const {
        constexpr bool fits = detail::is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return extended<Q>(detail::SetOperation::union_all, query);
    }
    /// The same without rows that were there before: for what may go in circles.
    template <class Q>
    [[nodiscard]] Cte union_(const Q& query) const {
        constexpr bool fits = detail::is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return extended<Q>(detail::SetOperation::union_, query);
    }
    /// The same under another name, for a query that needs it twice.
    [[nodiscard]] Cte alias(std::string_view name) const {
        Cte other = *this;
        other.named_.name = detail::intern_alias(name);
        other.table_ = detail::make_cte_table(cte_name_, other.named_.name);
        other.all_columns_ = detail::make_all_columns(other.named_.name, detail::RowReader<R>::width());
        return other;
    }
    /// A query of it that has it in WITH: all of it without arguments.
    template <class... Items>
    [[nodiscard]] auto select(const Items&... items) const {
        return select_from(*this, items...).with(*this);
    }

    [[nodiscard]] const detail::NodeRef& cte_node() const noexcept { return cte_; }

private:
    Cte(const detail::NamedQuery& named, std::uint8_t flags)
        : DerivedTable<R>(named, detail::make_cte_table(named.name, named.name)),
          cte_name_(named.name),
          cte_(detail::make_cte(named, flags)),
          flags_(flags) {}

    template <class Q>
    [[nodiscard]] Cte extended(detail::SetOperation operation, const Q& query) const {
        Cte longer = *this;
        longer.named_.query = detail::make_set_operation(operation, this->named_.query, query.node());
        longer.cte_ = detail::make_cte({longer.named_.query, cte_name_}, flags_);
        return longer;
    }

    const std::string* cte_name_;
    detail::NodeRef cte_;
    std::uint8_t flags_;
};

/// A select from a subquery or a CTE; all its columns without arguments.
template <detail::DerivedLike D, class... Items>
[[nodiscard]] auto select_from(const D& table, const Items&... items) {
    if constexpr (sizeof...(Items) == 0) {
        return select_from(table, table);
    } else {
        const detail::Operand list[] = {detail::item_operand(items)...};
        return Select<detail::row_of_t<Items...>>(make_select(table.table(), list, sizeof...(Items)));
    }
}

}  // namespace pewit
