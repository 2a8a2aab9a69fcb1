/// A prepared statement of an engine: parameters in, rows out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <pewit/detail/cell.hpp>

namespace pewit::detail {

class Statement;
enum class SqlType : std::uint8_t;

/// Where a statement of many rows takes them from.
class RowSource {
public:
    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;

    /// Binds the values of the next row, in order from index 0; false: there is none.
    virtual bool bind_next(Statement& row) = 0;
};

/// Indexes start at 0. Not thread-safe: a statement belongs to its connection's thread.
class Statement {
public:
    Statement() = default;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    virtual ~Statement() = default;

    /// `bind_text` and `bind_blob` borrow: the bytes must live until the statement is reset.
    /// `bind_text_copy` and `bind_blob_copy` keep their own copy, for values made on the spot.
    /// Text has been checked (UTF-8, no NUL) by the caller. Errors of the engine are thrown.
    virtual Fault bind_null(int index) = 0;
    virtual Fault bind_int64(int index, std::int64_t value) = 0;
    virtual Fault bind_double(int index, double value) = 0;
    virtual Fault bind_text(int index, std::string_view value) = 0;
    virtual Fault bind_text_copy(int index, std::string_view value) = 0;
    virtual Fault bind_blob(int index, std::span<const std::byte> value) = 0;
    virtual Fault bind_blob_copy(int index, std::span<const std::byte> value) = 0;

    /// An array of that type, in PostgreSQL's text form, of which it keeps a copy. Fault::no_arrays where there are none.
    virtual Fault bind_array(int /*index*/, SqlType /*type*/, std::string_view /*text*/) {
        return Fault::no_arrays;
    }

    /// Of a COPY: the rows to come, asked for while it runs. Of a statement whose parameters are arrays (Abilities::unnest):
    /// the same; it takes as many as it wants. Others have no use for it.
    virtual void set_source(RowSource& /*rows*/) {}

    /// Runs on to the next row. Returns its cells (`column_count()` of them), nullptr after the last.
    /// Errors: a DatabaseError of the right class, with the engine's code; never a bound value.
    virtual const Cell* step() = 0;

    /// Ends the run, frees the row, forgets the parameters. Never throws.
    virtual void reset() noexcept = 0;

    /// It may change the database.
    [[nodiscard]] virtual bool writes() const noexcept { return true; }
    [[nodiscard]] virtual int parameter_count() const noexcept = 0;
    /// -1 when the engine has not been asked yet: it is known after the first step.
    [[nodiscard]] virtual int column_count() const noexcept = 0;
    [[nodiscard]] virtual std::string_view column_name(int index) const = 0;
    [[nodiscard]] virtual std::string_view sql() const noexcept = 0;
    /// The text with the bound values in it, for a log that was told to show them; only while they are bound.
    [[nodiscard]] virtual std::string expanded_sql() const { return std::string(sql()); }
};

}  // namespace pewit::detail
