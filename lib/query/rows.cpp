/// Reading rows.
#include <pewit/detail/rows.hpp>

#include <string>

#include <pewit/error.hpp>

#include "model/bind.hpp"

namespace pewit::detail {

RowFault read_model(const ModelDescription& model, const Cell* cells, void* object) {
    std::uint16_t cell = 0;
    for (const ColumnDescription& column : model.columns) {
        const Fault fault = column.read(cells[cell], object);
        if (fault != Fault::none) return {fault, cell};
        ++cell;
    }
    remember_row(model, object);
    return {};
}

bool are_all_null(const Cell* cells, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
        if (!cells[i].is_null()) return false;
    }
    return true;
}

void check_width(const Statement& statement, std::size_t width) {
    const int count = statement.column_count();
    if (count < 0 || static_cast<std::size_t>(count) == width) return;
    throw ProgrammingError("the result has " + std::to_string(statement.column_count()) + " columns, but "
                               + std::to_string(width) + " are to be read",
                           {.code = ErrorCode::misuse, .sql = std::string(statement.sql())});
}

}  // namespace pewit::detail
