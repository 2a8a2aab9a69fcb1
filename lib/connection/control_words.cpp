#include "connection/control_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "connection/database_state.hpp"
#include "connection/session.hpp"
#include "connection/thread_stack.hpp"

namespace pewit::detail {
namespace {

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

[[noreturn]] void refuse(const std::string& text) {
    throw TransactionStateError(text, {.code = ErrorCode::misuse});
}

/// Drops white space, comments and empty statements in front. A comment in a comment ends at another place on each
/// engine, and so is refused.
std::string_view skip_blank(std::string_view sql) {
    while (!sql.empty()) {
        if (is_space(sql.front()) || sql.front() == ';') {
            sql.remove_prefix(1);
        } else if (sql.starts_with("--")) {
            sql.remove_prefix(std::min(sql.find('\n'), sql.size()));
        } else if (sql.starts_with("/*")) {
            const auto end = std::min(sql.find("*/", 2), sql.size());
            if (sql.substr(2, end - 2).find("/*") != std::string_view::npos)
                refuse("raw SQL that begins with a comment inside a comment");
            sql.remove_prefix(std::min(end + 2, sql.size()));
        } else {
            break;
        }
    }
    return sql;
}

/// Takes the first word off, in upper case; empty if there is none.
std::string take_word(std::string_view& sql) {
    sql = skip_blank(sql);
    std::string word;
    while (!sql.empty()
           && (std::isalpha(static_cast<unsigned char>(sql.front())) != 0 || sql.front() == '_')) {
        word += static_cast<char>(std::toupper(static_cast<unsigned char>(sql.front())));
        sql.remove_prefix(1);
    }
    return word;
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) noexcept {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_control(std::string_view word, std::string_view rest) {
    static constexpr std::array<std::string_view, 8> words{"BEGIN", "COMMIT",    "END",     "ROLLBACK",
                                                           "ABORT", "SAVEPOINT", "RELEASE", "START"};
    if (is_one_of(word, words)) return true;
    const std::string second = word == "PREPARE" || word == "SET" ? take_word(rest) : "";
    return second == "TRANSACTION";
}

/// A pragma that SQLite ignores, or refuses, inside a transaction without saying so (trap S20).
bool is_idle_pragma(std::string_view word, std::string_view rest) {
    if (word != "PRAGMA") return false;
    return take_word(rest) == "FOREIGN_KEYS" && !skip_blank(rest).empty() && skip_blank(rest).front() != ';';
}

/// A pragma that stores its value in the file, or that answers a question about the name in parentheses.
bool is_about_the_file(std::string_view pragma) {
    static constexpr std::array<std::string_view, 10> words{
        "USER_VERSION",       "APPLICATION_ID", "AUTO_VACUUM",     "PAGE_SIZE",   "ENCODING",
        "INCREMENTAL_VACUUM", "WAL_CHECKPOINT", "INTEGRITY_CHECK", "QUICK_CHECK", "OPTIMIZE"};
    static constexpr std::array<std::string_view, 4> endings{"_INFO", "_XINFO", "_LIST", "_KEY_CHECK"};
    return is_one_of(pragma, words)
           || std::any_of(endings.begin(), endings.end(),
                          [&](std::string_view ending) { return pragma.ends_with(ending); });
}

/// `PRAGMA [schema.]name = value` or `name(value)` that changes the connection.
bool is_setting_pragma(std::string_view rest) {
    std::string name = take_word(rest);
    rest = skip_blank(rest);
    if (rest.starts_with('.')) {
        rest.remove_prefix(1);
        name = take_word(rest);
        rest = skip_blank(rest);
    }
    // This one is undone by COMMIT and ROLLBACK.
    if (name == "DEFER_FOREIGN_KEYS") return false;
    return (rest.starts_with('=') || rest.starts_with('(')) && !is_about_the_file(name);
}

/// `CREATE [LOCAL|GLOBAL] TEMP…`: for this connection's eyes, where it hides a table of that name.
bool makes_temporary(std::string_view rest) {
    std::string word = take_word(rest);
    if (word == "LOCAL" || word == "GLOBAL") word = take_word(rest);
    return word == "TEMP" || word == "TEMPORARY";
}

/// A statement whose effect stays with the connection when the transaction has ended (traps G16, P26).
bool changes_connection(std::string_view word, std::string_view rest) {
    static constexpr std::array<std::string_view, 10> words{"ATTACH", "DETACH",   "RESET",   "DISCARD",
                                                            "LISTEN", "UNLISTEN", "PREPARE", "DEALLOCATE",
                                                            "LOAD",   "DECLARE"};
    if (word == "PRAGMA") return is_setting_pragma(rest);
    if (word == "CREATE") return makes_temporary(rest);
    if (word != "SET") return is_one_of(word, words);
    const std::string what = take_word(rest);
    return what != "LOCAL" && what != "TRANSACTION" && what != "CONSTRAINTS";
}

}  // namespace

void check_control_words(Session& session, std::string_view sql) {
    const std::string word = take_word(sql);
    if (word == "COPY") {
        throw NotSupportedError("COPY as raw SQL; use Model::copy_in()", {.code = ErrorCode::not_supported});
    }
    const bool in_frame = session.frames().has_open_frame();
    if (in_frame && is_idle_pragma(word, sql))
        refuse("PRAGMA foreign_keys has no effect inside a transaction; set it outside");
    const bool control = is_control(word, sql);
    if (!control && !changes_connection(word, sql)) return;
    const bool held = in_frame || ThreadStack::mine().holds_for_long(session);
    if (!control) {
        if (session.database().has_single_connection()) return;
        if (!held) refuse(word + " as raw SQL changes one connection: hold that by a ConnectionScope");
        session.is_changed = true;
        return;
    }
    if (in_frame)
        refuse(word + " as raw SQL inside a transaction that pewit manages; use the guard's members");
    if (!held) refuse(word + " as raw SQL needs a ConnectionScope: nothing else would hold its connection");
}

bool is_row_change(std::string_view sql) {
    static constexpr std::array<std::string_view, 6> words{"INSERT",  "UPDATE", "DELETE",
                                                           "REPLACE", "MERGE",  "WITH"};
    return is_one_of(take_word(sql), words);
}

bool is_pragma(std::string_view sql) { return take_word(sql) == "PRAGMA"; }

}  // namespace pewit::detail
