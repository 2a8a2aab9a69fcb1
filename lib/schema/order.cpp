#include "schema/order.hpp"

#include <algorithm>
#include <map>

namespace pewit::detail {

namespace {

/// Depth first: a model comes after all that it refers to.
class Sorter {
public:
    explicit Sorter(ModelList models) {
        for (const ModelDescription* model : models)
            states_[model] = State::waiting;
    }

    void visit(const ModelDescription* model) {
        State& state = states_.at(model);
        if (state == State::open) order_.has_cycle = true;
        if (state != State::waiting) return;
        state = State::open;
        for (const ColumnDescription& column : model->columns) {
            if (column.foreign_key == nullptr) continue;
            const ModelDescription* target = &column.foreign_key->target();
            if (target != model && states_.count(target) > 0) visit(target);
        }
        states_.at(model) = State::done;
        order_.models.push_back(model);
    }

    [[nodiscard]] TableOrder take() { return std::move(order_); }

private:
    enum class State { waiting, open, done };
    std::map<const ModelDescription*, State> states_;
    TableOrder order_;
};

}  // namespace

TableOrder creation_order(ModelList models) {
    Sorter sorter(models);
    for (const ModelDescription* model : models)
        sorter.visit(model);
    return sorter.take();
}

}  // namespace pewit::detail
