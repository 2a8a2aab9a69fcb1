/// Runs queries; all that typed queries leave to the library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/value.hpp>

namespace pewit::detail {

class Dialect;

/// Runs the statement and hands every row to the sink. A statement that writes is run to its end before
/// it returns, whatever it returns.
/// Errors: ProgrammingError or NotSupportedError before the database is asked; DataError when a row does
/// not fit the sink; any DatabaseError.
void run_rows(const NodeRef& statement, const RowSink& sink);
/// At most one row; false when there was none.
bool run_first(const NodeRef& select, const RowSink& sink);
/// The first row of the table that meets the conditions.
bool find_first(const Operand& table, const Operand* conditions, std::size_t count, const RowSink& sink);
/// Errors: DoesNotExist when there was none.
void get_first(const Operand& table, const Operand* conditions, std::size_t count, const RowSink& sink);
/// How many rows the query has; whether it has one.
[[nodiscard]] std::int64_t count_rows(const NodeRef& select);
[[nodiscard]] bool has_rows(const NodeRef& select);
/// Rows changed.
std::int64_t run_changes(const NodeRef& statement);

/// For the database that is current: the statement's model's, or the thread's.
[[nodiscard]] SqlText sql_text(const NodeRef& statement);
[[nodiscard]] SqlText sql_text(const NodeRef& statement, const Dialect& dialect);

[[noreturn]] void throw_no_row(const NodeRef& statement);
[[noreturn]] void throw_no_row(const ModelDescription& model);

// These are one function for each type of row, not inlined: a query is compiled faster when it only calls them.

/// All rows. `fills`: they are of the query's own type, whose keys `.with(…)` fills.
template <class R, class Reader, bool fills>
[[nodiscard, gnu::noinline]] std::vector<R> read_rows(const NodeRef& statement) {
    RowBuffer rows(row_type<R>);
    RowSink sink = sink_into<R, Reader>(rows);
    if constexpr (!fills) sink.last = nullptr;
    run_rows(statement, sink);
    return take_rows<R>(rows);
}
template <class R>
[[nodiscard, gnu::noinline]] std::optional<R> read_first(const NodeRef& select) {
    R row{};
    if (!run_first(select, sink_into_object<R, RowReader<R>>(row))) return std::nullopt;
    return std::optional<R>(std::in_place, static_cast<R&&>(row));
}
template <class M>
[[nodiscard, gnu::noinline]] std::optional<M> find_row(const Operand* conditions, std::size_t count) {
    M row{};
    const bool found = find_first(table_operand(&description<M>, nullptr), conditions, count,
                                  sink_into_object<M, RowReader<M>>(row));
    if (!found) return std::nullopt;
    return std::optional<M>(std::in_place, static_cast<M&&>(row));
}
template <class M>
[[nodiscard, gnu::noinline]] M get_row(const Operand* conditions, std::size_t count) {
    M row{};
    get_first(table_operand(&description<M>, nullptr), conditions, count,
              sink_into_object<M, RowReader<M>>(row));
    return row;
}

/// A run that hands out its rows one by one.
class RowStream {
public:
    struct State;  ///< lib/query/row_stream.hpp

    explicit RowStream(NodeRef statement, std::size_t width);
    explicit RowStream(std::unique_ptr<State> state) noexcept;
    RowStream(RowStream&&) noexcept;
    RowStream& operator=(RowStream&&) noexcept;
    ~RowStream();

    /// nullptr after the last.
    [[nodiscard]] const Cell* next();
    /// Fills the keys of the row that was read from the latest cells, as `.with(…)` says.
    [[nodiscard]] RowFault fill(void* row);
    [[noreturn]] void throw_fault(const RowFault& fault, const Cell& cell) const;

private:
    std::unique_ptr<State> state_;
};

}  // namespace pewit::detail
