/// Rows whose columns are known at run time only.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pewit/value.hpp>

namespace pewit {

/// Values with names, in order: what a Dataset reads and writes. A value, without a tie to its table.
///
///     pewit::Row row{{"name", "huey"}, {"age", 3}};
///     row["age"].as<int>()
class Row {
public:
    struct Entry {
        std::string name;
        Value value;
        friend bool operator==(const Entry&, const Entry&) = default;
    };

    /// One value of a row, which it borrows.
    class Field {
    public:
        Field(const Row& row, const Entry& entry) noexcept : row_(&row), entry_(&entry) {}

        /// As a field of type T would read it. Errors: DataError, naming table and column, when it is no T.
        template <FieldType T>
        [[nodiscard]] T as() const {
            T read{};
            if (const detail::Fault fault = FieldTraits<T>::read(value().cell(), read);
                fault != detail::Fault::none)
                throw_unfit(fault, detail::type_name<T>());
            return read;
        }
        [[nodiscard]] bool is_null() const noexcept { return value().is_null(); }
        [[nodiscard]] const Value& value() const noexcept { return entry_->value; }
        operator const Value&() const noexcept { return value(); }  // NOLINT(google-explicit-constructor)

        friend bool operator==(const Field& field, const Value& value) noexcept {
            return field.value() == value;
        }
        friend std::ostream& operator<<(std::ostream& out, const Field& field);

    private:
        [[noreturn]] void throw_unfit(detail::Fault fault, std::string_view type) const;

        const Row* row_;
        const Entry* entry_;
    };

    Row() = default;
    /// Of two entries with one name the last counts.
    Row(std::initializer_list<Entry> entries);

    /// Errors: DataError, naming table and column, when there is none of that name.
    [[nodiscard]] Field operator[](std::string_view name) const;
    /// nullptr when there is none.
    [[nodiscard]] const Value* find(std::string_view name) const noexcept;
    [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
    /// Changes the value of that name, or appends it.
    Row& set(std::string_view name, Value value);

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
    /// The entries, in the order of the result, or in that in which they were set.
    [[nodiscard]] auto begin() const noexcept { return entries_.begin(); }
    [[nodiscard]] auto end() const noexcept { return entries_.end(); }

    /// For messages; empty for a row that the program made.
    [[nodiscard]] const std::string& table() const noexcept { return table_; }

    friend bool operator==(const Row& a, const Row& b) { return a.entries_ == b.entries_; }
    /// `{"name": 'huey', "age": 3}`
    friend std::ostream& operator<<(std::ostream& out, const Row& row);

private:
    friend class DatasetReader;

    std::string table_;
    std::vector<Entry> entries_;
};

}  // namespace pewit
