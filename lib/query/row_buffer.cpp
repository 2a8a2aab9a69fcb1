/// The memory of rows that are being read.
#include <pewit/detail/row_buffer.hpp>

#include <algorithm>

namespace pewit::detail {

void RowBuffer::add_piece() {
    const std::size_t bytes = (first_piece << piece_count_) * type_.size;
    next_ = static_cast<char*>(::operator new (bytes, std::align_val_t{type_.alignment}));
    end_ = next_ + bytes;
    pieces_[piece_count_++] = next_;
}

RowBuffer::~RowBuffer() {
    for (std::size_t piece = 0; piece < piece_count_; ++piece) {
        const std::size_t count = std::min(first_piece << piece, size_);
        if (type_.destroy != nullptr) type_.destroy(pieces_[piece], count);
        size_ -= count;
        ::operator delete (pieces_[piece], std::align_val_t{type_.alignment});
    }
}

}  // namespace pewit::detail
