#include "model/captured_value.hpp"

#include <cstring>

#include "model/bind.hpp"

namespace pewit::detail {

class CapturedValue::Capture final : public BindOnly {
public:
    explicit Capture(CapturedValue& value) noexcept : value_(value) {}

    Fault bind_null(int /*index*/) override {
        value_.kind_ = CellKind::null;
        return Fault::none;
    }
    Fault bind_int64(int /*index*/, std::int64_t value) override {
        value_.kind_ = CellKind::integer;
        value_.integer_ = value;
        return Fault::none;
    }
    Fault bind_double(int /*index*/, double value) override {
        value_.kind_ = CellKind::real;
        value_.real_ = value;
        return Fault::none;
    }
    Fault bind_text(int /*index*/, std::string_view value) override {
        value_.kind_ = CellKind::text;
        value_.bytes_.assign(value);
        return Fault::none;
    }
    Fault bind_blob(int /*index*/, std::span<const std::byte> value) override {
        value_.kind_ = CellKind::blob;
        value_.bytes_.assign(reinterpret_cast<const char*>(value.data()), value.size());
        return Fault::none;
    }

    Fault bind_array(int /*index*/, SqlType type, std::string_view text) override {
        value_.kind_ = CellKind::array;
        value_.type_ = type;
        value_.bytes_.assign(text);
        return Fault::none;
    }

private:
    CapturedValue& value_;
};

CapturedValue::CapturedValue(const ModelDescription& model, const ColumnDescription& column,
                             const void* row) {
    Capture capture(*this);
    bind_column(model, column, capture, 0, row);
}

CapturedValue::CapturedValue(const Cell& cell)
    : kind_(cell.kind == CellKind::decimal || cell.kind == CellKind::array ? CellKind::text : cell.kind) {
    if (cell.kind == CellKind::integer) integer_ = cell.integer;
    if (cell.kind == CellKind::real) real_ = cell.real;
    if (cell.kind == CellKind::array) {
        bytes_.assign(cell.array->text);
    } else if (kind_ == CellKind::text || kind_ == CellKind::blob) {
        bytes_.assign(cell.text());
    }
}

Cell CapturedValue::cell() const noexcept {
    Cell cell;
    cell.kind = kind_ == CellKind::array ? CellKind::text : kind_;
    switch (kind_) {
    case CellKind::null:
        break;
    case CellKind::integer:
        cell.integer = integer_;
        break;
    case CellKind::real:
        cell.real = real_;
        break;
    case CellKind::text:
    case CellKind::blob:
    case CellKind::decimal:
    case CellKind::array:  // only asked of keys
        cell.bytes = bytes_.data();
        cell.size = bytes_.size();
        break;
    }
    return cell;
}

void CapturedValue::bind(Statement& statement, int index) const {
    switch (kind_) {
    case CellKind::null:
        statement.bind_null(index);
        return;
    case CellKind::integer:
        statement.bind_int64(index, integer_);
        return;
    case CellKind::real:
        statement.bind_double(index, real_);
        return;
    case CellKind::text:
    case CellKind::decimal:
        statement.bind_text(index, bytes_);
        return;
    case CellKind::blob:
        statement.bind_blob(index, std::as_bytes(std::span(bytes_)));
        return;
    case CellKind::array:
        statement.bind_array(index, type_, bytes_);
        return;
    }
}

std::string CapturedValue::identity() const {
    std::string bytes(1, static_cast<char>(kind_));
    if (kind_ == CellKind::integer) bytes.append(reinterpret_cast<const char*>(&integer_), sizeof integer_);
    if (kind_ == CellKind::real) bytes.append(reinterpret_cast<const char*>(&real_), sizeof real_);
    return bytes.append(bytes_);
}

}  // namespace pewit::detail
