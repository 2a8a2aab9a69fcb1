/// What a column is to a query, whatever its model: a typed reference by description and number.
#pragma once

#include <cstdint>
#include <string>

#include <pewit/detail/description.hpp>
#include <pewit/detail/term.hpp>

namespace pewit::detail {

/// The description of a model, made at compile time. Defined in describe.hpp.
template <class M>
const ModelDescription& description() noexcept;

/// Names a column. `alias` is interned; nullptr: the table under its own name.
struct ColumnRef {
    const ModelDescription& (*model)() noexcept = nullptr;
    const std::string* alias = nullptr;
    std::uint16_t index = 0;

    [[nodiscard]] const ColumnDescription& description() const noexcept { return model().columns[index]; }
};

/// What the columns of one object have in common.
struct ColumnOrigin {
    const ModelDescription& (*model)() noexcept;
    const std::string* alias;
};

/// A column that holds a T. The operators of expression.hpp work on it.
template <class T>
class ColumnBase : public Term<ColumnBase<T>, T> {
public:
    ColumnRef ref;

    [[nodiscard]] Operand operand() const noexcept { return column_operand(ref.model, ref.alias, ref.index); }

protected:
    constexpr explicit ColumnBase(const ColumnRef& column) noexcept : ref(column) {}
    ColumnBase(const ColumnBase&) = default;
    ColumnBase& operator=(const ColumnBase&) = default;
    ~ColumnBase() = default;
};

}  // namespace pewit::detail
