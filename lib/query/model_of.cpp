#include "query/model_of.hpp"

#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// Of the query of that name in WITH; without a name, of the first there.
const ModelDescription* model_of_cte(const Node& statement, std::string_view name) {
    const Node* ctes = node_in(part(statement, Slot::with));
    if (ctes == nullptr) return nullptr;
    for (const Operand& cte : ctes->operands()) {
        if (cte.node->kind == NodeKind::error) throw_node_error(*cte.node);
        if (name.empty() || (*cte.node)[0].view() == name) return model_of(*(*cte.node)[1].node);
    }
    return nullptr;
}

/// Of an entry of FROM.
const ModelDescription* model_of_source(const Node& statement, const Operand& source) {
    if (source.kind == OperandKind::table) return &source.model();
    const Node* node = node_in(source);
    if (node == nullptr) return nullptr;
    if (node->kind == NodeKind::cte_table) return model_of_cte(statement, (*node)[0].view());
    if (node->kind == NodeKind::derived_table) return model_of(*(*node)[0].node);
    return node->kind == NodeKind::select ? model_of(*node) : nullptr;
}

/// `SELECT EXISTS (…)` has no FROM of its own.
const ModelDescription* model_of_tested(const Node& select) {
    const Node* columns = node_in(part(select, Slot::columns));
    const Node* only = columns != nullptr && columns->count == 1 ? node_in((*columns)[0]) : nullptr;
    const Node* tested = only != nullptr && only->kind == NodeKind::exists ? node_in((*only)[0]) : nullptr;
    return tested == nullptr ? nullptr : model_of(*tested);
}

const ModelDescription* model_of_select(const Node& select) {
    if (const Node* operation = set_operation_of(select)) {
        const ModelDescription* left = model_of(*(*operation)[0].node);
        return left != nullptr ? left : model_of(*(*operation)[1].node);
    }
    if (const ModelDescription* found = model_of_source(select, part(select, Slot::base))) return found;
    if (const Node* joins = node_in(part(select, Slot::joins))) {
        for (const Operand& join : joins->operands()) {
            if (const ModelDescription* found = model_of_source(select, (*join.node)[0])) return found;
        }
    }
    return model_of_tested(select);
}

}  // namespace

const ModelDescription* model_of(const Node& statement) {
    if (statement.kind == NodeKind::error) throw_node_error(statement);
    if (statement.kind != NodeKind::select) return &part(statement, Slot::target).model();
    const ModelDescription* found = model_of_select(statement);
    return found != nullptr ? found : model_of_cte(statement, {});
}

}  // namespace pewit::detail
