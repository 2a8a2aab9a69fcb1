#include "postgres/row_reader.hpp"

#include <charconv>

#include "postgres/array_scan.hpp"

namespace pewit::detail {
namespace {

void fill_text(Cell& cell, const char* begin, std::size_t size) noexcept {
    cell.kind = CellKind::text;
    cell.bytes = begin;
    cell.size = size;
}

template <class T>
bool parse(const char* begin, std::size_t size, T& value) noexcept {
    const auto [end, error] = std::from_chars(begin, begin + size, value);
    return error == std::errc{} && end == begin + size;
}

/// `Infinity`, `-Infinity` and `NaN` are words that from_chars knows.
template <class T>
void fill_real(Cell& cell, const char* begin, std::size_t size) noexcept {
    T value{};
    if (!parse(begin, size, value)) return fill_text(cell, begin, size);
    cell.kind = CellKind::real;
    cell.real = static_cast<double>(value);
}

/// What every integer but the longest is: a sign, perhaps, and up to 18 digits.
bool parse_short(const char* begin, std::size_t size, std::int64_t& value) noexcept {
    const bool negative = size > 0 && *begin == '-';
    const char* const end = begin + size;
    if (negative) ++begin;
    if (begin == end || end - begin > 18) return false;
    std::int64_t sum = 0;
    for (; begin != end; ++begin) {
        const auto digit = static_cast<unsigned>(*begin - '0');
        if (digit > 9) return false;
        sum = sum * 10 + digit;
    }
    value = negative ? -sum : sum;
    return true;
}

void fill_integer(Cell& cell, const char* begin, std::size_t size) noexcept {
    std::int64_t value = 0;
    if (!parse_short(begin, size, value) && !parse(begin, size, value)) return fill_text(cell, begin, size);
    cell.kind = CellKind::integer;
    cell.integer = value;
}

unsigned hex_digit(char c) noexcept {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/// Of an array type, those that pewit makes and their kin; 0 for what is no such array.
Oid element_type(Oid array) noexcept {
    switch (array) {
    case 1000:
        return 16;  // bool
    case 1001:
        return 17;  // bytea
    case 1005:
        return 21;  // int2
    case 1007:
        return 23;  // int4
    case 1016:
        return 20;  // int8
    case 1028:
        return 26;  // oid
    case 1021:
        return 700;  // float4
    case 1022:
        return 701;  // float8
    case 1231:
        return 1700;  // numeric
    case 1003:        // name
    case 1009:        // text
    case 1014:        // bpchar
    case 1015:        // varchar
    case 199:         // json
    case 3807:        // jsonb
    case 1115:        // timestamp
    case 1182:        // date
    case 1183:        // time
    case 1185:        // timestamptz
    case 2951:        // uuid
        return 25;    // text
    default:
        return 0;
    }
}

}  // namespace

/// The numbers are PostgreSQL's for ever: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
RowReader::Form RowReader::form_of(Oid type) noexcept {
    switch (type) {
    case 16:
        return Form::boolean;
    case 17:
        return Form::bytes;
    case 20:  // int8
    case 21:  // int2
    case 23:  // int4
    case 26:  // oid
        return Form::integer;
    case 700:
        return Form::real4;
    case 701:
        return Form::real;
    case 1700:
        return Form::numeric;
    default:
        return Form::text;
    }
}

RowReader::Column RowReader::column_of(Oid type) noexcept {
    const Oid element = element_type(type);
    return {form_of(element != 0 ? element : type), element != 0};
}

void RowReader::prepare(const PGresult* result) {
    const auto count = static_cast<std::size_t>(PQnfields(result));
    columns_.resize(count);
    cells_.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        columns_[i] = column_of(PQftype(result, static_cast<int>(i)));
}

const Cell* RowReader::read(const PGresult* result, int row) {
    blobs_ = 0;
    arrays_used_ = 0;
    const int count = static_cast<int>(cells_.size());
    for (int i = 0; i < count; ++i) {
        Cell& cell = cells_[static_cast<std::size_t>(i)];
        const int size = PQgetlength(result, row, i);
        const Column column = columns_[static_cast<std::size_t>(i)];
        const char* value = PQgetvalue(result, row, i);
        if (size == 0 && PQgetisnull(result, row, i) != 0) {
            cell.kind = CellKind::null;
        } else if (column.is_array) {
            fill_array(cell, column.form, {value, static_cast<std::size_t>(size)});
        } else {
            fill(cell, column.form, value, static_cast<std::size_t>(size));
        }
    }
    return cells_.data();
}

void RowReader::fill(Cell& cell, Form form, const char* begin, std::size_t size) {
    switch (form) {
    case Form::text:
        return fill_text(cell, begin, size);
    case Form::integer:
        return fill_integer(cell, begin, size);
    case Form::real:
        return fill_real<double>(cell, begin, size);
    case Form::real4:
        return fill_real<float>(cell, begin, size);
    case Form::boolean:
        cell.kind = CellKind::integer;
        cell.integer = *begin == 't' ? 1 : 0;
        return;
    case Form::bytes:
        return fill_bytes(cell, begin, size);
    case Form::numeric:
        fill_integer(cell, begin, size);
        if (cell.kind == CellKind::text) cell.kind = CellKind::decimal;
        return;
    }
}

void RowReader::fill_array(Cell& cell, Form form, std::string_view text) {
    if (arrays_used_ == arrays_.size()) arrays_.push_back(std::make_unique<Elements>());
    Elements& elements = *arrays_[arrays_used_++];
    elements.cells.clear();
    elements.text.clear();
    elements.text.reserve(text.size());  // so that it stays where it is
    ArrayScanner scan{text, elements.text};
    for (ArrayScanner::Element each = scan.next(); !each.is_end; each = scan.next()) {
        Cell& element = elements.cells.emplace_back();
        if (each.is_list) {
            static constexpr ArrayValue inner;
            element.kind = CellKind::array;
            element.array = &inner;
        } else if (!each.is_null) {
            fill(element, form, each.text.data(), each.text.size());
        }
    }
    elements.value = {elements.cells.data(), elements.cells.size(), text};
    cell.kind = CellKind::array;
    cell.array = &elements.value;
}

/// `\x00ff`, since the session's bytea_output is hex.
void RowReader::fill_bytes(Cell& cell, const char* begin, std::size_t size) {
    if (size < 2 || begin[0] != '\\' || begin[1] != 'x') return fill_text(cell, begin, size);
    if (decoded_.size() == blobs_) decoded_.emplace_back();
    std::vector<char>& bytes = decoded_[blobs_++];
    bytes.resize((size - 2) / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const unsigned high = hex_digit(begin[2 + 2 * i]);
        bytes[i] = static_cast<char>((high << 4U) | hex_digit(begin[3 + 2 * i]));
    }
    cell.kind = CellKind::blob;
    cell.bytes = bytes.data();
    cell.size = bytes.size();
}

}  // namespace pewit::detail
