/// What every statement with parameters has: its text, and what is bound.
#pragma once

#include <memory>
#include <string>

#include <pewit/detail/statement.hpp>

#include "postgres/handle.hpp"
#include "postgres/parameters.hpp"

namespace pewit::detail {

class BoundStatement : public Statement {
public:
    Fault bind_null(int index) override;
    Fault bind_int64(int index, std::int64_t value) override;
    /// Fault::not_a_number for NaN, as on every engine.
    Fault bind_double(int index, double value) override;
    Fault bind_text(int index, std::string_view value) override;
    Fault bind_text_copy(int index, std::string_view value) override;
    Fault bind_array(int index, SqlType /*type*/, std::string_view text) override {
        return bind_text_copy(index, text);
    }
    Fault bind_blob(int index, std::span<const std::byte> value) override;
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override;

    [[nodiscard]] int parameter_count() const noexcept override { return parameters_.count(); }
    [[nodiscard]] std::string_view sql() const noexcept override { return sql_; }
    [[nodiscard]] std::string expanded_sql() const override;

protected:
    /// Errors: ProgrammingError for text that holds a NUL; for more parameters than the protocol has.
    BoundStatement(std::shared_ptr<PostgresHandle> handle, std::string sql);

    /// Errors: ProgrammingError when a parameter was not bound.
    void check_bound() const;
    [[noreturn]] void fail(const PGresult* result) const;

    std::shared_ptr<PostgresHandle> handle_;
    std::string sql_;
    PostgresParameters parameters_;
};

}  // namespace pewit::detail
