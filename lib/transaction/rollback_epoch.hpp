/// Counts the rollbacks of the program, so that what was learnt inside a transaction can be forgotten with it.
#pragma once

#include <atomic>
#include <cstdint>

namespace pewit::detail {

inline std::atomic<std::uint64_t> rollback_count{0};

/// Goes up with every rollback on any connection, wanted or made by the engine, in part (ROLLBACK TO) or whole.
/// Threads: may be called from any. A rollback counts before it is sent.
[[nodiscard]] inline std::uint64_t rollback_epoch() noexcept {
    return rollback_count.load(std::memory_order_acquire);
}
inline void count_rollback() noexcept { rollback_count.fetch_add(1, std::memory_order_acq_rel); }

}  // namespace pewit::detail
