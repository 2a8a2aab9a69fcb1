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

struct EndOfOptions {};
inline constexpr EndOfOptions end_of_options{};

// Each option is a type, so that a combination of options is instantiated once for all fields with it.
// clang-format off
struct UniqueOption        { template <class T> constexpr void apply(FieldSpec& spec) const { spec.unique = true; } };
struct IndexOption         { template <class T> constexpr void apply(FieldSpec& spec) const { spec.index = true; } };
struct PrimaryKeyOption    { template <class T> constexpr void apply(FieldSpec& spec) const { spec.primary_key = true; } };
struct ColumnOption        { std::string_view name; template <class T> constexpr void apply(FieldSpec& spec) const { spec.column = name; } };
struct CheckOption         { std::string_view sql;  template <class T> constexpr void apply(FieldSpec& spec) const { spec.check = sql; } };
struct DefaultSqlOption    { std::string_view sql;  template <class T> constexpr void apply(FieldSpec& spec) const { spec.default_sql = sql; } };
// clang-format on

struct AutoincrementOption {
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(std::is_same_v<T, std::int64_t>, "autoincrement: only for a std::int64_t primary key");
        spec.autoincrement = true;
    }
};

struct MaxLengthOption {
    std::uint32_t length;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_text_v<T>, "max_length: only for text columns");
        spec.max_length = length;
    }
};

struct CollateOption {
    std::string_view name;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_text_v<T>, "collate: only for text columns");
        spec.collation = name;
    }
};

struct DeferrableOption {
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_foreign_key_v<T>, "deferrable: only for foreign keys");
        spec.deferrable = true;
    }
};

struct BackrefOption {
    std::string_view name;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_foreign_key_v<T>, "backref: only for foreign keys");
        spec.backref = name;
    }
};

struct OnDeleteOption {
    ReferentialAction action;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_foreign_key_v<T>, "on_delete: only for foreign keys");
        spec.on_delete = action;
    }
};

struct OnUpdateOption {
    ReferentialAction action;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        static_assert(is_foreign_key_v<T>, "on_update: only for foreign keys");
        spec.on_update = action;
    }
};

/// default_(now): the moment at which the object is made.
struct NowOption {};

template <class V>
struct DefaultOption {
    V value;
    template <class T>
    constexpr void apply(FieldSpec& spec) const {
        spec.has_default = true;
    }
    /// The value may be something to call.
    template <class T>
    constexpr T make() const {
        if constexpr (std::is_same_v<V, NowOption>) {
            static_assert(requires { unwrapped_t<T>::now(); }, "default_(now): only for dates and times");
            return unwrapped_t<T>::now();
        } else if constexpr (std::is_invocable_v<const V&>) {
            return T(value());
        } else {
            static_assert(is_storable<T, const V&>(), "default_: a value of this type can't be stored in this field");
            if constexpr (is_null_literal_v<V>) {
                return T{};
            } else {
                return T(static_cast<unwrapped_t<T>>(value));
            }
        }
    }
};

/// One option in the list of options of a T field.
template <class T, class Option>
constexpr void apply_option(FieldSpec& spec, const Option& option) {
    static_assert(requires { option.template apply<T>(spec); }, "this is no option of a field");
    option.template apply<T>(spec);
}
template <class T>
constexpr void apply_option(FieldSpec& /*spec*/, const EndOfOptions& /*end*/) {}

template <class Option>
inline constexpr bool is_default_option_v = false;
template <class V>
inline constexpr bool is_default_option_v<DefaultOption<V>> = true;

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
