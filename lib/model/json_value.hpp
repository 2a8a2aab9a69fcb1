/// A column's value as JSON.
#pragma once

#include <string>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Errors: DataError for what JSON has not.
void append_json_value(std::string& out, const ModelDescription& model, const ColumnDescription& column,
                       const void* row);

/// Throws the DataError for a value that does not fit between JSON and the column.
[[noreturn]] void throw_json_fault(const ModelDescription& model, const ColumnDescription& column,
                                   Fault fault);

}  // namespace pewit::detail
