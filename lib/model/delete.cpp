/// DELETE of one row by its key.
#include <pewit/detail/row_store.hpp>

#include "model/bind.hpp"
#include "model/row_sql.hpp"

namespace pewit::detail {

std::int64_t delete_row(const ModelDescription& model, const void* row) {
    const SessionLease lease{model};
    const auto sql = [&](const Dialect& dialect) { return delete_by_key_sql(dialect, model); };
    Execution run{lease.session(), model.statements().delete_by_key, sql};
    bind_key(model, run.statement(), 0, row);
    run.run();
    return run.changes();
}

}  // namespace pewit::detail
