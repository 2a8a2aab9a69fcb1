/// A test fixture's frame: a real transaction that the frames above it do not see.
#include "connection/session.hpp"
#include "transaction/frame_stack.hpp"

namespace pewit::detail {

void FrameStack::start_fixture() noexcept {
    view_.base = depth_;
    view_.fixture = &at(depth_ - 1);
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
    cause = other.cause;
}

}  // namespace pewit::detail
