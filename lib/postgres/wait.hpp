/// Waiting for a socket, until a deadline at most.
#pragma once

#include <chrono>

namespace pewit::detail {

using Deadline = std::chrono::steady_clock::time_point;

/// `Deadline::max()` for a time beyond reckoning.
[[nodiscard]] Deadline deadline_after(std::chrono::milliseconds time) noexcept;

/// `events`: POLLIN, POLLOUT. False: the time is over.
[[nodiscard]] bool wait_for(int socket, short events, Deadline deadline) noexcept;

}  // namespace pewit::detail
