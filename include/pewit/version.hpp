/// The version of the library that the program runs with.
#pragma once

#include <string_view>

namespace pewit {

/// "major.minor.patch", as in meson.build. A compile-time string in the library.
[[nodiscard]] std::string_view version() noexcept;

}  // namespace pewit
