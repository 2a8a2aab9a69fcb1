/// Rows of a result while they are read: type-erased memory, which a std::vector takes over at the end.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <iterator>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace pewit::detail {

/// Memory for rows of one type, in pieces of 16, 32, 64, … rows that stay where they are. A std::vector that
/// grew would cost each type of row a growth function of its own, and move each row more than once.
class RowBuffer {
public:
    using Destroy = void (*)(void* rows, std::size_t count) noexcept;
    struct RowType {
        std::size_t size;
        std::size_t alignment;
        Destroy destroy;  ///< nullptr when there is nothing to do
    };

    explicit RowBuffer(const RowType& type) noexcept : type_(type) {}
    RowBuffer(const RowBuffer&) = delete;
    RowBuffer& operator=(const RowBuffer&) = delete;
    ~RowBuffer();

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Where the next row is to be constructed. Errors: std::bad_alloc.
    [[nodiscard]] void* room() {
        if (next_ == end_) add_piece();
        return next_;
    }
    /// Counts the row that was constructed there.
    void keep() noexcept {
        next_ += type_.size;
        ++size_;
    }
    /// The row that was kept last.
    [[nodiscard]] void* last() const noexcept { return next_ - type_.size; }
    /// The row with this number, for a type of `row_size` bytes.
    [[nodiscard]] void* at(std::size_t index, std::size_t row_size) const noexcept {
        const std::size_t place = index + first_piece;
        const auto piece = static_cast<std::size_t>(std::bit_width(place / first_piece)) - 1;
        return pieces_[piece] + (place - (first_piece << piece)) * row_size;
    }

private:
    static constexpr std::size_t first_piece = 16;
    void add_piece();

    RowType type_;
    std::size_t size_ = 0;
    char* next_ = nullptr;
    char* end_ = nullptr;
    std::size_t piece_count_ = 0;
    std::array<char*, 48> pieces_;  ///< the first piece_count_ are set
};

/// Walks over the rows of a buffer, to move them out.
template <class R>
class RowMover {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = R;
    using difference_type = std::ptrdiff_t;
    using pointer = R*;
    using reference = R&&;

    RowMover(const RowBuffer& rows, std::size_t index) noexcept : rows_(&rows), index_(index) {}
    R&& operator*() const noexcept { return std::move(*static_cast<R*>(rows_->at(index_, sizeof(R)))); }
    RowMover& operator++() noexcept {
        ++index_;
        return *this;
    }
    friend difference_type operator-(const RowMover& a, const RowMover& b) noexcept {
        return static_cast<difference_type>(a.index_ - b.index_);
    }
    friend bool operator==(const RowMover& a, const RowMover& b) noexcept { return a.index_ == b.index_; }
    friend bool operator!=(const RowMover& a, const RowMover& b) noexcept { return a.index_ != b.index_; }

private:
    const RowBuffer* rows_;
    std::size_t index_;
};

template <class R>
void destroy_rows(void* rows, std::size_t count) noexcept {
    for (R* row = static_cast<R*>(rows); count > 0; --count, ++row)
        row->~R();
}

template <class R>
inline constexpr RowBuffer::RowType row_type{
    sizeof(R), alignof(R), std::is_trivially_destructible_v<R> ? nullptr : &destroy_rows<R>};

template <class R>
[[nodiscard]] std::vector<R> take_rows(const RowBuffer& rows) {
    return std::vector<R>(RowMover<R>(rows, 0), RowMover<R>(rows, rows.size()));
}

}  // namespace pewit::detail
