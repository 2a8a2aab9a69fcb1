/// The SQL of single rows: text for a model's INSERT, UPDATE, SELECT and DELETE by key.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pewit/detail/column_set.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

class Dialect;

/// Text with numbered parameters, in the order of their placeholders.
class RowSql {
public:
    explicit RowSql(const Dialect& dialect) noexcept : dialect_(dialect) {}

    RowSql& text(std::string_view words) {
        text_ += words;
        return *this;
    }
    RowSql& name(std::string_view identifier);
    RowSql& table(const ModelDescription& model);
    RowSql& parameter();
    /// A parameter that is an array of what the column really holds, whatever the model calls it.
    RowSql& array(const ModelDescription& model, const ColumnDescription& column);
    /// `"a" = ? AND "b" = ?`
    RowSql& key_condition(const ModelDescription& model);
    /// `"a", "b"`: all columns, or some.
    RowSql& columns(const ModelDescription& model);
    RowSql& columns(const ModelDescription& model, const ColumnSet& some);

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    const Dialect& dialect_;
    std::string text_;
    int parameters_ = 0;
};

[[nodiscard]] ColumnSet all_columns(const ModelDescription& model);

/// INSERT of these columns of so many rows; DEFAULT VALUES when there is no column. `returning` may be empty.
[[nodiscard]] std::string insert_sql(const Dialect& dialect, const ModelDescription& model,
                                     const ColumnSet& columns, std::size_t rows, const ColumnSet& returning);
/// COPY into these columns.
[[nodiscard]] std::string copy_sql(const Dialect& dialect, const ModelDescription& model,
                                   const ColumnSet& columns);
/// UPDATE of these columns by key. The version, if the model has one, is set last and compared last.
[[nodiscard]] std::string update_sql(const Dialect& dialect, const ModelDescription& model,
                                     const ColumnSet& columns);
/// INSERT and UPDATE of many rows, with an array for each parameter (Abilities::unnest): of these columns, in their order;
/// for an UPDATE followed by the new version, the key and the old version. Rows are inserted in the arrays' order.
[[nodiscard]] std::string insert_arrays_sql(const Dialect& dialect, const ModelDescription& model,
                                            const ColumnSet& columns, const ColumnSet& returning);
[[nodiscard]] std::string update_arrays_sql(const Dialect& dialect, const ModelDescription& model,
                                            const ColumnSet& columns);
[[nodiscard]] std::string select_by_key_sql(const Dialect& dialect, const ModelDescription& model);
/// DELETE by key. `versioned`: the version, if the model has one, is compared too, last.
[[nodiscard]] std::string delete_by_key_sql(const Dialect& dialect, const ModelDescription& model,
                                            bool versioned);

}  // namespace pewit::detail
