/// A statement on libpq: parameters out, rows in, one round trip a run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "postgres/arrays.hpp"
#include "postgres/bound_statement.hpp"
#include "postgres/row_reader.hpp"

namespace pewit::detail {

/// Nothing is sent before the first step. A query is prepared on the server at its second run (one round trip more,
/// once); what controls transactions, and DDL, never is. The whole result is read at the first step. With a source of rows
/// each parameter is an array that has the values of one column; it is prepared, and described, at the first run.
class PostgresStatement final : public BoundStatement {
public:
    /// Errors: ProgrammingError for text that is empty, or holds a NUL; for more parameters than the protocol has.
    PostgresStatement(std::shared_ptr<PostgresHandle> handle, std::string_view sql);
    ~PostgresStatement() override;

    void set_source(RowSource& rows) override { source_ = &rows; }
    const Cell* step() override;
    void reset() noexcept override;

    [[nodiscard]] bool writes() const noexcept override { return writes_; }
    /// -1 before the first step: nobody has been asked yet.
    [[nodiscard]] int column_count() const noexcept override;
    [[nodiscard]] std::string_view column_name(int index) const override;

private:
    enum class Run : std::uint8_t { not_begun, rows, ended };
    enum class Kind : std::uint8_t { query, commit, other };

    void run();
    void check_ready();
    void check_link();
    [[nodiscard]] Result send();
    [[nodiscard]] Result send_prepared();
    void prepare_on_server();
    void take_arrays();
    [[nodiscard]] std::vector<Oid> parameter_types();
    void forget_prepared(bool on_server) noexcept;
    [[nodiscard]] bool can_run_again(const PGresult* result) const noexcept;
    void take(Result result);
    void leave_copy() noexcept;

    RowReader reader_;
    RowSource* source_ = nullptr;
    std::unique_ptr<ArrayRows> arrays_;
    Result result_;
    std::string name_;  ///< on the server; empty while it is not prepared
    std::uint32_t epoch_ = 0;
    int row_ = 0;
    int rows_ = 0;
    Run run_ = Run::not_begun;
    Kind kind_ = Kind::other;
    bool writes_ = true;
    bool simple_ = false;  ///< may go as it is, without the extended protocol
    bool ran_before_ = false;
};

}  // namespace pewit::detail
