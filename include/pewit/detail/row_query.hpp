/// What SELECTs and set operations share: they are read, combined, and put into other queries.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/optional_traits.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/row_options.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/detail/set_rows.hpp>
#include <pewit/expression.hpp>
#include <pewit/readable.hpp>
#include <pewit/stream.hpp>

namespace pewit {

template <class R>
class Select;
template <class R>
class Compound;
template <class R>
class Subquery;
template <class R>
class Cte;

struct Materialized {
    detail::CteFlag flag;
};
/// cte("t", materialized): computed once, whatever the engine would do. And the opposite.
inline constexpr Materialized materialized{detail::CteFlag::materialized};
inline constexpr Materialized not_materialized{detail::CteFlag::not_materialized};

namespace detail {

[[nodiscard]] constexpr std::uint8_t cte_flag(Recursive /*option*/) noexcept {
    return static_cast<std::uint8_t>(CteFlag::recursive);
}
[[nodiscard]] constexpr std::uint8_t cte_flag(Materialized option) noexcept {
    return static_cast<std::uint8_t>(option.flag);
}
template <class... Options>
[[nodiscard]] constexpr std::uint8_t cte_flags(Options... options) noexcept {
    return static_cast<std::uint8_t>((0U | ... | cte_flag(options)));
}

/// `limit` and `offset` count from zero. Errors: ProgrammingError when negative.
void set_row_count(NodeRef& statement, Slot slot, std::int64_t count);
/// Any integer as a number of rows; -1 for one that is none.
template <class N>
[[nodiscard]] constexpr std::int64_t row_count_of(N count) {
    constexpr bool is_number = std::is_integral_v<N> && !std::is_same_v<N, bool>;
    static_assert(is_number, "limit and offset take a number of rows");
    if constexpr (is_number) {
        return std::in_range<std::int64_t>(count) ? static_cast<std::int64_t>(count) : -1;
    } else {
        return 0;
    }
}
[[nodiscard]] Operand page_offset(std::int64_t page, std::int64_t per_page);

template <class R>
struct SubqueryType {};
template <FieldType R>
struct SubqueryType<R> {
    using pewit_subquery = R;
};

/// A query whose rows are R and may be asked for in any number of ways.
template <class Query, class R>
class RowQuery : public Readable<Query, R>, public SubqueryType<R> {
public:
    using pewit_query = R;

    /// The first row, or nothing. SQL: the query with `LIMIT 1`, unless it has a limit itself.
    [[nodiscard]] std::optional<R> first() const {
        return read_first<R>(static_cast<const Query&>(*this).node());
    }
    /// The same under peewee's name, as in `huey.tweets().where(…).get_or_none()`.
    [[nodiscard]] std::optional<R> get_or_none() const { return first(); }
    /// The first row. Errors: DoesNotExist when there is none.
    [[nodiscard]] R get() const {
        std::optional<R> row = first();
        if (!row) throw_no_row(static_cast<const Query&>(*this).node());
        return *std::move(row);
    }
    /// The value of the first row, of a select of one column. Without a row: nothing for an optional
    /// type, else DoesNotExist.
    [[nodiscard]] R scalar() const {
        constexpr bool is_value = FieldType<R>;  // outside, or the message would explain the whole concept
        static_assert(is_value, "scalar() is for a select of one column or expression");
        std::optional<R> row = first();
        if constexpr (is_optional_v<R>) {
            return row ? *std::move(row) : R{};
        } else {
            if (!row) throw_no_row(static_cast<const Query&>(*this).node());
            return *std::move(row);
        }
    }
    /// How many rows there are. SQL: `SELECT count(*)` of the same rows.
    [[nodiscard]] std::int64_t count() const { return count_rows(static_cast<const Query&>(*this).node()); }
    /// SQL: `SELECT EXISTS (SELECT 1 …)`.
    [[nodiscard]] bool exists() const { return has_rows(static_cast<const Query&>(*this).node()); }
    /// Rows one by one, in constant memory. Lifetime: ends with the frame it is begun in.
    /// Errors: on PostgreSQL TransactionStateError outside every frame, before any SQL.
    [[nodiscard]] Stream<R> stream() const { return Stream<R>(static_cast<const Query&>(*this).node()); }
    /// The same, `size` rows at a time: `for (std::vector<User>& users : User::select().batches(1000))`.
    [[nodiscard]] Batches<R> batches(std::size_t size) const {
        return Batches<R>(static_cast<const Query&>(*this).node(), size);
    }
    template <class S>
    [[nodiscard]] auto stream_into() const {
        return Stream<S, typename Into<S, R>::Reader, std::is_same_v<S, R>>(
            static_cast<const Query&>(*this).node());
    }

    /// The rows of both, each once. Members may have an order and a limit of their own.
    template <class Q>
    [[nodiscard]] auto union_(const Q& other) const {
        constexpr bool fits = is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return combined(SetOperation::union_, other);
    }
    /// The rows of both.
    template <class Q>
    [[nodiscard]] auto union_all(const Q& other) const {
        constexpr bool fits = is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return combined(SetOperation::union_all, other);
    }
    /// The rows that both have, each once.
    template <class Q>
    [[nodiscard]] auto intersect(const Q& other) const {
        constexpr bool fits = is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return combined(SetOperation::intersect, other);
    }
    /// The rows that the other has not, each once.
    template <class Q>
    [[nodiscard]] auto except(const Q& other) const {
        constexpr bool fits = is_member<R, Q>();  // said here, so that the compile error is short
        static_assert(fits, "a set operation takes a query with as many columns, of the same types");
        return combined(SetOperation::except, other);
    }

    /// In FROM, under this name: `join(s, …)`, `select_from(s, …)`.
    /// Errors: ProgrammingError when the name can't be an SQL name.
    [[nodiscard]] Subquery<R> subquery(std::string_view name) const {
        return Subquery<R>(static_cast<const Query&>(*this).node(), name);
    }
    /// In WITH, under this name. Options: `recursive`, `materialized`, `not_materialized`.
    /// Errors: ProgrammingError when the name can't be an SQL name.
    template <class... Options>
    [[nodiscard]] Cte<R> cte(std::string_view name, Options... options) const {
        return Cte<R>(static_cast<const Query&>(*this).node(), name, cte_flags(options...));
    }
    /// As a value with a name in a select list. `nullable()` it where it may have no row.
    [[nodiscard]] auto as(std::string_view name) const {
        constexpr bool is_value = FieldType<R>;
        static_assert(is_value, "as() is for a select of one column or expression; in FROM it is subquery()");
        return Expr<R>(make_binary(NodeKind::alias, static_cast<const Query&>(*this).operand(),
                                   bytes_operand(OperandKind::name, name)));
    }

private:
    template <class Q>
    [[nodiscard]] auto combined(SetOperation operation, const Q& other) const {
        if constexpr (MemberQuery<Q>) {
            using Both = union_row_t<R, typename Q::pewit_query>;
            return Compound<Both>(
                make_set_operation(operation, static_cast<const Query&>(*this).node(), other.node()));
        }
    }
};

}  // namespace detail
}  // namespace pewit
