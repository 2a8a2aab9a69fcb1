/// A strict JSON validator: https://www.rfc-editor.org/rfc/rfc8259
#include <pewit/json.hpp>

#include <algorithm>
#include <ostream>

#include <pewit/detail/text.hpp>
#include <pewit/error.hpp>

namespace pewit {

namespace {

/// Walks over one text, which is known to be UTF-8. Every function consumes what it names from the front
/// and answers whether it was there.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) noexcept : left_(text) {}

    bool document() noexcept {
        if (!value(Json::max_depth)) return false;
        skip_space();
        return left_.empty();
    }

private:
    bool value(int depth) noexcept {
        skip_space();
        switch (next()) {
        case '{':
            return object(depth);
        case '[':
            return array(depth);
        case '"':
            return string();
        case 't':
            return word("true");
        case 'f':
            return word("false");
        case 'n':
            return word("null");
        default:
            return number();
        }
    }

    bool object(int depth) noexcept {
        if (depth == 0) return false;
        take('{');
        if (take_after_space('}')) return true;
        do {
            skip_space();
            if (!string() || !take_after_space(':') || !value(depth - 1)) return false;
        } while (take_after_space(','));
        return take('}');
    }

    bool array(int depth) noexcept {
        if (depth == 0) return false;
        take('[');
        if (take_after_space(']')) return true;
        do {
            if (!value(depth - 1)) return false;
        } while (take_after_space(','));
        return take(']');
    }

    bool string() noexcept {
        if (!take('"')) return false;
        while (!left_.empty() && static_cast<unsigned char>(next()) >= 0x20) {
            if (take('"')) return true;
            if (take('\\')) {
                if (!escape()) return false;
            } else {
                left_.remove_prefix(1);
            }
        }
        return false;
    }

    /// What follows a backslash.
    bool escape() noexcept {
        if (take('u')) return unicode_escape();
        if (left_.empty() || std::string_view{"\"\\/bfnrt"}.find(next()) == std::string_view::npos)
            return false;
        left_.remove_prefix(1);
        return true;
    }

    bool unicode_escape() noexcept {
        const int unit = code_unit();
        if (unit < 0xD800 || unit > 0xDFFF) return unit > 0;
        if (unit > 0xDBFF || !word("\\u")) return false;
        const int low = code_unit();
        return low >= 0xDC00 && low <= 0xDFFF;
    }

    /// Four hexadecimal digits; -1 if they are not there.
    int code_unit() noexcept {
        int unit = 0;
        for (int i = 0; i < 4; ++i) {
            const auto digit = std::string_view{"0123456789abcdefABCDEF"}.find(next());
            if (left_.empty() || digit == std::string_view::npos) return -1;
            unit = unit * 16 + static_cast<int>(digit < 16 ? digit : digit - 6);
            left_.remove_prefix(1);
        }
        return unit;
    }

    bool number() noexcept {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (!take('e') && !take('E')) return true;
        if (!take('+')) take('-');
        return digits();
    }

    bool digits() noexcept {
        const std::size_t count = std::min(left_.find_first_not_of("0123456789"), left_.size());
        left_.remove_prefix(count);
        return count > 0;
    }

    bool word(std::string_view expected) noexcept {
        if (!left_.starts_with(expected)) return false;
        left_.remove_prefix(expected.size());
        return true;
    }

    bool take(char c) noexcept {
        if (left_.empty() || left_.front() != c) return false;
        left_.remove_prefix(1);
        return true;
    }

    bool take_after_space(char c) noexcept {
        skip_space();
        return take(c);
    }

    void skip_space() noexcept {
        left_.remove_prefix(std::min(left_.find_first_not_of(" \t\n\r"), left_.size()));
    }

    /// NUL at the end: check_text has seen to it that there is none inside.
    [[nodiscard]] char next() const noexcept { return left_.empty() ? '\0' : left_.front(); }

    std::string_view left_;
};

}  // namespace

bool Json::is_valid(std::string_view text) noexcept {
    return detail::check_text(text) == detail::Fault::none && JsonScanner{text}.document();
}

Json::Json(std::string text) {
    if (!is_valid(text)) throw DataError("a text is not valid JSON", {.code = ErrorCode::data});
    text_ = std::move(text);
}

std::optional<Json> Json::parse(std::string text) {
    if (!is_valid(text)) return std::nullopt;
    Json json;
    json.text_ = std::move(text);
    return json;
}

std::ostream& operator<<(std::ostream& out, const Json& json) { return out << json.text(); }

detail::Fault FieldTraits<Json>::read(const detail::Cell& cell, Json& value) {
    if (cell.kind != detail::CellKind::text) return detail::kind_fault(cell);
    std::optional<Json> json = Json::parse(std::string{cell.text()});
    if (!json) return detail::Fault::bad_format;
    value = *std::move(json);
    return detail::Fault::none;
}

}  // namespace pewit
