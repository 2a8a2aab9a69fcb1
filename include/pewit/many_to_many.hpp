/// Many-to-many relations: the rows linked with a row, and the links.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/links.hpp>
#include <pewit/detail/relations.hpp>
#include <pewit/detail/to_operand.hpp>
#include <pewit/expression.hpp>
#include <pewit/select.hpp>
#include <pewit/write.hpp>

namespace pewit {

namespace detail {

/// The table between two models, with the columns of its two keys.
struct LinkTable {
    ModelAccessor model;
    std::uint16_t from;
    std::uint16_t to;
    MakeRow make_row;  ///< what fills its other columns
};

// Each is atomic: in one transaction, or a savepoint when nested. `owner`: the key of the row whose links they are;
// `keys`: a list of the others' keys, or none. They return the number of links changed.

/// Links that are there already are left as they are.
std::int64_t add_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys);
std::int64_t remove_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys);
std::int64_t clear_links(const LinkTable& table, const NodeRef& owner);
/// Removes all others, and adds those that are missing.
std::int64_t set_links(const LinkTable& table, const NodeRef& owner, const NodeRef& keys);

/// Can a pair of keys be there only once?
constexpr bool is_unique_pair(const ModelDescription& model, std::uint16_t from, std::uint16_t to) {
    const auto is_one = [&](std::uint16_t column) { return column == from || column == to; };
    const auto key = model.primary_key;
    if (key.size() == 2 && key[0] != key[1] && is_one(key[0]) && is_one(key[1])) return true;
    for (const IndexDescription& index : model.indexes) {
        const auto parts = index.parts;
        if (!index.unique || !index.where.empty() || parts.size() != 2) continue;
        if (!parts[0].expression.empty() || !parts[1].expression.empty()) continue;
        if (parts[0].column != parts[1].column && is_one(parts[0].column) && is_one(parts[1].column))
            return true;
    }
    return false;
}
/// Must a link be given more than its two keys?
constexpr bool needs_more(const ModelDescription& model, std::uint16_t from, std::uint16_t to) {
    for (std::size_t i = 0; i < model.columns.size(); ++i) {
        if (model.columns[i].required && i != from && i != to) return true;
    }
    return false;
}

template <class T>
[[nodiscard]] NodeRef literal_of(const T& value) {
    const auto operand = to_operand<T>(value);
    return make_unary(NodeKind::same, operand);
}

}  // namespace detail

/// What `post.tags()` gives: a query for the rows linked with `post`, and the ways to change the links.
///
///     for (const Tag& tag : post.tags().order_by(Tag::c.name)) …
///     post.tags().add(cats, dogs);
///     post.tags().set(wanted);
///
/// add, remove and set take rows of Target, their keys, and ranges of either. Each is atomic by itself (a savepoint when
/// nested), goes to the database of the model between, and returns the number of links that it changed. The rows
/// must have been saved; what a link has besides its two keys gets its default.
/// Errors: ProgrammingError for a row that is not saved yet; ForeignKeyViolation for one that is not there; any
/// DatabaseError.
template <class Target, class From, class To>
class Linked : public Select<Target> {
public:
    using Key = detail::key_value_t<Target>;

    Linked(detail::NodeRef query, detail::NodeRef owner) noexcept
        : Select<Target>(std::move(query)), owner_(std::move(owner)) {}

    /// SQL: `INSERT … ON CONFLICT DO NOTHING`, several links in a statement.
    template <class... Rows>
    std::int64_t add(const Rows&... rows) const {
        check_insert();
        return detail::add_links(table, owner_, keys_of(rows...));
    }
    /// SQL: `DELETE … WHERE … IN (…)`.
    template <class... Rows>
    std::int64_t remove(const Rows&... rows) const {
        return detail::remove_links(table, owner_, keys_of(rows...));
    }
    /// Removes all links of the row.
    std::int64_t clear() const { return detail::clear_links(table, owner_); }
    /// Afterwards the row is linked with these alone. Links that stay keep what else they hold.
    template <class... Rows>
    std::int64_t set(const Rows&... rows) const {
        check_insert();
        return detail::set_links(table, owner_, keys_of(rows...));
    }

    std::int64_t add(std::initializer_list<Target> rows) const {
        return add<std::initializer_list<Target>>(rows);
    }
    std::int64_t remove(std::initializer_list<Target> rows) const {
        return remove<std::initializer_list<Target>>(rows);
    }
    std::int64_t set(std::initializer_list<Target> rows) const {
        return set<std::initializer_list<Target>>(rows);
    }

private:
    using Between = typename From::Model;
    static constexpr detail::LinkTable table{&detail::description<Between>, From::index, To::index,
                                             &detail::with_fresh_row<Between>};

    static constexpr void check_insert() {
        constexpr const detail::ModelDescription& model = detail::DescriptionOf<Between>::value;
        static_assert(detail::is_unique_pair(model, From::index, To::index),
                      "add() and set(): the model between needs META(unique_on(..)) of its two keys");
        static_assert(
            !detail::needs_more(model, From::index, To::index),
            "add() and set() can't fill what else the model between requires: create its rows instead");
    }
    template <class... Rows>
    static detail::NodeRef keys_of(const Rows&... rows) {
        detail::NodeRef keys;
        (append(keys, rows), ...);
        return keys;
    }
    template <class Row>
    static void append(detail::NodeRef& keys, const Row& row) {
        if constexpr (std::is_same_v<Row, Target>) {
            const Key key = detail::key_of<Key>(row);
            if constexpr (std::is_same_v<Key, std::int64_t>)
                detail::check_saved({table.model, nullptr, table.to}, key);
            append(keys, key);
        } else if constexpr (std::is_convertible_v<const Row&, Key>) {
            const Key key(row);
            detail::append_operand(keys, detail::NodeKind::list, detail::to_operand<Key>(key));
        } else {
            for (const auto& each : row)
                append(keys, each);
        }
    }

    detail::NodeRef owner_;
};

namespace detail {

template <class Target, class M, class From, class To>
[[nodiscard]] auto linked_by(const M& row, const From& from, const To& to) {
    constexpr column_of_t<key_field_t<Target>> key(ColumnOrigin{&description<Target>, nullptr});
    NodeRef owner = literal_of(key_of<key_value_t<M>>(row));
    const Condition is_own(make_binary(NodeKind::equal, from.operand(), owner.operand()));
    const auto others = From::Model::select(to).where(is_own);
    return Linked<Target, From, To>(Target::select().where(key.in(others)).node(), std::move(owner));
}

/// MANY_TO_MANY: by the keys of Through that refer to the two sides; between a model and itself the first is this row's.
template <class Target, class Through, class M>
[[nodiscard]] auto linked_with(const M& row) {
    using Last = last_field_t<Through>;
    constexpr bool is_same = std::is_same_v<M, Target>;
    constexpr bool are_clear =
        is_same ? count_references<Last, M>() == 2
                : count_references<Last, M>() == 1 && count_references<Last, Target>() == 1;
    static_assert(are_clear,
                  "MANY_TO_MANY: the model between must have one key to each side; where it has several, "
                  "name two: MANY_TO_MANY(Target, name, Through, from, to)");
    if constexpr (are_clear) {
        using To = reference_to_t<Last, Target>;
        using From = reference_to_t<std::conditional_t<is_same, typename To::PewitPrevious, Last>, M>;
        constexpr ColumnOrigin between{&description<Through>, nullptr};
        return linked_by<Target>(row, column_of_t<From>(between), column_of_t<To>(between));
    } else {
        return Target::select();
    }
}
template <class Target, class Through, class M, class From, class To>
[[nodiscard]] auto linked_with(const M& row, const From& from, const To& to) {
    constexpr bool are_keys =
        refers_to_v<field_of_column_t<From>, M> && refers_to_v<field_of_column_t<To>, Target>;
    static_assert(
        are_keys,
        "MANY_TO_MANY(Target, name, Through, from, to): from must refer to this model, to to Target");
    if constexpr (are_keys) {
        return linked_by<Target>(row, from, to);
    } else {
        return Target::select();
    }
}
template <class Target, class Through, class M, class From>
[[nodiscard]] auto linked_with(const M& /*row*/, const From& /*from*/) {
    static_assert(never<Target>, "MANY_TO_MANY(Target, name, Through, from, to) names both keys, or none");
    return Target::select();
}

}  // namespace detail
}  // namespace pewit
