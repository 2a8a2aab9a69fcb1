/// JSON in: a list of objects.
#include <algorithm>
#include <istream>
#include <iterator>

#include <pewit/decimal.hpp>
#include <pewit/error.hpp>
#include <pewit/json.hpp>

#include "dataset/record_source.hpp"
#include "model/json_text.hpp"

namespace pewit::detail {
namespace {

constexpr std::string_view space = " \t\n\r";

/// Takes one element after the other; each is checked when it is its turn.
class JsonSource final : public RecordSource {
public:
    explicit JsonSource(std::istream& in)
        : text_(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()) {
        skip_space();
        if (!take('[')) throw_bad_line(line_, "a list of objects is needed");
        skip_space();
        is_at_end_ = take(']');
        if (is_at_end_) check_end();
    }
    [[nodiscard]] std::size_t line() const noexcept override { return record_line_; }

    [[nodiscard]] bool next(std::vector<Entry>& record) override {
        if (is_at_end_) return false;
        record_line_ = line_;
        read(element(), record);
        skip_space();
        is_at_end_ = take(']');
        if (is_at_end_) {
            check_end();
        } else if (!take(',')) {
            throw_bad_line(line_, "a comma, or the end of the list, is missing");
        }
        skip_space();
        return true;
    }

    [[nodiscard]] Fault value(const Entry& entry, std::optional<SqlType> type, Value& value) const override {
        const std::string_view json = entry.text;
        switch (json.front()) {
        case '"':
            if (type == SqlType::json) {
                // SQLite, which has no such columns, freezes documents as text.
                const std::string text = JsonCursor(json).string();
                const bool is_document = text.starts_with('{') || text.starts_with('[');
                value = Json(is_document && Json::is_valid(text) ? text : entry.text);
                return Fault::none;
            }
            return value_from_text(JsonCursor(json).string(), type, value);
        case '{':
        case '[':
            value = Json(entry.text);
            return Fault::none;
        case 't':
        case 'f':
            value = json.front() == 't';
            break;
        case 'n':
            value = nullptr;
            return Fault::none;
        default:
            if (const Fault fault = number(json, type, value); fault != Fault::none) return fault;
        }
        if (type == SqlType::json) value = Json(entry.text);
        return Fault::none;
    }

private:
    static Fault number(std::string_view json, std::optional<SqlType> type, Value& value) {
        const bool is_integer = json.find_first_of(".eE") == std::string_view::npos;
        if (type
            && (*type == SqlType::decimal || *type == SqlType::double_precision || *type == SqlType::bigint))
            return value_from_text(json, type, value);
        return value_from_text(json, is_integer ? SqlType::bigint : SqlType::double_precision, value);
    }

    void read(std::string_view object, std::vector<Entry>& record) const {
        if (object.empty() || object.front() != '{' || !Json::is_valid(object))
            throw_bad_line(record_line_, "no valid JSON object");
        record.clear();
        JsonCursor cursor(object);
        cursor.take('{');
        while (cursor.next() == '"') {
            std::string name = cursor.string();
            cursor.take(':');
            record.push_back({std::move(name), std::string(cursor.value())});
            cursor.take(',');
        }
    }

    /// The text of the next element, as far as its brackets tell.
    std::string_view element() {
        const std::size_t begin = at_;
        std::size_t depth = 0;
        bool is_in_string = false;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '\n') ++line_;
            if (is_in_string) {
                if (c == '\\') ++at_;
                is_in_string = c != '"';
            } else if (c == '"') {
                is_in_string = true;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if (depth > 0 && (c == '}' || c == ']')) {
                if (--depth == 0) return std::string_view(text_).substr(begin, ++at_ - begin);
            } else if (depth == 0 && (c == ',' || c == ']')) {
                break;
            }
        }
        at_ = std::min(at_, text_.size());
        return std::string_view(text_).substr(begin, at_ - begin);
    }

    void skip_space() {
        for (; at_ < text_.size() && space.find(text_[at_]) != std::string_view::npos; ++at_) {
            if (text_[at_] == '\n') ++line_;
        }
    }
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void check_end() {
        skip_space();
        if (at_ != text_.size()) throw_bad_line(line_, "text behind the end of the list");
    }

    std::string text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t record_line_ = 1;
    bool is_at_end_ = false;
};

}  // namespace

std::unique_ptr<RecordSource> json_source(std::istream& in) { return std::make_unique<JsonSource>(in); }

}  // namespace pewit::detail
