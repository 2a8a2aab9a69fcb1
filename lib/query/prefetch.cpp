/// The statements of a prefetch, and who belongs to whom.
#include <pewit/prefetch.hpp>

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>

#include <pewit/detail/query_node.hpp>
#include <pewit/error.hpp>

#include "model/captured_value.hpp"
#include "sql/fills.hpp"
#include "sql/node.hpp"

namespace pewit::detail {
namespace {

/// Keys in an `IN (…)`.
constexpr std::size_t most_keys = 1024;

const Operand& part(const NodeRef& select, Slot slot) noexcept {
    return (*select.get())[static_cast<std::size_t>(slot)];
}

/// Would it give the same rows as a subquery, without its order? Only what is known to be harmless counts.
bool can_be_subquery(const NodeRef& query) {
    if (query.get()->kind != NodeKind::select) return false;
    constexpr Slot harmless[] = {Slot::columns,  Slot::base,   Slot::joins,    Slot::where,
                                 Slot::group_by, Slot::having, Slot::order_by, Slot::fills};
    for (std::size_t i = 0; i < slot_count; ++i) {
        const bool is_harmless =
            std::find(std::begin(harmless), std::end(harmless), static_cast<Slot>(i)) != std::end(harmless);
        if (!is_harmless && !is_none((*query.get())[i])) return false;
    }
    return true;
}

/// A column of the rows that the select reads.
Operand column_of_rows(const NodeRef& query, ModelAccessor model, std::uint16_t index) {
    const Operand* rows = query.get()->kind == NodeKind::select ? whole_rows(*query.get(), model) : nullptr;
    if (rows == nullptr)
        throw ProgrammingError("prefetch() needs selects of whole rows", {.code = ErrorCode::misuse});
    return column_operand(model, rows->alias, index);
}

/// The key of an object, as a literal.
struct KeyOfRow {
    const ColumnDescription* column;
    const void* row;

    static Fault bind(Statement& statement, int index, const void* self) {
        const auto& value = *static_cast<const KeyOfRow*>(self);
        return value.column->bind(statement, index, value.row);
    }
};

}  // namespace

struct ParentRows::Index {
    std::unordered_map<std::string, std::vector<std::size_t>> places;
    std::vector<NodeRef> keys;  ///< each once
};

ParentRows::ParentRows(const Branch& branch, std::size_t count, RowAt at)
    : branch_(branch), index_(std::make_unique<Index>()) {
    const ModelDescription& model = branch.parent();
    const ColumnDescription& key = model.columns[model.primary_key.front()];
    for (std::size_t i = 0; i < count; ++i) {
        const void* row = at(i);
        std::vector<std::size_t>& places = index_->places[CapturedValue(model, key, row).identity()];
        if (places.empty()) {
            const KeyOfRow value{&key, row};
            index_->keys.push_back(record_value(&KeyOfRow::bind, &value));
        }
        places.push_back(i);
    }
}

ParentRows::~ParentRows() = default;

std::span<const std::size_t> ParentRows::of(const void* child) const {
    const ModelDescription& model = branch_.child();
    const CapturedValue key(model, model.columns[branch_.key], child);
    const auto found = index_->places.find(key.identity());
    return found == index_->places.end() ? std::span<const std::size_t>() : std::span(found->second);
}

Level root_level(const NodeRef& query) {
    Level level{{query}, {}};
    if (can_be_subquery(query)) level.subquery = query;
    return level;
}

Level ParentRows::children(const Level& level, const NodeRef& query) const {
    const Operand key = column_of_rows(query, branch_.child, branch_.key);
    if (!is_none(part(query, Slot::limit)) || !is_none(part(query, Slot::offset))) {
        throw ProgrammingError(
            "a prefetched query can't have a limit: it would count the rows of all parents",
            {.code = ErrorCode::misuse, .table = std::string(branch_.child().table)});
    }
    const auto restricted = [&](const NodeRef& condition) {
        NodeRef statement = query;
        add_condition(statement, Slot::where, condition);
        return statement;
    };
    Level children;
    if (level.subquery) {
        const Operand id =
            column_of_rows(level.subquery, branch_.parent, branch_.parent().primary_key.front());
        NodeRef keys = level.subquery;
        set_slot(keys, Slot::columns, make_unary(NodeKind::list, id).operand());
        set_slot(keys, Slot::order_by, {});
        children = root_level(restricted(make_binary(NodeKind::in_query, key, keys.operand())));
        return children;
    }
    for (std::size_t first = 0; first < index_->keys.size(); first += most_keys) {
        const std::size_t count = std::min(most_keys, index_->keys.size() - first);
        std::vector<Operand> operands{key};
        for (std::size_t i = 0; i < std::bit_ceil(count); ++i)  // the last key again: few texts are prepared
            operands.push_back(index_->keys[first + std::min(i, count - 1)].operand());
        children.statements.push_back(
            restricted(make_membership(NodeKind::in_list, operands.data(), operands.size())));
    }
    return children;
}

void set_first_row_only(NodeRef& select) noexcept {
    if (select.get()->kind == NodeKind::select && is_none(part(select, Slot::limit)))
        set_slot(select, Slot::limit, integer_operand(1, SqlType::bigint));
}

}  // namespace pewit::detail
