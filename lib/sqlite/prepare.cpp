#include "sqlite/prepare.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>

#include <pewit/error.hpp>

#include "sqlite/errors.hpp"

namespace pewit::detail {
namespace {

[[noreturn]] void refuse(const char* message, std::string_view sql) {
    throw ProgrammingError(message, {.code = ErrorCode::syntax, .sql = std::string(sql)});
}

/// Length of the blank thing at the front of `text`, 0 if it is none. A comment may lack its end, as in SQLite.
std::size_t blank_length(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\n\f\r;";
    if (blanks.find(text.front()) != std::string_view::npos) return 1;
    const bool to_line_end = text.substr(0, 2) == "--";
    if (!to_line_end && text.substr(0, 2) != "/*") return 0;
    const std::size_t end = to_line_end ? text.find('\n') : text.find("*/", 2);
    const std::size_t mark = to_line_end ? 1 : 2;
    return end == std::string_view::npos ? text.size() : end + mark;
}

}  // namespace

bool is_blank_sql(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = blank_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

sqlite3_stmt* prepare_one(sqlite3* handle, std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos)
        refuse("the SQL text contains a NUL", sql.substr(0, sql.find('\0')));
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        refuse("the SQL text is too long", {});
    if (is_blank_sql(sql)) refuse("the SQL text holds no statement", sql);
    sqlite3_stmt* prepared = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, &tail);
    if (code != SQLITE_OK)
        throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::prepare, .sql = sql});
    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(prepared, sqlite3_finalize);
    const auto used = static_cast<std::size_t>(tail - sql.data());
    if (!is_blank_sql(sql.substr(used))) refuse("the SQL text holds more than one statement", sql);
    return owner.release();
}

}  // namespace pewit::detail
