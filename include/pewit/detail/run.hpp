/// Runs queries; all that typed queries leave to the library.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

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
bool find_first(const Operand& table, std::initializer_list<Operand> conditions, const RowSink& sink);
/// Errors: DoesNotExist when there was none.
void get_first(const Operand& table, std::initializer_list<Operand> conditions, const RowSink& sink);
/// Rows changed.
std::int64_t run_changes(const NodeRef& statement);

/// For the database that is current: the statement's model's, or the thread's.
[[nodiscard]] SqlText sql_text(const NodeRef& statement);
[[nodiscard]] SqlText sql_text(const NodeRef& statement, const Dialect& dialect);

[[noreturn]] void throw_no_row(const NodeRef& statement);
[[noreturn]] void throw_no_row(const ModelDescription& model);

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
