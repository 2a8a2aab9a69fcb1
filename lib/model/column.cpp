/// Errors about a column's value that are found before there is a statement.
#include <pewit/detail/column.hpp>

#include <pewit/detail/fault.hpp>

namespace pewit::detail {

void throw_out_of_range(const ColumnRef& column) {
    FaultPlace place;
    place.table = column.model().table;
    place.column = column.description().name;
    place.type = column.description().type_name;
    place.writing = true;
    throw_fault(Fault::out_of_range, place);
}

}  // namespace pewit::detail
