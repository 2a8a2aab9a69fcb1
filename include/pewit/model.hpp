/// Models: ordinary classes whose objects are rows. See docs/guide/models.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/model_macros.hpp>
#include <pewit/relation.hpp>

namespace pewit {

namespace detail {

/// The implicit primary key, first link of the chain of fields.
template <class M>
struct IdField {
    using PewitModel = M;
    using PewitPrevious = NoFields<M>;
    using PewitValue = std::int64_t;
    static constexpr std::uint16_t pewit_index = 0;
    static constexpr std::uint16_t pewit_count = 1;
    static constexpr const char* pewit_name() { return "id"; }
    static constexpr auto pewit_member() { return &M::id; }
    static constexpr auto pewit_options() {
        return field_options<PewitValue>(FieldOptionNames::primary_key, FieldOptionNames::autoincrement);
    }
    struct PewitColumns {
        constexpr explicit PewitColumns(const std::string* alias) noexcept : id(alias) {}
        Column<M, PewitValue, 0> id;
    };
};

}  // namespace detail

/// What all models share; derive by PEWIT_MODEL or PEWIT_MODEL_NO_ID.
template <class D>
struct ModelBase {
    using PewitModel = D;
    using PewitMeta = detail::NoMeta;

    /// The columns: `User::c.username`.
    static const detail::ColumnsOf<D>& c;
};

template <class D>
inline constexpr detail::ColumnsOf<D> pewit_columns{};
template <class D>
constexpr const detail::ColumnsOf<D>& ModelBase<D>::c = pewit_columns<D>;

template <class D>
struct ModelNoId : ModelBase<D> {
    static detail::NoFields<D> pewit_chain(detail::Rank<0>);
};

template <class D>
struct Model : ModelBase<D> {
    std::int64_t id = 0;  ///< 0: not saved yet
    static detail::IdField<D> pewit_chain(detail::Rank<0>);
};

/// The table of M under another name, for a query that needs it twice:
/// `auto boss = pewit::alias<User>("boss"); … boss.username`. A name, once used, stays in memory.
/// Errors: ProgrammingError when the name can't be an SQL name.
template <class M>
[[nodiscard]] detail::ColumnsOf<M> alias(std::string_view name) {
    return detail::ColumnsOf<M>(detail::intern_alias(name));
}

}  // namespace pewit
