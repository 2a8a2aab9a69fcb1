/// Which tables a part of a statement sees, and how it has to name their columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pewit/detail/operand.hpp>

namespace pewit::detail {

/// One table of FROM.
struct Source {
    ModelAccessor model = nullptr;  ///< nullptr: a query, or a CTE
    const std::string* alias = nullptr;

    friend bool operator==(const Source&, const Source&) = default;
};

/// The name by which the columns of that table are qualified.
[[nodiscard]] std::string_view source_name(const Source& source) noexcept;

/// The tables of one SELECT, UPDATE, …; subqueries see those around them too.
class Scope {
public:
    explicit Scope(const Scope* outer) noexcept : outer_(outer) {}

    /// Errors: ProgrammingError when the name is taken.
    void add(const Source& source);
    /// Does a table have this name here?
    [[nodiscard]] bool is_taken(std::string_view name) const noexcept;
    /// Forgets all tables but the first; a column of one of the others is then refused.
    void keep_only_first();
    /// The method that an error about a missing table names, instead of `join`; empty: there is none.
    void offer(std::string_view method) noexcept { offer_ = method; }
    /// Always writes the table's name before the column's.
    void qualify() noexcept { qualify_ = true; }

    /// Must the column be written with its table's name?
    /// Errors: ProgrammingError when no scope has the column's table; NotSupportedError when it was forgotten.
    [[nodiscard]] bool must_qualify(const Operand& column) const;

    [[nodiscard]] const std::vector<Source>& sources() const noexcept { return sources_; }
    [[nodiscard]] const Scope* outer() const noexcept { return outer_; }
    /// Is the table here, or in a scope around this one?
    [[nodiscard]] bool sees(const Source& source) const noexcept;

private:
    [[nodiscard]] bool has(const Source& source) const noexcept;

    const Scope* outer_;
    std::vector<Source> sources_;
    std::vector<Source> forgotten_;
    std::string_view offer_ = "join";
    bool qualify_ = false;
};

}  // namespace pewit::detail
