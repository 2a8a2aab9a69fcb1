/// The frame that makes an operation of several statements atomic: bulk writes, get_or_create, recursive
/// deletes, tables.
#pragma once

#include <pewit/detail/frame_handle.hpp>

namespace pewit::detail {

/// A transaction when outermost, else a savepoint. Without commit() it rolls back, also at a normal end.
class InternalFrame : private FrameHandle {
public:
    explicit InternalFrame(Session& session) : FrameHandle(session, FrameKind::internal, {}) {}
    ~InternalFrame() {
        if (!done_) finish(true);
    }
    void commit() {
        done_ = true;
        finish(false);
    }
    using FrameHandle::on_commit;

private:
    bool done_ = false;
};

}  // namespace pewit::detail
