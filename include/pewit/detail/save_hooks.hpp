/// Members of a model that are called around a save or a delete of an object, found at compile time.
#pragma once

#include <type_traits>

#include <pewit/detail/execution.hpp>

namespace pewit::detail {

template <class M>
concept HasPreSave = requires(M& row) {
    row.pre_save(true);
};
template <class M>
concept HasPostSave = requires(M& row) {
    row.post_save(true);
};
template <class M>
concept HasPreDelete = requires(M& row) {
    row.pre_delete();
};
template <class M>
concept HasPostDelete = requires(M& row) {
    row.post_delete();
};

/// A hook that can't be called would never be called: an error instead.
template <class M>
consteval void check_hooks() {
    constexpr bool are_right = (HasPreSave<M> || !requires { &M::pre_save; })
                               && (HasPostSave<M> || !requires { &M::post_save; })
                               && (HasPreDelete<M> || !requires { &M::pre_delete; })
                               && (HasPostDelete<M> || !requires { &M::post_delete; });
    static_assert(are_right,
                  "hooks are pre_save(bool created), post_save(bool created), pre_delete(), post_delete()");
}

/// Runs it in a transaction of the model's database, a savepoint when nested. When it throws, nothing that it wrote
/// stays, and the object has its generated key and its version as before.
void all_or_nothing(const ModelDescription& model, void* row, FunctionRef<void()> operation);

/// A save with the hooks around it. One that comes after it may fail when the row is written: then it is unwritten.
template <class M, class Save>
void save_with_hooks(const ModelDescription& model, M& row, [[maybe_unused]] bool created, Save save) {
    check_hooks<M>();
    const auto all = [&] {
        if constexpr (HasPreSave<M>) row.pre_save(created);
        save();
        if constexpr (HasPostSave<M>) row.post_save(created);
    };
    if constexpr (HasPostSave<M>) {
        all_or_nothing(model, &row, all);
    } else {
        all();
    }
}

/// The same around a delete. Returns what it returns.
template <class M, class Erase>
std::int64_t delete_with_hooks(const ModelDescription& model, M& row, Erase erase) {
    check_hooks<M>();
    std::int64_t deleted = 0;
    const auto all = [&] {
        if constexpr (HasPreDelete<M>) row.pre_delete();
        deleted = erase();
        if constexpr (HasPostDelete<M>) row.post_delete();
    };
    if constexpr (HasPreDelete<M> || HasPostDelete<M>) {
        all_or_nothing(model, &row, all);
    } else {
        all();
    }
    return deleted;
}

/// The same for the library, around an INSERT; nullptr where there is none.
struct InsertHooks {
    void (*before)(void* row);
    void (*after)(void* row);
};
template <class M>
inline constexpr InsertHooks insert_hooks{[]([[maybe_unused]] void* row) {
                                              if constexpr (HasPreSave<M>)
                                                  static_cast<M*>(row)->pre_save(true);
                                          },
                                          []([[maybe_unused]] void* row) {
                                              if constexpr (HasPostSave<M>)
                                                  static_cast<M*>(row)->post_save(true);
                                          }};
template <class M>
[[nodiscard]] constexpr const InsertHooks* insert_hooks_of() noexcept {
    check_hooks<M>();
    if constexpr (HasPreSave<M> || HasPostSave<M>) {
        return &insert_hooks<M>;
    } else {
        return nullptr;
    }
}

}  // namespace pewit::detail
