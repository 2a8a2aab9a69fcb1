/// What a user looks for, translated into FTS5's language. The words that mean something are those of PostgreSQL's
/// websearch_to_tsquery: `"…"`, `or` and `-`.
#include <pewit/text_search.hpp>

#include <algorithm>
#include <vector>

#include "sql/parameter_text.hpp"

namespace pewit::detail {
namespace {

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_or(std::string_view word) noexcept {
    return word.size() == 2 && (word[0] | 0x20) == 'o' && (word[1] | 0x20) == 'r';
}

/// What stands between two `or`.
struct Alternative {
    std::string wanted;
    std::string unwanted;

    void add(std::string_view phrase, bool negative) {
        (negative ? unwanted.append(" NOT \"") : wanted.append(wanted.empty() ? "\"" : " \""))
            .append(phrase)
            .append("\"");
    }
    /// FTS5 can't look for what is not there alone.
    [[nodiscard]] std::string text() const {
        return wanted.empty() ? "\"\"" : "((" + wanted + ")" + unwanted + ")";
    }
};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    [[nodiscard]] std::string translate() {
        while (skip_spaces())
            read_one();
        std::string query;
        for (const Alternative& alternative : alternatives_)
            query.append(query.empty() ? "" : " OR ").append(alternative.text());
        return query;
    }

private:
    /// False at the end.
    bool skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
        return at_ < text_.size();
    }

    void read_one() {
        const bool negative = text_[at_] == '-' && at_ + 1 < text_.size() && !is_space(text_[at_ + 1]);
        if (negative) ++at_;
        const bool is_phrase = text_[at_] == '"';
        const std::string_view phrase = is_phrase ? read_phrase() : read_word();
        if (!negative && !is_phrase && is_or(phrase)) {
            alternatives_.emplace_back();
        } else if (!phrase.empty()) {
            alternatives_.back().add(phrase, negative);
        }
    }
    /// Without its quotation marks; a missing one is that of the end.
    std::string_view read_phrase() {
        const std::size_t begin = ++at_;
        const std::size_t end = std::min(text_.find('"', begin), text_.size());
        at_ = std::min(end + 1, text_.size());
        return text_.substr(begin, end - begin);
    }
    std::string_view read_word() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '"')
            ++at_;
        return text_.substr(begin, at_ - begin);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Alternative> alternatives_{1};
};

}  // namespace

std::string fts5_query(std::string_view text) { return Reader(text).translate(); }

NodeRef make_search(ModelAccessor model, std::string_view text, bool raw) noexcept {
    const OperandKind kind = raw ? OperandKind::text : OperandKind::search;
    return make_binary(NodeKind::text_match, table_operand(model, nullptr), bytes_operand(kind, text));
}

}  // namespace pewit::detail
