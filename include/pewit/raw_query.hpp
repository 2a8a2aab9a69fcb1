/// A whole query as raw SQL, whose rows are read into models.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/owned_rows.hpp>
#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/rows_by_name.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/error.hpp>
#include <pewit/stream.hpp>
#include <pewit/value.hpp>

namespace pewit {

namespace detail {

struct RawSql {
    ModelAccessor model;  ///< whose database it is sent to
    std::string text;
    std::vector<Value> parameters;
};

/// The columns to be read, in the order in which a sink takes them.
struct RawColumns {
    const ModelDescription* model = nullptr;  ///< its columns; or
    const std::string_view* names = nullptr;  ///< columns of these names; or, without either,
    std::size_t count = 0;                    ///< so many by position
};

/// Errors: DataError when a column is not there, or is there twice, and when a value does not fit; ProgrammingError when
/// the statement has another number of parameters, or of columns by position.
void run_raw(const RawSql& sql, const RawColumns& columns, const RowSink& sink);
bool run_raw_first(const RawSql& sql, const RawColumns& columns, const RowSink& sink);
[[nodiscard]] RowStream raw_stream(const RawSql& sql, const RawColumns& columns);

template <ModelRow M>
[[nodiscard]] RawColumns raw_columns_of() noexcept {
    return {&description<M>(), nullptr, description<M>().columns.size()};
}

/// How many members the aggregate S has.
template <class S, std::size_t N = 1>
consteval std::size_t count_members() {
    constexpr bool is_small = N <= 12;
    static_assert(is_small, "into<S>() takes values, tuples, models, and structs of at most 12 members");
    if constexpr (!is_small || has_members_v<S, N>) {
        return N;
    } else {
        return count_members<S, N + 1>();
    }
}

template <class S>
struct RawReader : StructReader<S, count_members<S>()> {};
template <class S>
requires requires(const Cell* cells, S& row) { RowReader<S>::read(cells, row); }
struct RawReader<S> : RowReader<S> {};

/// Reads the members that PEWIT_ROW lists, in its order.
template <class S>
struct MemberReader {
    static constexpr auto names = std::apply(
        [](const auto&... members) {
            return std::array<std::string_view, sizeof...(members)>{members.name...};
        },
        S::pewit_row_members());
    static constexpr std::size_t width() noexcept { return names.size(); }
    static RowFault read(const Cell* cells, S& row) {
        return std::apply([&](const auto&... members) { return read_parts(cells, row.*members.member...); },
                          S::pewit_row_members());
    }
};

}  // namespace detail

/// What `Model::raw("…", parameters)` gives: a query whose rows are models, each column found by its name, in SQL or in C++.
/// Columns that are no column of the model are passed over. A value: copy it, keep it, run it many times; each call runs it anew.
///
/// SQL: the text, sent verbatim, with the engine's own placeholders; the parameters are bound. Never put user input into it.
/// Errors: DataError, naming table and column, when a column of the model is missing (an object without it would write its default
/// over what is stored) or there twice, or a value does not fit: for some columns alone read a struct or a tuple by into();
/// ProgrammingError when the number of parameters is another; TransactionStateError for control words in a frame.
template <class M>
class RawQuery {
public:
    using Row = M;

    RawQuery(std::string_view sql, std::vector<Value> parameters)
        : sql_{&detail::description<M>, std::string(sql), std::move(parameters)} {}

    [[nodiscard]] std::vector<M> all() const {
        return rows_into<M, detail::RowReader<M>>(detail::raw_columns_of<M>());
    }
    /// The first row, or nothing. The text is sent as it is: it says LIMIT 1 itself, where rows cost much.
    [[nodiscard]] std::optional<M> first() const {
        std::optional<M> row;
        detail::run_raw_first(sql_, detail::raw_columns_of<M>(),
                              detail::sink_into_one<M, detail::RowReader<M>>(row));
        return row;
    }
    /// The first row. Errors: DoesNotExist when there is none.
    [[nodiscard]] M get() const {
        std::optional<M> row = first();
        if (!row) detail::throw_no_row(detail::description<M>());
        return *std::move(row);
    }
    /// Rows as values, tuples, structs or other models, by position; a model has all its columns there.
    template <class S>
    [[nodiscard]] std::vector<S> into() const {
        using Reader = detail::RawReader<S>;
        return rows_into<S, Reader>({nullptr, nullptr, Reader::width()});
    }
    /// Rows as a struct that names its members by PEWIT_ROW, or as another model, by name.
    template <class S>
    [[nodiscard]] std::vector<S> into_by_name() const {
        constexpr bool has_names = detail::NamedRow<S> || detail::ModelRow<S>;
        static_assert(has_names, "into_by_name<S>(): S must list its members by PEWIT_ROW(S, ..)");
        if constexpr (detail::ModelRow<S>) {
            return rows_into<S, detail::RowReader<S>>(detail::raw_columns_of<S>());
        } else if constexpr (has_names) {
            using Reader = detail::MemberReader<S>;
            return rows_into<S, Reader>({nullptr, Reader::names.data(), Reader::names.size()});
        } else {
            return {};
        }
    }
    /// Rows one by one, in constant memory; see Stream.
    [[nodiscard]] Stream<M> stream() const {
        return Stream<M>(detail::raw_stream(sql_, detail::raw_columns_of<M>()));
    }
    /// Range-for reads all rows first, so the loop's body may use the same connection.
    [[nodiscard]] detail::OwnedRows<M> begin() const { return detail::OwnedRows<M>(all()); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }

private:
    template <class S, class Reader>
    [[nodiscard]] std::vector<S> rows_into(const detail::RawColumns& columns) const {
        detail::RowBuffer rows(detail::row_type<S>);
        detail::run_raw(sql_, columns, detail::sink_into<S, Reader>(rows));
        return detail::take_rows<S>(rows);
    }

    detail::RawSql sql_;
};

}  // namespace pewit
