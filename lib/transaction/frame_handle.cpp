/// What guards and blocks share.
#include <pthread.h>
#include <exception>

#include "connection/session.hpp"
#include "log_internal.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {
namespace {

/// pthread_cancel would leave the scope without an exception in flight, and the guard would commit half
/// of the work (trap C7): it waits until the guard has ended.
int disable_cancellation() noexcept {
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

void restore_cancellation(int before) noexcept {
    int ignored = 0;
    pthread_setcancelstate(before, &ignored);
}

}  // namespace

FrameHandle::FrameHandle(const DatabaseRef& database, FrameKind kind, const TransactionOptions& options)
    : uncaught_(std::uncaught_exceptions()) {
    const bool reads = options.access == Access::read_only;
    if (!reads || !entry_.push_replica(database, options)) [[likely]]
        entry_.push(database, true, false, StackEntry::Show::visible);
    begin(kind, options);
}

FrameHandle::FrameHandle(Session& session, FrameKind kind, const TransactionOptions& options)
    : uncaught_(std::uncaught_exceptions()) {
    entry_.push(session, StackEntry::Show::visible);
    begin(kind, options);
}

void FrameHandle::begin(FrameKind kind, const TransactionOptions& options) {
    session().check_thread();
    frame_ = &session().frames().begin(kind, options);
    serial_ = frame_->serial;
    cancel_state_ = disable_cancellation();
}

FrameHandle::~FrameHandle() { restore_cancellation(cancel_state_); }

void FrameHandle::finish_scope() { finish(std::uncaught_exceptions() > uncaught_); }

void FrameHandle::finish(bool unwinding, const std::exception_ptr* cause) {
    Frame* const frame = frame_;
    if (frame == nullptr) return;
    frame_ = nullptr;
    Session& held = session();
    if (!held.is_mine()) {
        if (held.is_of_this_process()) held.frames().orphan(serial_);
        if (unwinding) return;
        held.check_thread();  // throws
    }
    if (frame->serial != serial_) return;  // ended with a frame beneath it, or with its connection
    held.frames().finish(*frame, unwinding, cause);
}

Frame& FrameHandle::checked_frame(const char* what) const {
    session().check_thread();
    if (frame_ == nullptr || frame_->serial != serial_) {
        throw TransactionStateError(std::string{what} + ": this transaction has ended already",
                                    {.code = ErrorCode::misuse});
    }
    return *frame_;
}

bool FrameHandle::has_frame() const noexcept {
    return frame_ != nullptr && session().is_mine() && frame_->serial == serial_;
}

bool FrameHandle::is_live() const noexcept { return has_frame() && frame_->level != Frame::Level::ended; }

bool FrameHandle::is_on_top() const noexcept {
    return is_live() && session().frames().top_session_frame() == frame_;
}

Verdict FrameHandle::verdict() const noexcept { return has_frame() ? frame_->verdict : Verdict::none; }

void FrameHandle::commit() { session().frames().commit(checked_frame("commit")); }
void FrameHandle::rollback() { session().frames().rollback(checked_frame("rollback")); }
void FrameHandle::commit_and_end() { session().frames().commit_and_end(checked_frame("commit_and_end")); }
void FrameHandle::rollback_and_end() {
    session().frames().rollback_and_end(checked_frame("rollback_and_end"));
}
void FrameHandle::set_rollback(bool on) { checked_frame("set_rollback").rollback_asked = on; }

namespace {
Frame& hook_target(Frame& frame) {
    if (frame.is_real()) return frame;
    if (frame.level == Frame::Level::joined && frame.real_below != nullptr && frame.real_below->is_real())
        return *frame.real_below;
    throw TransactionStateError("there is no transaction left for a callback to wait for",
                                {.code = ErrorCode::misuse});
}
}  // namespace

void FrameHandle::add_on_commit(Callback callback) {
    Frame& frame = hook_target(checked_frame("on_commit"));
    session().frames().refuse_dead();
    FrameStack::add_on_commit(frame, std::move(callback));
}

void FrameHandle::add_on_rollback(Callback callback) {
    FrameStack::add_on_rollback(hook_target(checked_frame("on_rollback")), std::move(callback));
}

bool FrameHandle::in_transaction() const {
    session().check_thread();
    return session().frames().in_transaction();
}

int FrameHandle::transaction_depth() const {
    session().check_thread();
    return session().frames().depth();
}

int FrameHandle::savepoint_depth() const {
    session().check_thread();
    return session().frames().savepoint_depth();
}

bool FrameHandle::is_connection_usable() const noexcept { return session().is_usable(); }

Connection FrameHandle::connection() const { return Connection{session()}; }

}  // namespace pewit::detail
