#include "sql/fills.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <pewit/detail/fill.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/error.hpp>

#include "sql/join_columns.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

/// Two columns that a join makes equal: a foreign key and what it refers to.
using Pairs = std::vector<std::pair<Operand, Operand>>;

void add_equality(Pairs& pairs, const Operand& condition) {
    const Node* node = node_in(unwrapped(condition));
    if (node == nullptr || node->kind != NodeKind::equal) return;
    const Operand& left = unwrapped((*node)[0]);
    const Operand& right = unwrapped((*node)[1]);
    if (left.kind != OperandKind::column || right.kind != OperandKind::column) return;
    pairs.emplace_back(left, right);
    pairs.emplace_back(right, left);
}

bool is_lateral(const Node& join) noexcept {
    const auto kind = static_cast<JoinKind>(join.flags);
    return kind == JoinKind::lateral || kind == JoinKind::left_lateral;
}

/// What the joins of the select make equal.
Pairs joined_pairs(const Node& select, const Scope& scope) {
    Pairs pairs;
    const Node* joins = node_in(part(select, Slot::joins));
    if (joins == nullptr) return pairs;
    for (std::size_t i = 0; i < joins->count; ++i) {
        const Node& join = *(*joins)[i].node;
        const auto kind = static_cast<JoinKind>(join.flags);
        if (kind == JoinKind::cross || kind == JoinKind::search || is_lateral(join)) continue;
        if (!is_none(join[1])) {
            add_equality(pairs, join[1]);
        } else {
            const Pairs along = join_columns(scope.sources(), i + 1);
            pairs.insert(pairs.end(), along.begin(), along.end());
        }
    }
    return pairs;
}

bool is_same_column(const Operand& a, const Operand& b) noexcept {
    return a.model == b.model && a.alias == b.alias && a.index == b.index;
}

std::uint16_t key_of(ModelAccessor model) noexcept { return model().primary_key.front(); }

/// The table's own name, or one that nothing else has.
const std::string* free_alias(const Scope& scope, ModelAccessor model) {
    if (!scope.is_taken(model().table)) return nullptr;
    for (int number = 1;; ++number) {
        const std::string name = "w" + std::to_string(number);
        if (!scope.is_taken(name)) return intern_alias(name);
    }
}

Fill place(const FillParts& parts, const Operand& key, const Pairs& joined, Scope& scope) {
    const ModelAccessor model = parts.target().model;
    const auto pair = std::find_if(joined.begin(), joined.end(), [&](const auto& columns) {
        return is_same_column(columns.first, key) && columns.second.model == model
               && columns.second.index == key_of(model);
    });
    if (pair != joined.end()) return {key, pair->second, true};
    const Source source{model, free_alias(scope, model)};
    scope.add(source);
    return {key, column_operand(model, source.alias, key_of(model)), false};
}

}  // namespace

const Operand* whole_rows(const Node& select, ModelAccessor model) noexcept {
    const Operand& columns = part(select, Slot::columns);
    const Node* list = node_in(columns);
    for (const Operand& entry : list == nullptr ? std::span(&columns, 1) : list->operands()) {
        const Operand& item = unwrapped(entry);
        if (item.kind == OperandKind::table && item.model == model) return &item;
    }
    return nullptr;
}

std::int64_t add_fill(NodeRef& select, const Operand& key, const Operand& target, std::int64_t parent,
                      const FillStep& step) {
    if (select.get()->kind == NodeKind::error) return 0;
    Operand column = key;
    if (parent < 0) {
        const Operand* rows = whole_rows(*select.get(), key.model);
        if (rows == nullptr) {
            throw ProgrammingError(
                "with(): the select list has no whole rows of " + std::string(key.model().table),
                {.code = ErrorCode::misuse, .table = std::string(key.model().table)});
        }
        column.alias = rows->alias;
    }
    const Node* steps = node_in(part(*select.get(), Slot::fills));
    const std::int64_t count = steps == nullptr ? 0 : steps->count;
    for (std::int64_t i = 0; i < count; ++i) {
        const FillParts known((*steps)[static_cast<std::size_t>(i)]);
        if (known.parent() == parent && is_same_column(known.key(), column)) return i;
    }
    Operand fill;
    fill.kind = OperandKind::fill;
    fill.fill = &step;
    append_to_slot(select, Slot::fills,
                   make_node(NodeKind::fill, {column, target, constant_operand(parent), fill}).operand());
    return count;
}

const Node* steps_with_columns(const Node& select) noexcept {
    if (select.kind != NodeKind::select) return nullptr;
    const Node* steps = node_in(part(select, Slot::fills));
    if (steps == nullptr || whole_rows(select, FillParts((*steps)[0]).key().model) == nullptr) return nullptr;
    return steps;
}

void refuse_fills(const Node& select, std::string_view place) {
    const Node* steps = steps_with_columns(select);
    if (steps == nullptr) return;
    const FillParts first((*steps)[0]);
    const std::string table(first.key().model().table);
    throw ProgrammingError("with(): " + std::string(place) + " fills no keys of " + table
                               + "; only the query whose rows are read does",
                           {.code = ErrorCode::misuse, .table = table});
}

Fills place_fills(const Node& select, Scope& scope, bool is_statement) {
    Fills fills;
    const Node* steps = node_in(part(select, Slot::fills));
    if (steps == nullptr) return fills;
    const Pairs joined = joined_pairs(select, scope);
    for (const Operand& step : steps->operands()) {
        const FillParts parts(step);
        Operand key = parts.key();
        if (parts.parent() >= 0)
            key.alias = fills.steps[static_cast<std::size_t>(parts.parent())].target_key.alias;
        fills.steps.push_back(place(parts, key, joined, scope));
    }
    fills.have_columns = is_statement && steps_with_columns(select) != nullptr;
    return fills;
}

}  // namespace pewit::detail
