/// How the library writes to the log. Nothing here throws.
#pragma once

#include <string_view>

#include <pewit/log.hpp>

namespace pewit::detail {

/// Somebody wants to know of each statement: the logger (its level may change at any time), a callback, or a
/// slow-statement threshold. A few relaxed loads.
[[nodiscard]] bool log_statement_enabled() noexcept;

/// Asked only when log_statement_enabled(): hand Statement::expanded_sql() to log_statement().
[[nodiscard]] bool log_values_enabled() noexcept;

void log_statement(const StatementRecord& record) noexcept;

/// What nobody but a curious programmer needs to know: an engine's notices.
void log_debug(std::string_view message) noexcept;

/// What deserves a look, in one sentence. Never a bound value, never a password.
void log_warning(std::string_view message) noexcept;

}  // namespace pewit::detail
