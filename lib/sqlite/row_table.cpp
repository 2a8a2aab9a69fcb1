#include "sqlite/row_table.hpp"

#include <sqlite3.h>

#include <string>

#include "sql/dialect.hpp"
#include "sqlite/callback.hpp"

namespace pewit::detail {
namespace {

struct Table : sqlite3_vtab {
    std::shared_ptr<RowTable> rows;
};

struct Cursor : sqlite3_vtab_cursor {
    SqliteRows rows;
    std::size_t next = 0;
};

Cursor& own(sqlite3_vtab_cursor* cursor) noexcept { return *static_cast<Cursor*>(cursor); }

/// Calls what may throw; SQLite hears of memory only.
template <class F>
int guarded(F function) noexcept {
    try {
        return function();
    } catch (...) {
        return SQLITE_NOMEM;
    }
}

std::string declaration(const ModelDescription& model) {
    std::string sql = "CREATE TABLE x(";
    for (const ColumnDescription& column : model.columns) {
        if (&column != model.columns.data()) sql += ", ";
        append_quoted(sql, column.name);
    }
    return sql += ')';
}

int connect(sqlite3* handle, void* data, int /*count*/, const char* const* /*arguments*/, sqlite3_vtab** made,
            char** /*message*/) {
    return guarded([&] {
        const auto& rows = *static_cast<const std::shared_ptr<RowTable>*>(data);
        const int code = sqlite3_declare_vtab(handle, declaration(*rows->rows().model).c_str());
        if (code != SQLITE_OK) return code;
        sqlite3_vtab_config(handle, SQLITE_VTAB_DIRECTONLY);
        *made = new Table{{}, rows};
        return SQLITE_OK;
    });
}

int disconnect(sqlite3_vtab* table) {
    delete static_cast<Table*>(table);
    return SQLITE_OK;
}

/// Every row is looked at, whatever is asked.
int best_index(sqlite3_vtab* table, sqlite3_index_info* plan) {
    return guarded([&] {
        const std::size_t size = static_cast<Table*>(table)->rows->rows().size;
        plan->estimatedRows = static_cast<sqlite3_int64>(size);
        plan->estimatedCost = static_cast<double>(size);
        return SQLITE_OK;
    });
}

int open(sqlite3_vtab* /*table*/, sqlite3_vtab_cursor** made) {
    return guarded([&] {
        *made = new Cursor{};
        return SQLITE_OK;
    });
}

int close(sqlite3_vtab_cursor* cursor) {
    delete &own(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* cursor, int /*plan*/, const char* /*name*/, int /*count*/,
           sqlite3_value** /*arguments*/) {
    return guarded([&] {
        own(cursor).rows = static_cast<Table*>(cursor->pVtab)->rows->rows();
        own(cursor).next = 0;
        return SQLITE_OK;
    });
}

int next(sqlite3_vtab_cursor* cursor) {
    ++own(cursor).next;
    return SQLITE_OK;
}

int at_end(sqlite3_vtab_cursor* cursor) { return own(cursor).next >= own(cursor).rows.size ? 1 : 0; }

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int index) {
    const SqliteRows& rows = own(cursor).rows;
    const ColumnDescription& description = rows.model->columns[static_cast<std::size_t>(index)];
    const std::string name(description.name);
    try {
        ResultStatement result(context);
        report(context, name, {.fault = description.bind(result, 0, rows.at(own(cursor).next))});
    } catch (...) {
        report_exception(context, name);
    }
    return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* id) {
    *id = static_cast<sqlite3_int64>(own(cursor).next) + 1;
    return SQLITE_OK;
}

/// Without xCreate the table is there by its name alone. https://sqlite.org/vtab.html#eponymous_only_virtual_tables
sqlite3_module make_module() noexcept {
    sqlite3_module module{};
    module.xConnect = &connect;
    module.xDisconnect = &disconnect;
    module.xBestIndex = &best_index;
    module.xOpen = &open;
    module.xClose = &close;
    module.xFilter = &filter;
    module.xNext = &next;
    module.xEof = &at_end;
    module.xColumn = &column;
    module.xRowid = &rowid;
    return module;
}

}  // namespace

int register_table(sqlite3* handle, const std::shared_ptr<RowTable>& table) {
    static const sqlite3_module module = make_module();
    const std::string name(table->rows().model->table);
    return sqlite3_create_module_v2(handle, name.c_str(), &module, new std::shared_ptr<RowTable>(table),
                                    [](void* data) { delete static_cast<std::shared_ptr<RowTable>*>(data); });
}

}  // namespace pewit::detail
