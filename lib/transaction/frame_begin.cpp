/// Opening frames: which level a guard gets, which options it may have, what is sent.
#include <algorithm>
#include <cctype>
#include <utility>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "log_internal.hpp"
#include "sql/dialect.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {
namespace {

constexpr std::size_t max_name_bytes = 63;  // PostgreSQL cuts longer names silently (trap P43)

[[noreturn, gnu::cold, gnu::noinline]] void refuse(std::string_view text) {
    throw TransactionStateError(std::string{text}, {.code = ErrorCode::misuse});
}

bool asks_for_nothing(const TransactionOptions& options) noexcept {
    return !options.lock && !options.isolation && !options.access && !options.deferrable && !options.nesting
           && !options.force_rollback && options.name.empty();
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

Frame& FrameStack::begin(FrameKind kind, const TransactionOptions& options) {
    close_orphans();
    refuse_left_frame();
    refuse_dead();
    if (frames_.size() == static_cast<std::size_t>(depth_)) frames_.push_back(std::make_unique<Frame>());
    Frame& frame = at(depth_);
    frame.index = depth_;
    frame.kind = kind;
    const bool was_plain = std::exchange(frame.plain, asks_for_nothing(options));
    if (!frame.plain || !was_plain) frame.options = options;
    frame.force_rollback = options.force_rollback;
    frame.real_below = view_.top_real;
    frame.begun = false;
    choose_level(frame);
    check_options(frame);
    if (frame.level == Frame::Level::savepoint)
        frame.savepoint = (frame.real_below != nullptr ? frame.real_below->savepoint : 0) + 1;
    {
        // The frame counts in the record of its own BEGIN.
        ++depth_;
        struct Undo {
            int* depth;
            ~Undo() { --*depth; }
        } const counted{&depth_};
        if (frame.is_real()) send_begin(frame);
    }
    return enter(frame);
}

Frame& FrameStack::enter(Frame& frame) {
    frame.serial = ++last_serial_;
    ++depth_;
    if (frame.is_real()) view_.top_real = &frame;
    if (frame.level == Frame::Level::manual && view_.manual == nullptr) view_.manual = &frame;
    return frame;
}

void FrameStack::choose_level(Frame& frame) const {
    using Level = Frame::Level;
    const Frame* enclosing = visible_real();
    const auto nesting = frame.options.nesting;
    frame.outermost = false;
    frame.savepoint = 0;
    switch (frame.kind) {
    case FrameKind::fixture:
        if (depth_ > 0) refuse("a RollbackTest can't begin inside a transaction; end that one first");
        break;
    case FrameKind::savepoint:
        if (enclosing == nullptr) refuse("a Savepoint needs a transaction around it; open an Atomic first");
        frame.level = Level::savepoint;
        return;
    case FrameKind::manual:
        if (view_.manual == nullptr && in_transaction()) refuse("ManualCommit while a transaction is active");
        frame.level = Level::manual;
        return;
    case FrameKind::manual_begin:
        if (view_.manual == nullptr) refuse("begin() outside ManualCommit");
        if (enclosing != nullptr) refuse("begin() while a transaction is active");
        break;
    case FrameKind::internal:
        // Inside a transaction that raw SQL has begun: a savepoint of that one.
        if (view_.top_real == nullptr && session_.driver().state() == EngineState::active) {
            frame.level = Level::savepoint;
            return;
        }
        break;
    case FrameKind::atomic:
    case FrameKind::transaction:
    case FrameKind::session:
        if (view_.manual != nullptr)
            refuse("Atomic or Transaction inside ManualCommit; use begin(), or a Savepoint after it");
        break;
    }
    if (enclosing == nullptr) {
        frame.outermost = true;
        frame.level = is_under_fixture() ? Level::savepoint : Level::transaction;
        return;
    }
    if (nesting == Nesting::forbid) {
        throw NestedTransactionError("a transaction that forbids nesting was opened inside another",
                                     {.code = ErrorCode::misuse});
    }
    const bool joins = frame.kind == FrameKind::transaction || nesting == Nesting::join;
    frame.level = joins ? Level::joined : Level::savepoint;
}

void FrameStack::check_options(const Frame& frame) const {
    const auto& options = frame.options;
    if (frame.outermost || frame.plain) return;
    if (!options.name.empty() && frame.level == Frame::Level::savepoint) check_name(options.name);
    const char* wrong = options.lock         ? "lock"
                        : options.isolation  ? "isolation"
                        : options.access     ? "access"
                        : options.deferrable ? "deferrable"
                                             : nullptr;
    if (wrong == nullptr) return;
    refuse(std::string{"the option \""} + wrong
           + "\" belongs to the outermost transaction; this one is nested");
}

void FrameStack::check_name(std::string_view name) const {
    const std::string shown{name};
    if (name.size() > max_name_bytes) refuse("the savepoint name \"" + shown + "\" is longer than 63 bytes");
    if (name.size() >= 9 && same_name(name.substr(0, 9), "pewit_sp_"))
        refuse("the savepoint name \"" + shown + "\" is reserved");
    for (int i = view_.base; i < depth_; ++i) {
        if (at(i).has_own_name() && same_name(at(i).options.name, name))
            refuse("a savepoint named \"" + shown + "\" is open already");
    }
}

void FrameStack::send_begin(Frame& frame) {
    if (view_.top_real != nullptr && view_.top_real != &frame) {
        if (!view_.top_real->begun) send_begin(*view_.top_real);
        view_.top_real->untouched = false;
        check_engine();
    }
    if (frame.outermost) {
        begin_transaction(frame);
    } else {
        send_savepoint(frame);
    }
    frame.begun = true;
    frame.untouched = false;
}

TransactionOptions FrameStack::with_defaults(TransactionOptions options) const {
    const auto defaults = session_.database().driver->default_transaction();
    if (!options.lock) options.lock = defaults.lock;
    if (!options.isolation) options.isolation = defaults.isolation;
    return options;
}

/// BEGIN with every option in one statement. Under a fixture the options are checked and a savepoint is sent.
void FrameStack::begin_transaction(Frame& frame) {
    refuse_given_up();
    if (!frame.plain) return begin_with_options(frame);
    if (frame.level == Frame::Level::savepoint) return send_savepoint(frame);
    run_begin(frame, nullptr);
}

void FrameStack::begin_with_options(Frame& frame) {
    const std::string asked = session_.dialect().begin(with_defaults(frame.options));
    if (frame.level == Frame::Level::savepoint) return send_savepoint(frame);
    run_begin(frame, &asked);
}

void FrameStack::run_begin(const Frame& frame, const std::string* asked) {
    refuse_foreign_transaction();
    if (session_.has_twins) [[unlikely]] {
        const auto lock = with_defaults(frame.options).lock;
        if (lock && lock != Lock::deferred) session_.check_twins_lock();
    }
    begin_read_only(frame);
    const auto by_default = [this](const Dialect& dialect) { return dialect.begin(with_defaults({})); };
    try {
        auto& cache = session_.cache();
        session_.control(asked == nullptr ? cache.begin(by_default) : cache.control(*asked));
    } catch (...) {
        begin_failed();
        throw;
    }
}

void FrameStack::begin_failed() noexcept {
    end_read_only();
    if (session_.driver().state() == EngineState::lost) session_.discard();
}

void FrameStack::refuse_foreign_transaction() {
    switch (session_.driver().state()) {
    case EngineState::idle:
        break;
    case EngineState::active:
    case EngineState::failed:
        refuse("this connection is in a transaction that pewit did not begin; end it first");
    case EngineState::lost:
        session_.discard();
        break;  // the engine's own error follows
    }
}

void FrameStack::send_savepoint(const Frame& frame) {
    session_.savepoint(StatementCache::Control::savepoint, frame);
}

/// PRAGMA query_only, where BEGIN can't say READ ONLY.
void FrameStack::begin_read_only(const Frame& frame) {
    if (frame.options.access != Access::read_only) return;
    session_.set_read_only(true);
    read_only_ = true;
}

void FrameStack::allow_writing() noexcept {
    try {
        session_.set_read_only(false);
        read_only_ = false;
    } catch (const std::exception& error) {
        log_warning(std::string{"a connection stays read-only and is not used again: "} + error.what());
        session_.discard();
    }
}

void FrameStack::throw_left() const {
    refuse("the block was left by raise_commit() or raise_rollback(); nothing more runs in it");
}

void FrameStack::manual_begin(const TransactionOptions& options) { begin(FrameKind::manual_begin, options); }

void FrameStack::manual_end(bool commit) {
    if (view_.manual == nullptr)
        refuse("commit() and rollback() of a database work only inside ManualCommit");
    Frame* frame = visible_real();
    if (frame == nullptr) refuse("there is no transaction to end; call begin() first");
    if (frame->kind != FrameKind::manual_begin)
        refuse("a Savepoint is open; it ends before the transaction around it");
    // No guard will pop it. Beneath a nested ManualCommit it waits for the outer one's end.
    struct PopAtEnd {
        FrameStack& stack;
        Frame& frame;
        ~PopAtEnd() {
            const bool ended = frame.serial != 0 && frame.level == Frame::Level::ended;
            if (ended && frame.index == stack.depth_ - 1) stack.pop(frame);
        }
    } const pop_at_end{*this, *frame};
    if (commit) {
        commit_and_end(*frame);
    } else {
        rollback_and_end(*frame);
    }
}

bool FrameStack::in_transaction() const noexcept {
    if (visible_real() != nullptr) return true;
    if (view_.top_real != nullptr) return false;  // the fixture's own
    return holds_transaction();
}

bool FrameStack::holds_transaction() const noexcept {
    const auto state = session_.driver().state();
    return view_.top_real != nullptr || state == EngineState::active || state == EngineState::failed;
}

int FrameStack::depth() const noexcept {
    int open = 0;
    for (int i = view_.base; i < depth_; ++i)
        open += at(i).level != Frame::Level::ended ? 1 : 0;
    return open;
}

bool FrameStack::has_open_frame() const noexcept {
    return std::any_of(frames_.begin(), frames_.begin() + depth_,
                       [](const auto& frame) { return frame->level != Frame::Level::ended; });
}

int FrameStack::savepoint_depth() const noexcept {
    const Frame* real = visible_real();
    if (real == nullptr) return 0;
    return real->savepoint - (is_under_fixture() ? 1 : 0);
}

Frame* FrameStack::top_session_frame() const noexcept {
    for (int i = depth_ - 1; i >= view_.base; --i) {
        Frame& top = at(i);
        if (top.level == Frame::Level::ended) continue;
        return top.kind == FrameKind::session && top.is_real() ? &top : nullptr;
    }
    return nullptr;
}

Frame& FrameStack::bottom_real() const noexcept {
    Frame* frame = view_.top_real;
    while (frame->real_below != nullptr)
        frame = frame->real_below;
    return *frame;
}

Frame& FrameStack::outermost_real() const noexcept {
    Frame* frame = view_.top_real;
    while (frame->real_below != nullptr && frame->real_below->index >= view_.base)
        frame = frame->real_below;
    return *frame;
}

}  // namespace pewit::detail
