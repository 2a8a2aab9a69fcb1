/// Keeps an eye on rows that are loaded one by one through foreign keys.
#pragma once

#include <atomic>
#include <cstdint>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// set_n_plus_one_threshold(); 0: nothing is counted.
extern std::atomic<std::uint64_t> n_plus_one_threshold;

[[nodiscard]] inline bool counts_lazy_loads() noexcept {
    return n_plus_one_threshold.load(std::memory_order_relaxed) != 0;
}

/// Rows of this model are about to be read by a query: what is loaded through their keys is counted anew.
void forget_lazy_loads_of(const ModelDescription& holder) noexcept;

}  // namespace pewit::detail
