/// Queries as nodes: which operand of a statement's node holds which part of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <pewit/detail/operand.hpp>

/// On the class of a query: what a compiler tells about one that is dropped. Functions that return one are not
/// [[nodiscard]] themselves: g++ would tell nothing then. A macro, since clang-format 14 can't read the attribute here.
#define PEWIT_NEEDS(what) [[nodiscard(what)]]

namespace pewit::detail {

/// The parts of every statement, in the order in which SQL writes them. Statements leave those out that
/// they don't have.
enum class Slot : std::uint8_t {
    with,         ///< list of CTEs
    distinct,     ///< a constant when set; a list for DISTINCT ON
    target,       ///< of INSERT, UPDATE, DELETE: a table
    columns,      ///< what is selected: a list, or a table for all its columns; what INSERT fills: a list
    assignments,  ///< list: of UPDATE
    values,       ///< of INSERT: a list of rows, or a select; of a select that has nothing else: VALUES' rows
    /// First of FROM, of UPDATE FROM, of DELETE USING: a table, or a query; in a select without columns the set
    /// operation that it is.
    base,
    joins,  ///< list of join nodes
    where,
    group_by,  ///< list
    having,
    windows,   ///< list of window definitions with names
    order_by,  ///< list
    limit,
    offset,
    conflict,
    lock = conflict,  ///< of SELECT: FOR UPDATE and its kin
    returning,        ///< list
    defaults,         ///< of INSERT: see with_defaults()
    fills,  ///< list of the steps of `.with(…)`: joined behind `joins`, their columns behind `columns`
    count,
};
inline constexpr std::size_t slot_count = static_cast<std::size_t>(Slot::count);

enum class JoinKind : std::uint8_t { inner, left, right, full, cross, lateral, left_lateral, search };
/// Each a bit.
enum class CteFlag : std::uint8_t { recursive = 1, materialized = 2, not_materialized = 4 };
enum class LockStrength : std::uint8_t { update, no_key_update, share, key_share };
enum class LockWait : std::uint8_t { wait, nowait, skip_locked };
[[nodiscard]] constexpr std::uint8_t lock_flags(LockStrength strength, LockWait wait) noexcept {
    return static_cast<std::uint8_t>(static_cast<unsigned>(strength) | static_cast<unsigned>(wait) << 2U);
}
[[nodiscard]] constexpr LockStrength lock_strength(std::uint8_t flags) noexcept {
    return static_cast<LockStrength>(flags & 3U);
}
[[nodiscard]] constexpr LockWait lock_wait(std::uint8_t flags) noexcept {
    return static_cast<LockWait>(flags >> 2U);
}
enum class SetOperation : std::uint8_t { union_, union_all, intersect, except };
/// ON CONFLICT DO …, or SQLite's OR …, in the order of Resolve.
enum class ConflictAction : std::uint8_t {
    ignore,
    update,
    or_replace,
    or_ignore,
    or_abort,
    or_fail,
    or_rollback
};

/// A statement without parts.
[[nodiscard]] NodeRef make_statement(NodeKind kind) noexcept;

// Each of these first makes `statement` a node of its own when it is shared.

void set_slot(NodeRef& statement, Slot slot, const Operand& operand) noexcept;
void append_to_slot(NodeRef& statement, Slot slot, const Operand& operand) noexcept;
/// AND with what is there; none changes nothing.
void add_condition(NodeRef& statement, Slot slot, const Operand& condition) noexcept;
void add_condition(NodeRef& statement, Slot slot, const NodeRef& condition) noexcept;
/// ORDER BY these, instead of what was there: an aliased expression of the select list stands there by its name, which goes before a column's.
/// In a set operation an entry of the first member's select list stands there by its place.
void set_order(NodeRef& statement, const Operand* terms, std::size_t count) noexcept;
/// The same, behind what was there.
void extend_order(NodeRef& statement, const Operand* terms, std::size_t count) noexcept;
/// GROUP BY these, instead of what was there: an aliased expression of the select list stands there by its place in it. By name it would lose
/// to a column of that name; written again, its parameters would make it another expression.
void set_groups(NodeRef& statement, const Operand* terms, std::size_t count) noexcept;
void extend_groups(NodeRef& statement, const Operand* terms, std::size_t count) noexcept;
/// Without a condition: by the foreign key between the table and the last joined one that has one.
void append_join(NodeRef& statement, JoinKind kind, const Operand& table, const Operand& condition) noexcept;

/// UPDATE … FROM, DELETE … USING: one more table, beside those before.
void add_other_table(NodeRef& statement, const Operand& table) noexcept;

/// An INSERT together with the default values of the columns that it leaves out, made anew by each call;
/// any other statement as it is.
[[nodiscard]] NodeRef with_defaults(const NodeRef& statement);

/// UPDATE or DELETE of a table.
[[nodiscard]] NodeRef make_write(NodeKind kind, const Operand& table, const NodeRef& assignments) noexcept;
[[nodiscard]] NodeRef make_select(const Operand& base, const Operand* columns, std::size_t count) noexcept;
/// `left UNION right` and its kin, as a select.
[[nodiscard]] NodeRef make_set_operation(SetOperation operation, const NodeRef& left,
                                         const NodeRef& right) noexcept;
/// FOR UPDATE and its kin, of a list of tables or of all.
[[nodiscard]] NodeRef make_lock(LockStrength strength, LockWait wait, const NodeRef& tables) noexcept;
/// The same select with more entries in its list.
[[nodiscard]] NodeRef with_more_columns(const NodeRef& select, const Operand* columns,
                                        std::size_t count) noexcept;
/// The same. Errors: ProgrammingError when the query fills keys.
[[nodiscard]] NodeRef extended_select(const NodeRef& select, const Operand* columns, std::size_t count);
/// `SELECT count(*) FROM …` of the same rows; `SELECT EXISTS (SELECT 1 FROM …)`.
[[nodiscard]] NodeRef counting(const NodeRef& select) noexcept;
[[nodiscard]] NodeRef testing_existence(const NodeRef& select) noexcept;

}  // namespace pewit::detail
