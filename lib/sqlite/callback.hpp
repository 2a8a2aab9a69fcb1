/// What the functions that SQLite calls back have in common: cells in, a result or an error out, and never an
/// exception through SQLite's frames.
#pragma once

#include <string>
#include <vector>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/sqlite_extension.hpp>
#include <pewit/detail/statement.hpp>

struct sqlite3_context;
struct sqlite3_value;

namespace pewit::detail {

/// Takes what a type's bind function sends as the result of a call.
class ResultStatement final : public Statement {
public:
    explicit ResultStatement(sqlite3_context* context) noexcept : context_(context) {}

    Fault bind_null(int index) override;
    Fault bind_int64(int index, std::int64_t value) override;
    Fault bind_double(int index, double value) override;
    Fault bind_text(int index, std::string_view value) override;
    Fault bind_text_copy(int index, std::string_view value) override { return bind_text(index, value); }
    Fault bind_blob(int index, std::span<const std::byte> value) override;
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override {
        return bind_blob(index, value);
    }
    const Cell* step() override { return nullptr; }
    void reset() noexcept override {}
    [[nodiscard]] int parameter_count() const noexcept override { return 1; }
    [[nodiscard]] int column_count() const noexcept override { return 0; }
    [[nodiscard]] std::string_view column_name(int /*index*/) const override { return {}; }
    [[nodiscard]] std::string_view sql() const noexcept override { return {}; }

private:
    sqlite3_context* context_;
};

/// Valid while the call lasts. Errors: std::bad_alloc.
[[nodiscard]] std::vector<Cell> cells_of(sqlite3_value** arguments, int count);

/// `argument 2 of initials() is NULL`. Nothing without a fault.
void report(sqlite3_context* context, const std::string& name, const CallOutcome& outcome);

/// Inside a catch block: tells SQLite, without the exception's words, which may hold values.
void report_exception(sqlite3_context* context, const std::string& name) noexcept;

}  // namespace pewit::detail
