/// SQL functions that calculate with moments to the microsecond; SQLite's own know milliseconds.
#include "sqlite/functions.hpp"

#include <sqlite3.h>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include <pewit/date_time.hpp>

#include "sqlite/errors.hpp"

namespace pewit::detail {
namespace {

using std::chrono::microseconds;

constexpr std::size_t date_length = 10;  // of 2024-02-29

std::string_view text_of(sqlite3_value* value) noexcept {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
    return text == nullptr ? std::string_view{}
                           : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

bool has_null(sqlite3_value** arguments) noexcept {
    return sqlite3_value_type(arguments[0]) == SQLITE_NULL || sqlite3_value_type(arguments[1]) == SQLITE_NULL;
}

/// A date is its midnight. Errors: DataError.
DateTime moment_of(std::string_view text) {
    return text.size() == date_length ? DateTime{Date{text}} : DateTime{text};
}

void return_text(sqlite3_context* context, const std::string& text) {
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

/// What `make` returns; NULL when an argument is, an error of the statement when it throws.
template <class Make>
void answer(sqlite3_context* context, sqlite3_value** arguments, Make make) {
    if (has_null(arguments)) return;
    try {
        make();
    } catch (const std::exception&) {
        sqlite3_result_error(context, "a date out of range, or a text that is none", -1);
    }
}

/// pewit_add_micros(moment or date, microseconds): the same kind as the first.
void add_micros(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    answer(context, arguments, [&] {
        const std::string_view text = text_of(arguments[0]);
        const DateTime moved = moment_of(text) + microseconds{sqlite3_value_int64(arguments[1])};
        return_text(context, text.size() == date_length ? moved.date().to_string() : moved.to_string());
    });
}

/// pewit_micros_between(later, earlier)
void micros_between(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    answer(context, arguments, [&] {
        const microseconds span = moment_of(text_of(arguments[0])) - moment_of(text_of(arguments[1]));
        sqlite3_result_int64(context, span.count());
    });
}

}  // namespace

void register_moment_functions(sqlite3* handle) {
    register_function(handle, "pewit_add_micros", 2, add_micros);
    register_function(handle, "pewit_micros_between", 2, micros_between);
}

}  // namespace pewit::detail
