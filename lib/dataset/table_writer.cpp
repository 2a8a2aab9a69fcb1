#include "dataset/table_writer.hpp"

#include <algorithm>

#include <pewit/advisory_key.hpp>
#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

/// Appends a column's name and type.
void append_column(std::string& sql, const Dialect& dialect, std::string_view name, SqlType type) {
    ColumnDescription column;
    column.name = name;
    column.type = column_type_for(type);
    append_quoted(sql, name);
    dialect.append_column_type(sql += ' ', column);
}

/// The key that every new table has: the engine's, unless the row's own is no number.
void append_key(std::string& sql, const Dialect& dialect, const Value* given) {
    if (given == nullptr || !given->column_type()
        || column_type_for(*given->column_type()) == SqlType::bigint) {
        sql.append("\"id\" ").append(dialect.generated_key_type());
    } else {
        append_column(sql, dialect, "id", *given->column_type());
        sql += " NOT NULL PRIMARY KEY";
    }
}

}  // namespace

void bind_entries(Execution& run, const TableFacts& facts, const BoundEntries& entries) {
    int index = 0;
    for (const auto& [column, value] : entries) {
        facts.check(*column, *value);
        const Fault fault = value->bind(run.statement(), index++);
        if (fault != Fault::none) facts.refuse(column->column.name, *value, fault);
    }
}

void append_where(RowSql& sql, const TableFacts& facts, const Row& equal, BoundEntries& parameters) {
    const char* before = " WHERE ";
    for (const Row::Entry& entry : equal) {
        const ColumnFacts& column = facts.at(entry.name);
        sql.text(before).name(column.column.name);
        before = " AND ";
        if (entry.value.is_null()) {
            sql.text(" IS NULL");
        } else {
            sql.text(" = ").parameter();
            parameters.emplace_back(&column, &entry.value);
        }
    }
}

bool TableWriter::lacks(const Row& row) const {
    if (!facts_.exists()) return true;
    return std::any_of(row.begin(), row.end(), [&](const Row::Entry& entry) {
        return entry.value.column_type() && facts_.find(entry.name) == nullptr;
    });
}

void TableWriter::run(const std::string& sql) {
    Execution statement{lease_.session(), sql};
    statement.run();
}

/// Programs that make the same table at the same time wait for each other, where the engine does not see to it.
void TableWriter::make_room_for(const Row& row) {
    const std::string_view lock = lease_.dialect().advisory_lock(AdvisoryKey::Kind::text, true);
    if (!lock.empty()) {
        const std::string key = "pewit dataset " + std::string(facts_.table());
        Execution waiting{lease_.session(), lock};
        waiting.statement().bind_text(0, key);
        waiting.run();
    }
    facts_ = TableFacts(lease_, facts_.table());
    if (!facts_.exists()) create(row);
    for (const Row::Entry& entry : row) {
        if (entry.value.column_type() && facts_.find(entry.name) == nullptr)
            add_column(entry.name, *entry.value.column_type());
    }
    facts_ = TableFacts(lease_, facts_.table());
}

void TableWriter::create(const Row& row) {
    const Dialect& dialect = lease_.dialect();
    std::string sql = "CREATE TABLE IF NOT EXISTS ";
    append_quoted(sql, facts_.table());
    append_key(sql += " (", dialect, row.find("id"));
    for (const Row::Entry& entry : row) {
        if (entry.name != "id" && entry.value.column_type())
            append_column(sql += ", ", dialect, entry.name, *entry.value.column_type());
    }
    run(sql.append(")").append(dialect.table_options({})));
    facts_ = TableFacts(lease_, facts_.table());
}

void TableWriter::add_column(std::string_view name, SqlType type) {
    std::string sql = "ALTER TABLE ";
    append_quoted(sql, facts_.table());
    append_column(sql += " ADD COLUMN ", lease_.dialect(), name, type);
    run(sql);
}

/// Those that are there: a NULL of no type needs none.
std::vector<const ColumnFacts*> TableWriter::columns_of(const Row& row) const {
    std::vector<const ColumnFacts*> columns;
    for (const Row::Entry& entry : row) {
        if (const ColumnFacts* column = facts_.find(entry.name)) columns.push_back(column);
    }
    return columns;
}

std::string TableWriter::insert_sql(const std::vector<const ColumnFacts*>& columns, std::size_t rows,
                                    bool returns_key) const {
    RowSql sql(lease_.dialect());
    sql.text("INSERT INTO ").name(facts_.table());
    if (columns.empty()) sql.text(" DEFAULT VALUES");
    for (std::size_t i = 0; i < columns.size(); ++i)
        sql.text(i == 0 ? " (" : ", ").name(columns[i]->column.name);
    for (std::size_t row = 0; row < rows && !columns.empty(); ++row) {
        sql.text(row == 0 ? ") VALUES " : ", ");
        for (std::size_t i = 0; i < columns.size(); ++i)
            sql.text(i == 0 ? "(" : ", ").parameter();
        sql.text(")");
    }
    if (const ColumnFacts* key = facts_.integer_key(); key != nullptr && returns_key)
        sql.text(" RETURNING ").name(key->column.name);
    return sql.take();
}

void TableWriter::append_values(BoundEntries& entries, const Row& row) const {
    const auto first = static_cast<std::ptrdiff_t>(entries.size());
    for (const Row::Entry& entry : row) {
        const ColumnFacts* column = facts_.find(entry.name);
        if (column == nullptr) continue;
        const auto is_it = [&](const auto& other) { return other.first == column; };
        if (std::any_of(entries.begin() + first, entries.end(), is_it)) {
            throw ProgrammingError("two values for one column: \"" + entry.name + "\"",
                                   {.code = ErrorCode::misuse,
                                    .table = std::string(facts_.table()),
                                    .column = column->column.name});
        }
        entries.emplace_back(column, &entry.value);
    }
}

std::int64_t TableWriter::insert(const Row& row) {
    BoundEntries entries;
    append_values(entries, row);
    TypedSql sql(insert_sql(columns_of(row), 1, true));
    sql.add(entries);
    Execution statement{lease_.session(), sql.key(), sql};
    bind_entries(statement, facts_, entries);
    const Cell* cells = statement.step();
    if (cells == nullptr) return 0;
    const std::int64_t key = cells[0].integer;
    statement.run();
    return key;
}

void TableWriter::insert_alike(std::span<const Row> rows) {
    const std::vector<const ColumnFacts*> columns = columns_of(rows.front());
    std::size_t most = 1;  // DEFAULT VALUES is for one row
    if (!columns.empty())
        most = std::clamp<std::size_t>(lease_.dialect().can().max_parameters / columns.size(), 1, 64);
    while (!rows.empty()) {
        const std::size_t count = std::min(most, rows.size());
        BoundEntries entries;
        for (const Row& row : rows.first(count))
            append_values(entries, row);
        TypedSql sql(insert_sql(columns, count, false));
        sql.add(entries);
        Execution statement{lease_.session(), sql.key(), sql};
        bind_entries(statement, facts_, entries);
        statement.run();
        rows = rows.subspan(count);
    }
}

std::int64_t TableWriter::update(const Row& values, const Row& equal) {
    RowSql sql(lease_.dialect());
    sql.text("UPDATE ").name(facts_.table()).text(" SET ");
    BoundEntries parameters;
    append_values(parameters, values);
    if (parameters.empty()) return 0;
    bool is_first = true;
    for (const auto& [column, value] : parameters) {
        sql.text(is_first ? "" : ", ").name(column->column.name).text(" = ").parameter();
        is_first = false;
    }
    append_where(sql, facts_, equal, parameters);
    TypedSql typed(sql.take());
    typed.add(parameters);
    Execution statement{lease_.session(), typed.key(), typed};
    bind_entries(statement, facts_, parameters);
    statement.run();
    return statement.changes();
}

}  // namespace pewit::detail
