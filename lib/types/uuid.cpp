/// UUIDs: the system's randomness, and text.
#include <pewit/uuid.hpp>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ostream>

#include <sys/random.h>

#include <pewit/error.hpp>

namespace pewit {

namespace {

constexpr std::size_t text_length = 36;
using Text = std::array<char, text_length>;

constexpr bool is_hyphen_place(std::size_t i) noexcept { return i == 8 || i == 13 || i == 18 || i == 23; }

Text format(const Uuid& uuid) noexcept {
    constexpr std::string_view hex = "0123456789abcdef";
    Text text;
    std::size_t at = 0;
    for (const std::uint8_t byte : uuid.bytes()) {
        if (is_hyphen_place(at)) text[at++] = '-';
        text[at++] = hex[byte >> 4U];
        text[at++] = hex[byte & 0x0FU];
    }
    return text;
}

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// https://man7.org/linux/man-pages/man2/getrandom.2.html: requests of up to 256 bytes come whole.
Uuid::Bytes random_bytes() {
    Uuid::Bytes bytes;
    while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        if (errno != EINTR)
            throw OperationalError("the system gives no random numbers", {.native_code = errno});
    }
    return bytes;
}

Uuid with_version(Uuid::Bytes bytes, unsigned version) noexcept {
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | (version << 4U));
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    return Uuid{bytes};
}

}  // namespace

Uuid::Uuid(std::string_view text) {
    const std::optional<Uuid> parsed = parse(text);
    if (!parsed) throw DataError("a text is not a UUID", {.code = ErrorCode::data});
    *this = *parsed;
}

std::optional<Uuid> Uuid::parse(std::string_view text) noexcept {
    const bool hyphens = text.size() == text_length;
    if (!hyphens && text.size() != 32) return std::nullopt;
    Bytes bytes;
    std::size_t at = 0;
    for (std::uint8_t& byte : bytes) {
        if (hyphens && is_hyphen_place(at) && text[at++] != '-') return std::nullopt;
        const int high = hex_value(text[at++]);
        const int low = hex_value(text[at++]);
        if (high < 0 || low < 0) return std::nullopt;
        byte = static_cast<std::uint8_t>(high * 16 + low);
    }
    return Uuid{bytes};
}

Uuid Uuid::v4() { return with_version(random_bytes(), 4); }

/// RFC 9562, section 6.2, method 3: the 12 bits behind the milliseconds hold the fraction of one.
Uuid Uuid::v7() {
    using namespace std::chrono;
    const auto now = system_clock::now().time_since_epoch();
    const auto whole = floor<milliseconds>(now);
    auto time = static_cast<std::uint64_t>(whole.count());
    const auto fraction =
        static_cast<std::uint64_t>(duration_cast<nanoseconds>(now - whole).count()) * 4096 / 1'000'000;
    Bytes bytes = random_bytes();
    for (std::size_t i = 6; i-- > 0; time >>= 8U)
        bytes[i] = static_cast<std::uint8_t>(time & 0xFFU);
    bytes[6] = static_cast<std::uint8_t>(fraction >> 8U);
    bytes[7] = static_cast<std::uint8_t>(fraction & 0xFFU);
    return with_version(bytes, 7);
}

std::string Uuid::to_string() const {
    const Text text = format(*this);
    return {text.data(), text.size()};
}

std::ostream& operator<<(std::ostream& out, const Uuid& uuid) { return out << uuid.to_string(); }

detail::Fault FieldTraits<Uuid>::bind(detail::Statement& statement, int index, const Uuid& value) {
    const Text text = format(value);
    return statement.bind_text_copy(index, {text.data(), text.size()});
}

detail::Fault FieldTraits<Uuid>::read(const detail::Cell& cell, Uuid& value) noexcept {
    if (cell.kind == detail::CellKind::blob && cell.size == sizeof(Uuid::Bytes)) {
        Uuid::Bytes bytes;
        std::memcpy(bytes.data(), cell.bytes, bytes.size());
        value = Uuid{bytes};
        return detail::Fault::none;
    }
    if (cell.kind != detail::CellKind::text) return detail::kind_fault(cell);
    const std::optional<Uuid> parsed = Uuid::parse(cell.text());
    if (!parsed) return detail::Fault::bad_format;
    value = *parsed;
    return detail::Fault::none;
}

}  // namespace pewit

std::size_t std::hash<pewit::Uuid>::operator()(const pewit::Uuid& uuid) const noexcept {
    const auto& bytes = uuid.bytes();
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}
