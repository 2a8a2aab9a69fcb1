/// A test fixture's frame: a real transaction that the frames above it do not see.
#include "connection/session.hpp"
#include "sql/dialect.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {

void FrameStack::start_fixture() noexcept {
    has_bare_savepoint_ = false;
    view_.base = depth_;
    view_.fixture = &at(depth_ - 1);
}

namespace {
constexpr std::string_view set_bare = "SAVEPOINT \"pewit_bare\"";
constexpr std::string_view release_bare = "RELEASE SAVEPOINT \"pewit_bare\"";
constexpr std::string_view undo_bare = "ROLLBACK TO SAVEPOINT \"pewit_bare\"";
}  // namespace

/// Before a statement outside every frame of a test. Without the fixture it would fail alone; inside its transaction it
/// would doom the whole test on PostgreSQL, but for a savepoint.
void FrameStack::guard_bare_statement() {
    if (!session_.dialect().can().failure_dooms_transaction) return;
    if (has_bare_savepoint_) session_.housekeeping(release_bare);
    has_bare_savepoint_ = false;
    session_.housekeeping(set_bare);
    has_bare_savepoint_ = true;
}

bool FrameStack::undo_bare_statement() noexcept {
    if (!has_bare_savepoint_ || !is_bare()) return false;
    try {
        session_.housekeeping(undo_bare);
        return true;
    } catch (...) {  // the engine's state tells the rest
        return false;
    }
}

void FrameStack::stop_fixture() noexcept {
    view_.base = 0;
    view_.fixture = nullptr;
    captured_.clear();
}

FrameStack::View FrameStack::View::without_frames(int depth) const {
    View seen;
    seen.base = depth;
    seen.fixture = fixture;
    seen.top_real = fixture;
    if (fixture != nullptr) seen.die_with_fixture(*this);
    return seen;
}

/// What ended the fixture's transaction ended it for all.
void FrameStack::View::die_with_fixture(const View& other) noexcept {
    if (fixture == nullptr || other.dead != fixture) return;
    dead = other.dead;
    gone = other.gone;
    lost = other.lost;
    in_doubt = other.in_doubt;
    ended_elsewhere = other.ended_elsewhere;
    cause = other.cause;
}

}  // namespace pewit::detail
