/// One walk over a query: its parameters, and a key that any other query has only if its SQL text is the
/// same. With the key a connection finds the prepared statement, so that SQL is written once a shape.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sql/inline_buffer.hpp"
#include "sql/key_space.hpp"
#include "sql/node.hpp"

namespace pewit::detail {

/// How many rows a run is to give.
enum class Rows : std::uint8_t { all, only_first };

/// A select that groups, or leaves out equal rows, must write an expression alike wherever it stands: for PostgreSQL `karma % $1`
/// is another than `karma % $2`, whatever their values. There a parameter that comes again is that of before.
[[nodiscard]] bool writes_alike(const Node& statement) noexcept;
/// Its place among those before, as far as they are looked through; -1 for a new one.
[[nodiscard]] std::ptrdiff_t known_parameter(std::span<const Operand* const> before,
                                             const Operand& parameter) noexcept;

/// Borrows from the query.
class Shape {
public:
    /// Errors: what an error node stands for (std::bad_alloc, ProgrammingError).
    explicit Shape(const Node& statement, Rows rows = Rows::all) {
        key_.push_back(static_cast<char>(rows == Rows::all ? KeySpace::query : KeySpace::first_of_query));
        add(statement);
    }

    [[nodiscard]] std::string_view key() const noexcept { return {key_.data(), key_.size()}; }
    [[nodiscard]] std::span<const Operand* const> parameters() const noexcept {
        return {parameters_.data(), parameters_.size()};
    }

private:
    void add(const Node& node);
    void add_slots(const Node& node);
    void add(const Operand& operand);
    void add_column(const Operand& operand);
    void add_name(const Operand& operand);
    void add_constant(const Operand& operand);
    bool add_again(const Operand& parameter);

    InlineBuffer<char, 512> key_;
    InlineBuffer<const Operand*, 32> parameters_;
    bool writes_alike_ = false;  ///< inside such a select
};

}  // namespace pewit::detail
