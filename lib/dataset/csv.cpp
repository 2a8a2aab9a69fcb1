/// CSV in: https://www.rfc-editor.org/rfc/rfc4180
#include <algorithm>
#include <istream>

#include <pewit/error.hpp>

#include "dataset/record_source.hpp"

namespace pewit::detail {
namespace {

constexpr int end_of_file = std::char_traits<char>::eof();

struct CsvField {
    std::string text;
    bool is_quoted = false;
    [[nodiscard]] bool is_null() const noexcept { return text.empty() && !is_quoted; }
};

/// Takes one record after the other from the stream.
class CsvReader {
public:
    explicit CsvReader(std::istream& in) : in_(*in.rdbuf()) { skip_byte_order_mark(); }

    [[nodiscard]] std::size_t record_line() const noexcept { return record_line_; }

    bool next(std::vector<CsvField>& fields) {
        fields.clear();
        record_line_ = line_;
        if (in_.sgetc() == end_of_file) return false;
        do
            fields.push_back(field());
        while (take(','));
        if (!take_line_end() && in_.sgetc() != end_of_file)
            throw_bad_line(line_, "text behind the closing quote of a field");
        return true;
    }

private:
    void skip_byte_order_mark() {
        if (in_.sgetc() != 0xEF) return;
        constexpr std::string_view mark = "\xEF\xBB\xBF";
        for (const char byte : mark) {
            if (in_.sbumpc() != static_cast<unsigned char>(byte)) throw_bad_line(1, "the text is not UTF-8");
        }
    }
    bool take(char c) {
        if (in_.sgetc() != static_cast<unsigned char>(c)) return false;
        in_.sbumpc();
        return true;
    }
    bool take_line_end() {
        const bool has_return = take('\r');
        if (!take('\n') && !has_return) return false;
        ++line_;
        return true;
    }

    CsvField field() { return take('"') ? quoted_field() : plain_field(); }

    CsvField plain_field() {
        CsvField field;
        for (int c = in_.sgetc(); c != end_of_file && c != ',' && c != '\r' && c != '\n'; c = in_.snextc()) {
            if (c == '"') throw_bad_line(line_, "a quote inside a field that is not quoted");
            field.text += static_cast<char>(c);
        }
        return field;
    }
    CsvField quoted_field() {
        CsvField field;
        field.is_quoted = true;
        const std::size_t begin = line_;
        for (int c = in_.sbumpc();; c = in_.sbumpc()) {
            if (c == end_of_file) throw_bad_line(begin, "a quoted field without its closing quote");
            if (c == '"' && !take('"')) return field;
            if (c == '\n') ++line_;
            field.text += static_cast<char>(c);
        }
    }

    std::streambuf& in_;
    std::size_t line_ = 1;
    std::size_t record_line_ = 1;
};

class CsvSource final : public RecordSource {
public:
    explicit CsvSource(std::istream& in) : reader_(in) {
        if (!reader_.next(fields_)) throw_bad_line(1, "the line of names is missing");
        for (CsvField& field : fields_) {
            if (std::find(names_.begin(), names_.end(), field.text) != names_.end())
                throw_bad_line(1, "the name of a column is there twice");
            names_.push_back(std::move(field.text));
        }
    }
    [[nodiscard]] std::vector<std::string> header() const override { return names_; }
    [[nodiscard]] std::size_t line() const noexcept override { return reader_.record_line(); }

    [[nodiscard]] bool next(std::vector<Entry>& record) override {
        do {
            if (!reader_.next(fields_)) return false;
        } while (names_.size() > 1 && fields_.size() == 1 && fields_[0].is_null());  // an empty line
        if (fields_.size() != names_.size())
            throw_bad_line(line(), "as many fields as there are names are needed, "
                                       + std::to_string(names_.size()) + ", and there are "
                                       + std::to_string(fields_.size()));
        record.clear();
        for (std::size_t i = 0; i < names_.size(); ++i)
            record.push_back({names_[i], fields_[i].text, fields_[i].is_null()});
        return true;
    }
    [[nodiscard]] Fault value(const Entry& entry, std::optional<SqlType> type, Value& value) const override {
        if (!entry.is_null) return value_from_text(entry.text, type, value);
        value = nullptr;
        return Fault::none;
    }

private:
    CsvReader reader_;
    std::vector<CsvField> fields_;
    std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<RecordSource> csv_source(std::istream& in) { return std::make_unique<CsvSource>(in); }

}  // namespace pewit::detail
