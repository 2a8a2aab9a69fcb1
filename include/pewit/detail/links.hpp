/// What leads from model to model: the foreign keys between two of them, and the tables that MANY_TO_MANY makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include <pewit/detail/column.hpp>
#include <pewit/detail/describe.hpp>
#include <pewit/detail/optional_traits.hpp>

namespace pewit::detail {

/// Does field F refer to rows of M?
template <class F, class M>
inline constexpr bool refers_to_v = false;
template <class F, class M>
requires is_foreign_key_v<unwrapped_t<typename F::PewitValue>>
inline constexpr bool refers_to_v<F, M> =
    std::is_same_v<typename unwrapped_t<typename F::PewitValue>::Target, M>;

/// The field of a column, from `decltype(User::c.name)`.
template <class C>
using field_of_column_t = field_at_t<typename std::remove_cvref_t<C>::Model, std::remove_cvref_t<C>::index>;

template <class F>
using column_of_t = Column<typename F::PewitModel, typename F::PewitValue, F::pewit_index>;

/// How many fields of F's chain refer to Target.
template <class F, class Target>
consteval int count_references() {
    if constexpr (F::pewit_count == 0) {
        return 0;
    } else {
        return (refers_to_v<F, Target> ? 1 : 0) + count_references<typename F::PewitPrevious, Target>();
    }
}
/// The last field of F's chain that refers to Target.
template <class F, class Target>
struct ReferenceTo : ReferenceTo<typename F::PewitPrevious, Target> {};
template <class F, class Target>
requires refers_to_v<F, Target>
struct ReferenceTo<F, Target> {
    using type = F;
};
template <class F, class Target>
using reference_to_t = typename ReferenceTo<F, Target>::type;

/// The table that MANY_TO_MANY(B, …) in A makes. Defined in relations.hpp.
template <class A, class B>
struct Through;

template <class A, class B, class... Given>
struct ThroughOf {
    using type = Through<A, B>;
};
template <class A, class B, class Given, class... Keys>
struct ThroughOf<A, B, Given, Keys...> {
    using type = Given;
};

/// Before the first MANY_TO_MANY of a model.
struct NoLinks {
    static constexpr unsigned pewit_count = 0;
};
/// One MANY_TO_MANY, and those before it.
template <class PreviousLinks, class Between>
struct Links {
    using Previous = PreviousLinks;
    using Model = Between;
    static constexpr unsigned pewit_count = PreviousLinks::pewit_count + 1;
};
template <class M>
using links_t = decltype(M::pewit_links(TopRank{}));

/// Was it made by MANY_TO_MANY, between two of these models?
template <class Between, class... Models>
inline constexpr bool is_made_between_v = false;
template <class A, class B, class... Models>
inline constexpr bool is_made_between_v<Through<A, B>, Models...> = (std::is_same_v<A, Models> || ...)
                                                                    && (std::is_same_v<B, Models> || ...);

/// How many tables the model's MANY_TO_MANYs make between these models.
template <class L, class... Models>
consteval std::size_t count_links() {
    if constexpr (L::pewit_count == 0) {
        return 0;
    } else {
        return (is_made_between_v<typename L::Model, Models...> ? 1U : 0U)
               + count_links<typename L::Previous, Models...>();
    }
}
/// Writes their descriptions down; returns the place behind.
template <class L, class... Models>
const ModelDescription** put_links(const ModelDescription** at) {
    if constexpr (L::pewit_count > 0) {
        if constexpr (is_made_between_v<typename L::Model, Models...>)
            *at++ = &description<typename L::Model>();
        return put_links<typename L::Previous, Models...>(at);
    } else {
        return at;
    }
}

}  // namespace pewit::detail
