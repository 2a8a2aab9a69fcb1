/// Functions, aggregates and collations of the program, as SQLite calls them.
#include <sqlite3.h>

#include <memory>

#include "sqlite/callback.hpp"
#include "sqlite/extensions.hpp"

namespace pewit::detail {
namespace {

/// What SQLite keeps for a registration, one object a connection.
template <class T>
struct Registered {
    std::string name;
    T extension;
};

template <class T>
void destroy(void* registered) {
    delete static_cast<Registered<T>*>(registered);
}

template <class T>
const Registered<T>& registered(sqlite3_context* context) noexcept {
    return *static_cast<const Registered<T>*>(sqlite3_user_data(context));
}

int flags_of(const SqliteFunctionFlags& flags) noexcept {
    return SQLITE_UTF8 | (flags.deterministic ? SQLITE_DETERMINISTIC : 0)
           | (flags.in_schema ? SQLITE_INNOCUOUS : SQLITE_DIRECTONLY);
}

void scalar(sqlite3_context* context, int count, sqlite3_value** arguments) {
    const auto& function = registered<SqliteScalar>(context);
    try {
        const std::vector<Cell> cells = cells_of(arguments, count);
        ResultStatement result(context);
        // Without a result it is NULL.
        report(context, function.name,
               function.extension.call(function.extension.callable.get(), cells.data(), result));
    } catch (...) {
        report_exception(context, function.name);
    }
}

/// The group's own object, made at its first row.
void* state_of(sqlite3_context* context, const SqliteAggregateFunctions& functions) {
    auto** const state = static_cast<void**>(sqlite3_aggregate_context(context, sizeof(void*)));
    if (state == nullptr) throw std::bad_alloc();
    if (*state == nullptr) *state = functions.make();
    return *state;
}

template <auto Step>
void with_row(sqlite3_context* context, int count, sqlite3_value** arguments) {
    const auto& function = registered<SqliteAggregateFunctions>(context);
    try {
        const std::vector<Cell> cells = cells_of(arguments, count);
        void* const state = state_of(context, function.extension);
        report(context, function.name, (function.extension.*Step)(state, cells.data()));
    } catch (...) {
        report_exception(context, function.name);
    }
}

void value(sqlite3_context* context) {
    const auto& function = registered<SqliteAggregateFunctions>(context);
    try {
        ResultStatement result(context);
        report(context, function.name,
               function.extension.value(state_of(context, function.extension), result));
    } catch (...) {
        report_exception(context, function.name);
    }
}

/// Also called after an error, so that the state goes away.
void finish(sqlite3_context* context) {
    value(context);
    auto** const state = static_cast<void**>(sqlite3_aggregate_context(context, 0));
    if (state == nullptr || *state == nullptr) return;
    registered<SqliteAggregateFunctions>(context).extension.destroy(*state);
    *state = nullptr;
}

int compare(void* collation, int size, const void* text, int other_size, const void* other) {
    const auto& registered = *static_cast<const Registered<SqliteCollation>*>(collation);
    return registered.extension.compare(
        registered.extension.callable.get(), {static_cast<const char*>(text), static_cast<std::size_t>(size)},
        {static_cast<const char*>(other), static_cast<std::size_t>(other_size)});
}

}  // namespace

int register_scalar(sqlite3* handle, const std::string& name, const SqliteFunctionFlags& flags,
                    const SqliteScalar& function) {
    auto* const data = new Registered<SqliteScalar>{name, function};
    return sqlite3_create_function_v2(handle, name.c_str(), flags.arguments, flags_of(flags), data, &scalar,
                                      nullptr, nullptr, &destroy<SqliteScalar>);
}

int register_aggregate(sqlite3* handle, const std::string& name, const SqliteFunctionFlags& flags,
                       const SqliteAggregateFunctions& functions) {
    auto* const data = new Registered<SqliteAggregateFunctions>{name, functions};
    constexpr auto step = &with_row<&SqliteAggregateFunctions::step>;
    if (functions.inverse == nullptr) {
        return sqlite3_create_function_v2(handle, name.c_str(), flags.arguments, flags_of(flags), data,
                                          nullptr, step, &finish, &destroy<SqliteAggregateFunctions>);
    }
    return sqlite3_create_window_function(handle, name.c_str(), flags.arguments, flags_of(flags), data, step,
                                          &finish, &value, &with_row<&SqliteAggregateFunctions::inverse>,
                                          &destroy<SqliteAggregateFunctions>);
}

int register_collation(sqlite3* handle, const std::string& name, const SqliteCollation& collation) {
    auto data = std::make_unique<Registered<SqliteCollation>>(Registered<SqliteCollation>{name, collation});
    const int code = sqlite3_create_collation_v2(handle, name.c_str(), SQLITE_UTF8, data.get(), &compare,
                                                 &destroy<SqliteCollation>);
    if (code == SQLITE_OK) static_cast<void>(data.release());
    return code;
}

}  // namespace pewit::detail
