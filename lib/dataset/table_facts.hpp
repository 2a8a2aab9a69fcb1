/// Which columns a table has now, and what they take.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pewit/dataset.hpp>
#include <pewit/detail/description.hpp>
#include <pewit/detail/execution.hpp>

namespace pewit::detail {

struct ColumnFacts {
    TableColumn column;
    std::optional<SqlType> type;  ///< nothing for a type that pewit does not know
};

/// What the database tells when it is asked. Borrows the table's name.
class TableFacts {
public:
    TableFacts(const SessionLease& lease, std::string_view table);

    [[nodiscard]] std::string_view table() const noexcept { return table_; }
    [[nodiscard]] bool exists() const noexcept { return !columns_.empty(); }
    [[nodiscard]] const std::vector<ColumnFacts>& columns() const noexcept { return columns_; }
    /// As the engine compares names. nullptr when there is none.
    [[nodiscard]] const ColumnFacts* find(std::string_view name) const noexcept;
    /// Errors: ProgrammingError, naming table and column, when there is none.
    [[nodiscard]] const ColumnFacts& at(std::string_view name) const;
    /// The key, if it is one column of integers.
    [[nodiscard]] const ColumnFacts* integer_key() const noexcept;

    /// Errors: DataError, naming table and column, when the value can't be in the column.
    void check(const ColumnFacts& column, const Value& value) const;
    [[noreturn]] void refuse(std::string_view column, const Value& value, Fault fault) const;

private:
    std::string_view table_;
    bool ignores_case_;
    std::vector<ColumnFacts> columns_;
};

/// What a column for values of this type is made of: integers of any width are bigint, and so on.
[[nodiscard]] SqlType column_type_for(SqlType value) noexcept;

}  // namespace pewit::detail
