/// insert_many(): the query object and its rows, borrowed or owned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <type_traits>
#include <utility>

#include <pewit/detail/describe.hpp>
#include <pewit/detail/row_options.hpp>
#include <pewit/detail/row_store.hpp>

namespace pewit {

namespace detail {

/// The rows of a range, one after the other, by number: what the library asks for, in ascending order.
template <class M, class Rows>
class RowsInOrder {
public:
    explicit RowsInOrder(Rows& rows) : rows_(rows), next_(std::begin(rows)) {}
    /// Errors: the library asks for each row once, but may go back to the start of a batch.
    void* operator()(std::size_t index) {
        if (index < position_) {
            next_ = std::begin(rows_);
            position_ = 0;
        }
        for (; position_ < index; ++position_)
            ++next_;
        return const_cast<std::remove_const_t<M>*>(&*next_);
    }

private:
    Rows& rows_;
    decltype(std::begin(std::declval<Rows&>())) next_;
    std::size_t position_ = 0;
};

template <class M, class Rows>
using value_of_rows_t = std::remove_cvref_t<decltype(*std::begin(std::declval<Rows&>()))>;

/// Can the rows of the range be changed?
template <class Rows>
inline constexpr bool are_writable_v =
    !std::is_const_v<std::remove_reference_t<decltype(*std::begin(std::declval<Rows&>()))>>;

template <class Rows>
std::size_t size_of_rows(const Rows& rows) {
    return static_cast<std::size_t>(std::distance(std::begin(rows), std::end(rows)));
}

}  // namespace detail

/// An INSERT of many rows, not yet run. Rows is a reference when the range is borrowed.
template <class M, class Rows>
class [[nodiscard]] InsertMany {
public:
    static_assert(std::is_same_v<detail::value_of_rows_t<M, Rows>, M>,
                  "insert_many: a range of objects of the model");

    explicit InsertMany(Rows&& rows) : rows_(std::forward<Rows>(rows)) {}

    /// At most so many rows in a statement; as many as are quickest, unless said.
    InsertMany& batch(std::size_t size) & {
        batch_ = size;
        return *this;
    }
    InsertMany batch(std::size_t size) && {
        batch_ = size;
        return std::move(*this);
    }

    /// Runs it: all rows or none. Returns their number. Nothing is sent for no rows.
    /// Errors: those of create(); the rows' places are not named.
    std::int64_t execute() {
        using Range = std::remove_reference_t<Rows>;
        detail::RowsInOrder<M, const Range> rows(rows_);
        return detail::insert_rows(detail::description<M>(), detail::size_of_rows(rows_), rows, batch_);
    }

private:
    Rows rows_;
    std::size_t batch_ = 0;
};

}  // namespace pewit
