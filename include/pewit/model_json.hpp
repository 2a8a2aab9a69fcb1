/// Models as JSON and back, with the rows that their foreign keys lead to.
#pragma once

#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <pewit/json.hpp>
#include <pewit/model.hpp>

namespace pewit {

namespace detail {

struct ModelWalk;

/// Where a foreign key leads; nowhere when it is NULL.
struct Followed {
    const void* row = nullptr;
    const ModelWalk* walk = nullptr;
};

using ReadInto = FunctionRef<void(const ModelWalk& walk, void* row)>;

/// A model's description, and how to go along its foreign keys.
struct ModelWalk {
    const ModelDescription& (*model)() noexcept;
    /// Loads the row that column refers to, unless it is loaded.
    Followed (*follow)(const void* row, std::size_t column);
    /// Makes an object of the model that the column refers to, has it read, and stores it as the loaded row.
    void (*fill)(void* row, std::size_t column, ReadInto read);
};

template <class M>
const ModelWalk& walk_of() noexcept;

template <class F, class M>
Followed follow_field(const M& row) {
    const auto& member = row.*F::pewit_member();
    using T = std::remove_cvref_t<decltype(member)>;
    if constexpr (is_optional_v<T>) {
        if (!member) return {};
        return {&**member, &walk_of<typename T::value_type::Target>()};
    } else {
        return {&*member, &walk_of<typename T::Target>()};
    }
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
    static constexpr ModelWalk walk{&description<M>,
                                    [](const void* row, std::size_t column) {
                                        return follow_column<last_field_t<M>>(*static_cast<const M*>(row),
                                                                              column);
                                    },
                                    [](void* row, std::size_t column, ReadInto read) {
                                        fill_column<last_field_t<M>>(*static_cast<M*>(row), column, read);
                                    }};
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

struct ModelJsonOptions {
    /// Foreign keys as the rows that they lead to, loading what is not loaded; else as keys. A foreign key that was
    /// followed already on the way stays a key, so that no circle is endless.
    bool recurse = true;
    /// How many foreign keys deep; not set: all.
    std::optional<int> max_depth = {};
    /// These columns alone, of whatever model; empty: all.
    std::vector<detail::JsonColumn> only = {};
    std::vector<detail::JsonColumn> exclude = {};
};

namespace detail {

[[nodiscard]] Json to_json(const ModelWalk& walk, const void* row, const ModelJsonOptions& options);
void from_json(const ModelWalk& walk, void* row, std::string_view object, bool ignore_unknown);

}  // namespace detail

/// An object with a member for each column, by its C++ name: numbers, booleans and Json as they are, a Blob as base64, all
/// else as text.
///
///     pewit::model_to_json(tweet, {.exclude = {U.password}}).text()
///     // {"id":1,"user":{"id":7,"username":"huey"},"content":"meow"}
///
/// SQL: one SELECT for each row that a foreign key leads to and that is not loaded: `.with(…)` loads them at once.
/// Errors: DataError for an infinite number; those of the lazy loads.
template <class M>
[[nodiscard]] Json model_to_json(const M& row, const ModelJsonOptions& options = {}) {
    return detail::to_json(detail::walk_of<M>(), &row, options);
}

/// The object that model_to_json() writes, as an unsaved object of the model; a foreign key is a key or an object. Columns that
/// are missing keep their C++ defaults.
/// Errors: DataError, naming table and column, for what does not fit a column, for a member that is no column
/// (unless ignored), and when it is no JSON object.
template <class M>
[[nodiscard]] M model_from_json(const Json& json, bool ignore_unknown = false) {
    M row{};
    detail::from_json(detail::walk_of<M>(), &row, json.text(), ignore_unknown);
    return row;
}

}  // namespace pewit
