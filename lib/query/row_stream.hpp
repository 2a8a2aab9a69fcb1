/// What is behind a RowStream: a run of whatever gives rows.
#pragma once

#include <pewit/detail/run.hpp>

namespace pewit::detail {

struct RowStream::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    virtual ~State() = default;

    /// nullptr after the last.
    virtual const Cell* next() = 0;
    /// Fills the keys of the row that was read from the latest cells.
    virtual RowFault fill(void* /*row*/) { return {}; }
    [[noreturn]] virtual void throw_fault(const RowFault& fault, const Cell& cell) const = 0;
};

}  // namespace pewit::detail
