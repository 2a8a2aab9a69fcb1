/// What a user looks for, translated into the engine's language. What means something are `"…"`, `or` and `-`, as for
/// PostgreSQL's websearch_to_tsquery; each word goes there as a phrase, so that signs in it mean the same.
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

/// Is there something that can be found? Signs alone are no words to either engine.
bool has_word(std::string_view phrase) noexcept {
    return std::any_of(phrase.begin(), phrase.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || (byte >= '0' && byte <= '9')
               || ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
    });
}

/// How an engine writes it.
struct Language {
    std::string_view nothing;
    std::string_view open;
    std::string_view close;
    std::string_view before_unwanted;
    std::string_view after_all;
    std::string_view either;
};

constexpr Language fts5{"\"\"", "((", ")", " NOT ", ")", " OR "};
constexpr Language websearch{"", "", "", " -", "", " or "};

/// What stands between two `or`.
struct Alternative {
    std::vector<std::string_view> wanted;
    std::vector<std::string_view> unwanted;

    [[nodiscard]] std::string text(const Language& language) const {
        std::string out(language.open);
        const char* separator = "";
        for (const std::string_view phrase : wanted) {
            out.append(separator).append("\"").append(phrase).append("\"");
            separator = " ";
        }
        out += language.close;
        for (const std::string_view phrase : unwanted)
            out.append(language.before_unwanted).append("\"").append(phrase).append("\"");
        return out.append(language.after_all);
    }
};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    /// FTS5 can't look for what is not there alone, so an alternative without words finds nothing anywhere.
    [[nodiscard]] std::string translate(const Language& language) {
        while (skip_spaces())
            read_one();
        std::string query;
        for (const Alternative& alternative : alternatives_) {
            if (alternative.wanted.empty()) continue;
            query.append(query.empty() ? "" : language.either).append(alternative.text(language));
        }
        return query.empty() ? std::string(language.nothing) : query;
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
        } else if (has_word(phrase)) {
            Alternative& alternative = alternatives_.back();
            (negative ? alternative.unwanted : alternative.wanted).push_back(phrase);
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

std::string fts5_query(std::string_view text) { return Reader(text).translate(fts5); }
std::string websearch_query(std::string_view text) { return Reader(text).translate(websearch); }

NodeRef make_search(ModelAccessor model, const std::string* alias, std::string_view text, bool raw) noexcept {
    const OperandKind kind = raw ? OperandKind::text : OperandKind::search;
    return make_binary(NodeKind::text_match, table_operand(model, alias), bytes_operand(kind, text));
}

}  // namespace pewit::detail
