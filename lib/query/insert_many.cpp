/// Runs the INSERT of many rows: values into statements of several rows, statements into one frame.
#include <pewit/detail/insert_many.hpp>

#include <algorithm>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/run.hpp>

#include "model/bind.hpp"
#include "query/column_value.hpp"
#include "sql/dialect.hpp"
#include "sql/node.hpp"
#include "sql/shape.hpp"

namespace pewit::detail {
namespace {

/// More rows in a statement gain nothing: the time goes into the rows themselves.
constexpr std::size_t quickest_batch = 64;

class ManyInsert {
public:
    explicit ManyInsert(const ManyRows& rows, const RowSink* sink)
        : rows_(rows),
          model_(rows.model),
          sink_(sink),
          own_parameters_(Shape(*rows.insert.get()).parameters().size()) {}

    std::int64_t run() {
        const void* row = rows_.next();
        if (row == nullptr) return 0;
        const SessionLease lease{model_};
        InternalFrame frame{lease.session()};
        for (; row != nullptr; row = rows_.next()) {
            if (count_ > 0 && (count_ == most_ || makes_key(row) != makes_key_)) flush();
            if (count_ == 0) begin_statement(row, lease.dialect());
            add(row);
        }
        flush();
        frame.commit();
        return changes_;
    }

private:
    [[nodiscard]] bool makes_key(const void* row) const {
        if (!model_.has_generated_key) return false;
        const std::uint16_t key = model_.primary_key.front();
        if (rows_.given != nullptr) return !rows_.given->has(key);
        return model_.generated_key(const_cast<void*>(row)) == 0;
    }

    /// Is the column's value taken from the row? All other columns are left to the engine.
    [[nodiscard]] bool takes(std::size_t column) const {
        const ColumnDescription& description = model_.columns[column];
        if (makes_key_ && description.autoincrement) return false;
        return rows_.given == nullptr || rows_.given->has(column) || description.has_default
               || static_cast<int>(column) == model_.version_column;
    }

    void begin_statement(const void* row, const Dialect& dialect) {
        makes_key_ = makes_key(row);
        columns_.clear();
        for (std::size_t i = 0; i < model_.columns.size(); ++i) {
            if (takes(i)) columns_.push_back(static_cast<std::uint16_t>(i));
        }
        const std::size_t wanted = rows_.batch == 0 ? quickest_batch : rows_.batch;
        const std::size_t limit = dialect.can().max_parameters;
        const std::size_t room = limit > own_parameters_ ? limit - own_parameters_ : 1;
        // DEFAULT VALUES is one row.
        most_ = columns_.empty() ? 1 : std::clamp<std::size_t>(room / columns_.size(), 1, wanted);
        values_ = NodeRef();
    }

    void add(const void* row) {
        ++count_;
        if (columns_.empty()) return;
        NodeRef values;
        for (const std::uint16_t column : columns_)
            append_operand(values, NodeKind::row, value_of(column, row).operand());
        append_operand(values_, NodeKind::list, values.operand());
    }

    /// The version of a new row is 1, whatever the object says that is not changed.
    [[nodiscard]] NodeRef value_of(std::uint16_t column, const void* row) const {
        const ColumnDescription& description = model_.columns[column];
        if (static_cast<int>(column) == model_.version_column && version_of(model_, row) == 0)
            return make_unary(NodeKind::same, integer_operand(1, description.type));
        NodeRef value = record_column(description, row);
        const Operand whole = value.operand();
        const Operand& recorded = unwrapped(whole);
        if (recorded.kind == OperandKind::fault)
            throw_bind_fault(static_cast<Fault>(recorded.integer), model_, description, nullptr);
        return value;
    }

    void flush() {
        NodeRef statement = rows_.insert;
        const Operand table = (*statement.get())[static_cast<std::size_t>(Slot::target)];
        for (const std::uint16_t column : columns_)
            append_to_slot(statement, Slot::columns, column_operand(table.model, table.alias, column));
        if (values_) set_slot(statement, Slot::values, values_.operand());
        if (sink_ != nullptr) {
            run_rows(statement, *sink_);
        } else {
            changes_ += run_changes(statement);
        }
        count_ = 0;
    }

    const ManyRows& rows_;
    const ModelDescription& model_;
    const RowSink* sink_;
    std::size_t own_parameters_;
    std::vector<std::uint16_t> columns_;
    NodeRef values_;
    std::size_t count_ = 0;
    std::size_t most_ = 1;
    std::int64_t changes_ = 0;
    bool makes_key_ = false;
};

}  // namespace

std::int64_t insert_many_rows(const ManyRows& rows) { return ManyInsert(rows, nullptr).run(); }

void insert_many_rows(const ManyRows& rows, const RowSink& sink) { ManyInsert(rows, &sink).run(); }

}  // namespace pewit::detail
