/// The order in which tables can be created.
#pragma once

#include <vector>

#include <pewit/schema.hpp>

namespace pewit::detail {

struct TableOrder {
    std::vector<const ModelDescription*> models;  ///< those referred to first; each once
    bool has_cycle = false;                       ///< tables refer to each other: no order fits
};

/// References to models outside the list don't count.
[[nodiscard]] TableOrder creation_order(ModelList models);

}  // namespace pewit::detail
