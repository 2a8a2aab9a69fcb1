/// Which table a statement writes: where SQLite names none.
#pragma once

#include <string>
#include <string_view>

namespace pewit::detail {

/// Of an INSERT, REPLACE, UPDATE or DELETE without WITH, and without its schema; empty for anything else.
[[nodiscard]] std::string target_table(std::string_view sql);

}  // namespace pewit::detail
