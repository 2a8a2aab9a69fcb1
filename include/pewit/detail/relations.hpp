/// The query behind BACKREF, and the table that MANY_TO_MANY makes between two models.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/links.hpp>
#include <pewit/expression.hpp>
#include <pewit/model.hpp>

namespace pewit::detail {

enum class BackrefProblem : std::uint8_t { none, no_foreign_key, other_name };

/// What is wrong with BACKREF(…, name, field) in M, where C is the type of the field's column.
template <class M, class C>
constexpr BackrefProblem backref_problem(std::string_view name) {
    if (!refers_to_v<field_of_column_t<C>, M>) return BackrefProblem::no_foreign_key;
    const std::string_view said = field_of_column_t<C>::pewit_options()().spec.backref;
    return said.empty() || said == name ? BackrefProblem::none : BackrefProblem::other_name;
}

/// BACKREF: the rows of the column's model whose foreign key holds this row's key.
template <BackrefProblem problem, class M, class C>
[[nodiscard]] auto rows_referring_to(const M& row, const C& column) {
    static_assert(problem != BackrefProblem::no_foreign_key,
                  "BACKREF: this column is no foreign key to this model");
    static_assert(problem != BackrefProblem::other_name,
                  "BACKREF: the foreign key's backref(..) is another name");
    if constexpr (problem == BackrefProblem::none) {
        return C::Model::select().where(column == key_of<key_value_t<M>>(row));
    } else {
        return C::Model::select();
    }
}

/// "post" and "tag" → "post_tag_through".
template <class A, class B>
struct ThroughName {
    static constexpr SnakeCase first{class_name<A>()};
    static constexpr SnakeCase second{class_name<B>()};
    static constexpr std::string_view end = "_through";
    static constexpr std::size_t size = first.size + 1 + second.size + end.size();
    static constexpr std::array<char, size> join() {
        std::array<char, size> joined{};
        std::size_t at = 0;
        for (const char letter : first.view())
            joined[at++] = letter;
        joined[at++] = '_';
        for (const char letter : second.view())
            joined[at++] = letter;
        for (const char letter : end)
            joined[at++] = letter;
        return joined;
    }
    static constexpr std::array<char, size> text = join();
    static constexpr std::string_view value{text.data(), size};
};

/// The table that MANY_TO_MANY(B, …) in A makes: two foreign keys, the key together. Its columns are
/// called as the tables by default are; in C++ `from` and `to`.
template <class A, class B>
struct Through : ModelNoId<Through<A, B>> {
    static_assert(!std::is_same_v<A, B>, "MANY_TO_MANY from a model to itself: name the model between them");

    struct PewitFrom : Field<Through, NoFields<Through>, ForeignKey<A, key_value_t<A>>> {
        using Value = ForeignKey<A, key_value_t<A>>;
        static constexpr const char* pewit_name() { return "from"; }
        static constexpr auto pewit_member() { return &Through::from; }
        PEWIT_OFFSET_FUNCTION(Through, from)
        static constexpr auto pewit_options() {
            return [] {
                return field_options<Value>(ColumnOption{ThroughName<A, B>::first.view()},
                                            OnDeleteOption{ReferentialAction::cascade});
            };
        }
        struct PewitColumns {
            constexpr explicit PewitColumns(const ColumnOrigin& origin) noexcept : from(origin) {}
            Column<Through, Value, 0> from;
        };
    };
    struct PewitTo : Field<Through, PewitFrom, ForeignKey<B, key_value_t<B>>> {
        using Value = ForeignKey<B, key_value_t<B>>;
        static constexpr const char* pewit_name() { return "to"; }
        static constexpr auto pewit_member() { return &Through::to; }
        PEWIT_OFFSET_FUNCTION(Through, to)
        static constexpr auto pewit_options() {
            return [] {
                return field_options<Value>(ColumnOption{ThroughName<A, B>::second.view()},
                                            OnDeleteOption{ReferentialAction::cascade});
            };
        }
        struct PewitColumns : PewitFrom::PewitColumns {
            constexpr explicit PewitColumns(const ColumnOrigin& origin) noexcept
                : PewitFrom::PewitColumns(origin), to(origin) {}
            Column<Through, Value, 1> to;
        };
    };
    static PewitFrom pewit_chain(Rank<1>);
    static PewitTo pewit_chain(Rank<2>);

    struct PewitMeta {
        static constexpr auto pewit_meta_options() {
            return [](const auto& c) {
                return meta_options(TableOption{ThroughName<A, B>::value},
                                    MetaOptionNames::composite_key(c.from, c.to));
            };
        }
    };

    ForeignKey<A, key_value_t<A>> from{};
    ForeignKey<B, key_value_t<B>> to{};
};

}  // namespace pewit::detail
