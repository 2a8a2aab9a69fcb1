/// Relations between models: a foreign key as a field.
#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

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
/// Runs the query of a lazy load.
template <class M, class Key>
LoadedRow* load_row(const Key& key);

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
        : key_(detail::key_of<Key>(row)), row_(new detail::LoadedRowOf<M>(std::forward<Row>(row))) {}

    ForeignKey(const ForeignKey& other) : key_(other.key_), row_(other.cloned()) {}
    ForeignKey(ForeignKey&& other) noexcept
        : key_(std::move(other.key_)), row_(other.row_.exchange(nullptr, std::memory_order_relaxed)) {}
    ForeignKey& operator=(const ForeignKey& other) { return *this = ForeignKey(other); }
    ForeignKey& operator=(ForeignKey&& other) noexcept {
        if (this == &other) return *this;
        key_ = std::move(other.key_);
        replace(other.row_.exchange(nullptr, std::memory_order_relaxed));
        return *this;
    }
    ~ForeignKey() { replace(nullptr); }

    /// The key; never a query.
    [[nodiscard]] const Key& id() const noexcept { return key_; }
    /// Is the row here already?
    [[nodiscard]] bool is_loaded() const noexcept { return row_.load(std::memory_order_relaxed) != nullptr; }
    /// Drops the loaded row, so that the next use asks the database again.
    void forget() noexcept { replace(nullptr); }

    /// SQL when not loaded: `SELECT … WHERE key = ?`. Errors: DoesNotExist, any DatabaseError.
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

    [[nodiscard]] detail::LoadedRow* cloned() const {
        const detail::LoadedRow* row = row_.load(std::memory_order_acquire);
        return row == nullptr ? nullptr : row->clone(row);
    }
    void replace(detail::LoadedRow* row) noexcept {
        detail::LoadedRow* old = row_.exchange(row, std::memory_order_acq_rel);
        if (old != nullptr) old->destroy(old);
    }
    M& loaded() const {
        detail::LoadedRow* row = row_.load(std::memory_order_acquire);
        if (row == nullptr) {
            detail::LoadedRow* fresh = detail::load_row<M>(key_);
            if (row_.compare_exchange_strong(row, fresh, std::memory_order_acq_rel)) {
                row = fresh;
            } else {
                fresh->destroy(fresh);
            }
        }
        return static_cast<detail::LoadedRowOf<M>*>(row)->row;
    }

    Key key_{};
    mutable std::atomic<detail::LoadedRow*> row_{nullptr};
};

struct detail::KeyAccess {
    /// Takes over the row that the key refers to.
    template <class M, class Key>
    static void fill(ForeignKey<M, Key>& key, LoadedRowOf<M>* row) noexcept {
        key.replace(row);
    }
};

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
        value.forget();
        return FieldTraits<Key>::read(cell, value.key_);
    }
};

}  // namespace pewit
