/// What thaw() reads: records of named texts, out of CSV or JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/description.hpp>
#include <pewit/value.hpp>

namespace pewit::detail {

class RecordSource {
public:
    struct Entry {
        std::string name;
        std::string text;
        bool is_null = false;  ///< of CSV; JSON has a word for it
    };

    RecordSource() = default;
    RecordSource(const RecordSource&) = delete;
    RecordSource& operator=(const RecordSource&) = delete;
    virtual ~RecordSource() = default;

    /// The names of all columns, where they come before the records.
    [[nodiscard]] virtual std::vector<std::string> header() const { return {}; }
    /// Reads the next record. Errors: DataError with the line for what is not of the format.
    [[nodiscard]] virtual bool next(std::vector<Entry>& record) = 0;
    /// Where the record begins that was read last, or where reading failed; from 1.
    [[nodiscard]] virtual std::size_t line() const noexcept = 0;
    /// An entry as a value for a column of that type, or for one that is not there. Fault::none, or why it is none.
    [[nodiscard]] virtual Fault value(const Entry& entry, std::optional<SqlType> type,
                                      Value& value) const = 0;
};

/// Borrows the stream. Errors: DataError, as next().
[[nodiscard]] std::unique_ptr<RecordSource> csv_source(std::istream& in);
[[nodiscard]] std::unique_ptr<RecordSource> json_source(std::istream& in);

/// A text as a value for a column of that type; for a type that pewit does not know, text.
[[nodiscard]] Fault value_from_text(std::string_view text, std::optional<SqlType> type, Value& value);

[[noreturn]] void throw_bad_line(std::size_t line, const std::string& what);

}  // namespace pewit::detail
