/// The options of FIELD and FOREIGN_KEY: their names, and what each writes down about its column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/column.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

/// What the options of one field say, but for the default value.
struct FieldSpec {
    std::string_view column = {};
    std::string_view check = {};
    std::string_view collation = {};
    std::string_view default_sql = {};
    std::string_view backref = {};
    std::uint32_t max_length = 0;
    ReferentialAction on_delete = ReferentialAction::no_action;
    ReferentialAction on_update = ReferentialAction::no_action;
    bool deferrable = false;
    bool unique = false;
    bool index = false;
    bool primary_key = false;
    bool autoincrement = false;
    bool has_default = false;
};

template <class T>
inline constexpr bool is_foreign_key_v = false;
template <class T>
inline constexpr bool is_foreign_key_v<std::optional<T>> = is_foreign_key_v<T>;

template <class T>
inline constexpr bool is_text_v = std::is_same_v<unwrapped_t<T>, std::string>;

/// What is wrong with a field; the macro turns it into a static_assert at the field's line.
enum class FieldProblem : std::uint8_t {
    none,
    not_an_option,
    text_only,
    foreign_key_only,
    set_null,
    autoincrement,
    default_value,
    default_now,
    type,
    number,
};

struct NoDefault {};

// Each option is a type, so that a combination of options is instantiated once for all fields with it.
// clang-format off
struct UniqueOption        { constexpr void apply(FieldSpec& spec) const { spec.unique = true; } };
struct IndexOption         { constexpr void apply(FieldSpec& spec) const { spec.index = true; } };
struct PrimaryKeyOption    { constexpr void apply(FieldSpec& spec) const { spec.primary_key = true; } };
struct AutoincrementOption { constexpr void apply(FieldSpec& spec) const { spec.autoincrement = true; } };
struct DeferrableOption    { constexpr void apply(FieldSpec& spec) const { spec.deferrable = true; } };
struct MaxLengthOption     { std::uint32_t length;     constexpr void apply(FieldSpec& spec) const { spec.max_length = length; } };
struct ColumnOption        { std::string_view name;    constexpr void apply(FieldSpec& spec) const { spec.column = name; } };
struct CheckOption         { std::string_view sql;     constexpr void apply(FieldSpec& spec) const { spec.check = sql; } };
struct CollateOption       { std::string_view name;    constexpr void apply(FieldSpec& spec) const { spec.collation = name; } };
struct DefaultSqlOption    { std::string_view sql;     constexpr void apply(FieldSpec& spec) const { spec.default_sql = sql; } };
struct BackrefOption       { std::string_view name;    constexpr void apply(FieldSpec& spec) const { spec.backref = name; } };
struct OnDeleteOption      { ReferentialAction action; constexpr void apply(FieldSpec& spec) const { spec.on_delete = action; } };
struct OnUpdateOption      { ReferentialAction action; constexpr void apply(FieldSpec& spec) const { spec.on_update = action; } };
// clang-format on

/// default_(now): the moment at which the object is made.
struct NowOption {};

template <class V>
struct DefaultOption {
    V value;  ///< or something to call

    constexpr void apply(FieldSpec& spec) const { spec.has_default = true; }

    template <class T>
    static constexpr FieldProblem problem() {
        if constexpr (std::is_same_v<V, NowOption>) {
            return requires { unwrapped_t<T>::now(); }
            ? FieldProblem::none : FieldProblem::default_now;
        } else if constexpr (std::is_invocable_v<const V&>) {
            return std::is_constructible_v<T, std::invoke_result_t<const V&>> ? FieldProblem::none
                                                                              : FieldProblem::default_value;
        } else {
            return is_storable<T, const V&>() ? FieldProblem::none : FieldProblem::default_value;
        }
    }
    template <class T>
    constexpr T make() const {
        if constexpr (problem<T>() != FieldProblem::none || is_null_literal_v<V>) {
            return T{};
        } else if constexpr (std::is_same_v<V, NowOption>) {
            return unwrapped_t<T>::now();
        } else if constexpr (std::is_invocable_v<const V&>) {
            return T(value());
        } else {
            return T(static_cast<unwrapped_t<T>>(value));
        }
    }
};

template <class Option>
inline constexpr bool is_default_option_v = false;
template <class V>
inline constexpr bool is_default_option_v<DefaultOption<V>> = true;

constexpr NoDefault pick_default() { return {}; }
template <class First, class... Others>
constexpr auto pick_default(const First& first, const Others&... others) {
    if constexpr (is_default_option_v<First>) {
        return first;
    } else {
        return pick_default(others...);
    }
}

/// What the options of a T field come to.
template <class T, class Default>
struct FieldOptions {
    FieldSpec spec;
    Default default_option;
    bool are_options;

    constexpr T initial() const {
        if constexpr (std::is_same_v<Default, NoDefault>) {
            return T{};
        } else {
            return default_option.template make<T>();
        }
    }
    [[nodiscard]] constexpr FieldProblem problem() const {
        if (!are_options) return FieldProblem::not_an_option;
        const bool has_text_options = spec.max_length > 0 || !spec.collation.empty();
        if (has_text_options && !is_text_v<T>) return FieldProblem::text_only;
        const bool has_actions =
            spec.on_delete != ReferentialAction::no_action || spec.on_update != ReferentialAction::no_action;
        if ((has_actions || spec.deferrable || !spec.backref.empty()) && !is_foreign_key_v<T>) {
            return FieldProblem::foreign_key_only;
        }
        if (spec.on_delete == ReferentialAction::set_null && !is_optional_v<T>) return FieldProblem::set_null;
        if (spec.autoincrement && !(std::is_same_v<T, std::int64_t> && spec.primary_key)) {
            return FieldProblem::autoincrement;
        }
        if constexpr (!std::is_same_v<Default, NoDefault>) return Default::template problem<T>();
        return FieldProblem::none;
    }
};

template <class Option>
constexpr bool apply_option(FieldSpec& spec, const Option& option) {
    if constexpr (requires { option.apply(spec); }) {
        option.apply(spec);
        return true;
    } else {
        return false;
    }
}

template <class T, class... Options>
constexpr auto field_options(const Options&... options) {
    FieldSpec spec{};
    const bool are_options = (apply_option(spec, options) && ...);
    return FieldOptions<T, decltype(pick_default(options...))>{spec, pick_default(options...), are_options};
}

/// The names that a user may write in FIELD(type, name, …). The structures that the macros make derive
/// from this, so these names are known there and nowhere else: a field may itself be called "index".
struct FieldOptionNames {
    static constexpr UniqueOption unique{};
    static constexpr IndexOption index{};
    static constexpr PrimaryKeyOption primary_key{};
    static constexpr AutoincrementOption autoincrement{};
    static constexpr DeferrableOption deferrable{};
    static constexpr NowOption now{};
    static constexpr ReferentialAction no_action = ReferentialAction::no_action;
    static constexpr ReferentialAction restrict = ReferentialAction::restrict;
    static constexpr ReferentialAction cascade = ReferentialAction::cascade;
    static constexpr ReferentialAction set_null = ReferentialAction::set_null;
    static constexpr ReferentialAction set_default = ReferentialAction::set_default;

    static constexpr MaxLengthOption max_length(std::uint32_t code_points) { return {code_points}; }
    static constexpr ColumnOption column(std::string_view name) { return {name}; }
    static constexpr CheckOption check(std::string_view sql) { return {sql}; }
    static constexpr CollateOption collate(std::string_view name) { return {name}; }
    static constexpr DefaultSqlOption default_sql(std::string_view sql) { return {sql}; }
    static constexpr BackrefOption backref(std::string_view name) { return {name}; }
    static constexpr OnDeleteOption on_delete(ReferentialAction action) { return {action}; }
    static constexpr OnUpdateOption on_update(ReferentialAction action) { return {action}; }
    template <class V>
    static constexpr DefaultOption<V> default_(V value) {
        return {std::move(value)};
    }
};

}  // namespace pewit::detail
