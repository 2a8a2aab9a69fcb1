/// Looking a row up by its key.
#pragma once

#include <string_view>

#include <pewit/detail/description.hpp>

namespace pewit::detail {

class Session;

/// Errors: DoesNotExist.
[[noreturn]] void throw_no_such_row(const ModelDescription& model, std::string_view sql);

/// Errors: StaleRow.
[[noreturn]] void throw_stale_row(const ModelDescription& model);

/// Is there a row with the object's key?
[[nodiscard]] bool row_exists(Session& session, const ModelDescription& model, const void* row);

}  // namespace pewit::detail
