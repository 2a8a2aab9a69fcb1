/// The first byte of a key of the statement cache: every maker of keys has values of its own, so that no two
/// can meet. SQL text, which is its own key, begins with none of them.
#pragma once

namespace pewit::detail {

enum class KeySpace : char { query = 1, first_of_query, row };

}  // namespace pewit::detail
