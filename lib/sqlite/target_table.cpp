#include "sqlite/target_table.hpp"

#include <algorithm>

namespace pewit::detail {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool ends_word(char c) noexcept { return is_blank(c) || c == '.' || c == '(' || c == ';' || c == '"'; }

/// Takes a text's words one after the other: `INSERT`, `"a ""b"""` as `a "b"`, `.`.
class Words {
public:
    explicit Words(std::string_view sql) noexcept : rest_(sql) {}

    std::string take() {
        skip_blanks();
        if (rest_.starts_with('"')) return take_quoted();
        const auto* end = std::find_if(rest_.begin(), rest_.end(), ends_word);
        std::string word(rest_.begin(), end);
        rest_.remove_prefix(word.size());
        return word;
    }
    /// Does the word come next, in any case? Takes it if so.
    bool take(std::string_view word) {
        const Words before = *this;
        std::string next = take();
        std::transform(next.begin(), next.end(), next.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        if (next == word) return true;
        *this = before;
        return false;
    }
    bool take_dot() {
        skip_blanks();
        if (!rest_.starts_with('.')) return false;
        rest_.remove_prefix(1);
        return true;
    }

private:
    void skip_blanks() noexcept {
        while (!rest_.empty() && is_blank(rest_.front()))
            rest_.remove_prefix(1);
    }
    std::string take_quoted() {
        std::string name;
        for (rest_.remove_prefix(1); !rest_.empty(); rest_.remove_prefix(1)) {
            if (rest_.starts_with("\"\"")) {
                rest_.remove_prefix(1);
            } else if (rest_.front() == '"') {
                rest_.remove_prefix(1);
                break;
            }
            name += rest_.front();
        }
        return name;
    }

    std::string_view rest_;
};

/// Takes all up to the table's name. False: the statement writes none.
bool take_verb(Words& words) {
    if (words.take("DELETE")) return words.take("FROM");
    if (words.take("REPLACE")) return words.take("INTO");
    const bool inserts = words.take("INSERT");
    if (!inserts && !words.take("UPDATE")) return false;
    if (words.take("OR")) static_cast<void>(words.take());
    return !inserts || words.take("INTO");
}

}  // namespace

std::string target_table(std::string_view sql) {
    Words words{sql};
    if (!take_verb(words)) return {};
    std::string name = words.take();
    return words.take_dot() ? words.take() : name;
}

}  // namespace pewit::detail
