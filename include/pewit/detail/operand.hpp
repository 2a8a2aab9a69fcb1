/// What expressions are made of: borrowed operands in, reference-counted nodes out. Everything typed is
/// a thin skin over these few functions; rendering and execution see nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/description.hpp>

namespace pewit::detail {

struct Node;

/// What a node means; what its operands are is told in lib/sql/node.hpp.
enum class NodeKind : std::uint8_t {
    error,  ///< could not be made; throws when the query is rendered
    same,
    // binary operators, in the order of binary_symbols in lib/sql
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    concatenate,
    bit_and,
    bit_or,
    is_distinct,
    is_not_distinct,
    // logic: any number of operands
    all_of,
    any_of,
    // one operand
    negate,
    logical_not,
    is_null,
    is_not_null,
    exists,
    distinct,
    descending,
    ascending,
    cast,
    // several
    in_list,
    not_in_list,
    in_query,
    not_in_query,
    between,
    not_between,
    like,
    ilike,
    not_like,
    not_ilike,
    regexp,
    call,
    case_,
    collate,
    alias,
    alias_name,
    raw,
    list,
    row,
    excluded,
    nulls_first,
    nulls_last,
    typed,
    function,     ///< of detail/function.hpp, which each engine spells in its own way
    filter,       ///< of an aggregate
    inner_order,  ///< ORDER BY among the arguments of an aggregate
    over,         ///< a function over a window
    window,       ///< the definition of one
    frame,        ///< the part of a window that tells which rows are near
    text_match,   ///< a search in a text index: as a condition, or joined
    text_rank,
    text_mark,  ///< highlight and snippet
    // tables of FROM that are queries, and their columns
    derived_table,
    cte_table,
    function_table,
    derived_column,
    all_columns,
    // statements and their parts
    select,
    insert,
    update,
    delete_,
    join,
    assignment,
    conflict,
    fill,  ///< of `.with(…)`: column, table, number of the step before or -1, what fills it
    set_operation,
    cte,
    lock,
};

enum class OperandKind : std::uint8_t {
    none,
    // parameters; those from `pattern` on are written in the engine's own language when they are bound
    null,
    integer,
    real,
    text,
    blob,
    pattern,     ///< text of a case-sensitive LIKE
    json_path,   ///< steps into a JSON document, `{"a",0}`, as a path
    json_steps,  ///< the same, as an array on PostgreSQL
    json_keys,   ///< keys of a JSON object, written like steps, as a list
    search,      ///< what a user looks for in a text index
    fault,       ///< a value that can't be one: `integer` holds the Fault, thrown when it is bound
    // the rest
    column,    ///< `model`, `alias`, `index`
    table,     ///< `model`, `alias`; in a select list all its columns
    name,      ///< text that is no value: an alias, a function's name, raw SQL
    constant,  ///< an integer that is part of the SQL text
    defaults,  ///< `make_row`: an INSERT takes what it leaves out from a fresh object of the model
    fill,      ///< `fill`: how a foreign key is filled from a row; no part of the text
    node,
};

struct FillStep;

using ModelAccessor = const ModelDescription& (*)() noexcept;
/// Makes an object of a model and hands it to `use`.
using MakeRow = void (*)(void* context, void (*use)(void* context, const void* row));

/// One operand, borrowing whatever it points to. A node that is made of it keeps what it needs.
struct Operand {
    OperandKind kind = OperandKind::none;
    SqlType type = SqlType::text;  ///< of a parameter; the target of a cast
    std::uint16_t index = 0;
    std::uint32_t size = 0;  ///< of all that has bytes
    union {
        std::int64_t integer = 0;
        double real;
        const char* bytes;
        ModelAccessor model;
        MakeRow make_row;
        const FillStep* fill;
        const Node* node;
    };
    const std::string* alias = nullptr;  ///< interned, see intern_alias()

    [[nodiscard]] std::string_view view() const noexcept { return {bytes, size}; }
    [[nodiscard]] bool is_parameter() const noexcept {
        return kind >= OperandKind::null && kind <= OperandKind::fault;
    }
};

[[nodiscard]] constexpr Operand null_operand(SqlType type = SqlType::text) noexcept {
    Operand operand;
    operand.kind = OperandKind::null;
    operand.type = type;
    return operand;
}
[[nodiscard]] constexpr Operand integer_operand(std::int64_t value, SqlType type) noexcept {
    Operand operand;
    operand.kind = OperandKind::integer;
    operand.type = type;
    operand.integer = value;
    return operand;
}
[[nodiscard]] constexpr Operand constant_operand(std::int64_t value) noexcept {
    Operand operand = integer_operand(value, SqlType::bigint);
    operand.kind = OperandKind::constant;
    return operand;
}
[[nodiscard]] constexpr Operand column_operand(ModelAccessor model, const std::string* alias,
                                               std::uint16_t index) noexcept {
    Operand operand;
    operand.kind = OperandKind::column;
    operand.index = index;
    operand.model = model;
    operand.alias = alias;
    return operand;
}
[[nodiscard]] constexpr Operand table_operand(ModelAccessor model, const std::string* alias) noexcept {
    Operand operand = column_operand(model, alias, 0);
    operand.kind = OperandKind::table;
    return operand;
}
[[nodiscard]] constexpr Operand fault_operand(Fault fault) noexcept {
    Operand operand = integer_operand(static_cast<std::int64_t>(fault), SqlType::text);
    operand.kind = OperandKind::fault;
    return operand;
}
[[nodiscard]] Operand real_operand(double value) noexcept;
[[nodiscard]] Operand bytes_operand(OperandKind kind, std::string_view bytes) noexcept;

void retain(const Node* node) noexcept;
void release(const Node* node) noexcept;

/// Shares a node. Nodes don't change while they are shared, so threads may share them.
class NodeRef {
public:
    constexpr NodeRef() noexcept = default;
    /// Takes over one reference.
    explicit NodeRef(Node* node) noexcept : node_(node) {}
    // Not inline: queries have many of these, each with a way for exceptions.
    NodeRef(const NodeRef& other) noexcept;
    NodeRef(NodeRef&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
    NodeRef& operator=(NodeRef other) noexcept;
    ~NodeRef();

    [[nodiscard]] Node* get() const noexcept { return node_; }
    explicit operator bool() const noexcept { return node_ != nullptr; }
    [[nodiscard]] Operand operand() const noexcept {
        Operand operand;
        operand.kind = node_ == nullptr ? OperandKind::none : OperandKind::node;
        operand.node = node_;
        return operand;
    }

private:
    Node* node_ = nullptr;
};

// The functions below never throw: what goes wrong (memory, nesting too deep) becomes an error node,
// and is thrown when the query is rendered.

[[nodiscard]] NodeRef make_node(NodeKind kind, const Operand* operands, std::size_t count) noexcept;
[[nodiscard]] inline NodeRef make_node(NodeKind kind, std::initializer_list<Operand> operands) noexcept {
    return make_node(kind, operands.begin(), operands.size());
}
[[nodiscard]] NodeRef make_unary(NodeKind kind, const Operand& operand) noexcept;
[[nodiscard]] NodeRef make_binary(NodeKind kind, const Operand& left, const Operand& right) noexcept;
/// A parameter that says its type where the engine would have to guess it; anything else stays as it is.
[[nodiscard]] NodeRef make_typed(const Operand& value, SqlType type) noexcept;
/// `=` and `<>` with NULL become IS NULL and IS NOT NULL.
[[nodiscard]] NodeRef make_comparison(NodeKind kind, const Operand& left, const Operand& right) noexcept;
/// AND and OR; an operand that is none is left out. Grows `left` in place when nobody shares it.
[[nodiscard]] NodeRef make_logical(NodeKind kind, NodeRef left, const Operand& right) noexcept;
/// The same, in place; an empty side changes nothing.
void add_logical(NodeRef& left, NodeKind kind, const NodeRef& right) noexcept;
/// `IN (…)`, of the left side and the values; without values a constant condition.
[[nodiscard]] NodeRef make_membership(NodeKind kind, const Operand* operands, std::size_t count) noexcept;
/// `name(…)`; a name that is no identifier throws when the query is rendered.
[[nodiscard]] NodeRef make_call(std::string_view name, const Operand* operands, std::size_t count) noexcept;
/// contains, startswith, endswith: case-insensitive, with every special character of `text` escaped.
enum class Affix : std::uint8_t { contains, starts, ends };
[[nodiscard]] NodeRef make_affix(Affix affix, const Operand& left, const Operand& right) noexcept;
[[nodiscard]] NodeRef make_like(NodeKind kind, const Operand& left, const Operand& pattern) noexcept;

/// Appends to a list node, making or copying it as needed.
void append_operand(NodeRef& list, NodeKind kind, const Operand& operand) noexcept;

/// The one object for an alias's name, which lives as long as the program: programs have few aliases.
/// Errors: ProgrammingError when it is no identifier.
[[nodiscard]] const std::string* intern_alias(std::string_view name);

/// What a type's own bind function would bind, as a literal of a query; `type` is what it is in SQL.
[[nodiscard]] NodeRef record_value(Fault (*bind)(Statement&, int, const void*), const void* value,
                                   SqlType type = SqlType::text);

}  // namespace pewit::detail
