/// Models as JSON and back, with the rows that their foreign keys lead to, and those that refer to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/detail/row_buffer.hpp>
#include <pewit/detail/rows.hpp>
#include <pewit/json.hpp>
#include <pewit/model.hpp>

namespace pewit {

namespace detail {

struct ModelWalk;

/// Where a foreign key leads: `walk` is missing when it is NULL, `row` when it is not loaded.
struct Followed {
    const ModelWalk* walk = nullptr;
    const void* row = nullptr;
};

using ReadInto = FunctionRef<void(const ModelWalk& walk, void* row)>;

/// A model's description, and how to go along its foreign keys.
struct ModelWalk {
    const ModelDescription& (*model)() noexcept;
    /// Loads nothing.
    Followed (*follow)(const void* row, std::size_t column);
    /// Makes an object of the model that the column refers to, has it read, and stores it as the loaded row.
    void (*fill)(void* row, std::size_t column, ReadInto read);
    const RowBuffer::RowType* row_type;
    /// Reads objects of the model into a buffer of that type.
    RowSink (*sink)(RowBuffer& rows);
};

template <class M>
const ModelWalk& walk_of() noexcept;

template <class Key>
const Key& key_in(const Key& key) noexcept {
    return key;
}
template <class Key>
const Key& key_in(const std::optional<Key>& key) noexcept {
    return *key;
}

template <class F, class M>
Followed follow_field(const M& row) {
    const auto& member = row.*F::pewit_member();
    using T = std::remove_cvref_t<decltype(member)>;
    if constexpr (is_optional_v<T>) {
        if (!member) return {};
    }
    const unwrapped_t<T>& key = key_in(member);
    return {&walk_of<typename unwrapped_t<T>::Target>(), key.is_loaded() ? &*key : nullptr};
}

template <class F, class M>
void fill_field(M& row, ReadInto read) {
    using Key = unwrapped_t<typename F::PewitValue>;
    typename Key::Target target{};
    read(walk_of<typename Key::Target>(), &target);
    row.*F::pewit_member() = Key(std::move(target));
}

/// Goes from the last field to the first until `column` is found; only foreign keys are asked for.
template <class F, class M>
Followed follow_column(const M& row, std::size_t column) {
    if constexpr (F::pewit_count > 0) {
        if constexpr (is_foreign_key_v<unwrapped_t<typename F::PewitValue>>) {
            if (F::pewit_index == column) return follow_field<F>(row);
        }
        return follow_column<typename F::PewitPrevious>(row, column);
    } else {
        return {};
    }
}
template <class F, class M>
void fill_column(M& row, std::size_t column, ReadInto read) {
    if constexpr (F::pewit_count > 0) {
        if constexpr (is_foreign_key_v<unwrapped_t<typename F::PewitValue>>) {
            if (F::pewit_index == column) return fill_field<F>(row, read);
        }
        fill_column<typename F::PewitPrevious>(row, column, read);
    }
}

template <class M>
const ModelWalk& walk_of() noexcept {
    static constexpr ModelWalk walk{
        &description<M>,
        [](const void* row, std::size_t column) {
            return follow_column<last_field_t<M>>(*static_cast<const M*>(row), column);
        },
        [](void* row, std::size_t column, ReadInto read) {
            fill_column<last_field_t<M>>(*static_cast<M*>(row), column, read);
        },
        &pewit::detail::row_type<M>, [](RowBuffer& rows) { return sink_into<M, RowReader<M>>(rows); }};
    return walk;
}

/// A column of any model.
struct JsonColumn {
    const ModelDescription& (*model)() noexcept;
    std::size_t index;

    template <class M, class T, std::uint16_t I>
    JsonColumn(const Column<M, T, I>& column) noexcept  // NOLINT(google-explicit-constructor)
        : model(column.ref.model), index(I) {}
};

}  // namespace detail

/// Rows that belong to a row from the other side, for model_to_json(): a list in its object.
class JsonBackref {
public:
    /// Those whose foreign key leads to the row. Without a name: that which its `backref("…")` says, else the class's and
    /// `_set`, as "tweet_set".
    template <class M, class T, std::uint16_t I>
    JsonBackref(const detail::Column<M, T, I>& /*key*/,
                std::string_view list_name = {})  // NOLINT(google-explicit-constructor)
        : key_model(&detail::description<M>), key(I), walk(&detail::walk_of<M>), name(list_name) {
        check<T>();
    }
    /// Those that a model between links with it: by `key`, which leads to the row, and `other`, which leads to them.
    ///
    ///     {{Post::tags_through::c.from, Post::tags_through::c.to, "tags"}}
    template <class M, class T, std::uint16_t I, class Other, std::uint16_t J>
    JsonBackref(const detail::Column<M, T, I>& /*key*/, const detail::Column<M, Other, J>& /*other*/,
                std::string_view list_name)
        : key_model(&detail::description<M>), key(I), other(J), name(list_name) {
        check<T>();
        check<Other>();
        if constexpr (detail::is_foreign_key_v<detail::unwrapped_t<Other>>)
            walk = &detail::walk_of<typename detail::unwrapped_t<Other>::Target>;
    }

    // For the library.
    detail::ModelAccessor key_model;
    std::uint16_t key;
    std::optional<std::uint16_t> other = {};
    const detail::ModelWalk& (*walk)() noexcept = nullptr;  ///< of the rows that belong
    std::string name;

private:
    template <class T>
    static constexpr void check() {
        constexpr bool is_key = detail::is_foreign_key_v<detail::unwrapped_t<T>>;
        static_assert(is_key, "backrefs take foreign keys");
    }
};

struct ModelFromJsonOptions {
    /// Passes over members that are no columns.
    bool ignore_unknown = false;
    /// Columns that create() would have to be given may be missing, and keep what C++ makes of them (0, "").
    bool partial = false;
};

struct ModelJsonOptions {
    /// Foreign keys as the rows that they lead to, loading what is not loaded; else as keys. A foreign key that was
    /// followed already on the way, in either direction, stays a key, so that no circle is endless.
    bool recurse = true;
    /// How many steps deep, along foreign keys or back; not set: all.
    std::optional<int> max_depth = {};
    /// What belongs to a row from the other side, of whatever model: `{T.user, {L.tweet, "likes"}}`. Not with recurse = false.
    std::vector<JsonBackref> backrefs = {};
    /// These columns alone, of whatever model; empty: all.
    std::vector<detail::JsonColumn> only = {};
    std::vector<detail::JsonColumn> exclude = {};
};

namespace detail {

/// An object; of several rows, or `as_list`, a list.
[[nodiscard]] Json to_json(const ModelWalk& walk, const std::vector<const void*>& rows, bool as_list,
                           const ModelJsonOptions& options);
void from_json(const ModelWalk& walk, void* row, std::string_view object, ModelFromJsonOptions options);

}  // namespace detail

/// An object with a member for each column, by its C++ name: numbers, booleans and Json as they are, a Blob as base64, all
/// else as text.
///
///     pewit::model_to_json(tweet, {.exclude = {U.password}}).text()
///     // {"id":1,"user":{"id":7,"username":"huey"},"content":"meow"}
///     pewit::model_to_json(user, {.backrefs = {T.user}}).text()
///     // {"id":7,"username":"huey","tweets":[{"id":1,"user":7,"content":"meow"}]}
///
/// SQL: one SELECT for each foreign key, and each back-reference, on each level; for rows that are not loaded, and with at most
/// 1024 keys in a statement. Those that belong come by their key.
/// Errors: DataError for an infinite number; ProgrammingError when a list has the name of a column or of another list;
/// DoesNotExist when a foreign key leads nowhere; LazyLoadError while a NoLazyLoad lives, for a foreign key that is not loaded.
template <class M>
[[nodiscard]] Json model_to_json(const M& row, const ModelJsonOptions& options = {}) {
    return detail::to_json(detail::walk_of<M>(), {&row}, false, options);
}

/// The same for many rows, as a list, with no more statements than for one.
template <class M>
[[nodiscard]] Json models_to_json(const std::vector<M>& rows, const ModelJsonOptions& options = {}) {
    std::vector<const void*> each;
    for (const M& row : rows)
        each.push_back(&row);
    return detail::to_json(detail::walk_of<M>(), each, true, options);
}

/// The object that model_to_json() writes, as an unsaved object of the model; a foreign key is a key or an object. Columns that
/// are missing keep their C++ defaults; those that have none, and that create() would have to be given, must be there, unless
/// it is `partial`. The same holds for the objects of foreign keys.
/// Back-references are not read: they are members that are no columns.
/// Errors: DataError, naming table and column, for what does not fit a column, for a column that is missing; naming the
/// member, for one that is no column (unless ignored); and when it is no JSON object.
template <class M>
[[nodiscard]] M model_from_json(const Json& json, ModelFromJsonOptions options = {}) {
    M row{};
    detail::from_json(detail::walk_of<M>(), &row, json.text(), options);
    return row;
}
template <class M>
[[nodiscard]] M model_from_json(const Json& json, bool ignore_unknown) {
    return model_from_json<M>(json, ModelFromJsonOptions{.ignore_unknown = ignore_unknown});
}

}  // namespace pewit
