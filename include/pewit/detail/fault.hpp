/// From a Fault to the DataError that names the column.
#pragma once

#include <cstddef>
#include <string_view>

#include <pewit/detail/cell.hpp>

namespace pewit::detail {

/// Where a Fault happened. What is not known stays empty.
struct FaultPlace {
    std::string_view table = {};
    std::string_view column = {};
    std::string_view type = {};       ///< the C++ type, as type_name<T>() tells it
    bool writing = false;             ///< binding a parameter; else reading a result
    CellKind found = CellKind::null;  ///< when reading: what the database holds
    std::size_t entry = 0;  ///< when reading what has no name: its number in the select list, from 1
    bool takes_nullable =
        false;  ///< when reading: would pewit::nullable() in the select list help against NULL?
    std::string_view sql = {};
};

/// Throws a DataError such as `cannot read column "users"."age" as int16_t: the stored value is out of
/// range`, or a NotSupportedError for what the engine does not have. The message never holds a value, neither bound nor stored.
[[noreturn]] void throw_fault(Fault fault, const FaultPlace& place);

}  // namespace pewit::detail
