/// Model objects to parameters, and the errors of that.
#pragma once

#include <span>

#include <pewit/detail/column_set.hpp>
#include <pewit/detail/description.hpp>
#include <pewit/detail/statement.hpp>

namespace pewit::detail {

/// Errors: DataError that names the column.
[[noreturn]] void throw_bind_fault(Fault fault, const ModelDescription& model,
                                   const ColumnDescription& column, const Statement* statement);

inline void bind_column(const ModelDescription& model, const ColumnDescription& column, Statement& statement,
                        int index, const void* row) {
    const Fault fault = column.bind(statement, index, row);
    if (fault != Fault::none) [[unlikely]]
        throw_bind_fault(fault, model, column, &statement);
}

/// Binds these columns, which follow each other, from `index` on; returns the next index.
inline int bind_range(const ModelDescription& model, std::span<const ColumnDescription> columns,
                      Statement& statement, int index, const void* row) {
    for (const ColumnDescription& column : columns)
        bind_column(model, column, statement, index++, row);
    return index;
}

/// Binds these columns from `index` on; returns the next index.
int bind_columns(const ModelDescription& model, const ColumnSet& columns, Statement& statement, int index,
                 const void* row);
/// The same for the key.
int bind_key(const ModelDescription& model, Statement& statement, int index, const void* row);

/// Errors: DataError that names the column.
void read_column(const ModelDescription& model, const ColumnDescription& column, const Cell& cell, void* row);

/// The value of the version column, of any integer type.
[[nodiscard]] std::int64_t version_of(const ModelDescription& model, const void* row);
void set_version(const ModelDescription& model, void* row, std::int64_t version);

/// only_save_dirty: what the object holds is what the database holds. Nothing for other models.
void remember_row(const ModelDescription& model, void* row);
void remember_columns(const ModelDescription& model, const ColumnSet& columns, void* row);
/// only_save_dirty: the columns that differ from what was remembered; all when nothing was.
[[nodiscard]] ColumnSet dirty_columns(const ModelDescription& model, void* row);

}  // namespace pewit::detail
