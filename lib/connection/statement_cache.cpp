#include "connection/statement_cache.hpp"

#include <algorithm>
#include <charconv>

#include "connection/driver.hpp"
#include "sql/dialect.hpp"

namespace pewit::detail {

std::string savepoint_name(int number) {
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return "pewit_sp_" + std::string(digits.data(), end);
}

std::string savepoint_sql(StatementCache::Control what, std::string_view name) {
    static constexpr std::string_view verbs[] = {"SAVEPOINT ", "RELEASE SAVEPOINT ",
                                                 "ROLLBACK TO SAVEPOINT "};
    std::string sql{verbs[static_cast<std::size_t>(what)]};
    append_quoted(sql, name);
    return sql;
}

std::unique_ptr<Prepared> StatementCache::make(std::string_view sql) const {
    return std::make_unique<Prepared>(driver_.prepare(sql));
}

Prepared& StatementCache::make_in(std::unique_ptr<Prepared>& place, std::string_view sql) const {
    place = make(sql);
    return *place;
}

Prepared& StatementCache::make_begin(MakeSql make_sql) { return make_in(begin_, make_sql(dialect_)); }

Prepared& StatementCache::find(std::string_view key, MakeSql make_sql) {
    if (const auto found = by_key_.find(key); found != by_key_.end()) [[likely]] {
        found->second->last_used = ++clock_;
        return *found->second;
    }
    auto prepared = make(make_sql(dialect_));
    prepared->key = key;
    auto& kept = keep(std::move(prepared));
    by_key_.emplace(kept.key, &kept);
    return kept;
}

Prepared& StatementCache::add(std::uint32_t slot, MakeSql make_sql) {
    auto prepared = make(make_sql(dialect_));
    prepared->slot = slot;
    if (slots_.size() <= slot) slots_.resize(slot + 1, nullptr);
    auto& kept = keep(std::move(prepared));
    slots_[slot] = &kept;
    return kept;
}

Prepared& StatementCache::keep(std::unique_ptr<Prepared> prepared) {
    make_room();
    prepared->last_used = ++clock_;
    prepared_.push_back(std::move(prepared));
    return *prepared_.back();
}

/// Drops the statement unused for longest. A linear look costs little beside the preparing that led here.
void StatementCache::make_room() {
    if (prepared_.size() < std::max<std::size_t>(capacity_, 1)) return;
    auto oldest = prepared_.end();
    for (auto it = prepared_.begin(); it != prepared_.end(); ++it) {
        if (!(*it)->busy && (oldest == prepared_.end() || (*it)->last_used < (*oldest)->last_used))
            oldest = it;
    }
    if (oldest == prepared_.end()) return;
    if ((*oldest)->slot != Prepared::no_slot) {
        slots_[(*oldest)->slot] = nullptr;
    } else {
        by_key_.erase((*oldest)->key);
    }
    std::iter_swap(oldest, prepared_.end() - 1);
    prepared_.pop_back();
}

std::unique_ptr<Prepared> StatementCache::prepare_again(const Prepared& busy) const {
    return make(busy.statement->sql());
}

Prepared& StatementCache::control(std::string_view sql) {
    for (const auto& known : controls_) {
        if (known->key == sql) return *known;
    }
    auto prepared = make(sql);
    prepared->key = sql;
    controls_.push_back(std::move(prepared));
    return *controls_.back();
}

Prepared& StatementCache::savepoint(Control what, int number) {
    const auto index = static_cast<std::size_t>(number);
    if (savepoints_.size() <= index) savepoints_.resize(index + 1);
    auto& prepared = savepoints_[index][static_cast<std::size_t>(what)];
    if (prepared == nullptr) {
        prepared = make(savepoint_sql(what, savepoint_name(number)));
    }
    return *prepared;
}

void StatementCache::clear() noexcept {
    by_key_.clear();
    slots_.clear();
    prepared_.clear();
    begin_.reset();
    commit_.reset();
    rollback_.reset();
    controls_.clear();
    savepoints_.clear();
}

}  // namespace pewit::detail
