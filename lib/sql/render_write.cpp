/// Renders INSERT, UPDATE and DELETE.
#include <algorithm>

#include <pewit/error.hpp>

#include "sql/renderer.hpp"

namespace pewit::detail {
namespace {

const Operand& part(const Node& node, Slot slot) noexcept { return node[static_cast<std::size_t>(slot)]; }

}  // namespace

void Renderer::statement(const Node& node, Rows rows) {
    top_ = &node;
    if (rows == Rows::only_first) limited_ = &node;
    switch (node.kind) {
    case NodeKind::select:
        return select(node);
    case NodeKind::insert:
        return insert(node);
    case NodeKind::update:
        return update(node);
    case NodeKind::delete_:
        return delete_from(node);
    default:
        throw InternalError("this is no SQL statement", {.code = ErrorCode::other});
    }
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
    ScopeGuard scope(*this);  // VALUES see no columns, RETURNING and ON CONFLICT do
    out_ += "INSERT INTO ";
    table_name(table);
    if (is_none(part(node, Slot::columns))) {
        out_ += " DEFAULT VALUES";
    } else {
        insert_columns(part(node, Slot::columns));
        insert_values(node);
    }
    scope->add({table.model, table.alias});
    if (const Node* on_conflict = node_in(part(node, Slot::conflict))) conflict(*on_conflict);
    returning(node);
}

void Renderer::insert_values(const Node& node) {
    const Node& values = *part(node, Slot::values).node;
    if (values.kind != NodeKind::select) {
        out_ += " VALUES ";
        return list(values.operands());
    }
    out_ += ' ';
    select(values);
    // "… FROM t ON CONFLICT" would be read as a join. https://sqlite.org/lang_upsert.html
    const bool ends_with_from = is_none(part(values, Slot::where)) && is_none(part(values, Slot::group_by))
                                && is_none(part(values, Slot::order_by))
                                && is_none(part(values, Slot::limit));
    if (ends_with_from && !is_none(part(node, Slot::conflict))) out_ += " WHERE true";
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

void Renderer::conflict(const Node& node) {
    out_ += " ON CONFLICT";
    if (const Node* targets = node_in(node[0])) {
        bool first = true;
        for (const Operand& target : targets->operands()) {
            out_ += first ? " (" : ", ";
            first = false;
            column_name(target);
        }
        out_ += ')';
    }
    clause(" WHERE ", node[1]);
    if (static_cast<ConflictAction>(node.flags) == ConflictAction::ignore) {
        out_ += " DO NOTHING";
        return;
    }
    out_ += " DO UPDATE SET ";
    // The row there and `excluded` have the same columns: without a table's name they are ambiguous.
    const ScopeGuard inner(*this);
    scope_->add({node[2].node->operands()[0].node->operands()[0].model, nullptr});
    scope_->qualify();
    assignments(node[2]);
    clause(" WHERE ", node[3]);
}

void Renderer::update(const Node& node) {
    const Operand& table = part(node, Slot::target);
    ScopeGuard scope(*this);
    scope->add({table.model, table.alias});
    out_ += "UPDATE ";
    table_name(table);
    out_ += " SET ";
    assignments(part(node, Slot::assignments));
    clause(" WHERE ", part(node, Slot::where));
    returning(node);
}

void Renderer::delete_from(const Node& node) {
    const Operand& table = part(node, Slot::target);
    ScopeGuard scope(*this);
    scope->add({table.model, table.alias});
    out_ += "DELETE FROM ";
    table_name(table);
    clause(" WHERE ", part(node, Slot::where));
    returning(node);
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
