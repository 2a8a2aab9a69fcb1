#include "sqlite/extensions.hpp"

#include <sqlite3.h>

#include <algorithm>

#include <pewit/error.hpp>

#include "sql/dialect.hpp"
#include "sqlite/errors.hpp"
#include "sqlite/row_table.hpp"

namespace pewit::detail {
namespace {

std::string lower(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string function_key(std::string_view name, const SqliteFunctionFlags& flags) {
    return "function " + std::to_string(flags.arguments) + ' ' + lower(name);
}

}  // namespace

void ExtensionList::add(const std::string& key, std::string_view name, Register extension,
                        const std::shared_ptr<RowTable>& table) {
    std::string quoted;
    append_quoted(quoted, name);  // a name that can't be one throws
    const std::lock_guard lock(mutex_);
    const auto [there, is_new] = taken_.emplace(key, table);
    if (!is_new) {
        if (table != nullptr) return there->second->replace(*table);
        throw ProgrammingError("SQLite has an extension of this program with the name " + quoted + " already",
                               {.code = ErrorCode::misuse});
    }
    extensions_.push_back(std::move(extension));
    count_.store(extensions_.size(), std::memory_order_release);
}

void ExtensionList::add(std::string_view name, const SqliteFunctionFlags& flags, SqliteScalar scalar) {
    add(function_key(name, flags), name,
        [name = std::string(name), flags, scalar = std::move(scalar)](sqlite3* handle) {
            return register_scalar(handle, name, flags, scalar);
        });
}

void ExtensionList::add(std::string_view name, const SqliteFunctionFlags& flags,
                        const SqliteAggregateFunctions& functions) {
    add(function_key(name, flags), name, [name = std::string(name), flags, functions](sqlite3* handle) {
        return register_aggregate(handle, name, flags, functions);
    });
}

void ExtensionList::add(std::string_view name, SqliteCollation collation) {
    add("collation " + lower(name), name,
        [name = std::string(name), collation = std::move(collation)](sqlite3* handle) {
            return register_collation(handle, name, collation);
        });
}

void ExtensionList::add(SqliteRows rows) {
    const std::string_view name = rows.model->table;
    const auto table = std::make_shared<RowTable>(std::move(rows));
    add(
        "table " + lower(name), name, [table](sqlite3* handle) { return register_table(handle, table); },
        table);
}

void ExtensionList::bring_up(sqlite3* handle, std::size_t& known) const {
    const std::lock_guard lock(mutex_);
    for (; known < extensions_.size(); ++known) {
        const int code = extensions_[known](handle);
        if (code != SQLITE_OK) throw_sqlite_error(handle, {.code = code, .stage = SqliteStage::open});
    }
}

}  // namespace pewit::detail
