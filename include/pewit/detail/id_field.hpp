/// The key that a model has without saying so.
#pragma once

#include <cstdint>

#include <pewit/detail/column.hpp>
#include <pewit/detail/field.hpp>
#include <pewit/detail/model_macros.hpp>

namespace pewit::detail {

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
    PEWIT_OFFSET_FUNCTION(M, id)
    static constexpr auto pewit_options() {
        return [] {
            return field_options<PewitValue>(FieldOptionNames::primary_key, FieldOptionNames::autoincrement);
        };
    }
    struct PewitColumns {
        constexpr explicit PewitColumns(const ColumnOrigin& origin) noexcept : id(origin) {}
        Column<M, PewitValue, 0> id;
    };
};

}  // namespace pewit::detail
