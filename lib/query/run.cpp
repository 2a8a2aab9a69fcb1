/// Runs statements: finds the prepared one by the query's shape, binds, reads.
#include <pewit/detail/run.hpp>

#include <exception>
#include <span>
#include <string>

#include <pewit/detail/execution.hpp>
#include <pewit/error.hpp>

#include "model/lazy_load.hpp"
#include "query/bind.hpp"
#include "query/filling.hpp"
#include "query/model_of.hpp"
#include "query/result_place.hpp"
#include "query/row_stream.hpp"
#include "sql/renderer.hpp"
#include "sql/result_list.hpp"
#include "sql/shape.hpp"

namespace pewit::detail {
namespace {

enum class Reading : std::uint8_t { at_once, as_stream };

/// Whatever is loaded through the keys of these rows is counted anew.
void note_reading(const Node& statement) noexcept {
    if (statement.kind != NodeKind::select) return;
    for (const Operand& entry : result_list(statement)) {
        const Operand& item = unwrapped(entry);
        if (item.kind == OperandKind::table) forget_lazy_loads_of(item.model());
    }
}

/// One run of a query: its shape, the session, the execution, with the parameters bound.
class Run {
public:
    explicit Run(const NodeRef& statement, Rows rows = Rows::all, Reading reading = Reading::at_once)
        : completed_(with_defaults(statement)),
          statement_(*completed_.get()),
          shape_(statement_, rows),
          lease_(lease_for(statement_)),
          filling_(statement_),
          execution_(lease_.session(), shape_.key(), [this, rows](const Dialect& dialect) {
              return render(statement_, dialect, rows).text;
          }) {
        if (counts_lazy_loads()) [[unlikely]]
            note_reading(statement_);
        if (reading == Reading::as_stream) execution_.mark_stream();
        bind_parameters(execution_.statement(), statement_, shape_.parameters(), lease_.dialect());
    }

    /// Reads the next row into the sink. False after the last.
    bool next(const RowSink& sink) {
        const Cell* cells = step(sink.width);
        if (cells == nullptr) return false;
        RowFault fault = sink.add(cells, sink.target);
        if (filling_.width() != 0 && sink.last != nullptr && !fault)
            fault = filling_.fill(cells, sink.width, sink.last(sink.target));
        if (fault) throw_row_fault(statement_, execution_.statement(), fault, cells[fault.cell]);
        return true;
    }
    /// The next row; the first tells how wide it is, where the engine did not know before.
    const Cell* step(std::size_t width) {
        const Cell* cells = execution_.step();
        if (!is_width_known_) {
            check_width(width);
            is_width_known_ = true;
        }
        cells_ = cells;
        return cells;
    }
    /// Fills the keys of the row that was read from the latest cells, of which `width` were its own.
    RowFault fill(std::size_t width, void* row) { return filling_.fill(cells_, width, row); }
    void check_width(std::size_t width) const {
        detail::check_width(execution_.statement(), width + filling_.width());
    }
    [[nodiscard]] Execution& execution() noexcept { return execution_; }
    [[nodiscard]] const Execution& execution() const noexcept { return execution_; }

private:
    NodeRef completed_;
    const Node& statement_;
    Shape shape_;
    SessionLease lease_;
    Filling filling_;
    Execution execution_;
    const Cell* cells_ = nullptr;
    bool is_width_known_ = execution_.statement().column_count() >= 0;
};

}  // namespace

void run_rows(const NodeRef& statement, const RowSink& sink) {
    Run run(statement);
    run.check_width(sink.width);
    while (run.next(sink)) {
    }
}

bool run_first(const NodeRef& select, const RowSink& sink) {
    Run run(select, Rows::only_first);
    run.check_width(sink.width);
    return run.next(sink);
}

bool find_first(const Operand& table, const Operand* conditions, std::size_t count, const RowSink& sink) {
    NodeRef select = make_select(table, &table, 1);
    for (std::size_t i = 0; i < count; ++i)
        add_condition(select, Slot::where, conditions[i]);
    return run_first(select, sink);
}

void get_first(const Operand& table, const Operand* conditions, std::size_t count, const RowSink& sink) {
    if (!find_first(table, conditions, count, sink)) throw_no_row(make_select(table, &table, 1));
}

std::int64_t count_rows(const NodeRef& select) {
    std::int64_t count = 0;
    run_first(counting(select), sink_into_object<std::int64_t, RowReader<std::int64_t>>(count));
    return count;
}

bool has_rows(const NodeRef& select) {
    bool has = false;
    run_first(testing_existence(select), sink_into_object<bool, RowReader<bool>>(has));
    return has;
}

std::int64_t run_changes(const NodeRef& statement) {
    Run run(statement);
    run.execution().run();
    return run.execution().changes();
}

SqlText sql_text(const NodeRef& statement) {
    const SessionLease lease = lease_for(*statement.get());
    return sql_text(statement, lease.dialect());
}

namespace {

[[noreturn]] void throw_no_row_of(std::string_view table) {
    throw DoesNotExist("no row of " + std::string(table) + " matches the query",
                       {.code = ErrorCode::not_found, .table = std::string(table)});
}

class QueryStream final : public RowStream::State {
public:
    QueryStream(NodeRef query, std::size_t width)
        : statement_(std::move(query)), run_(statement_, Rows::all, Reading::as_stream), width_(width) {
        run_.check_width(width);
    }
    const Cell* next() override { return run_.step(width_); }
    RowFault fill(void* row) override { return run_.fill(width_, row); }
    [[noreturn]] void throw_fault(const RowFault& fault, const Cell& cell) const override {
        throw_row_fault(*statement_.get(), run_.execution().statement(), fault, cell);
    }

private:
    NodeRef statement_;
    Run run_;
    std::size_t width_;
};

}  // namespace

void throw_no_row(const NodeRef& statement) {
    const ModelDescription* model = model_of(*statement.get());
    throw_no_row_of(model == nullptr ? std::string_view("query") : model->table);
}

void throw_no_row(const ModelDescription& model) { throw_no_row_of(model.table); }

RowStream::RowStream(NodeRef statement, std::size_t width)
    : state_(std::make_unique<QueryStream>(std::move(statement), width)) {}
RowStream::RowStream(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RowStream::RowStream(RowStream&&) noexcept = default;
RowStream& RowStream::operator=(RowStream&&) noexcept = default;
RowStream::~RowStream() = default;

const Cell* RowStream::next() { return state_->next(); }

RowFault RowStream::fill(void* row) { return state_->fill(row); }

void RowStream::throw_fault(const RowFault& fault, const Cell& cell) const {
    state_->throw_fault(fault, cell);
    std::terminate();  // not reached: g++ does not believe [[noreturn]] of what is virtual
}

}  // namespace pewit::detail
