/// Renders INSERT, UPDATE and DELETE.
#include <algorithm>

#include <pewit/detail/column_set.hpp>
#include <pewit/error.hpp>

#include "sql/renderer.hpp"
#include "sql/result_list.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

[[noreturn]] void refuse(const Dialect& dialect, const std::string& feature) {
    throw NotSupportedError(std::string(dialect.name()) + " has no " + feature,
                            {.code = ErrorCode::not_supported});
}

constexpr std::string_view resolution_words[] = {" OR REPLACE", " OR IGNORE", " OR ABORT", " OR FAIL",
                                                 " OR ROLLBACK"};

bool is_resolution(const Node& conflict) noexcept {
    return conflict.flags >= static_cast<std::uint8_t>(ConflictAction::or_replace);
}

/// Parts of an UPDATE or DELETE that would be dropped without a word.
void check_parts(const Node& statement) {
    const auto is_there = [&](Slot slot) { return !is_none(part(statement, slot)); };
    const char* problem = nullptr;
    if (is_there(Slot::joins) && !is_there(Slot::base)) problem = "join() needs from() or using_() before it";
    if (is_there(Slot::order_by) && !is_there(Slot::limit)) problem = "order_by() needs a limit()";
    if (is_there(Slot::limit) && is_there(Slot::base))
        problem = "limit() can't be used with from() or using_()";
    if (problem == nullptr) return;
    throw ProgrammingError(std::string("in an UPDATE or DELETE ") + problem, {.code = ErrorCode::misuse});
}

/// An engine takes the last of two assignments, or refuses them: what was meant is not known.
void check_assigned_once(const Node& assignments) {
    ColumnSet assigned;
    for (const Operand& assignment : assignments.operands()) {
        const Operand& column = (*assignment.node)[0];
        if (assigned.has(column.index)) {
            throw ProgrammingError("a column is assigned twice",
                                   {.code = ErrorCode::misuse,
                                    .table = std::string(column.model().table),
                                    .column = std::string(column.model().columns[column.index].name)});
        }
        assigned.add(column.index);
    }
}

}  // namespace

void Renderer::statement(const Node& node, Rows rows) {
    top_ = &node;
    if (rows == Rows::only_first) limited_ = &node;
    statement(node);
}

void Renderer::statement(const Node& node) {
    if (node.kind == NodeKind::select) return select(node);
    const std::size_t ctes_around = ctes_.size();
    with(part(node, Slot::with));
    switch (node.kind) {
    case NodeKind::insert:
        insert(node);
        break;
    case NodeKind::update:
        update(node);
        break;
    case NodeKind::delete_:
        delete_from(node);
        break;
    default:
        throw InternalError("this is no SQL statement", {.code = ErrorCode::other});
    }
    ctes_.resize(ctes_around);
}

RenderedSql render(const Node& statement, const Dialect& dialect, Rows rows) {
    const Shape shape(statement, rows);  // throws for error nodes, which a renderer never meets
    Renderer renderer(dialect);
    renderer.statement(statement, rows);
    RenderedSql rendered = std::move(renderer).take();
    const std::span<const Operand* const> expected = shape.parameters();
    if (!std::equal(expected.begin(), expected.end(), rendered.parameters.begin(),
                    rendered.parameters.end())) {
        throw InternalError("the parameters of a query don't match its placeholders", {.sql = rendered.text});
    }
    return rendered;
}

void Renderer::insert(const Node& node) {
    const Operand& table = part(node, Slot::target);
    const Node* on_conflict = node_in(part(node, Slot::conflict));
    ScopeGuard scope(*this);  // VALUES see no columns, RETURNING and ON CONFLICT do
    scope->offer({});
    out_ += "INSERT";
    resolution(node);
    out_ += " INTO ";
    table_name(table);
    if (is_none(part(node, Slot::columns))) {
        out_ += " DEFAULT VALUES";
    } else {
        insert_columns(part(node, Slot::columns));
        insert_values(node);
    }
    scope->add({table.model, table.alias});
    if (on_conflict != nullptr && !is_resolution(*on_conflict)) conflict(*on_conflict);
    returning(node);
}

/// SQLite's `OR …` behind INSERT and UPDATE.
void Renderer::resolution(const Node& statement) {
    const Node* conflict = node_in(part(statement, Slot::conflict));
    if (conflict == nullptr || !is_resolution(*conflict)) return;
    const std::string_view words =
        resolution_words[conflict->flags - static_cast<std::uint8_t>(ConflictAction::or_replace)];
    if (!dialect_.can().or_resolution)
        refuse(dialect_, (statement.kind == NodeKind::insert ? "INSERT" : "UPDATE") + std::string(words)
                             + "; use on_conflict()");
    out_ += words;
}

void Renderer::insert_values(const Node& node) {
    const Node& values = *part(node, Slot::values).node;
    if (values.kind != NodeKind::select) {
        out_ += " VALUES ";
        return list(values.operands());
    }
    out_ += ' ';
    // "… FROM t ON CONFLICT" would be read as a join. https://sqlite.org/lang_upsert.html
    const bool meets_conflicts = !is_none(part(node, Slot::conflict));
    if (meets_conflicts && set_operation_of(values) != nullptr) {
        out_ += "SELECT * FROM ";
        subselect(values);
        out_ += " AS \"q\" WHERE true";
        return;
    }
    select(values);
    const bool ends_with_from = is_none(part(values, Slot::where)) && is_none(part(values, Slot::group_by))
                                && is_none(part(values, Slot::order_by))
                                && is_none(part(values, Slot::limit));
    if (ends_with_from && meets_conflicts) out_ += " WHERE true";
}

void Renderer::returning(const Node& node) {
    const Operand& returned = part(node, Slot::returning);
    if (is_none(returned)) return;
    out_ += " RETURNING ";
    select_list(returned);
}

void Renderer::insert_columns(const Operand& columns) {
    out_ += " (";
    bool first = true;
    for (const Operand& column : columns.node->operands()) {
        if (!first) out_ += ", ";
        first = false;
        column_name(column);
    }
    out_ += ')';
}

void Renderer::conflict_targets(const Operand& targets) {
    const Node& node = *targets.node;
    if (node.kind == NodeKind::same) {
        if (!dialect_.can().constraint_as_target)
            refuse(dialect_, "ON CONFLICT ON CONSTRAINT; name the columns");
        out_ += " ON CONSTRAINT ";
        return quoted(node[0].view());
    }
    bool first = true;
    for (const Operand& target : node.operands()) {
        out_ += first ? " (" : ", ";
        first = false;
        column_name(target);
    }
    out_ += ')';
}

void Renderer::conflict(const Node& node) {
    const bool updates = static_cast<ConflictAction>(node.flags) == ConflictAction::update;
    out_ += " ON CONFLICT";
    if (!is_none(node[0])) {
        conflict_targets(node[0]);
    } else if (updates && !dialect_.can().update_on_any_conflict) {
        refuse(dialect_, "ON CONFLICT DO UPDATE for any conflict; name the columns in on_conflict(…)");
    }
    clause(" WHERE ", node[1]);
    if (!updates) {
        out_ += " DO NOTHING";
        return;
    }
    out_ += " DO UPDATE SET ";
    check_assigned_once(*node[2].node);
    // The row there and `excluded` have the same columns: without a table's name they are ambiguous.
    ScopeGuard inner(*this);
    inner->add({node[2].node->operands()[0].node->operands()[0].model, nullptr});
    inner->qualify();
    assignments(node[2]);
    clause(" WHERE ", node[3]);
}

void Renderer::update(const Node& node) {
    check_parts(node);
    const Operand& table = part(node, Slot::target);
    ScopeGuard scope(*this);
    scope->add({table.model, table.alias});
    scope->offer("from");
    add_sources(*scope, node);
    out_ += "UPDATE";
    resolution(node);
    out_ += ' ';
    table_name(table);
    out_ += " SET ";
    assignments(part(node, Slot::assignments));
    if (!is_none(part(node, Slot::limit))) {
        limited_rows(node);
    } else {
        if (!is_none(part(node, Slot::base))) other_tables(" FROM ", node);
        clause(" WHERE ", part(node, Slot::where));
    }
    if (!dialect_.can().returns_other_tables) scope->keep_only_first();
    returning(node);
}

void Renderer::delete_from(const Node& node) {
    check_parts(node);
    const Operand& table = part(node, Slot::target);
    ScopeGuard scope(*this);
    scope->add({table.model, table.alias});
    scope->offer("using_");
    add_sources(*scope, node);
    out_ += "DELETE FROM ";
    table_name(table);
    if (!is_none(part(node, Slot::limit))) {
        limited_rows(node);
    } else if (is_none(part(node, Slot::base)) || dialect_.can().delete_using) {
        if (!is_none(part(node, Slot::base))) other_tables(" USING ", node);
        clause(" WHERE ", part(node, Slot::where));
    } else {
        exists_in_other_tables(node);
    }
    if (!dialect_.can().returns_other_tables) scope->keep_only_first();
    returning(node);
}

/// Joins among them see no table but them.
void Renderer::other_tables(std::string_view keyword, const Node& node) {
    ScopeGuard others(*this);
    add_sources(*others, node);
    from(keyword, node);
}

/// A row is deleted when some row of the other tables meets the condition, which is what USING does.
void Renderer::exists_in_other_tables(const Node& node) {
    out_ += " WHERE EXISTS (SELECT 1";
    other_tables(" FROM ", node);
    ScopeGuard others(*this);
    add_sources(*others, node);
    clause(" WHERE ", part(node, Slot::where));
    out_ += ')';
}

/// Neither engine always has LIMIT here: the rows are chosen by a select of their keys. A row that another transaction
/// has changed meanwhile must still meet the condition; only that of the UPDATE itself is then asked again.
/// https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
void Renderer::limited_rows(const Node& node) {
    chosen_rows(node);
    const Operand& condition = part(node, Slot::where);
    if (is_none(condition) || !dialect_.can().row_locks) return;
    again_ = true;
    out_ += " AND ";
    operand(condition, Tightness::all_of);
    again_ = false;
}

void Renderer::chosen_rows(const Node& node) {
    const Operand& table = part(node, Slot::target);
    const std::span<const std::uint16_t> key = table.model().primary_key;
    const auto key_columns = [&] {
        for (std::size_t i = 0; i < key.size(); ++i) {
            if (i > 0) out_ += ", ";
            column_name(column_operand(table.model, table.alias, key[i]));
        }
    };
    out_ += key.size() == 1 ? " WHERE " : " WHERE (";
    key_columns();
    out_ += key.size() == 1 ? " IN (SELECT " : ") IN (SELECT ";
    key_columns();
    ScopeGuard rows(*this);
    rows->add({table.model, table.alias});
    out_ += " FROM ";
    table_name(table);
    clause(" WHERE ", part(node, Slot::where));
    order_by(node);
    clause(" LIMIT ", part(node, Slot::limit));
    out_ += ')';
}

void Renderer::assignments(const Operand& list) {
    bool first = true;
    for (const Operand& operand : list.node->operands()) {
        if (!first) out_ += ", ";
        first = false;
        column_name((*operand.node)[0]);
        out_ += " = ";
        this->operand((*operand.node)[1]);
    }
}

}  // namespace pewit::detail
