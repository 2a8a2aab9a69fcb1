/// Lists as fields: std::vector<T> is an array of PostgreSQL's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/detail/optional_traits.hpp>
#include <pewit/field_traits.hpp>

namespace pewit {
namespace detail {

/// What a list may hold. Bytes are no list: pewit::Blob.
template <class T>
concept ArrayElement =
    FieldType<T> && !is_array(FieldTraits<T>::sql_type) && !one_of<unwrapped_t<T>, std::byte, std::uint8_t>;

/// Binds one element of a list, which stands behind the pointer.
using BindElement = Fault (*)(Statement& statement, const void* list, std::size_t element);

/// Faults: no_arrays where the engine has none; what binding an element returns.
[[nodiscard]] Fault bind_array(Statement& statement, int index, SqlType element, const void* list,
                               std::size_t count, BindElement bind);

/// What is wrong with an element, said of its list.
[[nodiscard]] constexpr Fault element_fault(Fault fault) noexcept {
    return fault == Fault::null         ? Fault::null_element
           : fault == Fault::wrong_kind ? Fault::bad_element
                                        : fault;
}

/// "std::vector<int>"
template <class T>
struct ListName {
    static constexpr std::string_view before = "std::vector<";
    static constexpr std::string_view element = type_name<T>();
    static constexpr auto text = [] {
        std::array<char, before.size() + element.size() + 1> name{};
        std::size_t size = 0;
        for (const char c : before)
            name[size++] = c;
        for (const char c : element)
            name[size++] = c;
        name[size] = '>';
        return name;
    }();
};

}  // namespace detail

/// PostgreSQL: `text[]`, `bigint[]`, … of one dimension. Elements may be NULL where T is std::optional. SQLite has no
/// arrays: NotSupportedError, naming table and column, when the table is created or a value is bound.
template <detail::ArrayElement T>
struct FieldTraits<std::vector<T>> {
private:
    using Name = detail::ListName<T>;

public:
    static constexpr detail::SqlType sql_type = detail::array_of(FieldTraits<T>::sql_type);
    static constexpr bool nullable = false;
    static constexpr std::string_view name{Name::text.data(), Name::text.size()};

    static detail::Fault bind(detail::Statement& statement, int index, const std::vector<T>& value) {
        return detail::bind_array(statement, index, FieldTraits<T>::sql_type, &value, value.size(),
                                  [](detail::Statement& to, const void* list, std::size_t element) {
                                      const auto& values = *static_cast<const std::vector<T>*>(list);
                                      return FieldTraits<T>::bind(to, 0, values[element]);
                                  });
    }
    static detail::Fault read(const detail::Cell& cell, std::vector<T>& value) {
        if (cell.kind != detail::CellKind::array) return detail::kind_fault(cell);
        std::vector<T> elements;
        elements.reserve(cell.array->count);
        for (std::size_t i = 0; i < cell.array->count; ++i) {
            if (cell.array->elements[i].kind == detail::CellKind::array) return detail::Fault::bad_element;
            T element{};
            const detail::Fault fault = FieldTraits<T>::read(cell.array->elements[i], element);
            if (fault != detail::Fault::none) return detail::element_fault(fault);
            elements.push_back(std::move(element));
        }
        value = std::move(elements);
        return detail::Fault::none;
    }
};

}  // namespace pewit
