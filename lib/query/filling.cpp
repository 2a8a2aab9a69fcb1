#include "query/filling.hpp"

#include <pewit/detail/fill.hpp>

#include "sql/fills.hpp"

namespace pewit::detail {

Filling::Filling(const Node& statement) : steps_(steps_with_columns(statement)) {
    if (steps_ == nullptr) return;
    for (const Operand& step : steps_->operands())
        width_ += FillParts(step).target().model().columns.size();
    objects_.resize(steps_->count);
}

RowFault Filling::fill(const Cell* cells, std::size_t own, void* row) {
    if (steps_ == nullptr || row == nullptr) return {};
    std::size_t first = own;
    for (std::size_t i = 0; i < steps_->count; ++i) {
        const FillParts parts((*steps_)[i]);
        const ModelDescription& target = parts.target().model();
        void* const holder =
            parts.parent() < 0 ? parts.step().find(row) : objects_[static_cast<std::size_t>(parts.parent())];
        const bool is_there = holder != nullptr && !cells[first + target.primary_key.front()].is_null();
        RowFault fault;
        objects_[i] = is_there ? parts.step().fill(cells + first, holder, fault) : nullptr;
        if (fault) return {fault.fault, static_cast<std::uint16_t>(first + fault.cell)};
        first += target.columns.size();
    }
    return {};
}

}  // namespace pewit::detail
