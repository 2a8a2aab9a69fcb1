#include "dataset/select.hpp"

#include <pewit/detail/fault.hpp>
#include <pewit/detail/raw_rows.hpp>
#include <pewit/error.hpp>

#include "sql/dialect.hpp"

namespace pewit {
namespace detail {
namespace {

/// The columns asked for, or all.
std::vector<const ColumnFacts*> columns_of(const DatasetSelect& select, const TableFacts& facts) {
    std::vector<const ColumnFacts*> columns;
    for (const std::string& name : select.columns)
        columns.push_back(&facts.at(name));
    if (!columns.empty()) return columns;
    for (const ColumnFacts& column : facts.columns())
        columns.push_back(&column);
    return columns;
}

TypedSql select_sql(const Dialect& dialect, const DatasetSelect& select, const TableFacts& facts,
                    BoundEntries& parameters) {
    const std::vector<const ColumnFacts*> columns = columns_of(select, facts);
    RowSql sql(dialect);
    sql.text(select.distinct ? "SELECT DISTINCT " : "SELECT ");
    const char* before = "";
    for (const ColumnFacts* column : columns) {
        sql.text(before).name(column->column.name);
        before = ", ";
    }
    sql.text(" FROM ").name(select.table);
    append_where(sql, facts, select.equal, parameters);
    before = " ORDER BY ";
    for (const auto& [name, descends] : select.order) {
        sql.text(before).name(facts.at(name).column.name).text(descends ? " DESC" : "");
        before = ", ";
    }
    if (select.limit >= 0) sql.text(" LIMIT " + std::to_string(select.limit));
    if (select.offset > 0) {
        if (select.limit < 0) sql.text(dialect.limit_before_lone_offset());
        sql.text(" OFFSET " + std::to_string(select.offset));
    }
    TypedSql typed(sql.take());
    for (const ColumnFacts* column : columns)
        typed.add(*column);
    typed.add(parameters);
    return typed;
}

[[noreturn]] void refuse_negative(const char* what) {
    throw ProgrammingError(std::string(what) + " must not be negative", {.code = ErrorCode::misuse});
}

}  // namespace

SelectRun::SelectRun(const DatasetSelect& select, Reading reading)
    : select_(select), lease_(*select.database), facts_(lease_, select.table) {
    if (!facts_.exists()) return;
    for (const ColumnFacts* column : columns_of(select, facts_)) {
        reader_.add(column->column.name, column->type);
        names_.push_back(column->column.name);
    }
    BoundEntries parameters;
    const TypedSql sql = select_sql(lease_.dialect(), select, facts_, parameters);
    execution_.emplace(lease_.session(), sql.key(), sql);
    if (reading == Reading::as_stream) execution_->mark_stream();
    bind_entries(*execution_, facts_, parameters);
}

bool SelectRun::next(Row& row) {
    const Cell* cells = execution_ ? execution_->step() : nullptr;
    if (cells != nullptr) reader_.read(select_.table, cells, row);
    return cells != nullptr;
}

/// Keeps what the run borrows.
struct DatasetRows::State {
    explicit State(const DatasetSelect& of) : select(of), run(select, SelectRun::Reading::as_stream) {}
    DatasetSelect select;
    SelectRun run;
};

DatasetRows::DatasetRows(const DatasetSelect& select) : state_(std::make_unique<State>(select)) {}
DatasetRows::DatasetRows(DatasetRows&&) noexcept = default;
DatasetRows& DatasetRows::operator=(DatasetRows&&) noexcept = default;
DatasetRows::~DatasetRows() = default;

bool DatasetRows::next(Row& row) { return state_->run.next(row); }

}  // namespace detail

void DatasetReader::read(const std::string& table, const detail::Cell* cells, Row& row) const {
    row.table_ = table;
    row.entries_.resize(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        row.entries_[i].name = columns_[i].name;
        row.entries_[i].value = Value(cells[i], columns_[i].type);
    }
}

DatasetQuery DatasetQuery::columns(std::vector<std::string> names) const {
    DatasetQuery query = *this;
    query.select_.columns = std::move(names);
    return query;
}

DatasetQuery DatasetQuery::order_by(std::string_view column) const {
    DatasetQuery query = *this;
    query.select_.order.emplace_back(column, false);
    return query;
}

DatasetQuery DatasetQuery::order_by_desc(std::string_view column) const {
    DatasetQuery query = *this;
    query.select_.order.emplace_back(column, true);
    return query;
}

DatasetQuery DatasetQuery::limit(std::int64_t count) const {
    if (count < 0) detail::refuse_negative("limit");
    DatasetQuery query = *this;
    query.select_.limit = count;
    return query;
}

DatasetQuery DatasetQuery::offset(std::int64_t count) const {
    if (count < 0) detail::refuse_negative("offset");
    DatasetQuery query = *this;
    query.select_.offset = count;
    return query;
}

DatasetQuery DatasetQuery::distinct() const {
    DatasetQuery query = *this;
    query.select_.distinct = true;
    return query;
}

std::vector<Row> DatasetQuery::all() const {
    detail::SelectRun run(select_, detail::SelectRun::Reading::at_once);
    std::vector<Row> rows;
    for (Row row; run.next(row);)
        rows.push_back(std::move(row));
    return rows;
}

std::optional<Row> DatasetQuery::first() const {
    detail::DatasetSelect one = select_;
    if (one.limit < 0) one.limit = 1;
    detail::SelectRun run(one, detail::SelectRun::Reading::at_once);
    std::optional<Row> row(std::in_place);
    if (!run.next(*row)) row.reset();
    return row;
}

std::int64_t DatasetQuery::count() const {
    const detail::SessionLease lease{*select_.database};
    const detail::TableFacts facts(lease, select_.table);
    if (!facts.exists()) return 0;
    detail::BoundEntries parameters;
    detail::TypedSql sql("SELECT COUNT(*) FROM ("
                         + detail::select_sql(lease.dialect(), select_, facts, parameters)(lease.dialect())
                         + ") AS \"rows\"");
    sql.add(parameters);
    detail::Execution execution{lease.session(), sql.key(), sql};
    detail::bind_entries(execution, facts, parameters);
    const detail::Cell* cells = execution.step();
    const std::int64_t rows = cells == nullptr ? 0 : cells[0].integer;
    return rows;
}

std::vector<Row> Dataset::query_rows(std::string_view sql, const std::vector<Value>& parameters) const {
    const detail::SessionLease lease{*database_};
    detail::Execution execution{lease.session(), sql};
    detail::Statement& statement = execution.statement();
    detail::check_parameter_count(statement, parameters.size());
    int index = 0;
    for (const Value& value : parameters) {
        if (const detail::Fault fault = value.bind(statement, index); fault != detail::Fault::none)
            detail::throw_parameter_fault(fault, statement, index, {});
        ++index;
    }
    std::vector<Row> rows;
    while (const detail::Cell* cells = execution.step()) {
        Row row;
        for (int i = 0; i < statement.column_count(); ++i)
            row.set(statement.column_name(i), Value(cells[i]));
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace pewit
