/// Makes queries that stand in FROM, and finds their columns.
#include <algorithm>
#include <vector>

#include <pewit/detail/derived.hpp>
#include <pewit/error.hpp>

#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

Operand nameless_table(const std::string* name) noexcept { return table_operand(nullptr, name); }
Operand keyword(std::string_view text) noexcept { return bytes_operand(OperandKind::name, text); }

/// The names of a query's columns; empty where it has none, or where only the database knows it.
std::vector<std::string> result_names(const Node& query) {
    std::vector<std::string> names;
    for (const Operand& entry : result_list(query)) {
        const std::size_t width = width_of(entry);
        for (std::size_t i = 0; i < width; ++i) {
            const bool is_table = bare(entry).kind == OperandKind::table;
            names.emplace_back(name_of(is_table ? column_of(entry, i) : entry));
        }
    }
    if (is_values(query)) {  // the name that both engines give
        for (std::size_t i = 0; i < names.size(); ++i)
            names[i] = "column" + std::to_string(i + 1);
    }
    return names;
}

bool has_unknown_names(const Node& query) noexcept {
    const std::span<const Operand> list = result_list(query);
    return std::any_of(list.begin(), list.end(), [](const Operand& entry) {
        const Node* node = node_in(bare(entry));
        return node != nullptr && node->kind == NodeKind::all_columns;
    });
}

[[noreturn]] void refuse(const NamedQuery& table, const std::string& column, const std::string& why) {
    throw ProgrammingError("query " + *table.name + ' ' + why,
                           {.code = ErrorCode::misuse, .table = *table.name, .column = column});
}

const Node& checked(const NamedQuery& table) {
    const Node& query = *table.query.get();
    if (query.kind == NodeKind::error) throw_node_error(query);
    return query;
}

void check_name(const NamedQuery& table, const std::string& name) {
    const Node& query = checked(table);
    const std::vector<std::string> names = result_names(query);
    const auto found = std::count(names.begin(), names.end(), name);
    if (found == 0 && !has_unknown_names(query)) refuse(table, name, "has no column " + name);
    if (found > 1) refuse(table, name, "has two columns named " + name + "; give one another name by .as()");
}

NodeRef make_column(const NamedQuery& table, std::string_view name, SqlType type) noexcept {
    NodeRef column = make_binary(NodeKind::derived_column, nameless_table(table.name), keyword(name));
    if (column.get()->kind == NodeKind::derived_column) column.get()->flags = static_cast<std::uint8_t>(type);
    return column;
}

std::string shown(const Operand& column) {
    const std::string_view table = column.alias != nullptr ? *column.alias : column.model().table;
    return std::string(table) + '.' + std::string(column.model().columns[column.index].name);
}

}  // namespace

NodeRef make_derived_table(const NamedQuery& table) noexcept {
    return make_binary(NodeKind::derived_table, table.query.operand(), nameless_table(table.name));
}

NodeRef make_cte(const NamedQuery& cte, std::uint8_t flags) noexcept {
    NodeRef made = make_binary(NodeKind::cte, keyword(*cte.name), cte.query.operand());
    if (made.get()->kind == NodeKind::cte) made.get()->flags = flags;
    return made;
}

NodeRef make_cte_table(const std::string* cte, const std::string* alias) noexcept {
    return make_binary(NodeKind::cte_table, keyword(*cte), nameless_table(alias));
}

NodeRef make_all_columns(const std::string* name, std::size_t width) noexcept {
    return make_binary(NodeKind::all_columns, nameless_table(name),
                       constant_operand(static_cast<std::int64_t>(width)));
}

NodeRef make_values(const NodeRef& rows, const SqlType* types, std::size_t width) noexcept {
    NodeRef select = make_statement(NodeKind::select);
    if (rows) {
        set_slot(select, Slot::values, rows.operand());
        return select;
    }
    for (std::size_t i = 0; i < width; ++i) {
        const NodeRef null = make_typed(null_operand(types[i]), types[i]);
        append_to_slot(select, Slot::columns,
                       make_binary(NodeKind::alias, null.operand(), keyword("column" + std::to_string(i + 1)))
                           .operand());
    }
    const NodeRef never = make_binary(NodeKind::equal, constant_operand(1), constant_operand(0));
    add_condition(select, Slot::where, never.operand());
    return select;
}

NodeRef derived_column(const NamedQuery& table, const Operand& term, SqlType type) {
    const std::string name(name_of(term));
    if (name.empty()) {
        refuse(table, name,
               "can't be asked for an expression without a name; give it one by .as() where it is selected");
    }
    check_name(table, name);
    return make_column(table, name, type);
}

NodeRef derived_column(const NamedQuery& table, std::string_view name, SqlType type) {
    check_name(table, std::string(name));
    return make_column(table, name, type);
}

NodeRef derived_column(const NamedQuery& table, std::size_t place, SqlType type) {
    const std::vector<std::string> names = result_names(checked(table));
    if (place >= names.size() || names[place].empty()) {
        refuse(table, {},
               "has a column without a name, number " + std::to_string(place + 1) + "; give it one by .as()");
    }
    check_name(table, names[place]);
    return make_column(table, names[place], type);
}

void check_derived(const NamedQuery& table, const Operand& column) {
    const Node& query = checked(table);
    const std::size_t count = column.kind == OperandKind::table ? column.model().columns.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const Operand wanted = column.kind == OperandKind::table ? column_of(column, i) : column;
        const std::string name(name_of(wanted));
        check_name(table, name);
        const bool found = place_of(result_list(query), wanted) != 0;
        if (!found && !has_unknown_names(query)) refuse(table, name, "has no column " + shown(wanted));
    }
}

void append_cte(NodeRef& statement, const NodeRef& cte) noexcept {
    if (statement.get()->kind == NodeKind::error) return;
    if (const Node* list = node_in((*statement.get())[static_cast<std::size_t>(Slot::with)])) {
        for (const Operand& known : list->operands()) {
            if (known.node == cte.get()) return;
        }
    }
    append_to_slot(statement, Slot::with, cte.operand());
}

}  // namespace pewit::detail
