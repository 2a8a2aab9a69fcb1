/// A query whose rows are fetched in parts, by a cursor on the server.
#pragma once

#include <memory>
#include <string>

#include "postgres/bound_statement.hpp"
#include "postgres/row_reader.hpp"

namespace pewit::detail {

/// The first step declares the cursor and fetches; each later part is one round trip, in which other statements may
/// have run on the connection. The cursor is closed at its last row, or by reset(); it ends with its transaction by
/// itself. Only inside a transaction.
/// https://www.postgresql.org/docs/current/sql-declare.html
class PostgresCursor final : public BoundStatement {
public:
    /// Nothing is sent. Errors: ProgrammingError, as for any statement.
    PostgresCursor(std::shared_ptr<PostgresHandle> handle, std::string_view query);

    const Cell* step() override;
    void reset() noexcept override;

    [[nodiscard]] bool writes() const noexcept override { return false; }
    /// -1 before the first step.
    [[nodiscard]] int column_count() const noexcept override;
    [[nodiscard]] std::string_view column_name(int index) const override;

private:
    PostgresCursor(std::shared_ptr<PostgresHandle> handle, std::string name, std::string_view query);
    void declare();
    void fetch();
    void close() noexcept;
    void choose_size();
    [[nodiscard]] Result run(const std::string& sql);

    std::string name_;
    RowReader reader_;
    Result part_;
    int row_ = 0;
    int rows_ = 0;
    int asked_ = 0;  ///< rows, of the next part
    bool declared_ = false;
    bool open_ = false;
};

}  // namespace pewit::detail
