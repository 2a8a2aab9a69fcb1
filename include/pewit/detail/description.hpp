/// What the MODEL macros record of a model: constant data that the compiled library works on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <pewit/detail/cell.hpp>

namespace pewit {
class DatabaseProxy;
}

namespace pewit::detail {

class Statement;
class Fingerprints;
struct ModelDescription;
struct ModelStatements;

/// The column types a dialect knows how to spell.
enum class SqlType : std::uint8_t {
    boolean,
    smallint,
    integer,
    bigint,
    real,
    double_precision,
    text,
    blob,
    decimal,
    date,
    time,
    datetime,
    duration,
    uuid,
    json,
};

/// An array's type is its elements' with a bit more.
inline constexpr std::uint8_t array_bit = 0x40;
[[nodiscard]] constexpr SqlType array_of(SqlType element) noexcept {
    return static_cast<SqlType>(static_cast<std::uint8_t>(element) | array_bit);
}
[[nodiscard]] constexpr bool is_array(SqlType type) noexcept {
    return (static_cast<std::uint8_t>(type) & array_bit) != 0;
}
[[nodiscard]] constexpr SqlType element_of(SqlType array) noexcept {
    return static_cast<SqlType>(static_cast<std::uint8_t>(array) & ~array_bit);
}

/// ON DELETE / ON UPDATE.
enum class ReferentialAction : std::uint8_t { no_action, restrict, cascade, set_null, set_default };

struct ForeignKeyDescription {
    /// A function, because the target may be declared later (self and mutual references).
    const ModelDescription& (*target)() = nullptr;
    ReferentialAction on_delete = ReferentialAction::no_action;
    ReferentialAction on_update = ReferentialAction::no_action;
    bool deferrable = false;  ///< DEFERRABLE INITIALLY DEFERRED
    std::string_view backref = {};
};

struct ColumnDescription {
    std::string_view name = {};    ///< in SQL
    std::string_view member = {};  ///< in C++
    SqlType type = SqlType::text;
    std::string_view type_name = {};  ///< of the C++ type, for messages
    bool nullable = false;
    bool primary_key = false;
    bool autoincrement = false;  ///< the implicit id: the engine makes the value
    bool unique = false;
    bool index = false;
    bool required = false;  ///< create() must be given it: no default, not nullable, not made by the engine
    std::uint32_t max_length = 0;  ///< in code points; 0 = no limit. Checked before binding, on every engine
    std::string_view check = {};
    std::string_view collation = {};
    std::string_view default_sql = {};
    const ForeignKeyDescription* foreign_key = nullptr;
    std::uint32_t offset = 0;  ///< of the member in the model object, in bytes
    bool has_default = false;  ///< the member's initialiser is a value that the program chose
    /// Functions of the member's type, the same for all columns of that type.
    Fault (*bind_member)(Statement& statement, int index, const void* member,
                         std::uint32_t max_length) = nullptr;
    Fault (*read_member)(const Cell& cell, void* member, const ColumnDescription& column) = nullptr;

    /// Binds this column of a model object to a parameter.
    Fault bind(Statement& statement, int parameter, const void* model) const {
        return bind_member(statement, parameter, static_cast<const char*>(model) + offset, max_length);
    }
    /// Reads a cell into this column of a model object.
    Fault read(const Cell& cell, void* model) const {
        return read_member(cell, static_cast<char*>(model) + offset, *this);
    }
};

/// One part of an index: a column, or an SQL expression where that is not empty.
struct IndexPart {
    std::uint16_t column = 0;
    std::string_view expression = {};
    bool descending = false;
};

/// An index over several columns or expressions (META).
struct IndexDescription {
    std::span<const IndexPart> parts = {};
    std::string_view where = {};  ///< of a partial index
    std::string_view name = {};
    bool unique = false;
};

/// What can be searched by words (META).
struct TextIndexDescription {
    std::span<const std::uint16_t> columns = {};
    std::string_view language = {};   ///< empty: words as they are written
    std::string_view tokenizer = {};  ///< of FTS5, instead of the language's
};

struct ModelDescription {
    std::string_view name = {};  ///< the C++ class, without its namespace
    std::string_view table = {};
    std::string_view schema = {};
    std::string_view database = {};  ///< META(database("main")); empty = the current one
    DatabaseProxy* proxy = nullptr;  ///< META(database(proxy)); before `database`
    std::span<const ColumnDescription> columns = {};
    std::span<const IndexDescription> indexes = {};
    std::span<const std::uint16_t> primary_key = {};  ///< several for a composite key
    std::span<const std::string_view> checks = {};
    const TextIndexDescription* text_index = nullptr;
    bool without_rowid = false;
    bool only_save_dirty = false;
    int version_column = -1;
    bool has_generated_key = false;  ///< the engine gives a new row its key
    /// What the database is known to hold, in the model object; nullptr without only_save_dirty.
    Fingerprints& (*fingerprints)(void* model) noexcept = nullptr;
    /// The model's fixed statements (row_store.hpp).
    ModelStatements* statements = nullptr;

    /// Where has_generated_key: the key in the model object.
    [[nodiscard]] std::int64_t& generated_key(void* model) const noexcept {
        const std::size_t offset = columns[primary_key.front()].offset;
        return *static_cast<std::int64_t*>(static_cast<void*>(static_cast<char*>(model) + offset));
    }
};

}  // namespace pewit::detail
