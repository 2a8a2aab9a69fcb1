/// Quoting of identifiers: the one place where a runtime name enters SQL text.
#include <pewit/detail/text.hpp>
#include <pewit/error.hpp>

#include "sql/dialect.hpp"

namespace pewit::detail {
namespace {

/// PostgreSQL cuts longer names silently; SQLite has no limit. One rule for both.
constexpr std::size_t longest_identifier = 63;

[[noreturn]] void refuse(const char* what) {
    throw ProgrammingError(std::string("an SQL name ") + what, {.code = ErrorCode::misuse});
}

}  // namespace

void append_quoted(std::string& out, std::string_view identifier) {
    if (identifier.empty()) refuse("is empty");
    if (identifier.size() > longest_identifier) refuse("is longer than 63 bytes");
    const Fault fault = check_text(identifier);
    if (fault == Fault::embedded_nul) refuse("contains a NUL");
    if (fault != Fault::none) refuse("is not valid UTF-8");
    out += '"';
    for (const char c : identifier) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace pewit::detail
