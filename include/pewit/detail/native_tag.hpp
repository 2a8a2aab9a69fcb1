/// How a client library's own type is named across the driver interface.
#pragma once

#include <typeindex>

namespace pewit::detail {

/// `typeid` refuses an incomplete type, and `sqlite3` and `PGconn` are never complete; this is.
template <class T>
struct NativeTag {};

template <class T>
[[nodiscard]] std::type_index native_type() noexcept {
    return typeid(NativeTag<T>);
}

}  // namespace pewit::detail
