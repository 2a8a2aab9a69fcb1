/// Rows that a range-for walks over.
#pragma once

#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace pewit::detail {

/// The end of rows.
struct RowsEnd {};

/// Walks over rows that it owns.
template <class R>
class OwnedRows {
public:
    using value_type = R;
    using difference_type = std::ptrdiff_t;

    explicit OwnedRows(std::vector<R> rows) noexcept : rows_(std::move(rows)) {}
    [[nodiscard]] R& operator*() noexcept { return rows_[at_]; }
    [[nodiscard]] R* operator->() noexcept { return &rows_[at_]; }
    OwnedRows& operator++() noexcept {
        ++at_;
        return *this;
    }
    void operator++(int) noexcept { ++at_; }
    friend bool operator==(const OwnedRows& rows, RowsEnd /*end*/) noexcept {
        return rows.at_ == rows.rows_.size();
    }

private:
    std::vector<R> rows_;
    std::size_t at_ = 0;
};
/// std::vector<bool> has no bool& to hand out. A template, so that it costs nothing where it is not used.
template <std::same_as<bool> B>
class OwnedRows<B> {
public:
    using value_type = bool;
    using difference_type = std::ptrdiff_t;

    explicit OwnedRows(std::vector<B> rows) : rows_(rows.begin(), rows.end()) {}
    [[nodiscard]] bool& operator*() noexcept { return rows_[at_].value; }
    OwnedRows& operator++() noexcept {
        ++at_;
        return *this;
    }
    void operator++(int) noexcept { ++at_; }
    friend bool operator==(const OwnedRows& rows, RowsEnd /*end*/) noexcept {
        return rows.at_ == rows.rows_.size();
    }

private:
    struct One {
        One(bool v) noexcept : value(v) {}  // NOLINT(google-explicit-constructor)
        bool value;
    };
    std::vector<One> rows_;
    std::size_t at_ = 0;
};

}  // namespace pewit::detail
