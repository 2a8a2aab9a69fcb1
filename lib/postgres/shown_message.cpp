#include "postgres/shown_message.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <pewit/detail/describe.hpp>

#include "postgres/sql_scan.hpp"

namespace pewit::detail {
namespace {

constexpr auto npos = std::string_view::npos;

/// Complaints about data quote the value: `invalid input syntax for type integer: "…"`. Whatever stands behind the
/// first quote goes; where there are none, as in other languages, all behind the first mark that may
/// lead to a value.
std::string without_values(std::string_view message) {
    const std::size_t first = message.find('"');
    const std::size_t last = message.rfind('"');
    if (first != npos && last > first) return std::string(message.substr(0, first + 1)) + "…\"";
    const auto leads_to_value = [](char c) {
        return c == ':' || c == '\'' || (static_cast<unsigned char>(c) & 0x80U) != 0;
    };
    const auto* end = std::find_if(message.begin(), message.end(), leads_to_value);
    return end == message.end() ? std::string(message) : std::string(message.begin(), end) + "…";
}

bool is_same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return to_lower(x) == to_lower(y); });
}

/// A syntax error may be at an operator, or at a placeholder.
bool is_sign(std::string_view text) noexcept {
    constexpr std::string_view marks = "()[]{},;:.+-*/<>=~!@#%^&|?";
    if (text.size() > 1 && text[0] == '$') return text.find_first_not_of("0123456789", 1) == npos;
    return !text.empty() && text.find_first_not_of(marks) == npos;
}

/// The names that a message may show.
class KnownNames {
public:
    KnownNames(const PGresult* result, std::string_view sql) : names_(find_names(sql)) {
        constexpr std::array fields{PG_DIAG_SCHEMA_NAME, PG_DIAG_TABLE_NAME, PG_DIAG_COLUMN_NAME,
                                    PG_DIAG_DATATYPE_NAME, PG_DIAG_CONSTRAINT_NAME};
        for (const int code : fields)
            if (const auto name = field_of(result, code); !name.empty()) names_.push_back(name);
    }
    /// Of `a.b` each part.
    [[nodiscard]] bool has(std::string_view text) const {
        if (has_one(text) || is_sign(text)) return true;
        const std::size_t dot = text.find('.');
        return dot != npos && has_one(text.substr(0, dot)) && has(text.substr(dot + 1));
    }

private:
    [[nodiscard]] bool has_one(std::string_view name) const {
        return std::any_of(names_.begin(), names_.end(),
                           [name](std::string_view known) { return is_same_name(known, name); });
    }

    std::vector<std::string_view> names_;
};

/// Where the next quotation mark is, and how many bytes it has: `"`, or `«` and `»`, as some languages have it.
struct Mark {
    std::size_t at = npos;
    std::size_t size = 0;
};

Mark next_mark(std::string_view text, std::size_t from = 0) noexcept {
    for (std::size_t at = from; at < text.size(); ++at) {
        if (text[at] == '"') return {at, 1};
        const std::string_view two = text.substr(at, 2);
        if (two == "«" || two == "»") return {at, 2};
    }
    return {};
}

std::string_view without_blanks(std::string_view text) noexcept {
    constexpr std::string_view hard_blank = "\xC2\xA0";
    while (text.starts_with(' ') || text.starts_with(hard_blank))
        text.remove_prefix(text.starts_with(' ') ? 1 : 2);
    while (text.ends_with(' ') || text.ends_with(hard_blank))
        text.remove_suffix(text.ends_with(' ') ? 1 : 2);
    return text;
}

/// A value may be what is quoted: `relation "…" does not exist`, for a text that is cast to regclass. From the first
/// unknown name on everything goes, up to the last quotation mark: a value may hold some itself.
std::string without_unknown_names(std::string_view message, const KnownNames& known) {
    std::size_t shown = 0;
    for (Mark open = next_mark(message); open.at != npos; open = next_mark(message, shown)) {
        const std::size_t begin = open.at + open.size;
        const Mark close = next_mark(message, begin);
        if (close.at == npos) return std::string(message.substr(0, begin)) + "…";
        if (known.has(without_blanks(message.substr(begin, close.at - begin)))) {
            shown = close.at + close.size;
            continue;
        }
        Mark last = close;
        while (next_mark(message, last.at + last.size).at != npos)
            last = next_mark(message, last.at + last.size);
        return std::string(message.substr(0, begin)).append("…").append(message.substr(last.at));
    }
    return std::string(message);
}

bool is_raised(const PGresult* result) noexcept {
    return field_of(result, PG_DIAG_SOURCE_FUNCTION) == "exec_stmt_raise";
}

/// About tables and types alone, unless RAISE says so: constraints, and `column "…" is of type …`.
bool names_only_the_schema(const PGresult* result, std::string_view state) noexcept {
    const bool constraint = state.starts_with("23")
                            && (!field_of(result, PG_DIAG_TABLE_NAME).empty()
                                || !field_of(result, PG_DIAG_CONSTRAINT_NAME).empty());
    return (constraint || state == "42804") && !is_raised(result);
}

}  // namespace

std::string_view field_of(const PGresult* result, int code) noexcept {
    const char* text = result != nullptr ? PQresultErrorField(result, code) : nullptr;
    return text != nullptr ? std::string_view(text) : std::string_view{};
}

std::string shown_error(const PGresult* result, std::string_view sql) {
    const std::string_view message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string_view state = field_of(result, PG_DIAG_SQLSTATE);
    if (state == "22003") return without_values(message.substr(0, message.find_first_of("0123456789")));
    if (state.starts_with("22")) return without_values(message);
    if (names_only_the_schema(result, state)) return std::string(message);
    return without_unknown_names(message, KnownNames(result, sql));
}

std::string shown_notice(const PGresult* notice) {
    const std::string_view message = field_of(notice, PG_DIAG_MESSAGE_PRIMARY);
    if (field_of(notice, PG_DIAG_SQLSTATE).starts_with("22")) return without_values(message);
    return is_raised(notice) ? without_unknown_names(message, KnownNames(notice, {})) : std::string(message);
}

}  // namespace pewit::detail
