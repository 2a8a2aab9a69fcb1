/// What a save and its hooks do, as one.
#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/save_hooks.hpp>

#include "model/objects_undo.hpp"

namespace pewit::detail {

void all_or_nothing(const ModelDescription& model, void* row, FunctionRef<void()> operation) {
    const SessionLease lease{model};
    ObjectsUndo undo{model};
    undo.before(row);
    InternalFrame frame{lease.session()};
    operation();
    commit(frame, undo);
}

}  // namespace pewit::detail
