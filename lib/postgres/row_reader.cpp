#include "postgres/row_reader.hpp"

#include <charconv>

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

void fill_integer(Cell& cell, const char* begin, std::size_t size) noexcept {
    std::int64_t value = 0;
    if (!parse(begin, size, value)) return fill_text(cell, begin, size);
    cell.kind = CellKind::integer;
    cell.integer = value;
}

unsigned hex_digit(char c) noexcept {
    return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
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

void RowReader::prepare(const PGresult* result) {
    const auto count = static_cast<std::size_t>(PQnfields(result));
    forms_.resize(count);
    cells_.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        forms_[i] = form_of(PQftype(result, static_cast<int>(i)));
}

const Cell* RowReader::read(const PGresult* result, int row) {
    blobs_ = 0;
    const int count = static_cast<int>(cells_.size());
    for (int i = 0; i < count; ++i) {
        Cell& cell = cells_[static_cast<std::size_t>(i)];
        const int size = PQgetlength(result, row, i);
        if (size == 0 && PQgetisnull(result, row, i) != 0) {
            cell.kind = CellKind::null;
        } else {
            fill(cell, forms_[static_cast<std::size_t>(i)], PQgetvalue(result, row, i),
                 static_cast<std::size_t>(size));
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
