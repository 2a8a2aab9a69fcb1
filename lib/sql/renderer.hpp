/// Writes the SQL text of a query for one dialect, and lists its parameters in the order of their placeholders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/query_node.hpp>

#include "sql/dialect.hpp"
#include "sql/fills.hpp"
#include "sql/node.hpp"
#include "sql/scope.hpp"
#include "sql/shape.hpp"

namespace pewit::detail {

/// Text with the parameters that belong to its placeholders, which borrow from the query.
struct RenderedSql {
    std::string text;
    std::vector<const Operand*> parameters;
};

/// Errors: ProgrammingError for a query that can't be right whatever the database holds (a column whose
/// table is not in FROM, a bad name); NotSupportedError, naming the feature, for what the engine can't do.
/// `rows`: only_first writes `LIMIT 1` behind a select that has no limit.
[[nodiscard]] RenderedSql render(const Node& statement, const Dialect& dialect, Rows rows = Rows::all);

/// How tightly an expression holds together; operands below what their place needs get parentheses.
enum class Tightness : std::uint8_t {
    loosest,
    any_of,
    all_of,
    logical_not,
    predicate,
    other,
    additive,
    multiplicative,
    unary,
    whole
};

class Renderer {
public:
    explicit Renderer(const Dialect& dialect) noexcept : dialect_(dialect) {}

    void statement(const Node& node, Rows rows);
    [[nodiscard]] RenderedSql take() && { return {std::move(out_), std::move(parameters_)}; }

private:
    friend class ScopeGuard;
    friend class OtherScope;

    // expressions: render_expression.cpp
    void operand(const Operand& operand, Tightness at_least = Tightness::loosest);
    void expression(const Node& node);
    void parameter(const Operand& operand);
    void column(const Operand& operand);
    void binary(const Node& node);
    void logical(NodeKind kind, std::span<const Operand> operands);
    void membership(const Node& node);
    void range(const Node& node);
    void pattern_match(const Node& node);
    void regexp(const Node& node);
    void suffixed(const Node& node, std::string_view suffix, Tightness at_least = Tightness::loosest);
    void call(const Node& node);
    void arguments(std::span<const Operand> operands);
    void case_when(const Node& node);
    void raw(const Node& node);
    void cast(const Node& node);
    void list(std::span<const Operand> operands);
    void table_columns(const Operand& table);

    // functions and windows: render_function.cpp
    void function(const Node& node);
    void json_change(const Node& node);
    void fill_in(std::string_view text, std::span<const Operand> operands);
    void filter(const Node& node);
    void over(const Node& node);
    void window(const Node& node);
    void windows(const Operand& list);
    void window_name(std::string_view name);
    void frame(const Node& node);
    void edge(const Operand& kind, const Operand& offset);

    // text search: render_text_search.cpp
    void text_match(const Node& node);
    void text_join(const Node& node);
    void text_rank(const Node& node);
    void text_mark(const Node& node);
    void text_query(const Node& node);
    void text_row(const Operand& table);
    void text_vector(const Operand& table);
    void inner_order(const Node& node);

    // statements: render_select.cpp, render_from.cpp, render_set.cpp, render_write.cpp
    void select(const Node& node);
    void plain_select(const Node& node);
    void distinct(const Operand& operand);
    void select_list(const Operand& list);
    void entry(const Operand& operand);
    void group_by(const Operand& list, const Fills& fills);
    void fill_columns(const Fills& fills);
    void fill_joins(const Fills& fills);
    void order_by(const Node& select);
    void limits(const Node& select);
    void lock(const Operand& operand, const Fills& fills);
    void lock_own_tables(const Fills& fills);
    static void add_sources(Scope& scope, const Node& select);
    void from(std::string_view keyword, const Node& node);
    void source(const Operand& operand, std::size_t place, bool lateral = false);
    void derived_table(const Node& node, std::size_t place, bool lateral);
    void derived_query(const Node& select, std::size_t place, bool lateral);
    void cte_table(const Node& node);
    void function_table(const Node& node);
    void derived_column(const Node& node);
    void all_columns(const Node& node);
    void join(const Node& node, std::size_t place);
    void set_operation(const Node& select, const Node& operation);
    void member(const Node& select, SetOperation of, bool is_left);
    void values(const Node& rows);
    void typed_parameter(const Operand& operand);
    void with(const Operand& ctes);
    void cte(const Node& node);
    void statement(const Node& node);
    void require(bool ability, std::string_view feature) const;
    void insert(const Node& node);
    void insert_columns(const Operand& columns);
    void insert_values(const Node& node);
    void returning(const Node& node);
    void resolution(const Node& statement);
    void conflict(const Node& node);
    void conflict_targets(const Operand& targets);
    void update(const Node& node);
    void delete_from(const Node& node);
    void assignments(const Operand& list);
    void other_tables(std::string_view keyword, const Node& node);
    void exists_in_other_tables(const Node& node);
    void limited_rows(const Node& node);
    void chosen_rows(const Node& node);
    void clause(std::string_view keyword, const Operand& operand);
    void subselect(const Node& node);
    void table_name(const Operand& table);
    void column_name(const Operand& column);

    void quoted(std::string_view name) { append_quoted(out_, name); }

    const Dialect& dialect_;
    std::string out_;
    std::vector<const Operand*> parameters_;
    const Scope* scope_ = nullptr;
    std::vector<std::string_view> ctes_;  ///< the names in sight
    const Operand* windows_ = nullptr;    ///< those that the SELECT gives a name
    const Node* top_ = nullptr;           ///< the statement itself
    const Node* limited_ = nullptr;       ///< gets `LIMIT 1`
    int subqueries_ = 0;
    bool again_ = false;         ///< writes what has been written before: no parameter is new
    bool writes_alike_ = false;  ///< inside such a select
};

/// Opens a scope in a renderer for the lifetime of this object.
class ScopeGuard {
public:
    explicit ScopeGuard(Renderer& renderer) noexcept
        : renderer_(renderer), outer_(renderer.scope_), scope_(renderer.scope_) {
        renderer.scope_ = &scope_;
    }
    ScopeGuard(const ScopeGuard&) = delete;
    ScopeGuard& operator=(const ScopeGuard&) = delete;
    ~ScopeGuard() { renderer_.scope_ = outer_; }
    Scope* operator->() noexcept { return &scope_; }
    Scope& operator*() noexcept { return scope_; }

private:
    Renderer& renderer_;
    const Scope* outer_;
    Scope scope_;
};

/// Has a renderer see another scope for the lifetime of this object.
class OtherScope {
public:
    OtherScope(Renderer& renderer, const Scope* scope) noexcept : renderer_(renderer), own_(renderer.scope_) {
        renderer.scope_ = scope;
    }
    OtherScope(const OtherScope&) = delete;
    OtherScope& operator=(const OtherScope&) = delete;
    ~OtherScope() { renderer_.scope_ = own_; }

private:
    Renderer& renderer_;
    const Scope* own_;
};

}  // namespace pewit::detail
