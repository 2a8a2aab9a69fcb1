/// One value of a result row, as a driver hands it over: no boxing, no copy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pewit::detail {

enum class CellKind : std::uint8_t {
    null,
    integer,
    real,
    text,
    blob,
    decimal,  ///< an exact number, in digits: PostgreSQL's numeric
    array,    ///< PostgreSQL's
};

struct ArrayValue;

/// Text and blob point into the driver's row and live until the statement's next step or reset.
struct Cell {
    CellKind kind = CellKind::null;
    union {
        std::int64_t integer = 0;
        double real;
        const char* bytes;  ///< text (not zero-terminated) or blob
        const ArrayValue* array;
    };
    std::size_t size = 0;  ///< of text, blob or decimal, in bytes

    [[nodiscard]] bool is_null() const noexcept { return kind == CellKind::null; }
    [[nodiscard]] std::string_view text() const noexcept { return {bytes, size}; }
};

/// Lives as long as the cell's text would. An array of several dimensions has arrays as elements.
struct ArrayValue {
    const Cell* elements = nullptr;
    std::size_t count = 0;
    std::string_view text = {};  ///< the whole of it, as the engine writes it
};

/// Why a C++ value can't become a column's value, or a column's value a C++ value.
/// Returned, not thrown, by the code that knows types; turned into a DataError that names table and
/// column by the code that knows those.
enum class Fault : std::uint8_t {
    none,
    null,          ///< NULL for a type that is not optional
    wrong_kind,    ///< text where a number is needed, …
    out_of_range,  ///< a number that the type can't hold
    not_a_number,  ///< NaN, which SQLite would store as NULL
    bad_text,      ///< invalid UTF-8
    embedded_nul,  ///< a NUL inside text, which PostgreSQL would cut
    bad_format,    ///< text that is no date, decimal, UUID, JSON, enumerator, …
    too_long,      ///< longer than max_length, or than the engine allows
    null_element,  ///< a NULL in a list whose elements are not optional
    bad_element,   ///< an element of another kind, as a list in a list
    no_arrays,     ///< the engine has no arrays
};

}  // namespace pewit::detail
