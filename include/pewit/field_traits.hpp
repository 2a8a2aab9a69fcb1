/// Which C++ types can be fields, and how each becomes a parameter and comes back from a row.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/description.hpp>
#include <pewit/detail/field_kinds.hpp>
#include <pewit/detail/statement.hpp>
#include <pewit/detail/text.hpp>
#include <pewit/detail/type_name.hpp>

namespace pewit {

/// How a field of type T is stored. Defined for bool, the integers, float and double, std::string,
/// enumerations, the types of types.hpp, and std::optional of any of them.
///
///     static constexpr detail::SqlType sql_type;
///     static constexpr bool nullable;
///     static detail::Fault bind(detail::Statement&, int index, const T&);   // may borrow the value's bytes
///     static detail::Fault read(const detail::Cell&, T&);                   // leaves the value alone on a fault
///
/// For a type of your own don't specialise this; see FieldConversion.
template <class T>
struct FieldTraits;

/// Makes a type of your own a field type, by way of one that already is:
///
///     template <> struct pewit::FieldConversion<Celsius> {
///         using Stored = double;
///         static double to_stored(const Celsius& value) { return value.degrees; }
///         static Celsius from_stored(double stored) { return Celsius{stored}; }
///     };
///
/// Either function may return a std::optional instead, where nothing means that the value has no
/// counterpart; that becomes a DataError which names the column. Exceptions reach the caller as they are.
/// A to_stored that returns a reference saves a copy.
template <class T>
struct FieldConversion;

/// One enumerator with its text, see enum_names().
template <class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// Stores an enumeration as text instead of as its number. Put beside the enumeration, in its namespace:
///
///     enum class Mood { calm, cross };
///     constexpr auto pewit_enum_names(Mood) {
///         return pewit::enum_names<Mood>({{Mood::calm, "calm"}, {Mood::cross, "cross"}});
///     }
///
/// A value without a name can't be written, a text that is no name can't be read: DataError.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::array<EnumName<E>, N> enum_names(const EnumName<E> (&names)[N]) noexcept {
    std::array<EnumName<E>, N> list{};
    for (std::size_t i = 0; i < N; ++i)
        list[i] = names[i];
    return list;
}

/// Types a model can have as a field.
template <class T>
concept FieldType = requires(detail::Statement& statement, const detail::Cell& cell, const T& in, T& out) {
    { FieldTraits<T>::sql_type } -> std::convertible_to<detail::SqlType>;
    { FieldTraits<T>::nullable } -> std::convertible_to<bool>;
    { FieldTraits<T>::bind(statement, 0, in) } -> std::same_as<detail::Fault>;
    { FieldTraits<T>::read(cell, out) } -> std::same_as<detail::Fault>;
};

namespace detail {

template <class T>
concept ConvertedField = requires {
    typename FieldConversion<T>::Stored;
};

/// Binds a value that dies before the statement is reset.
template <FieldType T>
[[nodiscard]] Fault bind_copy(Statement& statement, int index, const T& value) {
    if constexpr (requires { FieldTraits<T>::bind_copy(statement, index, value); }) {
        return FieldTraits<T>::bind_copy(statement, index, value);
    } else {
        return FieldTraits<T>::bind(statement, index, value);
    }
}

/// T's name for messages: "int16_t", "std::string", "blog::Mood".
template <class T>
[[nodiscard]] constexpr std::string_view type_name() noexcept {
    if constexpr (requires { FieldTraits<T>::name; }) {
        return FieldTraits<T>::name;
    } else {
        return spelled_type_name<T>();
    }
}

}  // namespace detail

template <>
struct FieldTraits<bool> {
    static constexpr detail::SqlType sql_type = detail::SqlType::boolean;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, bool value) {
        return statement.bind_int64(index, value ? 1 : 0);
    }
    static detail::Fault read(const detail::Cell& cell, bool& value) noexcept {
        if (cell.kind != detail::CellKind::integer) return detail::kind_fault(cell);
        if (cell.integer != 0 && cell.integer != 1) return detail::Fault::out_of_range;
        value = cell.integer == 1;
        return detail::Fault::none;
    }
};

/// An std::uint64_t above the largest std::int64_t can't be stored on any engine: out of range.
template <detail::StorableInteger T>
struct FieldTraits<T> {
    static constexpr detail::SqlType sql_type = detail::integer_sql_type<T>();
    static constexpr bool nullable = false;
    static constexpr std::string_view name = detail::integer_name<T>();

    static detail::Fault bind(detail::Statement& statement, int index, T value) {
        if (!std::in_range<std::int64_t>(value)) return detail::Fault::out_of_range;
        return statement.bind_int64(index, static_cast<std::int64_t>(value));
    }
    static detail::Fault read(const detail::Cell& cell, T& value) noexcept {
        if (cell.kind != detail::CellKind::integer) return detail::kind_fault(cell);
        if (!std::in_range<T>(cell.integer)) return detail::Fault::out_of_range;
        value = static_cast<T>(cell.integer);
        return detail::Fault::none;
    }
};

/// NaN is refused, since SQLite would store NULL for it; the infinities are stored. Reads an integer
/// too (an SQL expression may yield one) when it is exactly a value of the type; and the double nearest to an
/// exact number, which is what PostgreSQL's avg() and round() give for other numbers.
template <>
struct FieldTraits<double> {
    static constexpr detail::SqlType sql_type = detail::SqlType::double_precision;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, double value) {
        if (detail::is_nan(value)) return detail::Fault::not_a_number;
        return statement.bind_double(index, value);
    }
    static detail::Fault read(const detail::Cell& cell, double& value) noexcept {
        if (cell.kind == detail::CellKind::integer) return detail::read_integer_as(cell.integer, value);
        if (cell.kind == detail::CellKind::decimal) return detail::read_decimal_as(cell, value);
        if (cell.kind != detail::CellKind::real) return detail::kind_fault(cell);
        if (detail::is_nan(cell.real)) return detail::Fault::not_a_number;
        value = cell.real;
        return detail::Fault::none;
    }
};

/// As double; a stored number beyond float's range is a fault, one between two floats is rounded.
template <>
struct FieldTraits<float> {
    static constexpr detail::SqlType sql_type = detail::SqlType::real;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, float value) {
        return FieldTraits<double>::bind(statement, index, static_cast<double>(value));
    }
    static detail::Fault read(const detail::Cell& cell, float& value) noexcept {
        if (cell.kind == detail::CellKind::integer) return detail::read_integer_as(cell.integer, value);
        double wide = 0;
        if (const detail::Fault fault = FieldTraits<double>::read(cell, wide); fault != detail::Fault::none)
            return fault;
        const double size = wide < 0 ? -wide : wide;
        if (size > std::numeric_limits<float>::max() && size <= std::numeric_limits<double>::max()) {
            return detail::Fault::out_of_range;
        }
        value = static_cast<float>(wide);
        return detail::Fault::none;
    }
};

/// UTF-8 without NUL, checked both ways. Bytes that are no text: Blob.
template <>
struct FieldTraits<std::string> {
    static constexpr detail::SqlType sql_type = detail::SqlType::text;
    static constexpr bool nullable = false;
    static constexpr std::string_view name = "std::string";

    static detail::Fault bind(detail::Statement& statement, int index, std::string_view value) {
        if (!detail::is_plain_text(value)) [[unlikely]]
            return detail::bind_checked_text(statement, index, value);
        return statement.bind_text(index, value);
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, std::string_view value) {
        if (const detail::Fault fault = detail::check_text(value); fault != detail::Fault::none) return fault;
        return statement.bind_text_copy(index, value);
    }
    static detail::Fault read(const detail::Cell& cell, std::string& value) {
        const bool is_array = cell.kind == detail::CellKind::array;  // in its text form
        const bool is_text = cell.kind == detail::CellKind::text || cell.kind == detail::CellKind::decimal;
        if (!is_text && !is_array) return detail::kind_fault(cell);
        const std::string_view text = is_array ? cell.array->text : cell.text();
        if (const detail::Fault fault = detail::check_text(text); fault != detail::Fault::none) return fault;
        value.assign(text);
        return detail::Fault::none;
    }
};

/// By its number. Any value of the underlying type is let in, enumerator or not.
template <detail::NumberedEnum E>
struct FieldTraits<E> {
private:
    using Underlying = std::underlying_type_t<E>;
    template <class U>
    struct Number {
        using type = std::conditional_t<std::is_signed_v<U>, std::make_signed<U>, std::make_unsigned<U>>;
    };
    using Integer = typename std::conditional_t<std::is_same_v<Underlying, bool>,
                                                std::type_identity<std::type_identity<bool>>,
                                                Number<Underlying>>::type::type;

public:
    static constexpr detail::SqlType sql_type = FieldTraits<Integer>::sql_type;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, E value) {
        return FieldTraits<Integer>::bind(statement, index, static_cast<Integer>(value));
    }
    static detail::Fault read(const detail::Cell& cell, E& value) noexcept {
        Integer number{};
        const detail::Fault fault = FieldTraits<Integer>::read(cell, number);
        if (fault == detail::Fault::none) value = static_cast<E>(number);
        return fault;
    }
};

/// By the names that pewit_enum_names() lists.
template <detail::NamedEnum E>
struct FieldTraits<E> {
private:
    static constexpr auto names = pewit_enum_names(E{});

    static constexpr bool are_distinct() noexcept {
        for (std::size_t i = 0; i < names.size(); ++i) {
            for (std::size_t j = i + 1; j < names.size(); ++j) {
                if (names[i].name == names[j].name || names[i].value == names[j].value) return false;
            }
        }
        return true;
    }
    static_assert(are_distinct(), "pewit_enum_names lists a name or a value twice");

public:
    static constexpr detail::SqlType sql_type = detail::SqlType::text;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, E value) {
        for (const EnumName<E>& entry : names) {
            if (entry.value == value) return FieldTraits<std::string>::bind(statement, index, entry.name);
        }
        return detail::Fault::out_of_range;
    }
    static detail::Fault read(const detail::Cell& cell, E& value) noexcept {
        if (cell.kind != detail::CellKind::text) return detail::kind_fault(cell);
        for (const EnumName<E>& entry : names) {
            if (entry.name != cell.text()) continue;
            value = entry.value;
            return detail::Fault::none;
        }
        return detail::Fault::bad_format;
    }
};

/// By way of the stored type, see FieldConversion.
template <detail::ConvertedField T>
struct FieldTraits<T> {
private:
    using Conversion = FieldConversion<T>;
    using Stored = typename Conversion::Stored;
    static_assert(FieldType<Stored>, "FieldConversion<T>::Stored must itself be a field type");
    static_assert(!FieldTraits<Stored>::nullable,
                  "FieldConversion<T>::Stored must not be optional; use std::optional<T>");

public:
    static constexpr detail::SqlType sql_type = FieldTraits<Stored>::sql_type;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, const T& value) {
        if constexpr (std::is_same_v<decltype(Conversion::to_stored(value)), const Stored&>) {
            return FieldTraits<Stored>::bind(statement, index, Conversion::to_stored(value));
        } else {
            return bind_copy(statement, index, value);
        }
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const T& value) {
        decltype(auto) stored = Conversion::to_stored(value);
        if constexpr (std::is_same_v<decltype(stored), std::optional<Stored>>) {
            if (!stored) return detail::Fault::bad_format;
            return detail::bind_copy<Stored>(statement, index, *stored);
        } else {
            return detail::bind_copy<Stored>(statement, index, stored);
        }
    }
    static detail::Fault read(const detail::Cell& cell, T& value) {
        Stored stored{};
        if (const detail::Fault fault = FieldTraits<Stored>::read(cell, stored); fault != detail::Fault::none)
            return fault;
        auto converted = Conversion::from_stored(std::move(stored));
        if constexpr (std::is_same_v<decltype(converted), std::optional<T>>) {
            if (!converted) return detail::Fault::bad_format;
            value = *std::move(converted);
        } else {
            value = std::move(converted);
        }
        return detail::Fault::none;
    }
};

/// Nothing is NULL.
template <FieldType T>
requires(!FieldTraits<T>::nullable) struct FieldTraits<std::optional<T>> {
    static constexpr detail::SqlType sql_type = FieldTraits<T>::sql_type;
    static constexpr bool nullable = true;
    static constexpr std::string_view name = detail::type_name<T>();

    static detail::Fault bind(detail::Statement& statement, int index, const std::optional<T>& value) {
        return value ? FieldTraits<T>::bind(statement, index, *value) : statement.bind_null(index);
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const std::optional<T>& value) {
        return value ? detail::bind_copy<T>(statement, index, *value) : statement.bind_null(index);
    }
    static detail::Fault read(const detail::Cell& cell, std::optional<T>& value) {
        if (cell.is_null()) {
            value.reset();
            return detail::Fault::none;
        }
        if (value) return FieldTraits<T>::read(cell, *value);
        const detail::Fault fault = FieldTraits<T>::read(cell, value.emplace());
        if (fault != detail::Fault::none) value.reset();
        return fault;
    }
};

}  // namespace pewit
