/// Creates and drops tables.
#include <pewit/schema.hpp>

#include <set>
#include <string>
#include <vector>

#include <pewit/database.hpp>
#include <pewit/detail/describe.hpp>
#include <pewit/detail/execution.hpp>
#include <pewit/detail/internal_frame.hpp>
#include <pewit/error.hpp>
#include <pewit/text_search.hpp>

#include "schema/order.hpp"
#include "sql/ddl.hpp"
#include "sql/dialect.hpp"
#include "sql/table_name.hpp"
#include "sql/text_index.hpp"

namespace pewit::detail {

namespace {

/// The statements that create tables.
class Creation {
public:
    Creation(const Dialect& dialect, bool safe) : dialect_(dialect), safe_(safe) {}

    /// `later`: tables that are not there yet, and that foreign keys can't name yet.
    /// Errors: ImproperlyConfigured when two indexes have one name: IF NOT EXISTS would leave one of them out.
    void add(const ModelDescription& model, ModelList later = {}) {
        statements_.push_back(create_table_sql(dialect_, model, safe_, later));
        for (std::string& sql : add_references_sql(dialect_, model, later))
            at_end_.push_back(std::move(sql));
        for (NamedIndex& index : create_index_sql(dialect_, model, safe_)) {
            std::string name = std::string(model.schema) + "." + index.name;
            for (char& letter : name)
                letter = to_lower(letter);
            if (!index_names_.insert(std::move(name)).second) refuse_name(model, index.name);
            statements_.push_back(std::move(index.sql));
        }
        for (std::string& sql : create_text_index_sql(dialect_, model, safe_))
            statements_.push_back(std::move(sql));
    }
    [[nodiscard]] std::vector<std::string> take() {
        for (std::string& sql : at_end_)
            statements_.push_back(std::move(sql));
        return std::move(statements_);
    }

private:
    [[noreturn]] static void refuse_name(const ModelDescription& model, const std::string& name) {
        ErrorFacts facts;
        facts.code = ErrorCode::misuse;
        facts.table = model.table;
        throw ImproperlyConfigured("two indexes have the name \"" + name + "\", the second on \""
                                       + std::string(model.table) + "\": give one of them another by name()",
                                   std::move(facts));
    }

    const Dialect& dialect_;
    bool safe_;
    std::vector<std::string> statements_;
    std::vector<std::string> at_end_;
    std::set<std::string> index_names_;
};

/// All or none. The texts are complete before the first is sent, so what can't be written changes nothing.
void run_all(const SessionLease& lease, const std::vector<std::string>& statements) {
    InternalFrame frame{lease.session()};
    for (const std::string& sql : statements) {
        Execution run{lease.session(), sql};
        run.run();
    }
    frame.commit();
}

/// Tables that refer to each other can only go together.
std::string drop_together_sql(ModelList models, bool safe) {
    std::string sql;
    for (const ModelDescription* model : models) {
        if (sql.empty()) {
            sql = drop_table_sql(*model, safe);
        } else {
            append_table(sql += ", ", *model);
        }
    }
    return sql;
}

std::vector<std::string> drop_statements(const Dialect& dialect, ModelList models, bool safe) {
    const TableOrder order = creation_order(models);
    std::vector<std::string> statements;
    for (const ModelDescription* model : order.models) {
        for (std::string& sql : drop_text_index_sql(dialect, *model))
            statements.push_back(std::move(sql));
    }
    if (order.has_cycle && !dialect.can().forward_references) return {drop_together_sql(order.models, safe)};
    if (order.has_cycle) statements.emplace_back(dialect.defer_foreign_keys());
    for (auto model = order.models.rbegin(); model != order.models.rend(); ++model) {
        statements.push_back(drop_table_sql(**model, safe));
    }
    return statements;
}

}  // namespace

void create_tables(Database& database, ModelList models, bool safe) {
    const SessionLease lease{database};
    Creation creation(lease.dialect(), safe);
    const TableOrder order = creation_order(models);
    const bool waits = order.has_cycle && !lease.dialect().can().forward_references;
    for (std::size_t i = 0; i < order.models.size(); ++i)
        creation.add(*order.models[i], waits ? ModelList(order.models).subspan(i + 1) : ModelList{});
    run_all(lease, creation.take());
}

void drop_tables(Database& database, ModelList models, bool safe) {
    const SessionLease lease{database};
    run_all(lease, drop_statements(lease.dialect(), models, safe));
}

namespace {

void run_on_schema(Database& database, std::string_view feature, const std::string& sql) {
    const SessionLease lease{database};
    if (!lease.dialect().can().schemas) {
        throw NotSupportedError(std::string(feature) + ": " + std::string(lease.dialect().name())
                                    + " has no schemas but attached databases; use ATTACH",
                                {.code = ErrorCode::not_supported});
    }
    Execution{lease.session(), sql}.run();
}

}  // namespace

void create_table(const ModelDescription& model, bool safe) {
    const SessionLease lease{model};
    Creation creation(lease.dialect(), safe);
    creation.add(model);
    run_all(lease, creation.take());
}

void drop_table(const ModelDescription& model, bool safe) {
    const SessionLease lease{model};
    const ModelDescription* const only = &model;
    run_all(lease, drop_statements(lease.dialect(), {&only, 1}, safe));
}

void rebuild_text_index(const ModelDescription& model) {
    const SessionLease lease{model};
    const std::string sql = rebuild_text_index_sql(lease.dialect(), model);
    if (!sql.empty()) run_all(lease, {sql});
}

}  // namespace pewit::detail

namespace pewit {

void Database::create_schema(std::string_view name) {
    detail::run_on_schema(*this, "create_schema", detail::create_schema_sql(name));
}

void Database::drop_schema(std::string_view name) {
    detail::run_on_schema(*this, "drop_schema", detail::drop_schema_sql(name, false));
}

}  // namespace pewit
