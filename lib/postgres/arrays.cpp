#include "postgres/arrays.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "types/hex.hpp"

namespace pewit::detail {
namespace {

constexpr std::size_t enough = 1U << 22U;    // bytes of one statement
constexpr std::size_t longest = 0x3FFFFFFF;  // a value's, on the server
constexpr std::size_t header_size = 5 * 4U;
constexpr std::uint32_t null_size = 0xFFFFFFFFU;

/// https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat: for ever the same.
enum : Oid {
    bool_array = 1000,
    bytea_array = 1001,
    int2_array = 1005,
    int4_array = 1007,
    text_array = 1009,
    varchar_array = 1015,
    int8_array = 1016,
    float4_array = 1021,
    float8_array = 1022,
};

Oid element_of(Oid array) noexcept {
    switch (array) {
    case bool_array:
        return 16;
    case bytea_array:
        return 17;
    case int8_array:
        return 20;
    case int2_array:
        return 21;
    case int4_array:
        return 23;
    case text_array:
        return 25;
    case float4_array:
        return 700;
    case float8_array:
        return 701;
    case varchar_array:
        return 1043;
    default:
        return 0;
    }
}

template <class Narrow>
bool fits(std::int64_t value) noexcept {
    return value >= std::numeric_limits<Narrow>::min() && value <= std::numeric_limits<Narrow>::max();
}

/// Big-endian, as everything on the wire.
void put(std::string& out, std::size_t at, std::uint32_t value) noexcept {
    for (std::size_t i = 0; i < 4; ++i)
        out[at + i] = static_cast<char>(value >> (24U - 8U * i));
}

void append_size(std::string& out, std::uint32_t size) {
    out.append(4, '\0');
    put(out, out.size() - 4, size);
}

template <class Number>
std::string_view digits_of(Number value, std::array<char, 32>& space) noexcept {
    const auto end = std::to_chars(space.data(), space.data() + space.size(), value).ptr;
    return {space.data(), static_cast<std::size_t>(end - space.data())};
}

}  // namespace

void ArrayColumn::begin(Oid type) {
    bytes_.clear();
    array_ = type;
    count_ = 0;
    has_null_ = false;
    form_ = Form::undecided;
}

bool ArrayColumn::has_binary_form(Kind kind) const noexcept {
    switch (kind) {
    case Kind::integer:
        return array_ == int8_array || array_ == int4_array || array_ == int2_array || array_ == bool_array;
    case Kind::real:
        return array_ == float8_array || array_ == float4_array;
    case Kind::text:
        return array_ == text_array || array_ == varchar_array;
    case Kind::blob:
        return array_ == bytea_array;
    }
    return false;
}

bool ArrayColumn::decide(Kind kind) {
    if (form_ == Form::text_of_array) return true;
    if (form_ == Form::binary) return kind == kind_;
    kind_ = kind;
    form_ = has_binary_form(kind) ? Form::binary : Form::text_of_array;
    if (form_ == Form::binary) bytes_.assign(header_size, '\0');
    const std::uint32_t nulls = count_;  // nothing else has come so far
    count_ = 0;
    for (std::uint32_t i = 0; i < nulls; ++i)
        add_null();
    return true;
}

Fault ArrayColumn::add_null() {
    has_null_ = true;
    if (form_ == Form::text_of_array) {
        begin_text();
        bytes_ += "NULL";
        return Fault::none;
    }
    ++count_;
    if (form_ == Form::binary) append_size(bytes_, null_size);
    return Fault::none;
}

Fault ArrayColumn::add(std::int64_t value) {
    if (!decide(Kind::integer)) return Fault::wrong_kind;
    if (form_ == Form::text_of_array) {
        std::array<char, 32> space;
        begin_text();
        bytes_ += digits_of(value, space);
        return Fault::none;
    }
    switch (array_) {
    case bool_array:
        return append_number(static_cast<std::uint8_t>(value != 0 ? 1 : 0));
    case int2_array:
        return fits<std::int16_t>(value) ? append_number(static_cast<std::uint16_t>(value))
                                         : Fault::out_of_range;
    case int4_array:
        return fits<std::int32_t>(value) ? append_number(static_cast<std::uint32_t>(value))
                                         : Fault::out_of_range;
    default:
        return append_number(static_cast<std::uint64_t>(value));
    }
}

Fault ArrayColumn::add(double value) {
    if (!decide(Kind::real)) return Fault::wrong_kind;
    if (form_ == Form::text_of_array) {
        std::array<char, 32> space;
        begin_text();
        bytes_ += digits_of(value, space);
        return Fault::none;
    }
    if (array_ == float8_array) return append_number(std::bit_cast<std::uint64_t>(value));
    const auto narrow = static_cast<float>(value);
    if (std::isinf(narrow) && !std::isinf(value)) return Fault::out_of_range;
    return append_number(std::bit_cast<std::uint32_t>(narrow));
}

Fault ArrayColumn::add_text(std::string_view value) {
    if (value.size() > longest) return Fault::too_long;
    if (!decide(Kind::text)) return Fault::wrong_kind;
    if (form_ == Form::binary) {
        append_bytes(value);
    } else {
        begin_text();
        append_quoted(value);
    }
    return Fault::none;
}

Fault ArrayColumn::add_blob(std::span<const std::byte> bytes) {
    if (bytes.size() > longest / 2) return Fault::too_long;
    if (!decide(Kind::blob)) return Fault::wrong_kind;
    if (form_ == Form::binary) {
        append_bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        return Fault::none;
    }
    begin_text();
    bytes_ += "\"\\\\x";
    append_hex(bytes_, bytes);
    bytes_ += '"';
    return Fault::none;
}

void ArrayColumn::begin_text() { bytes_ += count_++ == 0 ? '{' : ','; }

void ArrayColumn::append_quoted(std::string_view value) {
    bytes_ += '"';
    while (!value.empty()) {
        const std::size_t plain = std::min(value.find_first_of("\\\""), value.size());
        bytes_.append(value.substr(0, plain));
        value.remove_prefix(plain);
        if (value.empty()) break;
        bytes_ += '\\';
        bytes_ += value.front();
        value.remove_prefix(1);
    }
    bytes_ += '"';
}

template <class Unsigned>
Fault ArrayColumn::append_number(Unsigned value) {
    ++count_;
    append_size(bytes_, sizeof value);
    for (std::size_t i = sizeof value; i-- > 0;)
        bytes_ += static_cast<char>(value >> (8U * i));
    return Fault::none;
}

void ArrayColumn::append_bytes(std::string_view value) {
    ++count_;
    append_size(bytes_, static_cast<std::uint32_t>(value.size()));
    bytes_.append(value);
}

/// https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c: array_recv
void ArrayColumn::bind_to(PostgresParameters& parameters, int index) {
    if (form_ == Form::undecided) {  // NULLs only
        form_ = Form::text_of_array;
        for (std::uint32_t left = std::exchange(count_, 0U); left > 0; --left)
            add_null();
    }
    if (form_ == Form::text_of_array) {
        bytes_ += count_ == 0 ? "{}" : "}";
        return parameters.set_text(index, bytes_);
    }
    put(bytes_, 0, 1);  // dimensions
    put(bytes_, 4, has_null_ ? 1 : 0);
    put(bytes_, 8, element_of(array_));
    put(bytes_, 12, count_);
    put(bytes_, 16, 1);  // the first index
    parameters.set_blob(index, std::as_bytes(std::span<const char>(bytes_)));
}

void ArrayRows::gather(RowSource& rows) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        columns_[i].begin(i < types_.size() ? types_[i] : 0);
    std::size_t size = 0;
    while (size < enough && rows.bind_next(*this)) {
        size = 0;
        for (const ArrayColumn& column : columns_)
            size += column.size();
    }
}

void ArrayRows::bind_to(PostgresParameters& parameters) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        columns_[i].bind_to(parameters, static_cast<int>(i));
}

Fault ArrayRows::bind_double(int index, double value) {
    return value != value ? Fault::not_a_number : at(index).add(value);
}

}  // namespace pewit::detail
