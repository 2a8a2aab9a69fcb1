#include "sqlite/constraint_names.hpp"

#include <sqlite3.h>

namespace pewit::detail {
namespace {

/// What follows `marker`; empty if it is not there.
std::string_view after(std::string_view text, std::string_view marker) noexcept {
    const std::size_t at = text.find(marker);
    return at == std::string_view::npos ? std::string_view{} : text.substr(at + marker.size());
}

bool exists(sqlite3* handle, const std::string& table, const std::string& column) noexcept {
    return sqlite3_table_column_metadata(handle, nullptr, table.c_str(), column.c_str(), nullptr, nullptr,
                                         nullptr, nullptr, nullptr)
           == SQLITE_OK;
}

/// Splits `table.column` at its dot; at the right one, if there are several.
ConstraintNames split_at_dot(sqlite3* handle, std::string_view name) {
    ConstraintNames found;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
        found.table = name.substr(0, dot);
        found.column = name.substr(dot + 1);
        const bool only_one = name.find('.', dot + 1) == std::string_view::npos;
        if (only_one || exists(handle, found.table, found.column)) break;
    }
    return found;
}

/// `a.x, a.y`: the table once, the columns as they come.
ConstraintNames names_in_list(sqlite3* handle, std::string_view list) {
    ConstraintNames names;
    while (!list.empty()) {
        const std::size_t comma = list.find(", ");
        ConstraintNames one = split_at_dot(handle, list.substr(0, comma));
        if (!names.column.empty()) names.column += ", ";
        names.column += one.column;
        names.table = std::move(one.table);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 2);
    }
    return names;
}

}  // namespace

ConstraintNames constraint_names(sqlite3* handle, int code, std::string_view message) {
    if (code == SQLITE_CONSTRAINT_DATATYPE) return split_at_dot(handle, after(message, " column "));
    const std::string_view subject = after(message, "constraint failed: ");
    if (code == SQLITE_CONSTRAINT_CHECK) return {{}, {}, std::string(subject)};
    if (const std::string_view index = after(subject, "index '"); !index.empty())
        return {{}, {}, std::string(index.substr(0, index.size() - 1))};
    return names_in_list(handle, subject);
}

}  // namespace pewit::detail
