/// Which models a session may be asked about.
#pragma once

#include <pewit/detail/description.hpp>

namespace pewit::detail {

class Session;

/// Is the session of the database that the model is bound to? One that is bound to none takes any.
[[nodiscard]] bool serves(const Session& session, const ModelDescription& model);

}  // namespace pewit::detail
