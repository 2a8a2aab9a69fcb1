/// Writes rows into a table, and makes what they need.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/detail/execution.hpp>
#include <pewit/row.hpp>

#include "dataset/table_facts.hpp"
#include "model/row_sql.hpp"

namespace pewit::detail {

/// Parameters of a statement, each for a column.
using BoundEntries = std::vector<std::pair<const ColumnFacts*, const Value*>>;
/// A statement's text, and with it the types that its columns had when it was prepared: PostgreSQL keeps to those, so that a
/// table that was made anew needs another statement.
class TypedSql {
public:
    explicit TypedSql(std::string sql) : text_(std::move(sql)), key_(text_) {}
    TypedSql& add(const ColumnFacts& column) {
        key_.append(1, '\0').append(column.column.type);
        return *this;
    }
    TypedSql& add(const BoundEntries& entries) {
        for (const auto& entry : entries)
            add(*entry.first);
        return *this;
    }
    [[nodiscard]] std::string_view key() const noexcept { return key_; }
    std::string operator()(const Dialect& /*dialect*/) const { return text_; }

private:
    std::string text_;
    std::string key_;
};

void bind_entries(Execution& run, const TableFacts& facts, const BoundEntries& entries);
/// ` WHERE "a" = ? AND "b" IS NULL`; nothing for an empty row.
/// Errors: ProgrammingError for a column that is not there; DataError for a value that can't be in it.
void append_where(RowSql& sql, const TableFacts& facts, const Row& equal, BoundEntries& parameters);

/// Writes while one lease lives; knows the table's columns as they were when it was made, and what it has made since.
/// Borrows the name.
class TableWriter {
public:
    TableWriter(const SessionLease& lease, std::string_view table) : lease_(lease), facts_(lease, table) {}

    [[nodiscard]] const TableFacts& facts() const noexcept { return facts_; }
    /// Is there a value for a column that is not there?
    [[nodiscard]] bool lacks(const Row& row) const;
    /// Makes the table and the columns that are not there. Only inside a frame.
    void make_room_for(const Row& row);
    /// Of a row for which there is room. Returns the key, if it is one column of integers, else 0.
    std::int64_t insert(const Row& row);
    /// Of rows with the same names.
    void insert_alike(std::span<const Row> rows);
    std::int64_t update(const Row& values, const Row& equal);

private:
    void create(const Row& row);
    void add_column(std::string_view name, SqlType type);
    [[nodiscard]] std::vector<const ColumnFacts*> columns_of(const Row& row) const;
    [[nodiscard]] std::string insert_sql(const std::vector<const ColumnFacts*>& columns, std::size_t rows,
                                         bool returns_key) const;
    void append_values(BoundEntries& entries, const Row& row) const;
    void run(const std::string& sql);

    const SessionLease& lease_;
    TableFacts facts_;
};

}  // namespace pewit::detail
