/// SQLite: functions, aggregates, window functions and collations written in C++, and C++ rows as a table.
///
/// Everything here is per database: each connection of its pool has it, those to come and those that are open.
/// A callable is called by whatever thread runs the statement, several at once, and must not use the database itself.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/sqlite_extension.hpp>
#include <pewit/detail/statement.hpp>
#include <pewit/field_traits.hpp>

namespace pewit {

/// How SQL may use a function.
struct SqliteFunctionOptions {
    /// The same arguments always give the same result: SQLite may call it once instead of often.
    bool deterministic = false;
    /// May also be used inside the schema: in views, triggers, CHECK, generated columns and (deterministic) indexes,
    /// so by whoever wrote the database file. Not set: in statements of the program only.
    bool in_schema = false;
};

namespace detail {

/// The parameters and the result of a callable that is not overloaded.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class R, class... P>
struct Signature<R (*)(P...)> {
    using Result = R;
    using Parameters = std::tuple<P...>;
};
template <class R, class... P>
struct Signature<R (*)(P...) noexcept> : Signature<R (*)(P...)> {};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...)> : Signature<R (*)(P...)> {};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...) const> : Signature<R (*)(P...)> {};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...) noexcept> : Signature<R (*)(P...)> {};
template <class C, class R, class... P>
struct Signature<R (C::*)(P...) const noexcept> : Signature<R (*)(P...)> {};

/// What a parameter of type P is read into. A std::string_view sees the text while the call lasts.
template <class T>
struct SqliteArgument {
    static constexpr bool nullable = FieldTraits<T>::nullable;
    static Fault read(const Cell& cell, T& value) { return FieldTraits<T>::read(cell, value); }
};
template <>
struct SqliteArgument<std::string_view> {
    static constexpr bool nullable = false;
    static Fault read(const Cell& cell, std::string_view& value) noexcept {
        if (cell.kind != CellKind::text) return Fault::wrong_kind;
        value = cell.text();
        return Fault::none;
    }
};

template <class T>
void read_argument(const Cell* cells, int index, T& value, CallOutcome& outcome) {
    if (outcome.fault != Fault::none) return;
    if (!SqliteArgument<T>::nullable && cells[index].is_null()) {
        outcome.skipped = true;
        return;
    }
    outcome.fault = SqliteArgument<T>::read(cells[index], value);
    if (outcome.fault != Fault::none) outcome.argument = index;
}

template <class Parameters>
struct SqliteArguments;
template <class... P>
struct SqliteArguments<std::tuple<P...>> {
    using Values = std::tuple<std::remove_cvref_t<P>...>;
    static constexpr bool are_readable =
        ((std::same_as<std::remove_cvref_t<P>, std::string_view> || FieldType<std::remove_cvref_t<P>>)&&...);
    static CallOutcome read(const Cell* cells, Values& values) {
        return read(cells, values, std::index_sequence_for<P...>{});
    }

private:
    template <std::size_t... I>
    static CallOutcome read([[maybe_unused]] const Cell* cells, [[maybe_unused]] Values& values,
                            std::index_sequence<I...> /*parameters*/) {
        CallOutcome outcome;
        (read_argument(cells, static_cast<int>(I), std::get<I>(values), outcome), ...);
        return outcome;
    }
};

template <class R>
Fault give_result(Statement& result, const R& value) {
    if constexpr (std::is_convertible_v<const R&, std::string_view> && !FieldType<R>) {
        return result.bind_text_copy(0, std::string_view(value));
    } else {
        return FieldTraits<R>::bind(result, 0, value);
    }
}

template <class F>
CallOutcome call_scalar(const void* callable, const Cell* cells, Statement& result) {
    using Parts = Signature<F>;
    using Arguments = SqliteArguments<typename Parts::Parameters>;
    typename Arguments::Values values{};
    CallOutcome outcome = Arguments::read(cells, values);
    if (outcome.skipped || outcome.fault != Fault::none) return outcome;
    const F& function = *static_cast<const F*>(callable);
    if constexpr (std::is_void_v<typename Parts::Result>) {
        std::apply(function, values);
        outcome.fault = result.bind_null(0);
    } else {
        outcome.fault = give_result(result, std::apply(function, values));
    }
    return outcome;
}

template <class A, auto Member>
CallOutcome call_step(void* state, const Cell* cells) {
    using Arguments = SqliteArguments<typename Signature<decltype(Member)>::Parameters>;
    typename Arguments::Values values{};
    const CallOutcome outcome = Arguments::read(cells, values);
    if (outcome.skipped || outcome.fault != Fault::none) return outcome;
    std::apply([state](auto&... each) { (static_cast<A*>(state)->*Member)(each...); }, values);
    return outcome;
}

template <class A>
concept HasInverse = requires {
    &A::inverse;
};

template <class A>
[[nodiscard]] SqliteAggregateFunctions aggregate_functions() {
    SqliteAggregateFunctions functions;
    functions.make = [] { return static_cast<void*>(new A()); };
    functions.destroy = [](void* state) noexcept { delete static_cast<A*>(state); };
    functions.step = &call_step<A, &A::step>;
    if constexpr (HasInverse<A>) functions.inverse = &call_step<A, &A::inverse>;
    functions.value = [](void* state, Statement& result) {
        return CallOutcome{.fault = give_result(result, static_cast<A*>(state)->value())};
    };
    return functions;
}

template <class Parameters>
constexpr int argument_count = static_cast<int>(std::tuple_size_v<Parameters>);

[[nodiscard]] constexpr int as_order(int order) noexcept { return order; }
[[nodiscard]] constexpr int as_order(std::weak_ordering order) noexcept {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace detail

/// A function for SQL, from any callable that is not overloaded. Its parameters and its result are field types;
/// std::string_view reads text without a copy. In queries: `fn::call<std::string>("initials", U.username)`.
///
///     pewit::sqlite_function(db, "initials", [](std::string_view name) { return make_initials(name); });
///
/// NULL: when a parameter that is no std::optional is given NULL, the result is NULL and nothing is called.
/// Errors: ProgrammingError when the name is taken; NotSupportedError on PostgreSQL. In the statement: DataError for an
/// argument that does not fit its parameter, naming function and place; OperationalError when the callable throws, without
/// its words, which may hold values.
template <class F>
void sqlite_function(Database& database, std::string_view name, F function,
                     const SqliteFunctionOptions& options = {}) {
    using Parameters = typename detail::Signature<F>::Parameters;
    constexpr bool readable = detail::SqliteArguments<Parameters>::are_readable;
    static_assert(readable, "sqlite_function: every parameter must be of a field type, or std::string_view");
    if constexpr (readable) {
        detail::SqliteScalar scalar{std::make_shared<const F>(std::move(function)), &detail::call_scalar<F>};
        detail::sqlite_extensions(database, "sqlite_function()")
            .add(name, {detail::argument_count<Parameters>, options.deterministic, options.in_schema},
                 std::move(scalar));
    }
}

/// An aggregate: a class that is made for each group, with `step(…)` for each row and `value()` for the result. With
/// an `inverse(…)` that takes a row back it is a window function too.
///
///     struct Product {
///         void step(double x) { product *= x; }
///         double value() const { return product; }
///         double product = 1;
///     };
///     pewit::sqlite_aggregate<Product>(db, "product");
///
/// A row with NULL for a parameter that is no std::optional is passed over. Errors: as with sqlite_function().
template <class A>
void sqlite_aggregate(Database& database, std::string_view name, const SqliteFunctionOptions& options = {}) {
    using Parameters = typename detail::Signature<decltype(&A::step)>::Parameters;
    constexpr bool readable = detail::SqliteArguments<Parameters>::are_readable;
    static_assert(readable, "sqlite_aggregate: every parameter must be of a field type, or std::string_view");
    if constexpr (readable) {
        detail::sqlite_extensions(database, "sqlite_aggregate()")
            .add(name, {detail::argument_count<Parameters>, options.deterministic, options.in_schema},
                 detail::aggregate_functions<A>());
    }
}

/// An order of texts: `U.username.collate("natural")`, or `collation("natural")` of a field. Gives a std::…_ordering, or
/// an int below, at or above 0. It must be noexcept: SQLite has no way to hear of an error here. It must be
/// there, the same, whenever a table or index that names it is used.
template <class F>
void sqlite_collation(Database& database, std::string_view name, F compare) {
    constexpr bool is_safe = std::is_nothrow_invocable_v<const F&, std::string_view, std::string_view>;
    static_assert(is_safe, "sqlite_collation: a noexcept callable of two std::string_view is needed");
    if constexpr (is_safe) {
        detail::SqliteCollation collation{
            std::make_shared<const F>(std::move(compare)),
            [](const void* callable, std::string_view a, std::string_view b) noexcept {
                return detail::as_order((*static_cast<const F*>(callable))(a, b));
            }};
        detail::sqlite_extensions(database, "sqlite_collation()").add(name, std::move(collation));
    }
}

/// C++ objects as a table that can only be read: under the model's table name, with its columns, for typed queries and
/// raw SQL, joined with real tables. It lives in the connections, not in the file; nothing is created there.
///
///     MODEL_NO_ID(Rate) { FIELD(std::string, currency, primary_key); FIELD(double, rate); };
///     pewit::sqlite_table(db, std::vector<Rate>{…});
///     auto sums = Order::select(fn::sum(O.amount * Rate::c.rate)).join<Rate>(O.currency == Rate::c.currency);
///
/// Lifetime: the rows are kept. Called again for the same model, the new rows take their place, for every statement
/// that begins later. Errors: ProgrammingError when the name is taken by a function's; NotSupportedError on PostgreSQL.
template <class M>
void sqlite_table(Database& database, std::vector<M> rows) {
    const auto owner = std::make_shared<const std::vector<M>>(std::move(rows));
    detail::sqlite_extensions(database, "sqlite_table()")
        .add(detail::SqliteRows{&detail::description<M>(), owner, owner->data(), owner->size(), sizeof(M)});
}

}  // namespace pewit
