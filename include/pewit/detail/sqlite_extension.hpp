/// What a program adds to SQLite, type-erased: functions, aggregates, collations, tables. No client header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pewit/detail/cell.hpp>
#include <pewit/detail/description.hpp>

namespace pewit {
class Database;
}

namespace pewit::detail {

class Statement;

/// What became of a call. A NULL for a parameter that is no optional is no fault: there is no call.
struct CallOutcome {
    Fault fault = Fault::none;
    int argument = -1;     ///< 0-based, of a fault; -1: the result
    bool skipped = false;  ///< an argument was NULL
};

struct SqliteScalar {
    std::shared_ptr<const void> callable;
    /// Binds the result as parameter 0.
    CallOutcome (*call)(const void* callable, const Cell* arguments, Statement& result) = nullptr;
};

struct SqliteAggregateFunctions {
    void* (*make)() = nullptr;
    void (*destroy)(void* state) noexcept = nullptr;
    CallOutcome (*step)(void* state, const Cell* arguments) = nullptr;
    CallOutcome (*inverse)(void* state, const Cell* arguments) = nullptr;  ///< nullptr: no window function
    CallOutcome (*value)(void* state, Statement& result) = nullptr;
};

struct SqliteCollation {
    std::shared_ptr<const void> callable;
    int (*compare)(const void* callable, std::string_view a, std::string_view b) noexcept = nullptr;
};

/// Rows of a model as a table. They don't change once they are here.
struct SqliteRows {
    const ModelDescription* model = nullptr;
    std::shared_ptr<const void> owner;
    const void* first = nullptr;
    std::size_t size = 0;
    std::size_t stride = 0;  ///< bytes from one object to the next

    [[nodiscard]] const void* at(std::size_t index) const noexcept {
        return static_cast<const char*>(first) + index * stride;
    }
};

/// How a function may be used.
struct SqliteFunctionFlags {
    int arguments = 0;
    bool deterministic = false;
    bool in_schema = false;
};

/// The extensions of one database: every connection gets them when it is made, and those that are open before they
/// prepare their next statement. Threads: all members from any thread.
class SqliteExtensions {
public:
    virtual ~SqliteExtensions() = default;
    /// Errors: ProgrammingError for a name that is taken, or that can't be one.
    virtual void add(std::string_view name, const SqliteFunctionFlags& flags, SqliteScalar scalar) = 0;
    virtual void add(std::string_view name, const SqliteFunctionFlags& flags,
                     const SqliteAggregateFunctions& functions) = 0;
    virtual void add(std::string_view name, SqliteCollation collation) = 0;
    /// Rows that are there already for this model make room.
    virtual void add(SqliteRows rows) = 0;
};

/// Errors: NotSupportedError, naming `what`, when the database is of another engine.
[[nodiscard]] SqliteExtensions& sqlite_extensions(Database& database, std::string_view what);

}  // namespace pewit::detail
