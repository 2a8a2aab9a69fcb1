/// Eight bytes that stand for a column's value.
#pragma once

#include <cstdint>
#include <optional>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Of the value as it would be sent; nothing when it does not fit the column, as one may that was read.
[[nodiscard]] std::optional<std::uint64_t> fingerprint_of(const ColumnDescription& column, const void* row);

}  // namespace pewit::detail
