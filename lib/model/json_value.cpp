#include "model/json_value.hpp"

#include <cmath>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>

#include "model/captured_value.hpp"
#include "model/json_text.hpp"

namespace pewit::detail {
void append_json_value(std::string& out, const ModelDescription& model, const ColumnDescription& column,
                       const void* row) {
    const CapturedValue captured(model, column, row);
    const Cell cell = captured.cell();
    switch (cell.kind) {
    case CellKind::null:
        out += "null";
        return;
    case CellKind::integer:
        if (column.type == SqlType::boolean) {
            out += cell.integer != 0 ? "true" : "false";
            return;
        }
        return append_number(out, cell.integer);
    case CellKind::real:
        if (!std::isfinite(cell.real)) throw_json_fault(model, column, Fault::out_of_range);
        return append_number(out, cell.real);
    case CellKind::blob:
        out += '"';
        append_base64(out, cell.text());
        out += '"';
        return;
    default:
        break;
    }
    if (column.type == SqlType::json) {
        out += cell.text();
    } else {
        append_json_string(out, cell.text());
    }
}

void throw_json_fault(const ModelDescription& model, const ColumnDescription& column, Fault fault) {
    if (fault == Fault::wrong_kind) {  // what throw_fault() tells of it is about a stored value
        throw DataError(
            "model_from_json() of " + std::string(model.name) + ": column \"" + std::string(column.name)
                + "\" takes no JSON value of that kind",
            {.code = ErrorCode::data, .table = std::string(model.table), .column = std::string(column.name)});
    }
    FaultPlace place;
    place.table = model.table;
    place.column = column.name;
    place.type = column.type_name;
    throw_fault(fault, place);
}

}  // namespace pewit::detail
