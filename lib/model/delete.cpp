/// DELETE of one row by its key.
#include <pewit/detail/row_store.hpp>

#include "model/bind.hpp"
#include "model/fetch.hpp"
#include "model/row_sql.hpp"

namespace pewit::detail {

std::int64_t delete_row(const ModelDescription& model, const void* row) {
    const SessionLease lease{model};
    const auto sql = [&](const Dialect& dialect) { return delete_by_key_sql(dialect, model, true); };
    const auto deleted = [&] {
        Execution run{lease.session(), model.statements->delete_by_key, sql};
        const int index = bind_key(model, run.statement(), 0, row);
        if (model.version_column >= 0) run.statement().bind_int64(index, version_of(model, row));
        run.run();
        return run.changes();
    }();
    if (deleted == 0 && model.version_column >= 0 && row_exists(lease.session(), model, row))
        throw_stale_row(model);
    return deleted;
}

}  // namespace pewit::detail
