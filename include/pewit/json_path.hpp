/// Paths into JSON documents: `U.data["address"]["lines"][0]`.
#pragma once

#include <concepts>
#include <cstdint>
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
/// Errors, when the query runs: NotSupportedError on SQLite for a key with a quotation mark or a backslash.
template <class T>
class JsonPath : public Expr<std::optional<detail::unwrapped_t<T>>> {
    using Whole = std::optional<detail::unwrapped_t<T>>;

public:
    JsonPath(detail::NodeRef root, std::string steps)
        : Expr<Whole>(steps.empty() ? root : made(detail::Function::json_get, root, steps)),
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
    [[nodiscard]] Expr<std::optional<std::string>> as_text() const { return as<std::string>(); }
    /// NULL when the value is of another type, for numbers and bool. A fraction is cut off for an integer.
    template <class U>
    [[nodiscard]] Expr<std::optional<U>> as() const {
        return Expr<std::optional<U>>(made(detail::json_as<U>(), root_, steps_));
    }

    /// Is anything there, if only a null?
    [[nodiscard]] Condition exists() const {
        return Condition(made(detail::Function::json_exists, root_, steps_));
    }
    /// Does the object there have this key?
    [[nodiscard]] Condition has_key(std::string_view key) const {
        std::string step;
        detail::append_json_step(step, key);
        return Condition(made(detail::Function::json_has_key,
                              detail::make_unary(detail::NodeKind::same, this->operand()), step));
    }
    /// Is all of it part of this document? Errors, when rendered: NotSupportedError on SQLite.
    [[nodiscard]] Condition contained_by(const detail::unwrapped_t<T>& document) const {
        const auto other = detail::to_operand<T>(document);
        return Condition(make_function(detail::Function::json_contained_by, {this->operand(), other}));
    }
    /// How many elements the array there has; NULL when it is none.
    [[nodiscard]] Expr<std::optional<std::int64_t>> length() const {
        return Expr<std::optional<std::int64_t>>(
            make_function(detail::Function::json_length, {this->operand()}));
    }

    /// The whole document with this value at the path, for an UPDATE. The steps before the last must be there. The
    /// value: text, number, bool, nullptr, a document, or an expression other than bool.
    template <class V>
    [[nodiscard]] Expr<T> set(const V& value) const {
        if constexpr (detail::SqlLike<V>) {
            constexpr detail::TypeFamily family = detail::family_v<detail::field_of_t<V>>;
            static_assert(family != detail::TypeFamily::boolean,
                          "set() takes no bool expression: SQLite has none");
            return changed(family == detail::TypeFamily::json ? detail::Function::json_set
                                                              : detail::Function::json_set_value,
                           value.operand());
        } else if constexpr (std::is_convertible_v<const V&,
                                                   detail::unwrapped_t<T>> && !detail::JsonScalar<V>) {
            const auto document = detail::to_operand<T>(value);
            return changed(detail::Function::json_set, document);
        } else {
            const std::string json = detail::json_of(value);
            return changed(detail::Function::json_set,
                           detail::bytes_operand(detail::OperandKind::text, json));
        }
    }
    /// The whole document without what is at the path.
    [[nodiscard]] Expr<T> remove() const {
        return Expr<T>(made(detail::Function::json_remove, root_, steps_));
    }

private:
    static void add(std::string& steps, std::string_view key) { detail::append_json_step(steps, key); }
    template <std::integral Index>
    static void add(std::string& steps, Index index) {
        detail::append_json_step(steps, static_cast<std::int64_t>(index));
    }
    [[nodiscard]] static detail::NodeRef made(detail::Function function, const detail::NodeRef& root,
                                              const std::string& steps) {
        const std::string path = "{" + steps + "}";
        return make_function(function,
                             {root.operand(), detail::bytes_operand(detail::OperandKind::json_path, path)});
    }
    [[nodiscard]] Expr<T> changed(detail::Function function, const detail::Operand& value) const {
        const std::string path = "{" + steps_ + "}";
        return Expr<T>(make_function(
            function, {root_.operand(), detail::bytes_operand(detail::OperandKind::json_path, path), value}));
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
        return path.template as<std::int64_t>();
    } else if constexpr (std::is_floating_point_v<V>) {
        return path.template as<double>();
    } else {
        return path.as_text();
    }
}

template <class Self, class T>
template <class Step>
JsonPath<T> Term<Self, T>::operator[](const Step& step) const {
    return path(step);
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
