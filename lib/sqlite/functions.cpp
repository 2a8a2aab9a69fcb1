#include "sqlite/functions.hpp"

#include <sqlite3.h>

#include <exception>
#include <memory>
#include <regex>
#include <string_view>

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

/// The compiled expression is kept while the statement runs with the same pattern.
void regexp(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    for (int i = 0; i < 2; ++i)
        if (sqlite3_value_type(arguments[i]) == SQLITE_NULL) return;
    try {
        auto* kept = static_cast<std::regex*>(sqlite3_get_auxdata(context, 0));
        if (kept != nullptr)
            return sqlite3_result_int(context, matches(*kept, text_of(arguments[1])) ? 1 : 0);
        const std::string_view pattern = text_of(arguments[0]);
        auto made = std::make_unique<std::regex>(pattern.begin(), pattern.end());
        sqlite3_result_int(context, matches(*made, text_of(arguments[1])) ? 1 : 0);
        sqlite3_set_auxdata(context, 0, made.release(), delete_regex);
    } catch (const std::exception&) {
        sqlite3_result_error(context, "invalid regular expression", -1);
    }
}

}  // namespace

void register_functions(sqlite3* handle) {
    const int code =
        sqlite3_create_function_v2(handle, "regexp", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                   nullptr, regexp, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::open});
}

}  // namespace pewit::detail
