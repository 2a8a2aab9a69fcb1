/// Runs statements: finds the prepared one by the query's shape, binds, reads.
#include <pewit/detail/run.hpp>

#include <span>
#include <string>

#include <pewit/detail/execution.hpp>
#include <pewit/error.hpp>

#include "model/lazy_load.hpp"
#include "query/bind.hpp"
#include "query/filling.hpp"
#include "query/model_of.hpp"
#include "query/result_place.hpp"
#include "sql/renderer.hpp"
#include "sql/shape.hpp"

namespace pewit::detail {
namespace {

enum class Reading : std::uint8_t { at_once, as_stream };

/// Whatever is loaded through the keys of these rows is counted anew.
void note_reading(const Node& statement) noexcept {
    if (statement.kind != NodeKind::select) return;
    const Operand& columns = statement[static_cast<std::size_t>(Slot::columns)];
    const Node* list = node_in(columns);
    for (const Operand& entry : list == nullptr ? std::span(&columns, 1) : list->operands()) {
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

/// Of the query of that name in WITH.
const ModelDescription* model_of_cte(const Node& statement, std::string_view name) {
    const Node* ctes = node_in(statement[static_cast<std::size_t>(Slot::with)]);
    if (ctes == nullptr) return nullptr;
    for (const Operand& cte : ctes->operands()) {
        if (cte.node->kind == NodeKind::error) throw_node_error(*cte.node);
        if ((*cte.node)[0].view() == name) return model_of(*(*cte.node)[1].node);
    }
    return nullptr;
}

}  // namespace

const ModelDescription* model_of(const Node& statement) {
    if (statement.kind == NodeKind::error) throw_node_error(statement);
    const bool is_select = statement.kind == NodeKind::select;
    const Operand& base = statement[static_cast<std::size_t>(is_select ? Slot::base : Slot::target)];
    if (base.kind == OperandKind::table) return &base.model();
    if (const Node* inner = node_in(base)) {
        switch (inner->kind) {
        case NodeKind::cte_table:
            return model_of_cte(statement, (*inner)[0].view());
        case NodeKind::set_operation:
        case NodeKind::derived_table:
            return model_of(*(*inner)[0].node);
        default:
            return model_of(*inner);
        }
    }
    // SELECT EXISTS (…) has no FROM of its own.
    const Node* columns = is_select ? node_in(statement[static_cast<std::size_t>(Slot::columns)]) : nullptr;
    const Node* only = columns != nullptr && columns->count == 1 ? node_in((*columns)[0]) : nullptr;
    const Node* tested = only != nullptr && only->kind == NodeKind::exists ? node_in((*only)[0]) : nullptr;
    return tested == nullptr ? nullptr : model_of(*tested);
}

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

bool find_first(const Operand& table, std::initializer_list<Operand> conditions, const RowSink& sink) {
    NodeRef select = make_select(table, &table, 1);
    for (const Operand& condition : conditions)
        add_condition(select, Slot::where, condition);
    return run_first(select, sink);
}

void get_first(const Operand& table, std::initializer_list<Operand> conditions, const RowSink& sink) {
    if (!find_first(table, conditions, sink)) throw_no_row(make_select(table, &table, 1));
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

void throw_no_row(const NodeRef& statement) {
    const ModelDescription* model = model_of(*statement.get());
    const std::string table(model == nullptr ? std::string_view("query") : model->table);
    throw DoesNotExist("no row of " + table + " matches the query",
                       {.code = ErrorCode::not_found, .table = table});
}

struct RowStream::State {
    State(NodeRef query, std::size_t columns)
        : statement(std::move(query)), run(statement, Rows::all, Reading::as_stream), width(columns) {
        run.check_width(width);
    }
    NodeRef statement;
    Run run;
    std::size_t width;
};

RowStream::RowStream(NodeRef statement, std::size_t width)
    : state_(std::make_unique<State>(std::move(statement), width)) {}
RowStream::RowStream(RowStream&&) noexcept = default;
RowStream& RowStream::operator=(RowStream&&) noexcept = default;
RowStream::~RowStream() = default;

const Cell* RowStream::next() { return state_->run.step(state_->width); }

RowFault RowStream::fill(void* row) { return state_->run.fill(state_->width, row); }

void RowStream::throw_fault(const RowFault& fault, const Cell& cell) const {
    throw_row_fault(*state_->statement.get(), state_->run.execution().statement(), fault, cell);
}

}  // namespace pewit::detail
