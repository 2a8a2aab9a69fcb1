/// What every expression can do, columns included; defined in expression.hpp.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/optional_traits.hpp>

namespace pewit {

template <class T>
class Expr;
class Condition;
class Ordering;
template <class T>
class JsonPath;

namespace detail {

/// X as the operators see it: a column without its model, so that they are compiled once for all columns of a type.
template <class X>
struct WithoutModel {
    using type = X;
};
template <class X>
using without_model_t = typename WithoutModel<X>::type;

template <class T>
struct ElementOf {
    using type = void;
};
template <class E>
struct ElementOf<std::vector<E>> {
    using type = E;
};
/// What a list has, which may be an optional one; void: T is no list.
template <class T>
using element_t = typename ElementOf<unwrapped_t<T>>::type;
template <class T>
inline constexpr bool is_list_v = !std::is_void_v<element_t<T>>;

/// What `x[step]` is. A struct of its own: there is no std::optional<void>.
template <class T, class E = element_t<T>>
struct Subscript {
    using type = Expr<std::optional<unwrapped_t<E>>>;
};
template <class T>
struct Subscript<T, void> {
    using type = JsonPath<T>;
};

/// Base of everything that is SQL when it stands in a query.
struct ExpressionTag {};

/// The value of CAST(T AS U): NULL stays NULL.
template <class T, class U>
using cast_t = std::conditional_t<is_optional_v<T>, std::optional<unwrapped_t<U>>, U>;

/// A part of a date, NULL where the date is.
template <class T>
using date_part_t = std::conditional_t<is_optional_v<T>, std::optional<int>, int>;

/// What every expression can do. Self has `Operand operand() const`; T is the C++ type of its value,
/// std::optional when it may be NULL.
template <class Self, class T>
class Term : public ExpressionTag {
public:
    using pewit_term = T;

    /// `IN (…)`: one parameter for each value. An empty list is false.
    [[nodiscard]] Condition in(std::initializer_list<unwrapped_t<T>> values) const;
    template <class Values>
    [[nodiscard]] Condition in(const Values& values) const;
    [[nodiscard]] Condition not_in(std::initializer_list<unwrapped_t<T>> values) const;
    template <class Values>
    [[nodiscard]] Condition not_in(const Values& values) const;

    template <class Low, class High>
    [[nodiscard]] Condition between(const Low& low, const High& high) const;
    template <class Low, class High>
    [[nodiscard]] Condition not_between(const Low& low, const High& high) const;

    /// `IS [NOT] DISTINCT FROM`: comparisons in which NULL is a value like others, so that the result is never NULL.
    template <class V>
    [[nodiscard]] Condition is_distinct_from(const V& value) const;
    template <class V>
    [[nodiscard]] Condition is_not_distinct_from(const V& value) const;

    [[nodiscard]] Condition is_null(bool yes = true) const noexcept;
    [[nodiscard]] Condition is_not_null() const noexcept;

    /// `%` is any text, `_` any character, `\` takes away their meaning. `like` minds the case of letters,
    /// `ilike` does not (SQLite: of ASCII letters), the same on every engine.
    template <class Pattern>
    [[nodiscard]] Condition like(const Pattern& pattern) const;
    template <class Pattern>
    [[nodiscard]] Condition ilike(const Pattern& pattern) const;
    /// The text stands for itself: `%` and `_` in it are ordinary characters. Case is not minded.
    /// Of a list (a field of std::vector): does it have the element, or all elements of the other list? Of JSON: is
    /// the document part of it? These two are PostgreSQL's. Errors, when rendered: NotSupportedError on SQLite.
    template <class Part = unwrapped_t<T>>
    [[nodiscard]] Condition contains(const Part& part) const;
    template <class Text>
    [[nodiscard]] Condition startswith(const Text& text) const;
    template <class Text>
    [[nodiscard]] Condition endswith(const Text& text) const;

    /// Does the regular expression match a part of the text? Case is minded. The language is the engine's:
    /// ECMAScript's in SQLite, PostgreSQL's own there; classes, groups, `|`, `^` and `$` are alike.
    template <class Pattern>
    [[nodiscard]] Condition regexp(const Pattern& pattern) const;
    /// The same without minding case (SQLite: of ASCII letters).
    template <class Pattern>
    [[nodiscard]] Condition iregexp(const Pattern& pattern) const;

    /// Of a list: are all its elements in the other? Of JSON: is it part of the document? PostgreSQL's, as above.
    template <class Whole = unwrapped_t<T>>
    [[nodiscard]] Condition contained_by(const Whole& whole) const;
    /// Of a list: is one of its elements in the other? PostgreSQL's, as above.
    template <class List = unwrapped_t<T>>
    [[nodiscard]] Condition overlaps(const List& list) const;

    [[nodiscard]] Ordering asc() const noexcept;
    [[nodiscard]] Ordering desc() const noexcept;

    /// `… AS "name"` in the select list; in its ORDER BY just the name, in its
    /// GROUP BY the number of its place; anywhere else the expression itself.
    [[nodiscard]] Expr<T> as(std::string_view name) const;
    /// `CAST(… AS type)`, with the engine's type for U. A number loses its fraction when it becomes an integer. Of
    /// DateTime and Date each becomes the other, and DateTime a Time. Text that is no number is an error (DataError) in
    /// PostgreSQL and 0 in SQLite.
    template <class U>
    [[nodiscard]] Expr<cast_t<T, U>> cast() const;
    /// `… COLLATE "name"`.
    [[nodiscard]] Expr<T> collate(std::string_view name) const;
    /// `DISTINCT …`, for the argument of an aggregate: `fn::count(T.user.distinct())`.
    [[nodiscard]] Expr<T> distinct() const noexcept;

    // Parts of a DateTime, Date or Time, as peewee's; others by fn::date_part().
    [[nodiscard]] Expr<date_part_t<T>> year() const;
    [[nodiscard]] Expr<date_part_t<T>> month() const;
    [[nodiscard]] Expr<date_part_t<T>> day() const;
    [[nodiscard]] Expr<date_part_t<T>> hour() const;
    [[nodiscard]] Expr<date_part_t<T>> minute() const;
    [[nodiscard]] Expr<date_part_t<T>> second() const;

    /// A step into a JSON document, see json_path.hpp: `U.data["a"]["b"][0]`. Of a list the element with that number,
    /// counted from 0, or from -1 at its end; NULL where there is none. PostgreSQL's, as above.
    template <class Step>
    [[nodiscard]] typename Subscript<T>::type operator[](const Step& step) const;
    template <class... Steps>
    [[nodiscard]] JsonPath<T> path(const Steps&... steps) const;

protected:
    constexpr Term() noexcept = default;
    Term(const Term&) = default;
    Term& operator=(const Term&) = default;
    ~Term() = default;

private:
    [[nodiscard]] Operand self() const noexcept { return static_cast<const Self&>(*this).operand(); }
    template <class Values>
    [[nodiscard]] Condition in_values(NodeKind kind, const Values& values) const;
    template <class Text>
    [[nodiscard]] Condition affix(Affix affix, const Text& text) const;
};

}  // namespace detail

}  // namespace pewit
