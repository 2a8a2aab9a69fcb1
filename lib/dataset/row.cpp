/// Rows of names and values.
#include <pewit/row.hpp>

#include <algorithm>
#include <ostream>

#include <pewit/detail/fault.hpp>
#include <pewit/error.hpp>

namespace pewit {

Row::Row(std::initializer_list<Entry> entries) {
    entries_.reserve(entries.size());
    for (const Entry& entry : entries)
        set(entry.name, entry.value);
}

const Value* Row::find(std::string_view name) const noexcept {
    const auto is_it = [name](const Entry& entry) { return entry.name == name; };
    const auto found = std::find_if(entries_.begin(), entries_.end(), is_it);
    return found == entries_.end() ? nullptr : &found->value;
}

Row::Field Row::operator[](std::string_view name) const {
    for (const Entry& entry : entries_) {
        if (entry.name == name) return {*this, entry};
    }
    const std::string of = table_.empty() ? "the row" : "the row of \"" + table_ + "\"";
    throw DataError(of + " has no column \"" + std::string(name) + "\"",
                    {.code = ErrorCode::data, .table = table_, .column = std::string(name)});
}

Row& Row::set(std::string_view name, Value value) {
    for (Entry& entry : entries_) {
        if (entry.name != name) continue;
        entry.value = std::move(value);
        return *this;
    }
    entries_.push_back({std::string(name), std::move(value)});
    return *this;
}

void Row::Field::throw_unfit(detail::Fault fault, std::string_view type) const {
    detail::throw_fault(
        fault, {.table = row_->table(), .column = entry_->name, .type = type, .found = value().cell().kind});
}

std::ostream& operator<<(std::ostream& out, const Row::Field& field) { return out << field.value(); }

std::ostream& operator<<(std::ostream& out, const Row& row) {
    const char* before = "{";
    for (const Row::Entry& entry : row) {
        out << before << '"' << entry.name << "\": " << entry.value;
        before = ", ";
    }
    return out << (row.empty() ? "{}" : "}");
}

}  // namespace pewit
