/// What the inserts of one row and of many share.
#pragma once

#include <string_view>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// Errors: DatabaseError: the engine stored nothing and said nothing.
[[noreturn]] void throw_ignored_insert(const ModelDescription& model, std::string_view sql);

/// A new row's version is 1.
void start_version(const ModelDescription& model, void* row);

}  // namespace pewit::detail
