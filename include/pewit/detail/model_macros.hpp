/// The macros that declare a model. Each FIELD makes, inside the class body: a structure with what is
/// known of the field (a link to the one before, options, name, member), an overload of pewit_chain()
/// that leads to it, and the plain data member. Nothing here depends on the translation unit, so a model
/// in a header is the same everywhere.
#pragma once

#include <cstddef>

#include <pewit/detail/field.hpp>
#include <pewit/detail/fingerprints.hpp>
#include <pewit/detail/meta_options.hpp>

/// The place of a member in its class. The standard leaves it open for a class with a base; both compilers
/// know it for every class that has no virtual base.
#define PEWIT_OFFSET_FUNCTION(Class, member)                                                           \
    static constexpr ::std::size_t pewit_offset() {                                                    \
        _Pragma("GCC diagnostic push") _Pragma(                                                        \
            "GCC diagnostic ignored \"-Winvalid-offsetof\"") return __builtin_offsetof(Class, member); \
        _Pragma("GCC diagnostic pop")                                                                  \
    }

/// `struct Name` with an implicit primary key: `std::int64_t id`, given by the engine.
#define PEWIT_MODEL(Name) struct Name : ::pewit::Model<Name>

/// Without `id`: some FIELD has the option primary_key, or META a composite_key.
#define PEWIT_MODEL_NO_ID(Name) struct Name : ::pewit::ModelNoId<Name>

/// PEWIT_META(options…), once, anywhere in the body; `c` are the model's columns.
#define PEWIT_META(...)                                                                                    \
    static_assert(true);                                                                                   \
    struct PewitMeta : ::pewit::detail::MetaOptionNames {                                                  \
        static constexpr auto pewit_meta_options() {                                                       \
            return                                                                                         \
                []([[maybe_unused]] const auto& c) { return ::pewit::detail::meta_options(__VA_ARGS__); }; \
        }                                                                                                  \
    };                                                                                                     \
    [[no_unique_address]] ::pewit::detail::RowState<::pewit::detail::mentions(#__VA_ARGS__,                \
                                                                              "only_save_dirty")>          \
        pewit_row_state {}

/// PEWIT_FIELD(type, name, options…): a data member with its column. A type with a comma goes into
/// parentheses.
//
// The static_assert in front takes the blame when the `;` before it is missing. The options stand in a
// lambda, so that a misspelt one is one error. The whole is one macro, since compilers list each level.
#define PEWIT_FIELD(Type, name, ...)                                                                        \
    static_assert(true);                                                                                    \
    struct pewit_field_##name                                                                               \
        : ::pewit::detail::Field<PewitModel, decltype(pewit_chain(::pewit::detail::TopRank{})),             \
                                 PEWIT_UNPAREN(Type)> {                                                     \
        static constexpr const char* pewit_name() { return #name; }                                         \
        static constexpr auto pewit_member() { return &PewitModel::name; }                                  \
        PEWIT_OFFSET_FUNCTION(PewitModel, name)                                                             \
        static constexpr auto pewit_options() {                                                             \
            if constexpr (true __VA_OPT__(&&false)) return &::pewit::detail::field_options<PewitValue>;     \
            __VA_OPT__(else return [] { return ::pewit::detail::field_options<PewitValue>(__VA_ARGS__); };) \
        }                                                                                                   \
        static constexpr void pewit_check() {                                                               \
            using Problem = ::pewit::detail::FieldProblem;                                                  \
            constexpr Problem pewit_problem = ::pewit::detail::problem_of<pewit_field_##name>();            \
            static_assert(!::pewit::detail::is_reserved_name(#name),                                        \
                          "'" #name "' is a name of every model's own: rename it, and add column(\"" #name  \
                          "\")");                                                                           \
            static_assert(pewit_problem != Problem::type,                                                   \
                          "this type can't be a field; see pewit::FieldConversion");                        \
            static_assert(pewit_problem != Problem::number, "a model has at most 256 columns");             \
            static_assert(pewit_problem != Problem::not_an_option, "this is no option of a field");         \
            static_assert(pewit_problem != Problem::text_only,                                              \
                          "max_length and collate: only for text columns");                                 \
            static_assert(pewit_problem != Problem::foreign_key_only,                                       \
                          "on_delete, on_update, deferrable and backref: only for foreign keys");           \
            static_assert(pewit_problem != Problem::set_null,                                               \
                          "on_delete(set_null): the foreign key must be a std::optional");                  \
            static_assert(pewit_problem != Problem::autoincrement,                                          \
                          "autoincrement: only for a primary_key of type std::int64_t");                    \
            static_assert(pewit_problem != Problem::default_value,                                          \
                          "default_: a value of this type can't be stored in this field");                  \
            static_assert(pewit_problem != Problem::default_now,                                            \
                          "default_(now): only for DateTime; for a Date, default_(pewit::Date::today)");    \
        }                                                                                                   \
        struct PewitColumns : PewitPrevious::PewitColumns {                                                 \
            using PewitBefore = typename PewitPrevious::PewitColumns;                                       \
            constexpr explicit PewitColumns(const ::pewit::detail::ColumnOrigin& pewit_origin) noexcept     \
                : PewitBefore(pewit_origin), name(pewit_origin) {}                                          \
            ::pewit::detail::Column<PewitModel, PewitValue, pewit_index> name;                              \
        };                                                                                                  \
    };                                                                                                      \
    static pewit_field_##name pewit_chain(::pewit::detail::Rank<pewit_field_##name::pewit_count>);          \
    PEWIT_UNPAREN(Type)                                                                                     \
    name = PEWIT_FIRST(__VA_OPT__(::pewit::detail::initial_value<pewit_field_##name>(), ){}, )

/// PEWIT_FOREIGN_KEY(Target, name, options…): a FIELD of type pewit::ForeignKey<Target>.
#define PEWIT_FOREIGN_KEY(Target, ...) PEWIT_FIELD(::pewit::ForeignKey<Target>, __VA_ARGS__)

/// PEWIT_BACKREF(Source, name, field): `row.name()` is a query for the rows of Source whose foreign key
/// `field` refers to this row. Not in a class inside a function, which can't have member templates.
#define PEWIT_BACKREF(Source, name, field)                                                       \
    static_assert(true);                                                                         \
    template <class PewitSource = Source>                                                        \
    [[nodiscard]] auto name() const {                                                            \
        constexpr auto pewit_problem =                                                           \
            ::pewit::detail::backref_problem<PewitModel, decltype(PewitSource::c.field)>(#name); \
        return ::pewit::detail::rows_referring_to<pewit_problem>(*this, PewitSource::c.field);   \
    }                                                                                            \
    static_assert(true)

/// PEWIT_HYBRID(name, expression): a value computed from a row's fields, in C++ and in SQL. The expression names them by
/// `self`, which is the row or the model's columns: `HYBRID(full_name, self.first + " " + self.last)` gives
/// `user.full_name()`, a value, and `User::full_name(U)`, an expression for queries, also of an alias. Where the two differ,
/// write both by hand: `std::string full_name() const` and `static auto full_name(const auto& columns)`. Not in a class inside
/// a function.
#define PEWIT_HYBRID(name, ...)                                \
    static_assert(true);                                       \
    template <class PewitColumns>                              \
    [[nodiscard]] static auto name(const PewitColumns& self) { \
        return __VA_ARGS__;                                    \
    }                                                          \
    [[nodiscard]] auto name() const { return name(*this); }    \
    static_assert(true)

/// PEWIT_MANY_TO_MANY(Target, name): `row.name()` is a query for the rows of Target that are linked with this row, and
/// changes the links: `row.name().add(other)`, see pewit::Linked. The links are rows of `Model::name_through`, a model
/// made here, whose table is created and dropped together with those of both models. A third argument names a model
/// of your own instead, with a foreign key to each side; where it has several, two more name them:
/// PEWIT_MANY_TO_MANY(User, follows, Follow, follower, followed).
#define PEWIT_MANY_TO_MANY(Target, name, ...)                                                               \
    static_assert(true);                                                                                    \
    using name##_through =                                                                                  \
        typename ::pewit::detail::ThroughOf<PewitModel,                                                     \
                                            Target __VA_OPT__(, PEWIT_FIRST(__VA_ARGS__, ))>::type;         \
    using pewit_links_before_##name = decltype(pewit_links(::pewit::detail::TopRank{}));                    \
    static ::pewit::detail::Links<pewit_links_before_##name, name##_through> pewit_links(                   \
        ::pewit::detail::Rank<pewit_links_before_##name::pewit_count + 1>);                                 \
    template <class PewitTarget = Target, class PewitThrough = name##_through>                              \
    [[nodiscard]] auto name() const {                                                                       \
        return ::pewit::detail::linked_with<PewitTarget, PewitThrough>(*this PEWIT_LINK_KEYS(__VA_ARGS__)); \
    }                                                                                                       \
    static_assert(true)

// What follows the model between: nothing, or its two keys.
#define PEWIT_FIRST(first, ...) first
#define PEWIT_LINK_KEYS(...)                                                                               \
    PEWIT_FOURTH(__VA_ARGS__ __VA_OPT__(, ) PEWIT_TWO_KEYS, PEWIT_ONE_KEY, PEWIT_NO_KEYS, PEWIT_NO_KEYS, ) \
    (__VA_ARGS__)
#define PEWIT_FOURTH(a, b, c, fourth, ...) fourth
#define PEWIT_NO_KEYS(...)
#define PEWIT_ONE_KEY(through, from) , PewitThrough::c.from
#define PEWIT_TWO_KEYS(through, from, to) , PewitThrough::c.from, PewitThrough::c.to

// (a, b) → a, b; anything else stays.
#define PEWIT_UNPAREN(x) PEWIT_UNPAREN_1(PEWIT_UNPAREN_KEEP x)
#define PEWIT_UNPAREN_KEEP(...) PEWIT_UNPAREN_KEEP __VA_ARGS__
#define PEWIT_UNPAREN_1(...) PEWIT_UNPAREN_2(__VA_ARGS__)
#define PEWIT_UNPAREN_2(...) PEWIT_DROP_##__VA_ARGS__
#define PEWIT_DROP_PEWIT_UNPAREN_KEEP
