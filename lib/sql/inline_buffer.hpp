/// A growing array of plain values whose first N live inside the object.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace pewit::detail {

template <class T, std::size_t N>
class InlineBuffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    InlineBuffer() noexcept {}  // NOLINT(modernize-use-equals-default): leaves the elements alone
    InlineBuffer(const InlineBuffer&) = delete;
    InlineBuffer& operator=(const InlineBuffer&) = delete;

    void push_back(const T& value) {
        if (size_ == capacity_) grow(size_ + 1);
        data_[size_++] = value;
    }
    /// Room for so many more elements at the end, to be written by the caller.
    [[nodiscard]] T* extend(std::size_t count) {
        if (capacity_ - size_ < count) grow(size_ + count);
        T* const added = data_ + size_;
        size_ += count;
        return added;
    }
    [[nodiscard]] const T* data() const noexcept { return data_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    void grow(std::size_t needed) {
        const std::size_t capacity = needed > capacity_ * 2 ? needed : capacity_ * 2;
        std::unique_ptr<T[]> bigger(new T[capacity]);
        std::memcpy(bigger.get(), data_, size_ * sizeof(T));
        heap_ = std::move(bigger);
        data_ = heap_.get();
        capacity_ = capacity;
    }

    T inline_[N];
    std::unique_ptr<T[]> heap_;
    T* data_ = inline_;
    std::size_t size_ = 0;
    std::size_t capacity_ = N;
};

}  // namespace pewit::detail
