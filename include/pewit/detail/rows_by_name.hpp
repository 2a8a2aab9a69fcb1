/// Reads rows into a user's struct by the names of its members.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::detail {

/// A member that PEWIT_ROW has listed.
template <class S, class T>
struct RowMember {
    std::string_view name;
    T S::*member;
};
template <class S, class T>
constexpr RowMember<S, T> row_member(std::string_view name, T S::*member) {
    return {name, member};
}

/// Finds, for each name, the cell of the query's rows that goes by it: by `.as("…")`, by the column's name in SQL, or by
/// the name of its member. Returns the number of all cells.
/// Errors: DataError that names what is not there, or is there twice.
std::size_t find_cells(const NodeRef& query, const std::string_view* names, std::size_t count,
                       std::uint16_t* cells);

template <class S>
concept NamedRow = requires {
    S::pewit_row_members();
};

template <class S>
struct RowsByName {
    static constexpr std::size_t count = std::tuple_size_v<decltype(S::pewit_row_members())>;

    explicit RowsByName(const NodeRef& query) : rows(row_type<S>) {
        const auto names = std::apply(
            [](const auto&... members) { return std::array<std::string_view, count>{members.name...}; },
            S::pewit_row_members());
        width = find_cells(query, names.data(), count, places.data());
    }
    [[nodiscard]] RowSink sink() noexcept { return {this, &add, width, nullptr}; }

    RowBuffer rows;
    std::array<std::uint16_t, count> places{};
    std::size_t width = 0;

private:
    static RowFault add(const Cell* cells, void* target) {
        auto& self = *static_cast<RowsByName*>(target);
        S& row = *::new (self.rows.room()) S();
        self.rows.keep();
        RowFault result;
        std::size_t next = 0;
        const auto read = [&](const auto& member) {
            const std::uint16_t place = self.places[next++];
            if (!result)
                result = {RowReader<std::remove_cvref_t<decltype(row.*member.member)>>::read(
                              cells + place, row.*member.member)
                              .fault,
                          place};
        };
        std::apply([&](const auto&... members) { (read(members), ...); }, S::pewit_row_members());
        return result;
    }
};

}  // namespace pewit::detail

/// PEWIT_ROW(Struct, members…), in the body of a struct: lists the members for into_by_name<Struct>().
///
///     struct Stat {
///         std::string name;
///         std::int64_t tweets;
///         PEWIT_ROW(Stat, name, tweets);
///     };
#define PEWIT_ROW(Struct, ...)                                                           \
    static constexpr auto pewit_row_members() {                                          \
        return ::std::make_tuple(PEWIT_FOR_EACH(PEWIT_ROW_MEMBER, Struct, __VA_ARGS__)); \
    }                                                                                    \
    static_assert(true)

#define PEWIT_ROW_MEMBER(Struct, name) ::pewit::detail::row_member(#name, &Struct::name)

// do(context, a), do(context, b), …: each round of PEWIT_AGAIN goes on where the one before had to stop.
#define PEWIT_FOR_EACH(do, context, ...) PEWIT_ROUNDS(PEWIT_EACH(do, context, __VA_ARGS__))
#define PEWIT_ROUNDS(...) PEWIT_ROUNDS_3(PEWIT_ROUNDS_3(PEWIT_ROUNDS_3(__VA_ARGS__)))
#define PEWIT_ROUNDS_3(...) PEWIT_ROUNDS_2(PEWIT_ROUNDS_2(PEWIT_ROUNDS_2(__VA_ARGS__)))
#define PEWIT_ROUNDS_2(...) PEWIT_ROUNDS_1(PEWIT_ROUNDS_1(PEWIT_ROUNDS_1(__VA_ARGS__)))
#define PEWIT_ROUNDS_1(...) __VA_ARGS__
#define PEWIT_EACH(do, context, first, ...) \
    do                                      \
    (context, first) __VA_OPT__(, PEWIT_AGAIN PEWIT_PARENS(do, context, __VA_ARGS__))
#define PEWIT_PARENS ()
#define PEWIT_AGAIN() PEWIT_EACH
