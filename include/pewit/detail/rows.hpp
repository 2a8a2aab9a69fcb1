/// How rows are read: from the cells of a result straight into objects, tuples and structs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/describe.hpp>
#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/statement.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::detail {

/// What went wrong in which cell.
struct RowFault {
    Fault fault = Fault::none;
    std::uint16_t cell = 0;

    explicit operator bool() const noexcept { return fault != Fault::none; }
};

template <class R>
concept ModelRow = requires {
    typename R::PewitModel;
}
&&std::is_same_v<typename R::PewitModel, R>;

/// Reads a model object from as many cells as it has columns.
[[nodiscard]] RowFault read_model(const ModelDescription& model, const Cell* cells, void* object);
[[nodiscard]] bool are_all_null(const Cell* cells, std::size_t count) noexcept;

template <class R>
struct RowReader;

template <ModelRow M>
struct RowReader<M> {
    static constexpr std::size_t width() noexcept { return DescriptionOf<M>::column_count; }
    static RowFault read(const Cell* cells, M& row) { return read_model(description<M>(), cells, &row); }
};

/// The nullable side of an outer join: nothing when every column is NULL.
template <ModelRow M>
struct RowReader<std::optional<M>> {
    static constexpr std::size_t width() noexcept { return RowReader<M>::width(); }
    static RowFault read(const Cell* cells, std::optional<M>& row) {
        row.reset();
        return are_all_null(cells, width()) ? RowFault{} : RowReader<M>::read(cells, row.emplace());
    }
};

template <class T>
requires FieldType<T> &&(!ModelRow<T>)struct RowReader<T> {
    static constexpr std::size_t width() noexcept { return 1; }
    static RowFault read(const Cell* cells, T& value) { return {FieldTraits<T>::read(*cells, value), 0}; }
};

/// Reads one part of a row and moves on; does nothing after a fault.
template <class T>
void read_part(const Cell*& cells, std::size_t& cell, RowFault& result, T& part) {
    if (result) return;
    result = RowReader<T>::read(cells, part);
    result.cell = static_cast<std::uint16_t>(result.cell + cell);
    cells += RowReader<T>::width();
    cell += RowReader<T>::width();
}

template <class... Parts>
RowFault read_parts(const Cell* cells, Parts&... parts) {
    RowFault result;
    std::size_t cell = 0;
    (read_part(cells, cell, result, parts), ...);
    return result;
}

template <class... T>
struct RowReader<std::tuple<T...>> {
    static constexpr std::size_t width() noexcept { return (std::size_t{0} + ... + RowReader<T>::width()); }
    static RowFault read(const Cell* cells, std::tuple<T...>& row) {
        return std::apply([cells](auto&... parts) { return read_parts(cells, parts...); }, row);
    }
};

/// Converts to anything: counts the members of an aggregate.
struct AnyMember {
    template <class T>
    operator T() const noexcept;  // NOLINT(google-explicit-constructor)
};

template <class S, std::size_t... I>
concept TakesMembers = requires {
    S{(static_cast<void>(I), AnyMember{})...};
};

template <class S, std::size_t... I>
constexpr bool takes_members(std::index_sequence<I...> /*members*/) {
    return TakesMembers<S, I...>;
}

/// Has the aggregate S exactly N members?
template <class S, std::size_t N>
inline constexpr bool has_members_v = takes_members<S>(std::make_index_sequence<N>{})
                                      && !takes_members<S>(std::make_index_sequence<N + 1>{});

/// The first N members of a struct as a tuple of references.
template <std::size_t N, class S>
auto members_of(S& s) {
    static_assert(N >= 1 && N <= 12, "into<> takes structs of at most 12 members; use a tuple");
    if constexpr (N == 1) {
        auto& [a] = s;
        return std::tie(a);
    } else if constexpr (N == 2) {
        auto& [a, b] = s;
        return std::tie(a, b);
    } else if constexpr (N == 3) {
        auto& [a, b, c] = s;
        return std::tie(a, b, c);
    } else if constexpr (N == 4) {
        auto& [a, b, c, d] = s;
        return std::tie(a, b, c, d);
    } else if constexpr (N == 5) {
        auto& [a, b, c, d, e] = s;
        return std::tie(a, b, c, d, e);
    } else if constexpr (N == 6) {
        auto& [a, b, c, d, e, f] = s;
        return std::tie(a, b, c, d, e, f);
    } else if constexpr (N == 7) {
        auto& [a, b, c, d, e, f, g] = s;
        return std::tie(a, b, c, d, e, f, g);
    } else if constexpr (N == 8) {
        auto& [a, b, c, d, e, f, g, h] = s;
        return std::tie(a, b, c, d, e, f, g, h);
    } else if constexpr (N == 9) {
        auto& [a, b, c, d, e, f, g, h, i] = s;
        return std::tie(a, b, c, d, e, f, g, h, i);
    } else if constexpr (N == 10) {
        auto& [a, b, c, d, e, f, g, h, i, j] = s;
        return std::tie(a, b, c, d, e, f, g, h, i, j);
    } else if constexpr (N == 11) {
        auto& [a, b, c, d, e, f, g, h, i, j, k] = s;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k);
    } else if constexpr (N == 12) {
        auto& [a, b, c, d, e, f, g, h, i, j, k, l] = s;
        return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
    }
}

/// Reads a user's struct of N members, by position.
template <class S, std::size_t N>
struct StructReader {
    template <class Tuple>
    struct Width;
    template <class... T>
    struct Width<std::tuple<T&...>> {
        static std::size_t value() noexcept { return (std::size_t{0} + ... + RowReader<T>::width()); }
    };
    static std::size_t width() noexcept {
        return Width<decltype(members_of<N>(std::declval<S&>()))>::value();
    }
    static RowFault read(const Cell* cells, S& row) {
        return std::apply([cells](auto&... parts) { return read_parts(cells, parts...); },
                          members_of<N>(row));
    }
};

/// Where the rows of a result go, type-erased. `add` reads one row into `target`.
struct RowSink {
    void* target;
    RowFault (*add)(const Cell* cells, void* target);
    std::size_t width;
    /// The row that was added last, for `.with(…)`; nullptr when rows are read as another type than the query's.
    void* (*last)(void* target) noexcept;
};

[[nodiscard]] inline void* last_row(void* buffer) noexcept { return static_cast<RowBuffer*>(buffer)->last(); }

template <class R, class Reader>
RowFault append_row(const Cell* cells, void* target) {
    auto& buffer = *static_cast<RowBuffer*>(target);
    R* row = ::new (buffer.room()) R();
    buffer.keep();
    return Reader::read(cells, *row);
}
/// Appends to a buffer of R. A row that can't be read leaves it with a half-read last element.
template <class R, class Reader>
[[nodiscard]] RowSink sink_into(RowBuffer& rows) noexcept {
    return {&rows, &append_row<R, Reader>, Reader::width(), &last_row};
}

template <class R, class Reader>
RowFault read_object(const Cell* cells, void* target) {
    return Reader::read(cells, *static_cast<R*>(target));
}
[[nodiscard]] inline void* same_object(void* target) noexcept { return target; }
/// Into an object that is there.
template <class R, class Reader>
[[nodiscard]] RowSink sink_into_object(R& row) noexcept {
    return {&row, &read_object<R, Reader>, Reader::width(), &same_object};
}

template <class R, class Reader>
RowFault read_optional(const Cell* cells, void* target) {
    return Reader::read(cells, static_cast<std::optional<R>*>(target)->emplace());
}
template <class R>
[[nodiscard]] void* object_in(void* target) noexcept {
    return &**static_cast<std::optional<R>*>(target);
}
/// Into a std::optional<R>.
template <class R, class Reader>
[[nodiscard]] RowSink sink_into_one(std::optional<R>& row) noexcept {
    return {&row, &read_optional<R, Reader>, Reader::width(), &object_in<R>};
}

/// Errors: ProgrammingError when the result has another number of columns.
void check_width(const Statement& statement, std::size_t width);

}  // namespace pewit::detail
