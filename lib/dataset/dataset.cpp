/// Tables by name: what changes them.
#include <pewit/dataset.hpp>

#include <algorithm>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/raw_rows.hpp>
#include <pewit/error.hpp>

#include "dataset/table_writer.hpp"
#include "sql/dialect.hpp"
#include "sql/table_name.hpp"

namespace pewit {
namespace {

using detail::Execution;
using detail::InternalFrame;
using detail::SessionLease;
using detail::TableWriter;

[[noreturn]] void refuse(std::string_view table, const std::string& what) {
    throw ProgrammingError(what, {.code = ErrorCode::misuse, .table = std::string(table)});
}

bool have_same_names(const Row& a, const Row& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Row::Entry& x, const Row::Entry& y) { return x.name == y.name; });
}

void run(const SessionLease& lease, const std::string& sql) {
    Execution statement{lease.session(), sql};
    statement.run();
}

std::int64_t update_rows(Database& database, std::string_view table, const Row& values, const Row& equal) {
    if (values.empty()) refuse(table, "update() needs a value to set");
    const SessionLease lease{database};
    TableWriter writer(lease, table);
    if (!writer.facts().exists()) return 0;
    if (!writer.lacks(values)) return writer.update(values, equal);
    InternalFrame frame{lease.session()};
    writer.make_room_for(values);
    const std::int64_t changed = writer.update(values, equal);
    frame.commit();
    return changed;
}

std::int64_t delete_rows(Database& database, std::string_view table, const Row& equal) {
    const SessionLease lease{database};
    const detail::TableFacts facts(lease, table);
    if (!facts.exists()) return 0;
    detail::RowSql sql(lease.dialect());
    detail::BoundEntries parameters;
    sql.text("DELETE FROM ").name(table);
    detail::append_where(sql, facts, equal, parameters);
    detail::TypedSql typed(sql.take());
    typed.add(parameters);
    Execution statement{lease.session(), typed.key(), typed};
    detail::bind_entries(statement, facts, parameters);
    statement.run();
    return statement.changes();
}

}  // namespace

std::vector<TableColumn> DatasetTable::columns() const {
    const SessionLease lease{*database_};
    std::vector<TableColumn> columns;
    const detail::TableFacts facts(lease, name_);
    for (const detail::ColumnFacts& each : facts.columns())
        columns.push_back(each.column);
    return columns;
}

std::int64_t DatasetTable::insert(const Row& row) const {
    const SessionLease lease{*database_};
    TableWriter writer(lease, name_);
    if (!writer.lacks(row)) return writer.insert(row);
    InternalFrame frame{lease.session()};
    writer.make_room_for(row);
    const std::int64_t key = writer.insert(row);
    frame.commit();
    return key;
}

std::int64_t DatasetTable::insert_many(std::span<const Row> rows) const {
    const SessionLease lease{*database_};
    TableWriter writer(lease, name_);
    InternalFrame frame{lease.session()};
    for (const Row& row : rows) {
        if (writer.lacks(row)) writer.make_room_for(row);
    }
    for (std::span<const Row> left = rows; !left.empty();) {
        std::size_t alike = 1;
        while (alike < left.size() && have_same_names(left.front(), left[alike]))
            ++alike;
        writer.insert_alike(left.first(alike));
        left = left.subspan(alike);
    }
    frame.commit();
    return static_cast<std::int64_t>(rows.size());
}

std::int64_t DatasetTable::update(const Row& values, const Row& equal) const {
    if (equal.empty())
        refuse(name_, "update() without a condition would change all rows: that is update_all()");
    return update_rows(*database_, name_, values, equal);
}

std::int64_t DatasetTable::update_all(const Row& values) const {
    return update_rows(*database_, name_, values, {});
}

std::int64_t DatasetTable::delete_(const Row& equal) const {
    if (equal.empty())
        refuse(name_, "delete_() without a condition would delete all rows: that is delete_all()");
    return delete_rows(*database_, name_, equal);
}

std::int64_t DatasetTable::delete_all() const { return delete_rows(*database_, name_, {}); }

DatasetQuery DatasetTable::find(const Row& equal) const {
    return DatasetQuery({.database = database_, .table = name_, .equal = equal});
}

void DatasetTable::add_columns(const Row& like) const {
    const SessionLease lease{*database_};
    TableWriter writer(lease, name_);
    if (!writer.lacks(like)) return;
    InternalFrame frame{lease.session()};
    writer.make_room_for(like);
    frame.commit();
}

void DatasetTable::create_index(const std::vector<std::string>& columns, bool unique) const {
    if (columns.empty()) refuse(name_, "create_index() needs a column");
    const SessionLease lease{*database_};
    const detail::TableFacts facts(lease, name_);
    std::string name = name_;
    std::string list;
    for (const std::string& column : columns) {
        name.append("__").append(facts.at(column).column.name);
        detail::append_quoted(list += list.empty() ? "" : ", ", facts.at(column).column.name);
    }
    std::string sql = unique ? "CREATE UNIQUE INDEX IF NOT EXISTS " : "CREATE INDEX IF NOT EXISTS ";
    detail::append_quoted(sql, detail::shortened(name.append(unique ? "__unique" : "")));
    detail::append_quoted(sql += " ON ", name_);
    run(lease, sql.append(" (").append(list).append(")"));
}

void DatasetTable::drop() const {
    const SessionLease lease{*database_};
    std::string sql = "DROP TABLE IF EXISTS ";
    detail::append_quoted(sql, name_);
    run(lease, sql);
}

std::vector<std::string> Dataset::tables() const {
    const SessionLease lease{*database_};
    std::vector<std::string> names;
    for (auto& [name] : detail::query_raw<std::string>(lease, lease.dialect().table_names()))
        names.push_back(std::move(name));
    return names;
}

}  // namespace pewit
