/// What of the server's words may be shown: never a value.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace pewit::detail {

/// An error's or a notice's field (PG_DIAG_…); empty if it has none.
[[nodiscard]] std::string_view field_of(const PGresult* result, int code) noexcept;

/// The primary message of an error of the statement `sql`. It keeps the names that stand in the statement outside of its
/// literals, or in fields of their own; what else is quoted may be a value, and becomes an ellipsis.
[[nodiscard]] std::string shown_error(const PGresult* result, std::string_view sql);

/// The same for a notice, which belongs to no statement: what the server says itself is about names.
[[nodiscard]] std::string shown_notice(const PGresult* notice);

}  // namespace pewit::detail
