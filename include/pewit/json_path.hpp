/// Paths into JSON documents: `U.data["address"]["lines"][0]`.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/function.hpp>
#include <pewit/expression.hpp>
#include <pewit/json.hpp>

namespace pewit {

namespace detail {

// Steps of a path, in the text of OperandKind::json_path without its braces.
void append_json_step(std::string& steps, std::string_view key);
void append_json_step(std::string& steps, std::int64_t index);

// A value as JSON text. Errors: DataError for a number that is none, or infinite.
[[nodiscard]] std::string json_text_of(std::string_view text);
[[nodiscard]] std::string json_text_of(double number);

// The nodes of paths, whose steps are such a text. `root` is the document.

/// What is at the steps.
[[nodiscard]] NodeRef json_read(Function function, const NodeRef& root, std::string_view steps);
/// The document with another value there. Errors: ProgrammingError, naming the column, without a step.
[[nodiscard]] NodeRef json_set(const NodeRef& root, std::string_view steps, const NodeRef& value);
[[nodiscard]] NodeRef json_remove(const NodeRef& root, std::string_view steps);
/// The document with the value behind the last of the array there, or with the members of an object in the one there.
[[nodiscard]] NodeRef json_append(const NodeRef& root, std::string_view steps, const NodeRef& value);
[[nodiscard]] NodeRef json_update(const NodeRef& root, std::string_view steps, const NodeRef& value);
/// Does the object that is `value` have keys? `keys`: steps. `function`: json_has_keys or json_has_any_key.
[[nodiscard]] NodeRef json_has(Function function, const Operand& value, std::string_view keys);

template <class V>
concept JsonScalar = is_plain_number_v<V> || std::same_as<V, bool> || is_null_literal_v<
    V> || std::is_convertible_v<const V&, std::string_view>;

/// JSON text of a C++ value.
template <class V>
[[nodiscard]] std::string json_of(const V& value) {
    if constexpr (is_null_literal_v<V>) {
        return "null";
    } else if constexpr (is_optional_v<V>) {
        return value ? json_of(*value) : "null";
    } else if constexpr (std::is_same_v<V, bool>) {
        return value ? "true" : "false";
    } else if constexpr (std::is_integral_v<V>) {
        return std::to_string(value);
    } else if constexpr (std::is_floating_point_v<V>) {
        return json_text_of(static_cast<double>(value));
    } else {
        return json_text_of(std::string_view(value));
    }
}

/// The function that gives the value at a path as a U.
template <class U>
consteval Function json_as() {
    constexpr TypeFamily family = family_v<U>;
    constexpr bool fits = family != TypeFamily::blob && family != TypeFamily::decimal
                          && family != TypeFamily::duration && family != TypeFamily::json;
    static_assert(fits, "as<T>() gives text, numbers, bool, dates and uuids; the path itself is the Json");
    if (family == TypeFamily::boolean) return Function::json_boolean;
    if (family != TypeFamily::number) return Function::json_text;
    return std::floating_point<U> ? Function::json_real : Function::json_integer;
}

}  // namespace detail

/// What is at a path in a document of type T; NULL when nothing is there. Steps are parameters: keys may come from
/// users. A key is a step into an object, a number one into an array, counted from 0, or from -1 at its end.
///
///     U.data["name"] == "huey"                                   // text, number or bool
///     U.data["tags"][0].as_text()
///     User::update(U.data = U.data["karma"].set(5))
///
/// Key and number are kept apart: `["0"]` is no element of an array, `[0]` no member of an object.
///
/// set(), append(), update() and remove() are the whole document, changed, for an UPDATE. Where there is no such place
/// it stays as it is.
///
/// Errors, when the query runs: NotSupportedError on SQLite for a key with a quotation mark or a backslash.
template <class T>
class JsonPath : public Expr<std::optional<detail::unwrapped_t<T>>> {
    using Document = detail::unwrapped_t<T>;
    using Whole = std::optional<Document>;
    using Text = std::optional<std::string>;

public:
    JsonPath(detail::NodeRef root, std::string steps)
        : Expr<Whole>(steps.empty() ? root : json_read(detail::Function::json_get, root, steps)),
          root_(std::move(root)),
          steps_(std::move(steps)) {}

    template <class Step>
    [[nodiscard]] JsonPath operator[](const Step& step) const {
        return path(step);
    }
    template <class... Steps>
    [[nodiscard]] JsonPath path(const Steps&... steps) const {
        std::string longer = steps_;
        (add(longer, steps), ...);
        return JsonPath(root_, std::move(longer));
    }

    /// A text without its quotes, anything else as JSON; JSON's null is NULL.
    [[nodiscard]] Expr<Text> as_text() const { return as<std::string>(); }
    /// NULL when the value is of another type, for numbers and bool; for an integer also when it has a fraction, or more than 64
    /// bits: nothing is cut off. `as<double>()` takes both.
    template <class U>
    [[nodiscard]] Expr<std::optional<U>> as() const {
        return Expr<std::optional<U>>(json_read(detail::json_as<U>(), root_, steps_));
    }

    /// For the library: the number there, whole or not, beside an integer.
    [[nodiscard]] Expr<std::optional<std::int64_t>> beside_integer() const {
        return Expr<std::optional<std::int64_t>>(json_read(detail::Function::json_number, root_, steps_));
    }

    /// Is anything there, if only a null?
    [[nodiscard]] Condition exists() const {
        return Condition(json_read(detail::Function::json_exists, root_, steps_));
    }
    /// Does the object there have this key, all of them, one of them? False when no object is there.
    [[nodiscard]] Condition has_key(std::string_view key) const { return has_all_keys({key}); }
    [[nodiscard]] Condition has_all_keys(std::initializer_list<std::string_view> keys) const {
        return has(detail::Function::json_has_keys, keys);
    }
    template <class Keys>
    [[nodiscard]] Condition has_all_keys(const Keys& keys) const {
        return has(detail::Function::json_has_keys, keys);
    }
    [[nodiscard]] Condition has_any_key(std::initializer_list<std::string_view> keys) const {
        return has(detail::Function::json_has_any_key, keys);
    }
    template <class Keys>
    [[nodiscard]] Condition has_any_key(const Keys& keys) const {
        return has(detail::Function::json_has_any_key, keys);
    }
    /// The keys of the object there, as an array in their order; NULL when it is none.
    [[nodiscard]] Expr<Whole> keys() const {
        return Expr<Whole>(make_function(detail::Function::json_keys, {this->operand()}));
    }
    /// How many elements the array there has; NULL when it is none.
    [[nodiscard]] Expr<std::optional<std::int64_t>> length() const {
        return Expr<std::optional<std::int64_t>>(
            make_function(detail::Function::json_length, {this->operand()}));
    }
    /// `object`, `array`, `string`, `number`, `boolean` or `null`; NULL when nothing is there.
    [[nodiscard]] Expr<Text> type() const {
        return Expr<Text>(make_function(detail::Function::json_type, {this->operand()}));
    }

    /// With this value there. The last step may be a new key of an object that is there; else it leads to what is there.
    /// The value: text, number, bool, nullptr, a document, or an expression other than bool.
    /// Errors: ProgrammingError without a step.
    template <class V>
    [[nodiscard]] Expr<T> set(const V& value) const {
        return Expr<T>(json_set(root_, steps_, json_value(value)));
    }
    /// With this value behind the last element of the array there.
    template <class V>
    [[nodiscard]] Expr<T> append(const V& value) const {
        return Expr<T>(json_append(root_, steps_, json_value(value)));
    }
    /// With the members of `object` in the object there, in the place of those that have their keys. What is inside a
    /// member is not put together.
    [[nodiscard]] Expr<T> update(const Document& object) const {
        return Expr<T>(json_update(root_, steps_, json_value(object)));
    }
    /// Without what is there. Errors: ProgrammingError without a step.
    [[nodiscard]] Expr<T> remove() const { return Expr<T>(json_remove(root_, steps_)); }

private:
    static void add(std::string& steps, std::string_view key) { detail::append_json_step(steps, key); }
    template <std::integral Index>
    static void add(std::string& steps, Index index) {
        detail::append_json_step(steps, static_cast<std::int64_t>(index));
    }
    template <class Keys>
    [[nodiscard]] Condition has(detail::Function function, const Keys& keys) const {
        std::string list;
        for (const std::string_view key : keys)
            detail::append_json_step(list, key);
        return Condition(json_has(function, this->operand(), list));
    }
    template <class V>
    [[nodiscard]] static detail::NodeRef json_value(const V& value) {
        using detail::Function;
        if constexpr (detail::SqlLike<V>) {
            constexpr detail::TypeFamily family = detail::family_v<detail::field_of_t<V>>;
            static_assert(family != detail::TypeFamily::boolean, "no bool expression: SQLite has none");
            constexpr bool is_json = family == detail::TypeFamily::json;
            return make_function(is_json ? Function::json_document : Function::json_value, {value.operand()});
        } else if constexpr (std::is_convertible_v<const V&, Document> && !detail::JsonScalar<V>) {
            const auto document = detail::to_operand<T>(value);
            return make_function(Function::json_document, {document});
        } else {
            const std::string json = detail::json_of(value);
            return make_function(Function::json_document,
                                 {detail::bytes_operand(detail::OperandKind::text, json)});
        }
    }

    detail::NodeRef root_;
    std::string steps_;
};

namespace detail {

/// The value at a path as what it is compared with.
template <class T, JsonScalar V>
[[nodiscard]] auto beside(const JsonPath<T>& path, const V& /*value*/) {
    if constexpr (std::is_same_v<V, bool>) {
        return path.template as<bool>();
    } else if constexpr (std::is_integral_v<V>) {
        return path.beside_integer();
    } else if constexpr (std::is_floating_point_v<V>) {
        return path.template as<double>();
    } else {
        return path.as_text();
    }
}

template <class Self, class T>
template <class... Steps>
JsonPath<T> Term<Self, T>::path(const Steps&... steps) const {
    constexpr bool is_json = family_v<T> == TypeFamily::json;
    static_assert(is_json, "only a Json has paths into it");
    return JsonPath<T>(make_unary(NodeKind::same, self()), {}).path(steps...);
}

}  // namespace detail

// With text, numbers and bool: as the value's own type. With nullptr: nothing there, or a null.
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator==(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) == value;
}
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator!=(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) != value;
}
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator<(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) < value;
}
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator<=(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) <= value;
}
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator>(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) > value;
}
template <class T, detail::JsonScalar V>
[[nodiscard]] Condition operator>=(const JsonPath<T>& path, const V& value) {
    return detail::beside(path, value) >= value;
}

}  // namespace pewit
