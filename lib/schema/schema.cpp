/// Creates and drops tables.
#include <pewit/schema.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <pewit/detail/execution.hpp>
#include <pewit/detail/internal_frame.hpp>

#include "schema/order.hpp"
#include "sql/ddl.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

namespace {

void append_creation(std::vector<std::string>& statements, const Dialect& dialect,
                     const ModelDescription& model, bool safe) {
    statements.push_back(create_table_sql(dialect, model, safe));
    for (std::string& index : create_index_sql(dialect, model, safe))
        statements.push_back(std::move(index));
}

/// All or none. The texts are complete before the first is sent, so what can't be written changes nothing.
void run_all(const SessionLease& lease, const std::vector<std::string>& statements) {
    InternalFrame frame{lease.session()};
    for (const std::string& sql : statements) {
        Execution run{lease.session(), sql};
        run.run();
    }
    frame.commit();
}

std::vector<std::string> drop_statements(const Dialect& dialect, ModelList models, bool safe) {
    const TableOrder order = creation_order(models);
    std::vector<std::string> statements;
    if (order.has_cycle && !dialect.defer_foreign_keys().empty())
        statements.emplace_back(dialect.defer_foreign_keys());
    for (auto model = order.models.rbegin(); model != order.models.rend(); ++model) {
        statements.push_back(drop_table_sql(**model, safe));
    }
    return statements;
}

}  // namespace

void create_tables(Database& database, ModelList models, bool safe) {
    const SessionLease lease{database};
    std::vector<std::string> statements;
    for (const ModelDescription* model : creation_order(models).models) {
        append_creation(statements, lease.dialect(), *model, safe);
    }
    run_all(lease, statements);
}

void drop_tables(Database& database, ModelList models, bool safe) {
    const SessionLease lease{database};
    run_all(lease, drop_statements(lease.dialect(), models, safe));
}

void create_table(const ModelDescription& model, bool safe) {
    const SessionLease lease{model};
    std::vector<std::string> statements;
    append_creation(statements, lease.dialect(), model, safe);
    run_all(lease, statements);
}

void drop_table(const ModelDescription& model, bool safe) {
    const SessionLease lease{model};
    run_all(lease, {drop_table_sql(model, safe)});
}

}  // namespace pewit::detail
