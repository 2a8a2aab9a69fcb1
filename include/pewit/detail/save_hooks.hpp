/// Members of a model that are called around a save or a delete of an object, found at compile time.
#pragma once

#include <type_traits>

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
constexpr void check_hooks() {
    constexpr bool are_right = (HasPreSave<M> || !requires { &M::pre_save; })
                               && (HasPostSave<M> || !requires { &M::post_save; })
                               && (HasPreDelete<M> || !requires { &M::pre_delete; })
                               && (HasPostDelete<M> || !requires { &M::post_delete; });
    static_assert(are_right,
                  "hooks are pre_save(bool created), post_save(bool created), pre_delete(), post_delete()");
}

template <class M>
inline constexpr bool has_save_hooks_v = HasPreSave<M> || HasPostSave<M>;

template <class M>
void pre_save([[maybe_unused]] M& row, [[maybe_unused]] bool created) {
    check_hooks<M>();
    if constexpr (HasPreSave<M>) row.pre_save(created);
}
template <class M>
void post_save([[maybe_unused]] M& row, [[maybe_unused]] bool created) {
    if constexpr (HasPostSave<M>) row.post_save(created);
}

/// The same for the library, around an INSERT; nullptr where there is none.
struct InsertHooks {
    void (*before)(void* row);
    void (*after)(void* row);
};
template <class M>
inline constexpr InsertHooks insert_hooks{[](void* row) { pre_save(*static_cast<M*>(row), true); },
                                          [](void* row) { post_save(*static_cast<M*>(row), true); }};
template <class M>
[[nodiscard]] constexpr const InsertHooks* insert_hooks_of() noexcept {
    if constexpr (has_save_hooks_v<M>) {
        return &insert_hooks<M>;
    } else {
        return nullptr;
    }
}

}  // namespace pewit::detail
