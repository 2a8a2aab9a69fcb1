/// The model that decides which database a statement goes to.
#pragma once

#include <pewit/detail/execution.hpp>
#include <pewit/detail/query_node.hpp>

#include "sql/node.hpp"

namespace pewit::detail {

/// The model of the statement's own table, or of the first that the queries in it have; nullptr without any.
[[nodiscard]] const ModelDescription* model_of(const Node& statement);

/// The lease for a statement.
[[nodiscard]] inline SessionLease lease_for(const Node& statement) {
    const ModelDescription* model = model_of(statement);
    return model == nullptr ? SessionLease() : SessionLease(*model);
}

}  // namespace pewit::detail
