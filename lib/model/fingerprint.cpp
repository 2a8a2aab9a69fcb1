#include "model/fingerprint.hpp"

#include <bit>

#include <pewit/detail/fingerprints.hpp>

#include "model/captured_value.hpp"

namespace pewit::detail {

namespace {

/// The finaliser of SplitMix64: every bit of the input changes half of the output's.
std::uint64_t mixed(std::uint64_t value) noexcept {
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

std::uint64_t mixed(CellKind kind, std::uint64_t value) noexcept {
    return mixed(value + 0x9E3779B97F4A7C15U * (static_cast<std::uint64_t>(kind) + 1));
}

std::uint64_t mixed(CellKind kind, std::string_view bytes) noexcept {
    std::uint64_t sum = mixed(kind, bytes.size());
    for (const char byte : bytes)
        sum = mixed(sum ^ static_cast<unsigned char>(byte));
    return sum;
}

class Fingerprinting final : public BindOnly {
public:
    std::uint64_t result = 0;

    Fault bind_null(int /*index*/) override { return take(mixed(CellKind::null, 0)); }
    Fault bind_int64(int /*index*/, std::int64_t value) override {
        return take(mixed(CellKind::integer, static_cast<std::uint64_t>(value)));
    }
    Fault bind_double(int /*index*/, double value) override {
        return take(mixed(CellKind::real, std::bit_cast<std::uint64_t>(value)));
    }
    Fault bind_text(int /*index*/, std::string_view value) override {
        return take(mixed(CellKind::text, value));
    }
    Fault bind_blob(int /*index*/, std::span<const std::byte> value) override {
        return take(mixed(CellKind::blob, {reinterpret_cast<const char*>(value.data()), value.size()}));
    }
    Fault bind_array(int /*index*/, SqlType /*type*/, std::string_view text) override {
        return take(mixed(CellKind::array, text));
    }

private:
    Fault take(std::uint64_t fingerprint) noexcept {
        result = fingerprint;
        return Fault::none;
    }
};

}  // namespace

bool Fingerprints::are_known(std::uint64_t epoch) const noexcept {
    return !values_.empty() && epoch_ == epoch;
}
std::uint64_t& Fingerprints::of(std::size_t column) { return values_[column]; }
void Fingerprints::begin(std::size_t columns, std::uint64_t epoch) {
    values_.resize(columns);
    epoch_ = epoch;
}

std::optional<std::uint64_t> fingerprint_of(const ColumnDescription& column, const void* row) {
    Fingerprinting statement;
    if (column.bind(statement, 0, row) != Fault::none) return std::nullopt;
    return statement.result;
}

}  // namespace pewit::detail
