/// The chain of fields that the FIELD macros build inside a model's class body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <pewit/detail/column.hpp>
#include <pewit/detail/field_options.hpp>
#include <pewit/detail/text.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::detail {

/// Names of the model interface that a field would hide.
constexpr bool is_reserved_name(std::string_view name) {
    constexpr std::string_view reserved[] = {
        "c",           "create",          "get",      "get_or_none", "get_by_id",   "get_or_create",
        "save",        "delete_instance", "refresh",  "select",      "insert",      "insert_many",
        "insert_from", "update",          "delete_",  "bulk_create", "bulk_update", "create_table",
        "drop_table",  "table_exists",    "database", "copy_in",     "Columns",     "Model",
    };
    for (const std::string_view word : reserved) {
        if (word == name) return true;
    }
    return name.substr(0, 6) == "pewit_" || name.substr(0, 5) == "Pewit";
}

/// Before the first field.
template <class M>
struct NoFields {
    static constexpr std::uint16_t pewit_count = 0;
    struct PewitColumns {
        constexpr explicit PewitColumns(const ColumnOrigin& /*origin*/) noexcept {}
    };
};

/// What a FIELD's own structure derives from: its place in the chain, and the names of its options.
template <class M, class PreviousField, class T>
struct Field : FieldOptionNames {
    using PewitModel = M;
    using PewitPrevious = PreviousField;
    using PewitValue = T;
    static constexpr std::uint16_t pewit_index = PreviousField::pewit_count;
    static constexpr std::uint16_t pewit_count = PreviousField::pewit_count + 1;
};

/// False when the options of F don't compile, which has been reported at their place.
template <class F>
concept HasOptions = requires {
    F::pewit_options()().spec;
};

/// The first problem of a field.
template <class F>
constexpr FieldProblem problem_of() {
    if constexpr (!FieldType<typename F::PewitValue>) {
        return FieldProblem::type;
    } else if constexpr (F::pewit_index >= max_columns) {
        return FieldProblem::number;
    } else if constexpr (HasOptions<F>) {
        return F::pewit_options()().problem();
    } else {
        return FieldProblem::none;
    }
}

/// The default member initialiser of a field. A template, since an initialiser in a class body is
/// compiled before the bodies of the member functions next to it; not constexpr, since clang would make it there and
/// then find no options.
template <class F>
typename F::PewitValue initial_value() {
    if constexpr (HasOptions<F>) {
        return F::pewit_options()().initial();
    } else {
        return {};
    }
}

inline Fault check_member_length(const std::string& value, std::uint32_t limit) noexcept {
    return check_length(value, limit);
}
inline Fault check_member_length(const std::optional<std::string>& value, std::uint32_t limit) noexcept {
    return value ? check_length(*value, limit) : Fault::none;
}

/// A member of type T to a parameter, type-erased: one function for all columns of that type.
template <class T>
Fault bind_member(Statement& statement, int index, const void* member,
                  [[maybe_unused]] std::uint32_t max_length) {
    const T& value = *static_cast<const T*>(member);
    if constexpr (is_text_v<T>) {
        if (max_length > 0) {
            const Fault fault = check_member_length(value, max_length);
            if (fault != Fault::none) return fault;
        }
    }
    return FieldTraits<T>::bind(statement, index, value);
}

/// A foreign key remembers the column.
template <class T>
Fault read_member(const Cell& cell, void* member, [[maybe_unused]] const ColumnDescription& column) {
    T& value = *static_cast<T*>(member);
    const Fault fault = FieldTraits<T>::read(cell, value);
    if constexpr (is_foreign_key_v<T>) {
        if (fault == Fault::none) note_origin(value, column);
    }
    return fault;
}

}  // namespace pewit::detail
