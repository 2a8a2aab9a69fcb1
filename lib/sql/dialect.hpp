/// What differs between the engines' SQL. Text only: a dialect never talks to a database.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/advisory_key.hpp>
#include <pewit/detail/description.hpp>
#include <pewit/transaction_options.hpp>

namespace pewit::detail {

struct Operand;
struct Spelling;

/// What an engine can do; core code asks these, never an engine's name.
struct Abilities {
    bool returning = true;
    bool last_insert_id =
        false;  ///< the connection tells the key of the row inserted last, without RETURNING
    std::size_t max_parameters = 32766;  ///< of one statement
    bool schema_on_index_name = false;   ///< an index belongs to a schema by its own name, not its table's
    bool isolation_levels = false;
    bool lock_modes = false;
    bool copy = false;    ///< COPY … FROM STDIN
    bool unnest = false;  ///< parameters that are arrays, as rows
    bool failure_dooms_transaction =
        false;                        ///< a statement that fails leaves a transaction that can only roll back
    bool forward_references = true;   ///< a foreign key may name a table that is created later
    bool untyped_parameters = false;  ///< a parameter has the type of its surroundings, where they tell
    bool constraint_as_target = false;    ///< ON CONFLICT ON CONSTRAINT "name"
    bool update_on_any_conflict = false;  ///< ON CONFLICT DO UPDATE without a target
    bool or_resolution = false;           ///< INSERT OR REPLACE and its kin
    bool delete_using = false;            ///< DELETE FROM … USING …
    bool returns_other_tables = false;    ///< RETURNING columns of the tables of FROM and USING
    bool schemas = false;                 ///< CREATE SCHEMA
    bool arrays = false;                  ///< arrays as columns
    bool decimals = true;                 ///< SQL orders decimals and calculates with them exactly
    bool booleans = true;                 ///< a type of their own
    bool distinct_arguments = true;       ///< DISTINCT before several arguments of an aggregate
    bool ordered_aggregates = true;       ///< ORDER BY among the arguments of an aggregate
    bool rows_in_lists = true;            ///< `(a, b) IN ((1, 2), …)`; else the list must be VALUES
    bool text_index_tables = false;       ///< a text index is a table (FTS5), not an index of tsvector
    bool casts_cut = false;               ///< a CAST to an integer cuts off the fraction; else it rounds
    bool set_parentheses =
        false;  ///< members of a set operation may stand in parentheses; INTERSECT comes first
    bool distinct_on = false;
    bool lateral_joins = false;
    bool row_locks = false;     ///< SELECT … FOR UPDATE
    bool writing_ctes = false;  ///< WITH t AS (DELETE … RETURNING …)
    bool names_ignore_case = false;
};

/// How an engine writes LIKE.
struct PatternSyntax {
    std::string_view keyword;
    std::string_view suffix;           ///< after the pattern
    std::string_view translator = {};  ///< the function that makes the engine's pattern of any other
};

class Dialect {
public:
    virtual ~Dialect() = default;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    [[nodiscard]] virtual const Abilities& can() const noexcept = 0;

    /// The one BEGIN statement with every option asked for.
    /// Errors: ImproperlyConfigured for an option that the engine does not have.
    [[nodiscard]] virtual std::string begin(const TransactionOptions& options) const = 0;

    /// A query with one parameter, a table's name, that has a row if there is such a table or view.
    [[nodiscard]] virtual std::string_view table_exists() const noexcept = 0;

    /// The same in one schema: two parameters, the table's name and the schema's.
    [[nodiscard]] virtual std::string_view table_exists_in_schema() const noexcept = 0;

    /// A query for the names of all tables where names without a schema are looked up, in order.
    [[nodiscard]] virtual std::string_view table_names() const noexcept = 0;
    /// A query with one parameter, a table's name: of each column the name, the type, whether it is NOT NULL (0 or 1), and
    /// whether it is part of the primary key.
    [[nodiscard]] virtual std::string_view table_columns() const noexcept = 0;
    /// What such a type is here; nothing for one that has no counterpart. All integers are bigint, both kinds of
    /// floating-point numbers double_precision.
    [[nodiscard]] virtual std::optional<SqlType> type_named(std::string_view spelled) const noexcept = 0;
    /// A query with two parameters, a table's name as SQL has it and its key's, that makes the engine count on behind the
    /// greatest key; empty where it does so anyway.
    [[nodiscard]] virtual std::string advance_key(std::string_view /*table*/,
                                                  std::string_view /*key*/) const {
        return {};
    }

    /// What asks, inside a transaction, whether COMMIT would fail for a deferred foreign key: it fails itself,
    /// or has a row (table, column, table referred to, number of rows) for each one broken.
    [[nodiscard]] virtual std::string_view deferred_check() const noexcept = 0;

    /// Where the server's log of changes ends, and how far a replica has followed it: a query for one number, empty
    /// where there is no such thing.
    [[nodiscard]] virtual std::string_view log_position() const noexcept { return {}; }
    [[nodiscard]] virtual std::string_view replayed_position() const noexcept { return {}; }

    /// Sends a notification: a query with two parameters, channel and payload. Empty, as the two below, where there is
    /// no such thing.
    [[nodiscard]] virtual std::string_view notify() const noexcept { return {}; }
    /// Locks a key until the transaction's end: waits for it, or tells at once whether it was free.
    [[nodiscard]] virtual std::string_view advisory_lock(AdvisoryKey::Kind /*kind*/,
                                                         bool /*waits*/) const noexcept {
        return {};
    }
    /// Changes a setting until the transaction's end: two parameters, name and value.
    [[nodiscard]] virtual std::string_view set_local() const noexcept { return {}; }

    /// Appends the placeholder of the parameter with this 1-based number.
    virtual void append_placeholder(std::string& out, int number) const = 0;
    /// The same once more, for a parameter that has one already.
    virtual void append_placeholder_again(std::string& out, int number) const = 0;
    /// A parameter of the kinds from OperandKind::pattern on, in this engine's language.
    /// Errors: NotSupportedError for what can't be said in it.
    [[nodiscard]] virtual std::string translated(const Operand& parameter) const = 0;
    /// This engine's own; empty for what it can't do.
    [[nodiscard]] virtual std::string_view own_text(const Spelling& spelling) const noexcept = 0;

    /// The operator that minds the case of letters, and the one that does not; in both `\` takes away the
    /// meaning of the next character.
    [[nodiscard]] virtual PatternSyntax pattern_syntax(bool minds_case) const noexcept = 0;
    /// The operator between a text and a regular expression.
    [[nodiscard]] virtual std::string_view regexp_operator() const noexcept = 0;
    /// The type of a CAST.
    [[nodiscard]] virtual std::string_view cast_type(SqlType type) const noexcept = 0;
    /// What goes before an OFFSET that has no LIMIT.
    [[nodiscard]] virtual std::string_view limit_before_lone_offset() const noexcept = 0;

    /// A column's type in CREATE TABLE, with the check that stands in for a type the engine lacks.
    virtual void append_column_type(std::string& out, const ColumnDescription& column) const = 0;
    /// Type and constraint of a key that the engine makes.
    [[nodiscard]] virtual std::string_view generated_key_type() const noexcept = 0;
    /// What follows the closing parenthesis of CREATE TABLE.
    [[nodiscard]] virtual std::string_view table_options(const ModelDescription& model) const noexcept = 0;
    /// Makes the foreign keys of this transaction wait for its end.
    [[nodiscard]] virtual std::string_view defer_foreign_keys() const noexcept = 0;
    /// What a foreign key's definition says so that defer_foreign_keys() reaches it.
    [[nodiscard]] virtual std::string_view deferrable_reference() const noexcept { return {}; }
};

/// Appends a quoted identifier. The one place where a runtime name enters SQL text.
/// Errors: ProgrammingError when empty, over 63 bytes, not UTF-8, or with a NUL.
void append_quoted(std::string& out, std::string_view identifier);

}  // namespace pewit::detail
