/// A parameter of a query to look at: what `q.sql()` shows beside the text.
#pragma once

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pewit {

/// One of the five things that a database stores. For tests and logs; queries themselves don't use it.
class Value {
public:
    enum class Kind : std::uint8_t { null, integer, real, text, blob };

    Value(std::nullptr_t = nullptr) noexcept {}  // NOLINT(google-explicit-constructor)
    template <std::integral T>
    Value(T integer) noexcept  // NOLINT(google-explicit-constructor)
        : kind_(Kind::integer), integer_(static_cast<std::int64_t>(integer)) {}
    Value(double real) noexcept : kind_(Kind::real), real_(real) {}  // NOLINT(google-explicit-constructor)
    Value(std::string text) noexcept                                 // NOLINT(google-explicit-constructor)
        : kind_(Kind::text), bytes_(std::move(text)) {}
    Value(const char* text) : Value(std::string(text)) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] static Value blob(std::string bytes) {
        Value value(std::move(bytes));
        value.kind_ = Kind::blob;
        return value;
    }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
    [[nodiscard]] double real() const noexcept { return real_; }
    /// Of text and blob.
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

    friend bool operator==(const Value&, const Value&) = default;
    /// `NULL`, `42`, `1.5`, `'text'`, `x'00ff'`.
    friend std::ostream& operator<<(std::ostream& out, const Value& value);

private:
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string bytes_;
};

/// A query as the database gets it: text with placeholders, and the parameters beside it.
struct SqlText {
    std::string text;
    std::vector<Value> parameters;

    friend bool operator==(const SqlText&, const SqlText&) = default;
    friend std::ostream& operator<<(std::ostream& out, const SqlText& sql);
};

}  // namespace pewit
