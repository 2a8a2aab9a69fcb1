/// delete_instance(recursive): a row with all rows that refer to it.
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/row_store.hpp>

#include "model/bind.hpp"
#include "model/captured_value.hpp"
#include "model/registry.hpp"
#include "model/row_sql.hpp"
#include "model/statement_key.hpp"

namespace pewit::detail {

namespace {

/// A row by its key.
struct RowKey {
    const ModelDescription* model = nullptr;
    std::vector<CapturedValue> values;

    void bind(Statement& statement) const {
        int index = 0;
        for (const CapturedValue& value : values) value.bind(statement, index++);
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
    /// Else the rows that refer are deleted.
    [[nodiscard]] bool is_set_to_null() const {
        return description().nullable && description().foreign_key->on_delete != ReferentialAction::cascade;
    }
};

std::vector<Reference> references_to(const ModelDescription& target, const std::vector<const ModelDescription*>& models) {
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
    sql.text("UPDATE ").table(*reference.model).text(" SET ").name(reference.description().name).text(" = NULL WHERE ");
    return sql.name(reference.description().name).text(" = ").parameter().take();
}

/// Deletes depth first: all rows that refer to a row go before it. An explicit stack, since a chain of
/// rows may be long.
class RecursiveDelete {
public:
    explicit RecursiveDelete(Session& session) : session_(session), models_(registered_models()) {}

    std::int64_t run(RowKey root) {
        stack_.push_back({std::move(root), false});
        while (!stack_.empty()) {
            if (stack_.back().is_expanded) {
                erase(stack_.back().row);
                stack_.pop_back();
            } else if (!seen_.insert(stack_.back().row.identity()).second) {
                stack_.pop_back();
            } else {
                stack_.back().is_expanded = true;
                expand(RowKey(stack_.back().row));
            }
        }
        return deleted_;
    }

private:
    struct Item {
        RowKey row;
        bool is_expanded;
    };

    void expand(const RowKey& row) {
        for (const Reference& reference : references_to(*row.model, models_)) {
            if (reference.is_set_to_null()) {
                clear(reference, row);
            } else {
                push_referring(reference, row);
            }
        }
    }

    void clear(const Reference& reference, const RowKey& row) {
        const StatementKey key = StatementKey(RowStatement::clear_references, *reference.model).add(reference.column);
        const auto sql = [&](const Dialect& dialect) { return clear_references_sql(dialect, reference); };
        Execution run{session_, key.bytes(), sql};
        row.bind(run.statement());
        run.run();
    }

    void push_referring(const Reference& reference, const RowKey& row) {
        const StatementKey key = StatementKey(RowStatement::select_references, *reference.model).add(reference.column);
        const auto sql = [&](const Dialect& dialect) { return select_references_sql(dialect, reference); };
        Execution run{session_, key.bytes(), sql};
        row.bind(run.statement());
        while (const Cell* cells = run.step()) {
            RowKey found{reference.model, {}};
            for (std::size_t i = 0; i < reference.model->primary_key.size(); ++i) found.values.emplace_back(cells[i]);
            stack_.push_back({std::move(found), false});
        }
    }

    void erase(const RowKey& row) {
        const auto sql = [&](const Dialect& dialect) { return delete_by_key_sql(dialect, *row.model); };
        Execution run{session_, row.model->statements().delete_by_key, sql};
        row.bind(run.statement());
        run.run();
        deleted_ += run.changes();
    }

    Session& session_;
    std::vector<const ModelDescription*> models_;
    std::vector<Item> stack_;
    std::set<std::pair<const ModelDescription*, std::string>> seen_;
    std::int64_t deleted_ = 0;
};

}  // namespace

std::int64_t delete_row_recursively(const ModelDescription& model, const void* row) {
    RowKey root{&model, {}};
    for (const std::uint16_t column : model.primary_key) root.values.emplace_back(model, model.columns[column], row);
    const SessionLease lease{model};
    InternalFrame frame{lease.session()};
    const std::int64_t deleted = RecursiveDelete(lease.session()).run(std::move(root));
    frame.commit();
    return deleted;
}

}  // namespace pewit::detail
