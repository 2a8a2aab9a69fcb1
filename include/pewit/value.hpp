/// A value whose type is known at run time only: of rows without a model, and what `q.sql()` shows beside the text.
#pragma once

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/field_traits.hpp>

namespace pewit {

/// One of the five things that a database stores. Made of any type that can be a field; one that can't be stored (NaN, text
/// that is no UTF-8) is refused where it is used, by a DataError. Equal to another when a database would store the same.
class Value {
public:
    enum class Kind : std::uint8_t { null, integer, real, text, blob };

    Value(std::nullptr_t = nullptr) noexcept {}  // NOLINT(google-explicit-constructor)
    template <std::integral T>
    Value(T integer) noexcept  // NOLINT(google-explicit-constructor)
        : kind_(Kind::integer),
          type_(std::is_same_v<T, bool> ? detail::SqlType::boolean : detail::SqlType::bigint),
          fault_(std::in_range<std::int64_t>(+integer) ? detail::Fault::none : detail::Fault::out_of_range),
          integer_(static_cast<std::int64_t>(integer)) {}
    Value(double real) noexcept  // NOLINT(google-explicit-constructor)
        : kind_(Kind::real),
          type_(detail::SqlType::double_precision),
          fault_(detail::is_nan(real) ? detail::Fault::not_a_number : detail::Fault::none),
          real_(real) {}
    Value(std::string text) noexcept  // NOLINT(google-explicit-constructor)
        : kind_(Kind::text), type_(detail::SqlType::text), bytes_(std::move(text)) {}
    Value(std::string_view text) : Value(std::string(text)) {}  // NOLINT(google-explicit-constructor)
    Value(const char* text) : Value(std::string(text)) {}       // NOLINT(google-explicit-constructor)
    /// A date, a Decimal, an enumeration, a std::optional, …: as a field of that type is stored.
    template <class T>
    requires(FieldType<T> && !std::integral<T> && !detail::one_of<T, double, std::string>)
        Value(const T& value)  // NOLINT(google-explicit-constructor)
        : Value(
            FieldTraits<T>::sql_type,
            [](detail::Statement& statement, int index, const void* self) {
                return FieldTraits<T>::bind(statement, index, *static_cast<const T*>(self));
            },
            &value) {}
    [[nodiscard]] static Value blob(std::string bytes) {
        Value value(std::move(bytes));
        value.kind_ = Kind::blob;
        value.type_ = detail::SqlType::blob;
        return value;
    }
    /// What a database has stored, in a column of that type if it is known.
    explicit Value(const detail::Cell& cell, std::optional<detail::SqlType> type = {});

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == Kind::null; }
    /// As a field of type T would read it: `value.as<std::optional<int>>()`.
    /// Errors: DataError when it is no T.
    template <FieldType T>
    [[nodiscard]] T as() const {
        T value{};
        if (const detail::Fault fault = FieldTraits<T>::read(cell(), value); fault != detail::Fault::none)
            throw_unfit(fault, detail::type_name<T>());
        return value;
    }
    [[nodiscard]] std::int64_t integer() const noexcept { return integer_; }
    [[nodiscard]] double real() const noexcept { return real_; }
    /// Of text and blob.
    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

    /// For the library: the type of a column for such values; nothing for a NULL that is of no type.
    [[nodiscard]] std::optional<detail::SqlType> column_type() const noexcept { return type_; }
    /// For the library: borrows text and blob.
    [[nodiscard]] detail::Cell cell() const noexcept;
    [[nodiscard]] detail::Fault bind(detail::Statement& statement, int index) const;

    friend bool operator==(const Value& a, const Value& b) noexcept {
        return a.kind_ == b.kind_ && a.integer_ == b.integer_ && a.real_ == b.real_ && a.bytes_ == b.bytes_;
    }
    /// `NULL`, `42`, `1.5`, `'text'`, `x'00ff'`.
    friend std::ostream& operator<<(std::ostream& out, const Value& value);

private:
    Value(detail::SqlType type, detail::Fault (*bind_value)(detail::Statement&, int, const void*),
          const void* value);
    [[noreturn]] void throw_unfit(detail::Fault fault, std::string_view type) const;

    Kind kind_ = Kind::null;
    std::optional<detail::SqlType> type_ = {};
    detail::Fault fault_ = detail::Fault::none;
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
