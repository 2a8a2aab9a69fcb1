/// How rows are locked while they are read: the options of `for_update()` and its kin.
#pragma once

#include <type_traits>

#include <pewit/detail/operand.hpp>
#include <pewit/detail/query_node.hpp>
#include <pewit/detail/select_items.hpp>

namespace pewit {

struct Nowait {};
/// for_update(nowait): LockError at once when another transaction has a row locked.
inline constexpr Nowait nowait{};
struct SkipLocked {};
/// for_update(skip_locked): without the rows that others have locked.
inline constexpr SkipLocked skip_locked{};

namespace detail {

/// The tables whose rows are locked.
struct LockedTables {
    NodeRef list;
};

/// What the options of a lock say together.
struct RowLock {
    LockWait wait = LockWait::wait;
    NodeRef tables;

    void add(Nowait /*option*/) noexcept { wait = LockWait::nowait; }
    void add(SkipLocked /*option*/) noexcept { wait = LockWait::skip_locked; }
    void add(const LockedTables& option) noexcept { tables = option.list; }
};

template <class... Options>
[[nodiscard]] NodeRef lock_of(LockStrength strength, const Options&... options) {
    constexpr bool waits_one_way =
        (0 + ... + (std::is_same_v<Options, Nowait> || std::is_same_v<Options, SkipLocked> ? 1 : 0)) < 2;
    static_assert(waits_one_way, "a lock is either nowait or skip_locked");
    RowLock lock;
    (lock.add(options), ...);
    return make_lock(strength, lock.wait, lock.tables);
}

// Here, so that argument-dependent lookup finds it from the columns.
/// for_update(of(U)): only the rows of these tables.
template <ColumnsLike... Tables>
[[nodiscard]] LockedTables of(const Tables&... tables) {
    LockedTables locked;
    (append_operand(locked.list, NodeKind::list, table_of<typename Tables::Model>(tables)), ...);
    return locked;
}

}  // namespace detail

using detail::of;

}  // namespace pewit
