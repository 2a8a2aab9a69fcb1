/// Runs whole queries of raw SQL, and finds their columns by name.
#include <pewit/raw_query.hpp>

#include <memory>

#include <pewit/detail/execution.hpp>
#include <pewit/detail/fault.hpp>
#include <pewit/detail/raw_rows.hpp>

#include "model/lazy_load.hpp"
#include "query/row_stream.hpp"

namespace pewit::detail {
namespace {

/// One run: the session, the execution with its parameters bound, and which cell is which column.
class RawRun final : public RowStream::State {
public:
    RawRun(const RawSql& sql, const RawColumns& columns)
        : model_(sql.model()), columns_(columns), lease_(model_), execution_(lease_.session(), sql.text) {
        if (columns.model != nullptr && counts_lazy_loads()) [[unlikely]]
            forget_lazy_loads_of(*columns.model);
        if (columns.names != nullptr) names_.assign(columns.names, columns.names + columns.count);
    }
    void mark_stream() { execution_.mark_stream(); }
    void bind(const RawSql& sql) {
        Statement& statement = execution_.statement();
        check_parameter_count(statement, sql.parameters.size());
        int index = 0;
        for (const Value& parameter : sql.parameters) {
            const Fault fault = parameter.bind(statement, index);
            if (fault != Fault::none) throw_parameter_fault(fault, statement, index, {});
            ++index;
        }
    }

    /// The first step may prepare the statement again, so only then are its columns known.
    const Cell* next() override {
        const Cell* cells = execution_.step();
        if (!is_known_) find_columns();
        is_known_ = true;
        if (cells == nullptr || places_.empty()) return cells;
        for (std::size_t i = 0; i < places_.size(); ++i)
            ordered_[i] = cells[places_[i]];
        return ordered_.data();
    }
    [[noreturn]] void throw_fault(const RowFault& fault, const Cell& cell) const override {
        FaultPlace place{.table = model_.table, .found = cell.kind, .sql = execution_.statement().sql()};
        if (columns_.model != nullptr) {
            const ColumnDescription& column = columns_.model->columns[fault.cell];
            place.table = columns_.model->table;
            place.column = column.name;
            place.type = column.type_name;
        } else {
            place.column = columns_.names != nullptr ? names_[fault.cell]
                                                     : execution_.statement().column_name(fault.cell);
        }
        detail::throw_fault(fault.fault, place);
    }
    void read(const RowSink& sink, const Cell* cells) {
        if (const RowFault fault = sink.add(cells, sink.target)) throw_fault(fault, cells[fault.cell]);
    }

private:
    void find_columns() {
        const Statement& statement = execution_.statement();
        if (columns_.model == nullptr && columns_.names == nullptr)
            return check_column_count(statement, columns_.count);
        for (std::size_t i = 0; i < columns_.count; ++i)
            places_.push_back(place_of(i, statement));
        ordered_.resize(columns_.count);
    }
    [[nodiscard]] bool is_called(std::size_t column, std::string_view name) const {
        if (columns_.model == nullptr) return names_[column] == name;
        const ColumnDescription& description = columns_.model->columns[column];
        return description.name == name || description.member == name;
    }
    [[nodiscard]] std::size_t place_of(std::size_t column, const Statement& statement) const {
        const auto count = static_cast<std::size_t>(statement.column_count());
        std::size_t found = count;
        for (std::size_t i = 0; i < count; ++i) {
            if (!is_called(column, statement.column_name(static_cast<int>(i)))) continue;
            if (found != count) refuse(column, "is in the result more than once");
            found = i;
        }
        if (found == count) refuse(column, "is missing from the result");
        return found;
    }
    [[noreturn]] void refuse(std::size_t column, const char* why) const {
        const ModelDescription& model = columns_.model == nullptr ? model_ : *columns_.model;
        const std::string name(columns_.model == nullptr ? std::string_view(names_[column])
                                                         : model.columns[column].name);
        throw DataError("column \"" + std::string(model.table) + "\".\"" + name + "\" " + why
                            + "; a model needs all its columns, a struct or a tuple those it has",
                        {.code = ErrorCode::data,
                         .sql = std::string(execution_.statement().sql()),
                         .table = std::string(model.table),
                         .column = name});
    }

    const ModelDescription& model_;
    RawColumns columns_;
    std::vector<std::string> names_;
    SessionLease lease_;
    Execution execution_;
    std::vector<std::size_t> places_;
    std::vector<Cell> ordered_;
    bool is_known_ = false;
};

/// Keeps what a run borrows.
class RawStream final : public RowStream::State {
public:
    RawStream(const RawSql& sql, const RawColumns& columns) : sql_(sql), run_(sql_, columns) {
        run_.mark_stream();
        run_.bind(sql_);
    }
    const Cell* next() override { return run_.next(); }
    [[noreturn]] void throw_fault(const RowFault& fault, const Cell& cell) const override {
        run_.throw_fault(fault, cell);
    }

private:
    RawSql sql_;
    RawRun run_;
};

}  // namespace

void run_raw(const RawSql& sql, const RawColumns& columns, const RowSink& sink) {
    RawRun run(sql, columns);
    run.bind(sql);
    while (const Cell* cells = run.next())
        run.read(sink, cells);
}

bool run_raw_first(const RawSql& sql, const RawColumns& columns, const RowSink& sink) {
    RawRun run(sql, columns);
    run.bind(sql);
    const Cell* cells = run.next();
    if (cells != nullptr) run.read(sink, cells);
    return cells != nullptr;
}

RowStream raw_stream(const RawSql& sql, const RawColumns& columns) {
    return RowStream(std::make_unique<RawStream>(sql, columns));
}

}  // namespace pewit::detail
