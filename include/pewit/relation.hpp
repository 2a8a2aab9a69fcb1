/// Relations between models: a foreign key as a field.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include <pewit/detail/description.hpp>
#include <pewit/detail/field_options.hpp>
#include <pewit/field_traits.hpp>

namespace pewit {

template <class M, class Key = std::int64_t>
class ForeignKey;

namespace detail {

template <class M, class Key>
inline constexpr bool is_foreign_key_v<ForeignKey<M, Key>> = true;

/// A row that a ForeignKey has loaded, type-erased: the target may be incomplete where the key is declared.
struct LoadedRow {
    void (*destroy)(LoadedRow* row) noexcept;
    LoadedRow* (*clone)(const LoadedRow* row);
};

template <class M>
struct LoadedRowOf : LoadedRow {
    M row;
    template <class Row>
    explicit LoadedRowOf(Row&& value)
        : LoadedRow{[](LoadedRow* self) noexcept { delete static_cast<LoadedRowOf*>(self); },
                    [](const LoadedRow* self) -> LoadedRow* {
                        return new LoadedRowOf(static_cast<const LoadedRowOf*>(self)->row);
                    }},
          row(std::forward<Row>(value)) {}
};

/// The value of the one primary key column of a row. Defined, like load_row(), in model.hpp.
template <class Key, class M>
Key key_of(const M& row);
/// Runs the query of a lazy load; `origin` is the column that the key was read from, or nullptr.
template <class M, class Key>
LoadedRow* load_row(const Key& key, const ColumnDescription* origin);

/// What reading a row may do to its keys.
struct KeyAccess;

}  // namespace detail

/// A reference to a row of M: its key, and the row itself once it was asked for.
///
/// `id()` never queries. `->` and `*` load the row on first use, over the connection that is current at
/// that moment, and keep it; they throw DoesNotExist when there is no such row. A copy copies the loaded
/// row too. Loading through one object from several threads at once is safe; nothing else is.
template <class M, class Key>
class ForeignKey {
public:
    using Target = M;
    using KeyType = Key;

    ForeignKey() = default;
    template <class K>
    requires std::convertible_to<K, Key> ForeignKey(K&& key)
        : key_(std::forward<K>(key)) {}  // NOLINT(google-explicit-constructor)
    template <class Row>
    requires std::same_as<std::remove_cvref_t<Row>, M> ForeignKey(
        Row&& row)  // NOLINT(google-explicit-constructor)
        : key_(detail::key_of<Key>(row)),
          state_(state_of(new detail::LoadedRowOf<M>(std::forward<Row>(row)))) {}

    ForeignKey(const ForeignKey& other) : key_(other.key_), state_(other.cloned()) {}
    ForeignKey(ForeignKey&& other) noexcept
        : key_(std::move(other.key_)), state_(other.state_.exchange(0, std::memory_order_relaxed)) {}
    ForeignKey& operator=(const ForeignKey& other) { return *this = ForeignKey(other); }
    ForeignKey& operator=(ForeignKey&& other) noexcept {
        if (this == &other) return *this;
        key_ = std::move(other.key_);
        replace(other.state_.exchange(0, std::memory_order_relaxed));
        return *this;
    }
    ~ForeignKey() { replace(0); }

    /// The key; never a query.
    [[nodiscard]] const Key& id() const noexcept { return key_; }
    /// Is the row here already?
    [[nodiscard]] bool is_loaded() const noexcept {
        return row_in(state_.load(std::memory_order_relaxed)) != nullptr;
    }
    /// Drops the loaded row, so that the next use asks the database again.
    void forget() noexcept { replace(0); }

    /// SQL when not loaded: `SELECT … WHERE key = ?`.
    /// Errors: DoesNotExist; LazyLoadError while a NoLazyLoad lives; any DatabaseError.
    [[nodiscard]] M& operator*() { return loaded(); }
    [[nodiscard]] const M& operator*() const { return loaded(); }
    [[nodiscard]] M* operator->() { return &loaded(); }
    [[nodiscard]] const M* operator->() const { return &loaded(); }

    /// By key.
    friend bool operator==(const ForeignKey& a, const ForeignKey& b) { return a.key_ == b.key_; }
    friend bool operator==(const ForeignKey& a, const Key& key) { return a.key_ == key; }

private:
    friend struct FieldTraits<ForeignKey>;
    friend struct detail::KeyAccess;

    // The state is the address of the loaded row; else, odd, that of the column that the key was read from; else 0.
    static constexpr std::uintptr_t origin_mark = 1;

    [[nodiscard]] static std::uintptr_t state_of(const detail::LoadedRow* row) noexcept {
        return reinterpret_cast<std::uintptr_t>(row);
    }
    [[nodiscard]] static detail::LoadedRow* row_in(std::uintptr_t state) noexcept {
        return (state & origin_mark) != 0 ? nullptr : reinterpret_cast<detail::LoadedRow*>(state);
    }
    [[nodiscard]] static const detail::ColumnDescription* origin_in(std::uintptr_t state) noexcept {
        const bool is_origin = (state & origin_mark) != 0;
        return is_origin ? reinterpret_cast<const detail::ColumnDescription*>(state ^ origin_mark) : nullptr;
    }
    [[nodiscard]] std::uintptr_t cloned() const {
        const std::uintptr_t state = state_.load(std::memory_order_acquire);
        const detail::LoadedRow* row = row_in(state);
        return row == nullptr ? state : state_of(row->clone(row));
    }
    void replace(std::uintptr_t state) noexcept {
        detail::LoadedRow* old = row_in(state_.exchange(state, std::memory_order_acq_rel));
        if (old != nullptr) old->destroy(old);
    }
    M& loaded() const {
        std::uintptr_t state = state_.load(std::memory_order_acquire);
        detail::LoadedRow* row = row_in(state);
        if (row == nullptr) {
            row = detail::load_row<M>(key_, origin_in(state));
            if (!state_.compare_exchange_strong(state, state_of(row), std::memory_order_acq_rel)) {
                row->destroy(row);
                row = row_in(state);
            }
        }
        return static_cast<detail::LoadedRowOf<M>*>(row)->row;
    }

    Key key_{};
    mutable std::atomic<std::uintptr_t> state_{0};
};

struct detail::KeyAccess {
    /// Takes over the row that the key refers to.
    template <class M, class Key>
    static void fill(ForeignKey<M, Key>& key, LoadedRowOf<M>* row) noexcept {
        key.replace(ForeignKey<M, Key>::state_of(row));
    }
    /// Notes the column that the key was read from, for what a lazy load has to say.
    template <class M, class Key>
    static void set_origin(ForeignKey<M, Key>& key, const ColumnDescription& column) noexcept {
        static_assert(alignof(ColumnDescription) > ForeignKey<M, Key>::origin_mark);
        key.state_.store(reinterpret_cast<std::uintptr_t>(&column) | ForeignKey<M, Key>::origin_mark,
                         std::memory_order_relaxed);
    }
};

namespace detail {

template <class M, class Key>
void note_origin(ForeignKey<M, Key>& key, const ColumnDescription& column) noexcept {
    KeyAccess::set_origin(key, column);
}
template <class T>
void note_origin(std::optional<T>& key, const ColumnDescription& column) noexcept {
    if (key) note_origin(*key, column);
}

}  // namespace detail

/// As its key.
template <class M, class Key>
struct FieldTraits<ForeignKey<M, Key>> {
    static constexpr detail::SqlType sql_type = FieldTraits<Key>::sql_type;
    static constexpr bool nullable = false;

    static detail::Fault bind(detail::Statement& statement, int index, const ForeignKey<M, Key>& value) {
        return FieldTraits<Key>::bind(statement, index, value.id());
    }
    static detail::Fault bind_copy(detail::Statement& statement, int index, const ForeignKey<M, Key>& value) {
        return detail::bind_copy<Key>(statement, index, value.id());
    }
    static detail::Fault read(const detail::Cell& cell, ForeignKey<M, Key>& value) {
        if (value.state_.load(std::memory_order_relaxed) != 0) value.forget();
        return FieldTraits<Key>::read(cell, value.key_);
    }
};

/// While it lives, `->` and `*` of a key that is not loaded throw LazyLoadError on this thread instead of asking
/// the database: for a block whose queries are planned, by `.with(…)`, `.prefetch(…)` or a join. Nests. `refresh()`,
/// `get_by_id()` and back-references are queries that the program asks for: they go on.
///
///     const pewit::NoLazyLoad guard;
class [[nodiscard]] NoLazyLoad {
public:
    [[nodiscard]] NoLazyLoad() noexcept;
    NoLazyLoad(const NoLazyLoad&) = delete;
    NoLazyLoad& operator=(const NoLazyLoad&) = delete;
    ~NoLazyLoad();
};

}  // namespace pewit
