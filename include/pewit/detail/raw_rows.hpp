/// Raw SQL: parameters bound, rows as tuples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/execution.hpp>
#include <pewit/detail/fault.hpp>
#include <pewit/field_traits.hpp>

namespace pewit::detail {

/// Errors: ProgrammingError when the statement has another number of parameters.
void check_parameter_count(const Statement& statement, std::size_t given);
/// Errors: ProgrammingError when the statement has another number of columns.
void check_column_count(const Statement& statement, std::size_t wanted);
/// What the statement changed; 0 for what is no INSERT, UPDATE or DELETE.
std::int64_t changed_rows(Session& session, const Statement& statement) noexcept;
[[noreturn]] void throw_column_fault(Fault fault, const Statement& statement, int column, const Cell& cell,
                                     std::string_view type);
[[noreturn]] void throw_parameter_fault(Fault fault, const Statement& statement, int parameter,
                                        std::string_view type);

template <class T>
[[nodiscard]] Fault bind_parameter(Statement& statement, int index, const T& value) {
    if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
        return statement.bind_null(index);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        return FieldTraits<std::string>::bind(statement, index, value);
    } else {
        return FieldTraits<T>::bind(statement, index, value);
    }
}

template <class T>
void bind_raw(Statement& statement, int index, const T& value) {
    const Fault fault = bind_parameter(statement, index, value);
    if (fault != Fault::none) throw_parameter_fault(fault, statement, index, type_name<T>());
}

template <class... Params>
void bind_all(Statement& statement, const Params&... params) {
    check_parameter_count(statement, sizeof...(Params));
    int index = 0;
    (bind_raw(statement, index++, params), ...);
}

template <class T>
T read_raw(const Statement& statement, int column, const Cell& cell) {
    T value{};
    if (const Fault fault = FieldTraits<T>::read(cell, value); fault != Fault::none) {
        throw_column_fault(fault, statement, column, cell, type_name<T>());
    }
    return value;
}

template <class... Params>
std::int64_t execute_raw(const SessionLease& lease, std::string_view sql, const Params&... params) {
    Execution execution{lease.session(), sql};
    bind_all(execution.statement(), params...);
    execution.run();
    return changed_rows(lease.session(), execution.statement());
}

template <class... Columns, class... Params>
std::vector<std::tuple<Columns...>> query_raw(const SessionLease& lease, std::string_view sql,
                                              const Params&... params) {
    static_assert(sizeof...(Columns) > 0, "query<…> names the types of its columns");
    Execution execution{lease.session(), sql};
    auto& statement = execution.statement();
    bind_all(statement, params...);
    check_column_count(statement, sizeof...(Columns));
    std::vector<std::tuple<Columns...>> rows;
    while (const Cell* cells = execution.step()) {
        // The first step prepares again when the schema has changed, and `*` may mean other columns (trap S23).
        if (rows.empty()) check_column_count(statement, sizeof...(Columns));
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            rows.push_back(
                std::tuple<Columns...>{read_raw<Columns>(statement, static_cast<int>(i), cells[i])...});
        }
        (std::index_sequence_for<Columns...>{});
    }
    if (rows.empty()) check_column_count(statement, sizeof...(Columns));
    return rows;
}

}  // namespace pewit::detail
