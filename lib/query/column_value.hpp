/// A column's value in a model object as a literal of a query.
#pragma once

#include <pewit/detail/description.hpp>
#include <pewit/detail/operand.hpp>

namespace pewit::detail {

[[nodiscard]] inline NodeRef record_column(const ColumnDescription& column, const void* row) {
    struct Value {
        const ColumnDescription* column;
        const void* row;
    } const value{&column, row};
    return record_value(
        [](Statement& statement, int index, const void* self) {
            const auto& source = *static_cast<const Value*>(self);
            return source.column->bind(statement, index, source.row);
        },
        &value, column.type);
}

}  // namespace pewit::detail
