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
    /// A schema is an attached database, `main` or `temp`.
    [[nodiscard]] std::string_view table_exists_in_schema() const noexcept override;
    [[nodiscard]] std::string_view table_names() const noexcept override;
    [[nodiscard]] std::string_view table_columns() const noexcept override;
    [[nodiscard]] std::optional<SqlType> type_named(std::string_view spelled) const noexcept override;
    [[nodiscard]] std::string_view deferred_check() const noexcept override;
    void append_placeholder(std::string& out, int number) const override;
    void append_placeholder_again(std::string& out, int number) const override;
    [[nodiscard]] std::string translated(const Operand& parameter) const override;
    [[nodiscard]] std::string_view own_text(const Spelling& spelling) const noexcept override;
    /// SQLite's LIKE never minds the case of ASCII letters; GLOB always does.
    [[nodiscard]] PatternSyntax pattern_syntax(bool minds_case) const noexcept override;
    [[nodiscard]] std::string_view regexp_operator() const noexcept override { return "REGEXP"; }
    [[nodiscard]] std::string_view cast_type(SqlType type) const noexcept override;
    /// SQLite wants a LIMIT before any OFFSET; -1 means none. https://sqlite.org/lang_select.html
    [[nodiscard]] std::string_view limit_before_lone_offset() const noexcept override { return " LIMIT -1"; }

    /// One of the types of a STRICT table; decimals, dates, UUID and JSON are TEXT, a bool is an INTEGER
    /// with CHECK (… IN (0, 1)), a duration an INTEGER.
    void append_column_type(std::string& out, const ColumnDescription& column) const override;
    /// The only spelling that SQLite takes for the rowid itself; AUTOINCREMENT never gives a key twice.
    [[nodiscard]] std::string_view generated_key_type() const noexcept override;
    [[nodiscard]] std::string_view table_options(const ModelDescription& model) const noexcept override;
    [[nodiscard]] std::string_view defer_foreign_keys() const noexcept override;
};

/// The one object; it has no state.
[[nodiscard]] const SqliteDialect& sqlite_dialect() noexcept;

}  // namespace pewit::detail
