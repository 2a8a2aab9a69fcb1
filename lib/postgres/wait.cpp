#include "postgres/wait.hpp"

#include <poll.h>

#include <algorithm>

namespace pewit::detail {
namespace {

using Clock = std::chrono::steady_clock;

/// For poll(): milliseconds until the deadline, -1 when there is none.
int left_until(Deadline deadline) noexcept {
    if (deadline == Deadline::max()) return -1;
    constexpr std::chrono::milliseconds longest = std::chrono::hours{24};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    return static_cast<int>(std::clamp(left, std::chrono::milliseconds{0}, longest).count());
}

}  // namespace

Deadline deadline_after(std::chrono::milliseconds time) noexcept {
    const auto now = Clock::now();
    const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::max() - now);
    return time < most ? now + time : Deadline::max();
}

bool wait_for(int socket, short events, Deadline deadline) noexcept {
    pollfd waited{.fd = socket, .events = events, .revents = 0};
    for (;;) {
        const int left = left_until(deadline);
        if (poll(&waited, 1, left) > 0) return true;
        if (left == 0) return false;
    }
}

}  // namespace pewit::detail
