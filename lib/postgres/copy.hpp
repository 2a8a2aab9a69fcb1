/// COPY … FROM STDIN: rows in, as fast as the server takes them.
#pragma once

#include <memory>
#include <string>

#include <pewit/detail/statement.hpp>

#include "postgres/handle.hpp"

namespace pewit::detail {

/// Its one step() sends all rows of its source. What is bound goes into the row under way, in the text format.
/// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.2
class PostgresCopy final : public Statement {
public:
    PostgresCopy(std::shared_ptr<PostgresHandle> handle, std::string_view sql)
        : handle_(std::move(handle)), sql_(sql) {}

    Fault bind_null(int index) override;
    Fault bind_int64(int index, std::int64_t value) override;
    Fault bind_double(int index, double value) override;
    Fault bind_text(int index, std::string_view value) override;
    Fault bind_text_copy(int index, std::string_view value) override { return bind_text(index, value); }
    Fault bind_blob(int index, std::span<const std::byte> value) override;
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return bind_blob(index, value);
    }
    Fault bind_array(int index, SqlType /*type*/, std::string_view text) override {
        return bind_text(index, text);
    }

    void set_source(RowSource& rows) override { source_ = &rows; }
    const Cell* step() override;
    void reset() noexcept override;

    [[nodiscard]] int parameter_count() const noexcept override { return 0; }
    [[nodiscard]] int column_count() const noexcept override { return 0; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const override { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept override { return sql_; }

private:
    void begin_value(int index);
    void append_escaped(char c);
    void begin();
    void send_rows();
    void put();
    void finish();
    void break_off() noexcept;

    std::shared_ptr<PostgresHandle> handle_;
    std::string sql_;
    RowSource* source_ = nullptr;
    std::string rows_;  ///< not sent yet
};

}  // namespace pewit::detail
