/// insert_many(): an INSERT of the rows of a range, which are objects, tuples or assignments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/assign.hpp>
#include <pewit/detail/describe.hpp>
#include <pewit/detail/on_conflict.hpp>
#include <pewit/detail/owned_rows.hpp>
#include <pewit/detail/row_store.hpp>
#include <pewit/detail/select_items.hpp>
#include <pewit/detail/writing.hpp>

namespace pewit {

namespace detail {

/// The rows of a range, one after the other, by number: what the library asks for, in ascending order.
template <class M, class Rows>
class RowsInOrder {
public:
    explicit RowsInOrder(Rows& rows) : rows_(rows), next_(std::begin(rows)) {}
    /// Errors: the library asks for each row once, but may go back to the start of a batch.
    void* operator()(std::size_t index) {
        if (index < position_) {
            next_ = std::begin(rows_);
            position_ = 0;
        }
        for (; position_ < index; ++position_)
            ++next_;
        return const_cast<std::remove_const_t<M>*>(&*next_);
    }

private:
    Rows& rows_;
    decltype(std::begin(std::declval<Rows&>())) next_;
    std::size_t position_ = 0;
};

template <class Rows>
using iterator_of_rows_t = decltype(std::begin(std::declval<Rows&>()));
template <class M, class Rows>
using value_of_rows_t = std::remove_cvref_t<decltype(*std::begin(std::declval<Rows&>()))>;

/// Can the rows of the range be changed?
template <class Rows>
inline constexpr bool are_writable_v =
    !std::is_const_v<std::remove_reference_t<decltype(*std::begin(std::declval<Rows&>()))>>;

template <class Rows>
std::size_t size_of_rows(const Rows& rows) {
    return static_cast<std::size_t>(std::distance(std::begin(rows), std::end(rows)));
}

/// Can its rows be counted first, and stay where they are?
template <class Rows>
inline constexpr bool are_countable_v = std::forward_iterator<iterator_of_rows_t<Rows>>&&
    std::is_lvalue_reference_v<decltype(*std::begin(std::declval<Rows&>()))>&&
        std::is_same_v<iterator_of_rows_t<Rows>, decltype(std::end(std::declval<Rows&>()))>;

/// What a row is in a braced list of rows for these columns.
template <class... Columns>
struct BracedRow {
    using type = std::tuple<typename Columns::Value...>;
};
template <class Column>
struct BracedRow<Column> {
    using type = typename Column::Value;
};
template <class... Columns>
using braced_row_t = typename BracedRow<Columns...>::type;

/// The next row of those to be inserted, as an object of the model; nullptr after the last.
using NextRow = FunctionRef<const void*()>;

/// An INSERT without its rows, and the rows.
struct ManyRows {
    const ModelDescription& model;
    const NodeRef& insert;   ///< with its ON CONFLICT and RETURNING
    const ColumnSet* given;  ///< the columns that the rows give; nullptr: whole objects
    std::size_t batch;       ///< rows in a statement at most; 0: as many as are quickest
    NextRow next;
};

/// Inserts the rows, in one transaction (a savepoint when nested), several in a statement. Columns that are
/// not given get their C++ default, else the engine's. Rows changed.
/// Errors: DataError that names the column; those of INSERT.
std::int64_t insert_many_rows(const ManyRows& rows);
/// The same for an INSERT with RETURNING.
void insert_many_rows(const ManyRows& rows, const RowSink& sink);

template <class V>
inline constexpr bool is_tuple_v = requires {
    std::tuple_size<V>::value;
};

/// What can be wrong with the rows; told where insert_many() is called, so that the compile error is short.
enum class ManyProblem : std::uint8_t { none, width, type };

template <ManyProblem Problem>
constexpr void check_many() {
    static_assert(Problem != ManyProblem::width,
                  "insert_many: as many values in a row as there are columns named");
    static_assert(Problem != ManyProblem::type, "a value of this type can't be stored in this column");
}

/// How an element of the range becomes a row: here one or more values for these columns.
template <class M, class V, class... Columns>
struct ManyRow {
    static constexpr bool is_whole = false;
    using Missing = typename MissingField<M, Columns...>::type;
    static constexpr ColumnSet given() { return columns_of<Columns...>(); }

    template <std::size_t... I>
    static constexpr bool are_storable(std::index_sequence<I...> /*columns*/) {
        return (is_storable<typename Columns::Value, const std::tuple_element_t<I, V>&>() && ...);
    }
    static constexpr ManyProblem problem() {
        if constexpr (is_tuple_v<V>) {
            if constexpr (std::tuple_size<V>::value != sizeof...(Columns))
                return ManyProblem::width;
            else if (!are_storable(std::index_sequence_for<Columns...>{}))
                return ManyProblem::type;
        } else {
            if (sizeof...(Columns) != 1) return ManyProblem::width;
            if (!(is_storable<typename Columns::Value, const V&>() && ...)) return ManyProblem::type;
        }
        return ManyProblem::none;
    }

    static void fill(M& row, const V& element) {
        if constexpr (problem() != ManyProblem::none) {
            return;
        } else if constexpr (is_tuple_v<V>) {
            fill_each(row, element, std::index_sequence_for<Columns...>{});
        } else {
            (put<Columns>(row, element), ...);
        }
    }

private:
    template <std::size_t... I>
    static void fill_each(M& row, const V& element, std::index_sequence<I...> /*columns*/) {
        using std::get;
        (put<Columns>(row, get<I>(element)), ...);
    }
    template <class C, class Part>
    static void put(M& row, const Part& part) {
        row.*field_at_t<M, C::index>::pewit_member() =
            to_field<typename C::Value>(part, ColumnRef{&description<M>, nullptr, C::index});
    }
};

/// A whole object.
template <class M>
struct ManyRow<M, M> {
    static constexpr bool is_whole = true;
    using Missing = void;
    static constexpr ManyProblem problem() { return ManyProblem::none; }
};

/// Assignments, as in peewee's rows of dictionaries.
template <class M, class... T, std::uint16_t... I>
struct ManyRow<M, std::tuple<ValueAssignment<M, T, I>...>> {
    static constexpr bool is_whole = false;
    using Missing = typename MissingField<M, ValueAssignment<M, T, I>...>::type;
    static constexpr ColumnSet given() { return columns_of<ValueAssignment<M, T, I>...>(); }
    static constexpr ManyProblem problem() { return ManyProblem::none; }
    static void fill(M& row, const std::tuple<ValueAssignment<M, T, I>...>& assignments) {
        check_assigned_once<ValueAssignment<M, T, I>...>();
        std::apply([&](const auto&... each) { (assign(row, each), ...); }, assignments);
    }
};
template <class M, class T, std::uint16_t I>
struct ManyRow<M, ValueAssignment<M, T, I>> {
    static constexpr bool is_whole = false;
    using Missing = typename MissingField<M, ValueAssignment<M, T, I>>::type;
    static constexpr ColumnSet given() { return columns_of<ValueAssignment<M, T, I>>(); }
    static constexpr ManyProblem problem() { return ManyProblem::none; }
    static void fill(M& row, const ValueAssignment<M, T, I>& assignment) { assign(row, assignment); }
};

/// Goes over any range once, also one that can be gone over only once.
template <class M, class Rows, class Row>
class RowCursor {
public:
    explicit RowCursor(Rows& rows) : next_(std::begin(rows)), end_(std::end(rows)) {}
    const void* operator()() {
        if (begun_) ++next_;
        begun_ = true;
        return next_ == end_ ? nullptr : read(*next_);
    }

private:
    template <class Element>
    const void* read(Element&& element) {
        if constexpr (Row::is_whole && std::is_lvalue_reference_v<Element>) {
            return &element;
        } else if constexpr (Row::is_whole) {
            return &held_.emplace(std::forward<Element>(element));
        } else {
            Row::fill(held_.emplace(), element);
            return &*held_;
        }
    }

    decltype(std::begin(std::declval<Rows&>())) next_;
    decltype(std::end(std::declval<Rows&>())) end_;
    std::optional<M> held_;
    bool begun_ = false;
};

/// What the INSERTs of many rows have alike. Rows is a reference when the range is borrowed.
template <class Self, class M, class Rows, class... Columns>
class WritingMany {
    using Range = std::remove_reference_t<Rows>;
    using Row = ManyRow<M, value_of_rows_t<M, Rows>, Columns...>;

public:
    using Model = M;

    /// At most so many rows in a statement; as many as are quickest, unless said.
    Self& batch(std::size_t size) & {
        batch_ = size;
        return self();
    }
    Self batch(std::size_t size) && {
        batch_ = size;
        return std::move(self());
    }

    /// Runs it: all rows or none. Returns the number of rows inserted or updated. Nothing is sent for no rows.
    /// Errors: those of create(); the rows' places are not named.
    std::int64_t execute() {
        if constexpr (Row::is_whole && are_countable_v<const Range>) {
            if (is_plain_) {
                RowsInOrder<M, const Range> rows(rows_);
                return insert_rows(description<M>(), size_of_rows(rows_), rows, batch_);
            }
        }
        return run(node_, [](const ManyRows& rows) { return insert_many_rows(rows); });
    }

    /// The rows inserted or updated, in the order in which that was done: whole, or some of their columns.
    auto returning() && { return std::move(*this).returning(M::c); }
    template <class... Items>
    requires(sizeof...(Items) > 0) auto returning(const Items&... items) &&;

protected:
    explicit WritingMany(Rows&& rows)
        : rows_(std::forward<Rows>(rows)), node_(make_write(NodeKind::insert, table_of<M>(), {})) {}
    template <class Other>
    explicit WritingMany(WritingMany<Other, M, Rows, Columns...>&& other)
        : rows_(std::forward<Rows>(other.rows_)),
          node_(std::move(other.node_)),
          batch_(other.batch_),
          is_plain_(false) {}

    template <class S, class Reader>
    [[nodiscard]] std::vector<S> read() {
        RowBuffer buffer(row_type<S>);
        const RowSink sink = sink_into<S, Reader>(buffer);
        run(node_, [&](const ManyRows& rows) { return insert_many_rows(rows, sink), 0; });
        return take_rows<S>(buffer);
    }

    Rows rows_;
    NodeRef node_;
    std::size_t batch_ = 0;
    bool is_plain_ = true;

private:
    template <class, class, class, class...>
    friend class WritingMany;

    template <class Insert>
    std::int64_t run(const NodeRef& insert, Insert operation) {
        RowCursor<M, Range, Row> next(rows_);
        if constexpr (Row::is_whole) {
            return operation(ManyRows{description<M>(), insert, nullptr, batch_, next});
        } else {
            static constexpr ColumnSet given = Row::given();
            return operation(ManyRows{description<M>(), insert, &given, batch_, next});
        }
    }
    [[nodiscard]] Self& self() noexcept { return static_cast<Self&>(*this); }
};

}  // namespace detail

/// The rows that an INSERT of many rows gives back. Each time it is read it inserts them again.
template <class R, class M, class Rows, class... Columns>
class PEWIT_NEEDS("it does nothing before it is read: .all() ...") ReturningMany
    : private detail::WritingMany<ReturningMany<R, M, Rows, Columns...>, M, Rows, Columns...> {
    using Base = detail::WritingMany<ReturningMany, M, Rows, Columns...>;

public:
    using Row = R;
    template <class Insertion>
    explicit ReturningMany(Insertion&& insertion) : Base(std::move(insertion)) {}

    [[nodiscard]] std::vector<R> all() { return this->template read<R, detail::RowReader<R>>(); }
    /// As a struct with one member for each entry in their order, or as a tuple.
    template <class S>
    [[nodiscard]] std::vector<S> into() {
        return this->template read<S, typename detail::Into<S, R>::Reader>();
    }
    [[nodiscard]] detail::OwnedRows<R> begin() { return detail::OwnedRows<R>(all()); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    template <class, class, class, class...>
    friend class detail::WritingMany;
};

template <class M, class Rows, class... Columns>
class UpsertMany;

/// An INSERT of many rows, not yet run. Rows is a reference when the range is borrowed: it must live until
/// execute() returns.
template <class M, class Rows, class... Columns>
class PEWIT_NEEDS("it does nothing before .execute()") InsertMany
    : public detail::WritingMany<InsertMany<M, Rows, Columns...>, M, Rows, Columns...> {
    using Base = detail::WritingMany<InsertMany, M, Rows, Columns...>;

public:
    explicit InsertMany(Rows&& rows) : Base(std::forward<Rows>(rows)) {}

    /// As with insert().
    template <class... Targets>
    detail::OnConflict<InsertMany, UpsertMany<M, Rows, Columns...>> on_conflict(
        const Targets&... targets) && {
        this->is_plain_ = false;
        return {std::move(*this), detail::conflict_targets<M>(targets...)};
    }
    /// SQLite's `INSERT OR …`. Errors, when the query runs: NotSupportedError on PostgreSQL.
    InsertMany or_(Resolve resolution) && {
        this->is_plain_ = false;
        detail::set_resolution(this->node_, resolution);
        return std::move(*this);
    }

private:
    friend detail::OnConflict<InsertMany, UpsertMany<M, Rows, Columns...>>;
};

/// An INSERT of many rows that updates the rows it meets instead.
template <class M, class Rows, class... Columns>
class PEWIT_NEEDS("it does nothing before .execute()") UpsertMany
    : public detail::WritingMany<UpsertMany<M, Rows, Columns...>, M, Rows, Columns...>,
      public detail::Updating<UpsertMany<M, Rows, Columns...>, M> {
    using Base = detail::WritingMany<UpsertMany, M, Rows, Columns...>;

public:
    explicit UpsertMany(InsertMany<M, Rows, Columns...>&& insert) : Base(std::move(insert)) {}

private:
    friend detail::Updating<UpsertMany, M>;
};

template <class Self, class M, class Rows, class... Columns>
template <class... Items>
requires(sizeof...(Items)
         > 0) auto detail::WritingMany<Self, M, Rows, Columns...>::returning(const Items&... items) && {
    set_returning(node_, items...);
    return ReturningMany<row_of_t<Items...>, M, Rows, Columns...>(std::move(*this));
}

}  // namespace pewit
