/// delete_instance(recursive): a row with all rows that refer to it.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/row_store.hpp>

#include "connection/serves.hpp"
#include "model/bind.hpp"
#include "model/captured_value.hpp"
#include "model/registry.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

namespace {

/// A row by its key.
struct RowKey {
    const ModelDescription* model = nullptr;
    std::vector<CapturedValue> values;

    void bind(Statement& statement) const {
        int index = 0;
        for (const CapturedValue& value : values)
            value.bind(statement, index++);
    }
    [[nodiscard]] std::pair<const ModelDescription*, std::string> identity() const {
        std::string bytes;
        for (const CapturedValue& value : values) {
            const std::string part = value.identity();
            bytes.append(std::to_string(part.size())).append(":").append(part);
        }
        return {model, bytes};
    }
};

/// A column that refers to some model.
struct Reference {
    const ModelDescription* model;
    std::size_t column;
    [[nodiscard]] const ColumnDescription& description() const { return model->columns[column]; }
    [[nodiscard]] ReferentialAction action() const { return description().foreign_key->on_delete; }
    [[nodiscard]] bool is_left_to_engine() const {
        return action() == ReferentialAction::restrict || action() == ReferentialAction::set_default;
    }
    /// Else the rows that refer are deleted.
    [[nodiscard]] bool is_set_to_null() const {
        return description().nullable && action() != ReferentialAction::cascade;
    }
};

std::vector<Reference> references_to(const ModelDescription& target,
                                     const std::vector<const ModelDescription*>& models) {
    std::vector<Reference> references;
    for (const ModelDescription* model : models) {
        for (std::size_t i = 0; i < model->columns.size(); ++i) {
            const ForeignKeyDescription* key = model->columns[i].foreign_key;
            if (key != nullptr && &key->target() == &target) references.push_back({model, i});
        }
    }
    return references;
}

std::string select_references_sql(const Dialect& dialect, const Reference& reference) {
    RowSql sql(dialect);
    sql.text("SELECT ");
    bool first = true;
    for (const std::uint16_t column : reference.model->primary_key) {
        if (!first) sql.text(", ");
        first = false;
        sql.name(reference.model->columns[column].name);
    }
    sql.text(" FROM ").table(*reference.model).text(" WHERE ").name(reference.description().name).text(" = ");
    return sql.parameter().take();
}

std::string clear_references_sql(const Dialect& dialect, const Reference& reference) {
    RowSql sql(dialect);
    sql.text("UPDATE ")
        .table(*reference.model)
        .text(" SET ")
        .name(reference.description().name)
        .text(" = NULL WHERE ");
    return sql.name(reference.description().name).text(" = ").parameter().take();
}

/// Deletes depth first: all rows that refer to a row go before it. An explicit stack, since a chain of
/// rows may be long.
class RecursiveDelete {
public:
    explicit RecursiveDelete(const SessionLease& lease)
        : lease_(lease), session_(lease.session()), models_(registered_models()) {}

    /// Deletes what refers to the row, in turn; not the row itself.
    void clear_way_for(RowKey root) {
        stack_.push_back({std::move(root), false});
        while (true) {
            if (stack_.back().is_expanded) {
                if (stack_.size() == 1) return;
                erase(stack_.back().row);
                stack_.pop_back();
            } else if (!seen_.insert(stack_.back().row.identity()).second) {
                stack_.pop_back();
                defer_foreign_keys();
            } else {
                stack_.back().is_expanded = true;
                expand(RowKey(stack_.back().row));
            }
        }
    }
    [[nodiscard]] std::int64_t deleted() const noexcept { return deleted_; }

private:
    struct Item {
        RowKey row;
        bool is_expanded;
    };

    void expand(const RowKey& row) {
        for (const Reference& reference : references_to(*row.model, models_)) {
            if (reference.is_left_to_engine() || !has_table(*reference.model)) continue;
            if (reference.is_set_to_null()) {
                clear(reference, row);
            } else {
                push_referring(reference, row);
            }
        }
    }

    /// A program has models of other databases too, and some whose tables were never created.
    bool has_table(const ModelDescription& model) {
        const auto known = tables_.find(&model);
        if (known != tables_.end()) return known->second;
        return tables_[&model] = serves(session_, model) && finds_table(model);
    }

    bool finds_table(const ModelDescription& model) {
        const bool has_schema = !model.schema.empty();
        const Dialect& dialect = lease_.dialect();
        Execution run{session_, has_schema ? dialect.table_exists_in_schema() : dialect.table_exists()};
        run.statement().bind_text(0, model.table);
        if (has_schema) run.statement().bind_text(1, model.schema);
        return run.step() != nullptr;
    }

    /// A row was met twice: rows may refer to each other, and then no order of their deletion is right.
    void defer_foreign_keys() {
        if (is_deferred_) return;
        is_deferred_ = true;
        Execution run{session_, lease_.dialect().defer_foreign_keys()};
        run.run();
    }

    void clear(const Reference& reference, const RowKey& row) {
        const StatementKey key =
            StatementKey(RowStatement::clear_references, *reference.model).add(reference.column);
        const auto sql = [&](const Dialect& dialect) { return clear_references_sql(dialect, reference); };
        Execution run{session_, key.bytes(), sql};
        row.bind(run.statement());
        run.run();
    }

    void push_referring(const Reference& reference, const RowKey& row) {
        const StatementKey key =
            StatementKey(RowStatement::select_references, *reference.model).add(reference.column);
        const auto sql = [&](const Dialect& dialect) { return select_references_sql(dialect, reference); };
        Execution run{session_, key.bytes(), sql};
        row.bind(run.statement());
        while (const Cell* cells = run.step()) {
            RowKey found{reference.model, {}};
            for (std::size_t i = 0; i < reference.model->primary_key.size(); ++i)
                found.values.emplace_back(cells[i]);
            stack_.push_back({std::move(found), false});
        }
    }

    void erase(const RowKey& row) {
        const StatementKey key(RowStatement::delete_by_key, *row.model);
        const auto sql = [&](const Dialect& dialect) {
            return delete_by_key_sql(dialect, *row.model, false);
        };
        Execution run{session_, key.bytes(), sql};
        row.bind(run.statement());
        run.run();
        deleted_ += run.changes();
    }

    const SessionLease& lease_;
    Session& session_;
    std::vector<const ModelDescription*> models_;
    std::vector<Item> stack_;
    std::set<std::pair<const ModelDescription*, std::string>> seen_;
    std::map<const ModelDescription*, bool> tables_;
    std::int64_t deleted_ = 0;
    bool is_deferred_ = false;
};

}  // namespace

std::int64_t delete_row_recursively(const ModelDescription& model, const void* row) {
    RowKey root{&model, {}};
    for (const std::uint16_t column : model.primary_key)
        root.values.emplace_back(model, model.columns[column], row);
    const SessionLease lease{model};
    InternalFrame frame{lease.session()};
    RecursiveDelete referring(lease);
    referring.clear_way_for(std::move(root));
    const std::int64_t deleted = referring.deleted() + delete_row(model, row);
    frame.commit();
    return deleted;
}

}  // namespace pewit::detail
