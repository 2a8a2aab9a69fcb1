/// From a result's row to cells, by the columns' types.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/cell.hpp>

namespace pewit::detail {

/// Integers, floating-point numbers, booleans (as 0 and 1), bytea, and arrays of those and of what pewit stores as text;
/// whatever else there is comes as its text. A numeric without a fraction that fits is an integer.
class RowReader {
public:
    /// Looks at the types of the result's columns.
    void prepare(const PGresult* result);
    /// Text and blobs live until the result is cleared or the next row is read.
    const Cell* read(const PGresult* result, int row);

private:
    enum class Form : std::uint8_t { text, integer, real, real4, boolean, bytes, numeric };
    struct Column {
        Form form = Form::text;
        bool is_array = false;
    };
    /// The cells of one array of the row.
    struct Elements {
        ArrayValue value;
        std::vector<Cell> cells;
        std::string text;  ///< of the elements, without quotes
    };
    static Form form_of(Oid type) noexcept;
    static Column column_of(Oid type) noexcept;
    void fill(Cell& cell, Form form, const char* begin, std::size_t size);
    void fill_array(Cell& cell, Form form, std::string_view text);
    void fill_bytes(Cell& cell, const char* begin, std::size_t size);

    std::vector<Column> columns_;
    std::vector<Cell> cells_;
    std::vector<std::vector<char>> decoded_;  ///< of the row's blobs
    std::size_t blobs_ = 0;
    std::vector<std::unique_ptr<Elements>> arrays_;  ///< of the row
    std::size_t arrays_used_ = 0;
};

}  // namespace pewit::detail
