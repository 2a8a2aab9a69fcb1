#include "sqlite/functions.hpp"

#include <sqlite3.h>

#include <exception>
#include <memory>
#include <new>
#include <regex>
#include <string>
#include <string_view>

#include "sql/parameter_text.hpp"
#include "sqlite/errors.hpp"

namespace pewit::detail {
namespace {

std::string_view text_of(sqlite3_value* value) noexcept {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr ? std::string_view{}
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

void delete_regex(void* compiled) { delete static_cast<std::regex*>(compiled); }

bool matches(const std::regex& expression, std::string_view text) {
    return std::regex_search(text.begin(), text.end(), expression);
}

/// Is the text at `text` matched by the pattern at `pattern`? The compiled expression is kept while the statement runs
/// with the same pattern.
void search(sqlite3_context* context, sqlite3_value** arguments, int text, int pattern,
            std::regex::flag_type flags) {
    for (int i = 0; i < 2; ++i)
        if (sqlite3_value_type(arguments[i]) == SQLITE_NULL) return;
    try {
        const std::string_view searched = text_of(arguments[text]);
        auto* kept = static_cast<std::regex*>(sqlite3_get_auxdata(context, pattern));
        if (kept != nullptr) return sqlite3_result_int(context, matches(*kept, searched) ? 1 : 0);
        const std::string_view expression = text_of(arguments[pattern]);
        auto made = std::make_unique<std::regex>(expression.begin(), expression.end(), flags);
        sqlite3_result_int(context, matches(*made, searched) ? 1 : 0);
        sqlite3_set_auxdata(context, pattern, made.release(), delete_regex);
    } catch (const std::exception&) {
        sqlite3_result_error(context, "invalid regular expression", -1);
    }
}

/// `X REGEXP Y` is regexp(Y, X).
void regexp(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    search(context, arguments, 1, 0, std::regex::ECMAScript);
}

void iregexp(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    search(context, arguments, 0, 1, std::regex::ECMAScript | std::regex::icase);
}

void glob(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
    try {
        const std::string pattern = glob_pattern(text_of(arguments[0]));
        sqlite3_result_text(context, pattern.data(), static_cast<int>(pattern.size()), SQLITE_TRANSIENT);
    } catch (const std::bad_alloc&) {
        sqlite3_result_error_nomem(context);
    }
}

}  // namespace

void register_function(sqlite3* handle, const char* name, int arguments,
                       void (*function)(sqlite3_context*, int, sqlite3_value**)) {
    const int code = sqlite3_create_function_v2(handle, name, arguments,
                                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                                nullptr, function, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::open});
}

void register_functions(sqlite3* handle) {
    register_function(handle, "regexp", 2, regexp);
    register_function(handle, "pewit_iregexp", 2, iregexp);
    register_function(handle, "pewit_glob", 1, glob);
    register_moment_functions(handle);
}

}  // namespace pewit::detail
