/// JSON documents, as text that is known to be valid.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <pewit/field_traits.hpp>

namespace pewit {

/// One JSON value (RFC 8259), kept as the text it was given. Default: `null`, which is not SQL's NULL.
///
///     pewit::Json settings{R"({"theme": "dark"})"};
///     settings.text()
///
/// For your own JSON type give a FieldConversion by way of Json; <pewit/nlohmann.hpp> has it for nlohmann's:
///
///     template <> struct pewit::FieldConversion<MyJson> {
///         using Stored = pewit::Json;
///         static pewit::Json to_stored(const MyJson& value) { return pewit::Json{value.dump()}; }
///         static MyJson from_stored(const pewit::Json& stored) { return MyJson::parse(stored.text()); }
///     };
///
/// Equal when the texts are. SQL: JSONB on PostgreSQL (which keeps the value, not the text), TEXT on SQLite.
class Json {
public:
    /// Arrays and objects inside one another; more is refused.
    static constexpr int max_depth = 1000;

    Json() noexcept = default;
    /// As parse(), but throws DataError.
    explicit Json(std::string text);
    /// Nothing unless the whole text is one JSON value in UTF-8. What PostgreSQL's jsonb refuses is refused
    /// on every engine: `\u0000`, and half a surrogate pair.
    [[nodiscard]] static std::optional<Json> parse(std::string text);
    [[nodiscard]] static bool is_valid(std::string_view text) noexcept;

    /// Lives as long as the value.
    [[nodiscard]] std::string_view text() const noexcept {
        return text_.empty() ? std::string_view{"null"} : std::string_view{text_};
    }
    [[nodiscard]] std::string to_string() const { return std::string{text()}; }

    friend bool operator==(const Json& left, const Json& right) noexcept {
        return left.text() == right.text();
    }
    friend std::ostream& operator<<(std::ostream& out, const Json& json);

private:
    std::string text_;  ///< empty, as after a move, is null
};

template <>
struct FieldTraits<Json> {
    static constexpr detail::SqlType sql_type = detail::SqlType::json;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "pewit::Json";

    static detail::Fault bind(detail::Statement& statement, int index, const Json& value) {
        return statement.bind_text(index, value.text());
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const Json& value) {
        return statement.bind_text_copy(index, value.text());
    }
    static detail::Fault read(const detail::Cell& cell, Json& value);
};

}  // namespace pewit

template <>
struct std::hash<pewit::Json> {
    std::size_t operator()(const pewit::Json& json) const noexcept {
        return std::hash<std::string_view>{}(json.text());
    }
};
