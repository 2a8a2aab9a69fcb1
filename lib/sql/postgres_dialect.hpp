/// PostgreSQL's SQL: text only, so that it is tested without a server.
#pragma once

#include "sql/dialect.hpp"

namespace pewit::detail {

class PostgresDialect final : public Dialect {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "postgres"; }
    [[nodiscard]] const Abilities& can() const noexcept override;
    /// `BEGIN`, with each of ISOLATION LEVEL, READ ONLY or READ WRITE and DEFERRABLE that was asked for.
    /// Errors: ImproperlyConfigured for a lock mode.
    [[nodiscard]] std::string begin(const TransactionOptions& options) const override;
    [[nodiscard]] std::string_view table_exists() const noexcept override;
    [[nodiscard]] std::string_view table_exists_in_schema() const noexcept override;
    [[nodiscard]] std::string_view table_names() const noexcept override;
    [[nodiscard]] std::string_view table_columns() const noexcept override;
    [[nodiscard]] std::optional<SqlType> type_named(std::string_view spelled) const noexcept override;
    [[nodiscard]] std::string advance_key(std::string_view table, std::string_view key) const override;
    [[nodiscard]] std::string_view deferred_check() const noexcept override;
    [[nodiscard]] std::string_view log_position() const noexcept override {
        return "SELECT (pg_current_wal_lsn() - '0/0')::bigint";
    }
    /// A server that has become the primary has followed it to its end.
    [[nodiscard]] std::string_view replayed_position() const noexcept override {
        return "SELECT (CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0') "
               "ELSE pg_current_wal_lsn() END - '0/0')::bigint";
    }
    [[nodiscard]] std::string_view notify() const noexcept override { return "SELECT pg_notify($1, $2)"; }
    [[nodiscard]] std::string_view advisory_lock(AdvisoryKey::Kind kind, bool waits) const noexcept override;
    [[nodiscard]] std::string_view set_local() const noexcept override {
        return "SELECT set_config($1, $2, true)";
    }
    void append_placeholder(std::string& out, int number) const override;
    void append_placeholder_again(std::string& out, int number) const override;
    [[nodiscard]] std::string translated(const Operand& parameter) const override;
    [[nodiscard]] std::string_view own_text(const Spelling& spelling) const noexcept override;
    [[nodiscard]] PatternSyntax pattern_syntax(bool minds_case) const noexcept override;
    [[nodiscard]] std::string_view regexp_operator() const noexcept override { return "~"; }
    [[nodiscard]] std::string_view cast_type(SqlType type) const noexcept override;
    [[nodiscard]] std::string_view limit_before_lone_offset() const noexcept override { return {}; }

    /// As in a CAST; text with a max_length is `varchar(n)`.
    void append_column_type(std::string& out, const ColumnDescription& column) const override;
    [[nodiscard]] std::string_view generated_key_type() const noexcept override;
    [[nodiscard]] std::string_view table_options(const ModelDescription& model) const noexcept override;
    [[nodiscard]] std::string_view defer_foreign_keys() const noexcept override;
    [[nodiscard]] std::string_view deferrable_reference() const noexcept override { return " DEFERRABLE"; }
};

/// The one object; it has no state.
[[nodiscard]] const PostgresDialect& postgres_dialect() noexcept;

}  // namespace pewit::detail
