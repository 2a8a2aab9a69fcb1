#include <pewit/version.hpp>

namespace pewit {

std::string_view version() noexcept { return PEWIT_VERSION; }

}  // namespace pewit
