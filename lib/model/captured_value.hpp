/// A column's value outside its model object: what a bind function would send.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <pewit/detail/description.hpp>
#include <pewit/detail/statement.hpp>

namespace pewit::detail {

/// A statement that never runs: a bind function shows it what it would send.
class BindOnly : public Statement {
public:
    Fault bind_text_copy(int index, std::string_view value) final { return bind_text(index, value); }
    Fault bind_blob_copy(int index, std::span<const std::byte> value) final {
        return bind_blob(index, value);
    }
    const Cell* step() final { return nullptr; }
    void reset() noexcept final {}
    [[nodiscard]] int parameter_count() const noexcept final { return 0; }
    [[nodiscard]] int column_count() const noexcept final { return 0; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const final { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept final { return {}; }
};

/// One value, owned.
class CapturedValue {
public:
    CapturedValue() = default;
    /// Of a column of a model object. Errors: DataError when the value does not fit.
    CapturedValue(const ModelDescription& model, const ColumnDescription& column, const void* row);
    explicit CapturedValue(const Cell& cell);

    [[nodiscard]] bool is_null() const noexcept { return kind_ == CellKind::null; }
    [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
    /// Borrows text and blob.
    [[nodiscard]] Cell cell() const noexcept;
    void bind(Statement& statement, int index) const;
    /// Bytes that differ when the values do.
    [[nodiscard]] std::string identity() const;

private:
    class Capture;
    CellKind kind_ = CellKind::null;
    SqlType type_ = SqlType::text;  ///< of an array
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string bytes_;
};

}  // namespace pewit::detail
