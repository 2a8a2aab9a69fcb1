/// Bytes that are no text.
#include <pewit/blob.hpp>

namespace pewit {

Blob::Blob(std::span<const std::byte> bytes) : bytes_(bytes.begin(), bytes.end()) {}
Blob::Blob(std::initializer_list<std::byte> bytes) : bytes_(bytes) {}

void Blob::resize(std::size_t size) { bytes_.resize(size); }
void Blob::push_back(std::byte byte) { bytes_.push_back(byte); }
void Blob::append(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}
void Blob::assign(std::span<const std::byte> bytes) { bytes_.assign(bytes.begin(), bytes.end()); }

detail::Fault FieldTraits<Blob>::read(const detail::Cell& cell, Blob& value) {
    if (cell.kind != detail::CellKind::blob) return detail::kind_fault(cell);
    value.assign(std::as_bytes(std::span{cell.bytes, cell.size}));
    return detail::Fault::none;
}

}  // namespace pewit
