/// Changes the links of many-to-many relations.
#include <pewit/many_to_many.hpp>

#include <algorithm>
#include <bit>
#include <span>

#include <pewit/detail/internal_frame.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/run.hpp>

#include "sql/node.hpp"

namespace pewit::detail {
namespace {

using Keys = std::span<const Operand>;

/// Links in a statement: more gain little.
constexpr std::size_t most_links = 128;
/// Of a `NOT IN`, within every engine's parameters; beyond, all links are made anew.
constexpr std::size_t most_kept = 10'000;

Keys keys_in(const NodeRef& list) {
    if (!list) return {};
    if (list.get()->kind == NodeKind::error) throw_node_error(*list.get());
    return list.get()->operands();
}

/// Calls `run` for some keys after the others. Their number is a power of two, so that few texts are prepared.
template <class Run>
std::int64_t in_parts(Keys keys, std::size_t most, const Run& run) {
    std::int64_t changed = 0;
    while (!keys.empty()) {
        const std::size_t count = std::min(most, std::bit_floor(keys.size()));
        changed += run(keys.first(count));
        keys = keys.subspan(count);
    }
    return changed;
}

Operand column(const LinkTable& table, std::uint16_t index) noexcept {
    return column_operand(table.model, nullptr, index);
}

/// Do columns besides the keys get a value of a fresh object, which goes into one row a time?
bool has_other_defaults(const LinkTable& table) {
    const ModelDescription& model = table.model();
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        const bool is_filled = model.columns[i].has_default || static_cast<int>(i) == model.version_column;
        if (is_filled && i != table.from && i != table.to) return true;
    }
    return false;
}

std::int64_t insert(const LinkTable& table, const NodeRef& owner, Keys keys) {
    NodeRef rows;
    for (const Operand& key : keys)
        append_operand(rows, NodeKind::list, make_binary(NodeKind::row, owner.operand(), key).operand());
    const NodeRef columns = make_binary(NodeKind::list, column(table, table.from), column(table, table.to));
    NodeRef insert = make_insert(table_operand(table.model, nullptr), {}, table.make_row);
    set_slot(insert, Slot::columns, columns.operand());
    set_slot(insert, Slot::values, rows.operand());
    if (keys.size() > 1) set_slot(insert, Slot::defaults, {});
    set_conflict(insert, ConflictAction::ignore, {}, {}, {});
    return run_changes(insert);
}

NodeRef deletion(const LinkTable& table, const NodeRef& owner) {
    NodeRef deletion = make_write(NodeKind::delete_, table_operand(table.model, nullptr), {});
    add_condition(deletion, Slot::where,
                  make_binary(NodeKind::equal, column(table, table.from), owner.operand()));
    return deletion;
}

/// Those with one of the keys, or all others.
std::int64_t remove(const LinkTable& table, const NodeRef& owner, NodeKind kind, Keys keys) {
    std::vector<Operand> operands{column(table, table.to)};
    operands.insert(operands.end(), keys.begin(), keys.end());
    NodeRef statement = deletion(table, owner);
    add_condition(statement, Slot::where, make_membership(kind, operands.data(), operands.size()));
    return run_changes(statement);
}

std::int64_t insert_all(const LinkTable& table, const NodeRef& owner, Keys keys) {
    const std::size_t most = has_other_defaults(table) ? 1 : most_links;
    return in_parts(keys, most, [&](Keys part) { return insert(table, owner, part); });
}

/// In one transaction.
template <class Change>
std::int64_t atomically(const LinkTable& table, const Change& change) {
    const SessionLease lease{table.model()};
    InternalFrame frame{lease.session()};
    const std::int64_t changed = change();
    frame.commit();
    return changed;
}

/// The row whose links they are.
void check_owner(const LinkTable& table, const NodeRef& owner) {
    const Operand& key = owner.get()->operands().front();
    if (key.kind == OperandKind::integer) check_saved({table.model, nullptr, table.from}, key.integer);
}

}  // namespace

std::int64_t add_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys) {
    check_owner(table, owner);
    const Keys added = keys_in(keys);
    if (added.empty()) return 0;
    return atomically(table, [&] { return insert_all(table, owner, added); });
}

std::int64_t remove_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys) {
    const Keys removed = keys_in(keys);
    if (removed.empty()) return 0;
    return atomically(table, [&] {
        return in_parts(removed, most_links,
                        [&](Keys part) { return remove(table, owner, NodeKind::in_list, part); });
    });
}

std::int64_t clear_links(const LinkTable& table, const NodeRef& owner) {
    return run_changes(deletion(table, owner));
}

std::int64_t set_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys) {
    check_owner(table, owner);
    const Keys wanted = keys_in(keys);
    return atomically(table, [&] {
        const bool keeps = !wanted.empty() && wanted.size() <= most_kept;
        const std::int64_t removed =
            keeps ? remove(table, owner, NodeKind::not_in_list, wanted) : run_changes(deletion(table, owner));
        return removed + insert_all(table, owner, wanted);
    });
}

}  // namespace pewit::detail
