/// The models of this program.
#pragma once

#include <vector>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// All that are registered now. Threads: may be called from any.
[[nodiscard]] std::vector<const ModelDescription*> registered_models();

}  // namespace pewit::detail
