/// Rows turned into columns: each parameter an array with one element a row, for unnest().
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include <pewit/detail/statement.hpp>

#include "postgres/parameters.hpp"

namespace pewit::detail {

/// The elements of one array. In the binary form where the server's type has one that fits what is bound, which costs both
/// sides least; else as the text of an array, which each type can read.
class ArrayColumn {
public:
    /// `type`: of the array, 0 when it is not known.
    void begin(Oid type);
    Fault add_null();
    Fault add(std::int64_t value);
    Fault add(double value);
    Fault add_text(std::string_view value);
    Fault add_blob(std::span<const std::byte> bytes);

    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    /// Borrows: this must live on, unchanged, until the parameters are cleared.
    void bind_to(PostgresParameters& parameters, int index);

private:
    enum class Form : std::uint8_t { undecided, text_of_array, binary };
    enum class Kind : std::uint8_t { integer, real, text, blob };

    /// By the first value that is not NULL. False: a later one is of another kind than the binary form is for.
    [[nodiscard]] bool decide(Kind kind);
    [[nodiscard]] bool has_binary_form(Kind kind) const noexcept;
    void begin_text();
    void append_quoted(std::string_view value);
    template <class Unsigned>
    Fault append_number(Unsigned value);
    void append_bytes(std::string_view value);

    std::string bytes_;
    Oid array_ = 0;
    std::uint32_t count_ = 0;
    bool has_null_ = false;
    Form form_ = Form::undecided;
    Kind kind_ = Kind::integer;
};

/// Takes what a RowSource binds.
class ArrayRows final : public Statement {
public:
    explicit ArrayRows(int columns) : columns_(static_cast<std::size_t>(columns)) {}

    /// Those of the parameters, all 0 when they are not known.
    void set_types(std::vector<Oid> types) { types_ = std::move(types); }
    /// Takes rows until there are no more, or enough for one statement.
    void gather(RowSource& rows);
    void bind_to(PostgresParameters& parameters);

    Fault bind_null(int index) override { return at(index).add_null(); }
    Fault bind_int64(int index, std::int64_t value) override { return at(index).add(value); }
    Fault bind_double(int index, double value) override;
    Fault bind_text(int index, std::string_view value) override { return at(index).add_text(value); }
    Fault bind_text_copy(int index, std::string_view value) override { return bind_text(index, value); }
    Fault bind_blob(int index, std::span<const std::byte> value) override {
        return at(index).add_blob(value);
    }
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return bind_blob(index, value);
    }

    const Cell* step() override { return nullptr; }
    void reset() noexcept override {}
    [[nodiscard]] int parameter_count() const noexcept override { return static_cast<int>(columns_.size()); }
    [[nodiscard]] int column_count() const noexcept override { return -1; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const override { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept override { return {}; }

private:
    [[nodiscard]] ArrayColumn& at(int index) { return columns_[static_cast<std::size_t>(index)]; }

    std::vector<ArrayColumn> columns_;
    std::vector<Oid> types_;
};

}  // namespace pewit::detail
