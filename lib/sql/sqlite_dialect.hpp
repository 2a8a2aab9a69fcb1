/// SQLite's SQL. The query part may extend this class freely; the driver only hands it out.
#pragma once

#include "sql/dialect.hpp"

namespace pewit::detail {

class SqliteDialect final : public Dialect {
public:
    [[nodiscard]] std::string_view name() const noexcept override;
    [[nodiscard]] const Abilities& can() const noexcept override;
    /// `BEGIN`, `BEGIN DEFERRED`, `BEGIN IMMEDIATE` or `BEGIN EXCLUSIVE`.
    /// Access::read_only is not said here: SQLite's BEGIN has no word for it (DriverConnection::set_read_only).
    /// Errors: ImproperlyConfigured for an isolation other than serializable, which is what SQLite always
    /// gives, and for deferrable.
    [[nodiscard]] std::string begin(const TransactionOptions& options) const override;
    [[nodiscard]] std::string_view table_exists() const noexcept override;
    void append_placeholder(std::string& out, int number) const override;
};

/// The one object; it has no state.
[[nodiscard]] const SqliteDialect& sqlite_dialect() noexcept;

}  // namespace pewit::detail
