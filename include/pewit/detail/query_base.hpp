/// What all queries are, whatever their rows.
#pragma once

#include <cstdint>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/run.hpp>

namespace pewit::detail {

/// Holds a query's node. The templates that give queries their methods hold nothing and are bases beside it, so that copying,
/// moving and destroying a query is compiled once, not once for each level of each type of row.
class QueryBase {
public:
    /// Text with placeholders and parameters, for the database that is current.
    [[nodiscard]] SqlText sql() const { return sql_text(node_); }

    [[nodiscard]] Operand operand() const noexcept { return node_.operand(); }
    [[nodiscard]] const NodeRef& node() const noexcept { return node_; }

protected:
    explicit QueryBase(NodeRef&& node) noexcept : node_(static_cast<NodeRef&&>(node)) {}
    explicit QueryBase(const NodeRef& node) noexcept : node_(node) {}
    QueryBase(const QueryBase&) = default;
    QueryBase(QueryBase&&) noexcept = default;
    QueryBase& operator=(const QueryBase&) = default;
    QueryBase& operator=(QueryBase&&) noexcept = default;
    ~QueryBase() = default;

    NodeRef node_;
};

/// A query that writes.
class WritingBase : public QueryBase {
public:
    /// Runs it. Returns the number of rows changed.
    /// Errors: IntegrityError and its kin; DataError for a value that can't be stored; any DatabaseError.
    std::int64_t execute() const { return run_changes(node_); }

protected:
    using QueryBase::QueryBase;
};

}  // namespace pewit::detail
