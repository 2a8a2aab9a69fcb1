/// The ways to read the rows of a query.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/owned_rows.hpp>
#include <pewit/detail/query_base.hpp>
#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/detail/rows_by_name.hpp>
#include <pewit/detail/run.hpp>
#include <pewit/detail/select_items.hpp>
#include <pewit/value.hpp>

namespace pewit {

/// What every query with rows of type R can do to be read. Each call runs the query anew.
///
/// Errors: ProgrammingError before the database is asked, when a column's table is not in FROM;
/// DataError, naming table and column, when a value does not fit R; any other DatabaseError.
/// Threads: uses this thread's connection; queries themselves may be shared freely.
template <class Query, class R>
class Readable {
public:
    using Row = R;

    /// Every row.
    [[nodiscard]] std::vector<R> all() const {
        return detail::read_rows<R, detail::RowReader<R>, true>(static_cast<const Query&>(*this).node());
    }
    /// Every row, as a struct with one member for each entry of the select list in its order, or as a tuple.
    template <class S>
    [[nodiscard]] std::vector<S> into() const {
        return detail::read_rows<S, typename detail::Into<S, R>::Reader, std::is_same_v<S, R>>(
            static_cast<const Query&>(*this).node());
    }
    /// Every row, as a struct that names its members by PEWIT_ROW: each gets the entry of the select list that goes by its
    /// name, `.as("name")` or a column; other entries are left out.
    /// Errors: DataError, before the database is asked, that names a member without an entry, or with several.
    template <class S>
    [[nodiscard]] std::vector<S> into_by_name() const {
        constexpr bool has_names = detail::NamedRow<S>;
        static_assert(has_names, "into_by_name<S>(): S must list its members by PEWIT_ROW(S, ..)");
        if constexpr (has_names) {
            detail::RowsByName<S> rows(static_cast<const Query&>(*this).node());
            detail::run_rows(static_cast<const Query&>(*this).node(), rows.sink());
            return detail::take_rows<S>(rows.rows);
        } else {
            return {};
        }
    }
    /// Range-for reads all rows first, so the loop's body may use the same connection.
    [[nodiscard]] detail::OwnedRows<R> begin() const { return detail::OwnedRows<R>(all()); }
    [[nodiscard]] static detail::RowsEnd end() noexcept { return {}; }
};

}  // namespace pewit
