/// Eight bytes that stand for a column's value.
#pragma once

#include <cstdint>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Of the value as it would be sent. Errors: DataError when it does not fit.
[[nodiscard]] std::uint64_t fingerprint_of(const ModelDescription& model, const ColumnDescription& column,
                                           const void* row);

}  // namespace pewit::detail
