/// A decimal taken apart for calculation.
#pragma once

#include <cstddef>
#include <string>

#include <pewit/decimal.hpp>

namespace pewit::detail {

/// (negative ? -1 : 1) * digits / 10^scale; leading zeros are allowed, "" is 0.
struct DecimalDigits {
    bool negative = false;
    std::string digits;
    std::size_t scale = 0;

    [[nodiscard]] static DecimalDigits of(const Decimal& value);

    [[nodiscard]] bool fits() const noexcept;
    /// In canonical form. Errors: DataError if it does not fit.
    [[nodiscard]] Decimal to_decimal() const;
};

}  // namespace pewit::detail
