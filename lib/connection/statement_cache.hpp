/// A connection's prepared statements: by number for the program's fixed ones, by key for the rest.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <pewit/detail/execution.hpp>
#include <pewit/detail/statement.hpp>

namespace pewit::detail {

class DriverConnection;

/// A statement in the cache. Busy while a run uses it: a second run of the same SQL prepares its own.
class Prepared {
public:
    explicit Prepared(std::unique_ptr<Statement> made) : statement(std::move(made)) {}

    std::unique_ptr<Statement> statement;
    std::string key;  ///< empty for a slot's
    std::uint32_t slot = no_slot;
    std::uint64_t last_used = 0;
    bool busy = false;

    static constexpr std::uint32_t no_slot = UINT32_MAX;
};

class StatementCache {
public:
    StatementCache(DriverConnection& driver, const Dialect& dialect, std::size_t capacity)
        : driver_(driver), dialect_(dialect), capacity_(capacity) {}
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    [[nodiscard]] Prepared& find(const StatementSlot& slot, MakeSql make_sql) {
        const auto number = slot.number();
        if (number < slots_.size() && slots_[number] != nullptr) [[likely]] {
            slots_[number]->last_used = ++clock_;
            return *slots_[number];
        }
        return add(number, make_sql);
    }
    [[nodiscard]] Prepared& find(std::string_view key, MakeSql make_sql);
    /// A run's own statement, for when the cached one is busy.
    [[nodiscard]] std::unique_ptr<Prepared> prepare_again(const Prepared& busy) const;

    /// Control statements are few and never evicted. The savepoint's number is its depth, from 1.
    enum class Control : std::uint8_t { savepoint, release, rollback_to };
    [[nodiscard]] Prepared& control(std::string_view sql);
    /// BEGIN as it is without options, COMMIT and ROLLBACK.
    [[nodiscard]] Prepared& begin(MakeSql make_sql) {
        return begin_ != nullptr ? *begin_ : make_begin(make_sql);
    }
    [[nodiscard]] Prepared& commit() { return commit_ != nullptr ? *commit_ : make_in(commit_, "COMMIT"); }
    [[nodiscard]] Prepared& rollback() {
        return rollback_ != nullptr ? *rollback_ : make_in(rollback_, "ROLLBACK");
    }
    [[nodiscard]] Prepared& savepoint(Control what, int number);

    [[nodiscard]] std::size_t size() const noexcept { return prepared_.size(); }
    void clear() noexcept;

private:
    Prepared& add(std::uint32_t slot, MakeSql make_sql);
    Prepared& keep(std::unique_ptr<Prepared> prepared);
    void make_room();
    [[nodiscard]] std::unique_ptr<Prepared> make(std::string_view sql) const;
    Prepared& make_in(std::unique_ptr<Prepared>& place, std::string_view sql) const;
    Prepared& make_begin(MakeSql make_sql);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };

    DriverConnection& driver_;
    const Dialect& dialect_;
    std::size_t capacity_;
    std::uint64_t clock_ = 0;
    std::vector<std::unique_ptr<Prepared>> prepared_;
    std::vector<Prepared*> slots_;
    std::unordered_map<std::string_view, Prepared*, Hash, std::equal_to<>> by_key_;
    std::unique_ptr<Prepared> begin_;
    std::unique_ptr<Prepared> commit_;
    std::unique_ptr<Prepared> rollback_;
    std::vector<std::unique_ptr<Prepared>> controls_;
    std::vector<std::array<std::unique_ptr<Prepared>, 3>> savepoints_;
};

/// The name of the savepoint at this depth. Unique while a transaction is open.
std::string savepoint_name(int number);
std::string savepoint_sql(StatementCache::Control what, std::string_view name);

}  // namespace pewit::detail
