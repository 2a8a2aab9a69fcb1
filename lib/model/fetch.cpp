#include "model/fetch.hpp"

#include <pewit/detail/row_store.hpp>
#include <pewit/error.hpp>

#include "model/bind.hpp"
#include "model/row_sql.hpp"

namespace pewit::detail {

namespace {

/// One run of the model's SELECT by key, bound.
class KeyLookup {
public:
    KeyLookup(Session& session, const ModelDescription& model, const void* key)
        : make_sql_{model}, run_(session, model.statements->select_by_key, make_sql_) {
        bind_key(model, run_.statement(), 0, key);
    }
    [[nodiscard]] const Cell* row() { return run_.step(); }
    [[nodiscard]] std::string_view sql() const { return run_.statement().sql(); }

private:
    struct MakeText {
        const ModelDescription& model;
        std::string operator()(const Dialect& dialect) const { return select_by_key_sql(dialect, model); }
    };
    MakeText make_sql_;
    Execution run_;
};

}  // namespace

void throw_no_such_row(const ModelDescription& model, std::string_view sql) {
    ErrorFacts facts;
    facts.code = ErrorCode::not_found;
    facts.table = model.table;
    facts.sql = sql;
    throw DoesNotExist("no row of \"" + std::string(model.table) + "\" has this key", std::move(facts));
}

void throw_stale_row(const ModelDescription& model) {
    ErrorFacts facts;
    facts.code = ErrorCode::conflict;
    facts.table = model.table;
    throw StaleRow("the row of \"" + std::string(model.table) + "\" was changed since it was read",
                   std::move(facts));
}

bool row_exists(Session& session, const ModelDescription& model, const void* row) {
    return KeyLookup(session, model, row).row() != nullptr;
}

bool fetch_row(const ModelDescription& model, const void* key, void* row) {
    const SessionLease lease{model};
    KeyLookup lookup(lease.session(), model, key);
    const Cell* cells = lookup.row();
    if (cells != nullptr) read_row(model, cells, row);
    return cells != nullptr;
}

void fetch_existing_row(const ModelDescription& model, const void* key, void* row) {
    if (!fetch_row(model, key, row)) throw_no_such_row(model, {});
}

}  // namespace pewit::detail
