/// Pages by key: each begins behind the last row of the one before.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include <pewit/detail/column_base.hpp>
#include <pewit/detail/operand.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>

namespace pewit {

namespace detail {

/// An order together with the condition for what comes behind a place in it; none at the beginning.
struct KeysetPlace {
    NodeRef order;  ///< list
    Condition behind;
};

/// A term of a keyset that goes down.
template <class T>
struct Descending {
    NodeRef node;
    [[nodiscard]] Operand operand() const noexcept { return node.operand(); }
};

template <class X>
struct OrderedValue {
    using type = field_of_t<X>;
};
template <class T>
struct OrderedValue<Descending<T>> {
    using type = T;
};

// Here, so that argument-dependent lookup finds it from the columns.
/// keyset(desc(U.karma), U.id): this term goes down. (`U.karma.desc()` does not know its type any more.)
template <TermLike X>
[[nodiscard]] Descending<typename X::pewit_term> desc(const X& term) {
    return {make_unary(NodeKind::descending, term.operand())};
}

/// ORDER BY and WHERE of a page that begins there.
void set_keyset(NodeRef& select, const KeysetPlace& place) noexcept;
/// What comes behind these values, one for each term of the order.
[[nodiscard]] Condition behind_values(const NodeRef& order, const Operand* values,
                                      std::size_t count) noexcept;
/// What comes behind a row. Errors: ProgrammingError when a term of the order is no column of its model.
[[nodiscard]] Condition behind_row(const NodeRef& order, ModelAccessor model, const void* row);

}  // namespace detail

/// An order that pages go along, made by `keyset()`; the place at its beginning.
template <class... T>
class Keyset : public detail::KeysetPlace {
public:
    explicit Keyset(detail::NodeRef list) noexcept : detail::KeysetPlace{std::move(list), {}} {}

    /// Behind the row that has these values.
    template <class... V>
    requires(sizeof...(V) == sizeof...(T)) [[nodiscard]] detail::KeysetPlace after(const V&... values) const {
        (detail::check_beside<T, V>(), ...);
        return [this](const auto&... operands) {
            const detail::Operand list[] = {operands...};
            return detail::KeysetPlace{this->order,
                                       detail::behind_values(this->order, list, sizeof...(operands))};
        }(detail::to_operand<T>(values)...);
    }
    /// Behind this row, when every term is a column of its model.
    /// Errors: ProgrammingError when one is not.
    template <class M>
    requires requires { typename M::PewitModel; }
    [[nodiscard]] detail::KeysetPlace after(const M& row) const {
        return {this->order, detail::behind_row(this->order, &detail::description<M>, &row)};
    }
};

using detail::desc;

/// An order for pages by key: of columns and expressions that can't be NULL, those in `desc()` going down.
/// The last must tell rows apart, as a primary key does: of rows that are alike in all terms, those beyond the
/// page's end would never be seen.
///
///     auto by = pewit::keyset(desc(U.karma), U.id);
///     auto first = User::select().paginate(by, 50).all();
///     auto next = User::select().paginate(by.after(first.back()), 50).all();
template <class... Terms>
[[nodiscard]] auto keyset(const Terms&... terms) {
    constexpr bool has_no_null = (!detail::is_optional_v<typename detail::OrderedValue<Terms>::type> && ...);
    static_assert(has_no_null,
                  "keyset(): NULLs have no place to go on from; put fn::coalesce() around what may be NULL");
    const detail::Operand list[] = {terms.operand()...};
    return Keyset<typename detail::OrderedValue<Terms>::type...>(
        make_node(detail::NodeKind::list, list, sizeof...(Terms)));
}

}  // namespace pewit
