/// A prepared statement on SQLite's C interface: what every row read and written passes through.
#pragma once

#include <memory>
#include <vector>

#include <pewit/detail/statement.hpp>

#include "sqlite/handle.hpp"

struct sqlite3;
struct sqlite3_stmt;
struct sqlite3_value;

namespace pewit::detail {

class SqliteStatement final : public Statement {
public:
    /// Errors: ProgrammingError for text that is empty, holds a NUL, holds more than one statement, or that
    /// SQLite does not understand.
    SqliteStatement(std::shared_ptr<SqliteHandle> handle, std::string_view sql);
    ~SqliteStatement() override;

    Fault bind_null(int index) override;
    Fault bind_int64(int index, std::int64_t value) override;
    /// Fault::not_a_number for NaN: SQLite would store NULL (trap SV1).
    Fault bind_double(int index, double value) override;
    Fault bind_text(int index, std::string_view value) override;
    Fault bind_text_copy(int index, std::string_view value) override;
    Fault bind_blob(int index, std::span<const std::byte> value) override;
    Fault bind_blob_copy(int index, std::span<const std::byte> value) override;

    /// As in the base; and ProgrammingError, before SQLite is asked, when a parameter was not bound since the
    /// last reset (SQLite would take NULL, trap SV13).
    const Cell* step() override;
    void reset() noexcept override;

    [[nodiscard]] bool writes() const noexcept override;
    [[nodiscard]] int parameter_count() const noexcept override { return parameters_; }
    /// After a schema change this and the names are true from the first step on (trap S23).
    [[nodiscard]] int column_count() const noexcept override;
    [[nodiscard]] std::string_view column_name(int index) const override;
    [[nodiscard]] std::string_view sql() const noexcept override;
    [[nodiscard]] std::string expanded_sql() const override;

private:
    enum class Run : std::uint8_t { not_begun, rows, ended };

    // What runs at every statement is kept apart from what is rare, and from the rows.
    Fault bound(int code);
    [[gnu::cold]] Fault not_bound(int code);
    [[gnu::noinline]] const Cell* first_step();
    [[gnu::noinline]] const Cell* next_step();
    [[gnu::noinline]] const Cell* first_row();
    const Cell* end_run(int code);
    const Cell* read_row();
    void read_bytes(Cell& cell, sqlite3_value* value, bool is_text);
    [[noreturn, gnu::cold]] void refuse_unbound() const;
    void count_changes() noexcept;
    [[noreturn, gnu::cold]] void fail(int code);

    std::shared_ptr<SqliteHandle> handle_;
    sqlite3* connection_;
    sqlite3_stmt* statement_ = nullptr;
    std::vector<Cell> cells_;
    int parameters_ = 0;
    int bound_ = 0;
    Run run_ = Run::not_begun;
    bool writes_ = false;
    bool counts_changes_ = false;  ///< known to be an INSERT, UPDATE or DELETE
    bool copied_ = false;
    bool began_in_transaction_ = false;
    std::int64_t changes_before_ = 0;
};

}  // namespace pewit::detail
