/// The pool's mutex: taken twice for every statement outside a transaction, and hardly ever found taken.
#pragma once

#include <atomic>

namespace pewit::detail {

/// Like std::mutex; taking and giving it back is one atomic operation each while nobody else wants it.
class LightMutex {
public:
    LightMutex() = default;
    LightMutex(const LightMutex&) = delete;
    LightMutex& operator=(const LightMutex&) = delete;

    void lock() noexcept {
        int expected = free;
        if (!state_.compare_exchange_strong(expected, taken, std::memory_order_acquire)) [[unlikely]]
            wait();
    }
    void unlock() noexcept {
        if (state_.exchange(free, std::memory_order_release) == wanted) [[unlikely]]
            state_.notify_one();
    }

private:
    /// Leaves `wanted` behind even if nobody else waits: one needless waking, but nobody is forgotten.
    [[gnu::noinline]] void wait() noexcept {
        while (state_.exchange(wanted, std::memory_order_acquire) != free)
            state_.wait(wanted, std::memory_order_relaxed);
    }

    enum : int { free, taken, wanted };
    std::atomic<int> state_{free};
};

}  // namespace pewit::detail
