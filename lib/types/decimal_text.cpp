/// Decimal from and to text and the built-in numbers.
#include <algorithm>
#include <array>
#include <charconv>
#include <ostream>

#include <pewit/decimal.hpp>
#include <pewit/error.hpp>

#include "types/decimal_digits.hpp"

namespace pewit {

namespace {

using Digits = detail::DecimalDigits;

[[noreturn]] void throw_data_error(const char* message) {
    throw DataError(message, {.code = ErrorCode::data});
}

/// Takes the digits that the text starts with away from it.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
    const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    return digits;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// The rest of a number behind its digits: nothing, or `e` and a whole number.
std::optional<int> parse_exponent(std::string_view text) {
    if (text.empty()) return 0;
    if (!take(text, "eE")) return std::nullopt;
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    constexpr int limit = 2 * (Decimal::max_digits_before_point + Decimal::max_scale);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (exponent < -limit || exponent > limit) return std::nullopt;
    return exponent;
}

/// Multiplies by 10^exponent.
void shift(Digits& number, int exponent) {
    if (exponent < 0) {
        number.scale += static_cast<std::size_t>(-exponent);
        return;
    }
    const auto places = static_cast<std::size_t>(exponent);
    const std::size_t absorbed = std::min(places, number.scale);
    number.scale -= absorbed;
    number.digits.append(places - absorbed, '0');
}

std::optional<Digits> parse_digits(std::string_view text) {
    Digits number;
    number.negative = text.starts_with('-');
    take(text, "+-");
    number.digits = take_digits(text);
    if (take(text, ".")) {
        const std::string_view fraction = take_digits(text);
        number.digits += fraction;
        number.scale = fraction.size();
    }
    if (number.digits.empty()) return std::nullopt;
    const std::optional<int> exponent = parse_exponent(text);
    if (!exponent) return std::nullopt;
    shift(number, *exponent);
    if (!number.fits()) return std::nullopt;
    return number;
}

/// Cuts digits behind the point, or adds zeros. Returns the digits cut off.
std::string change_scale(Digits& number, std::size_t scale) {
    if (scale >= number.scale) {
        number.digits.append(scale - number.scale, '0');
        number.scale = scale;
        return {};
    }
    const std::size_t cut = number.scale - scale;
    if (number.digits.size() < cut + 1) number.digits.insert(0, cut + 1 - number.digits.size(), '0');
    std::string rest = number.digits.substr(number.digits.size() - cut);
    number.digits.resize(number.digits.size() - cut);
    number.scale = scale;
    return rest;
}

void add_one(std::string& digits) {
    for (std::size_t i = digits.size(); i-- > 0;) {
        if (digits[i] != '9') {
            ++digits[i];
            return;
        }
        digits[i] = '0';
    }
    digits.insert(digits.begin(), '1');
}

std::size_t checked_scale(int scale) {
    if (scale < 0 || scale > Decimal::max_scale) throw_data_error("a decimal's scale must be 0 to 16383");
    return static_cast<std::size_t>(scale);
}

template <class T>
std::string format_integer(T value) {
    std::array<char, 24> buffer;
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), result.ptr};
}

}  // namespace

namespace detail {

DecimalDigits DecimalDigits::of(const Decimal& value) {
    std::string digits{value.text()};
    const bool negative = digits.front() == '-';
    if (negative) digits.erase(0, 1);
    const auto scale = static_cast<std::size_t>(value.scale());
    if (scale > 0) digits.erase(digits.size() - scale - 1, 1);
    return {negative, std::move(digits), scale};
}

bool DecimalDigits::fits() const noexcept {
    if (scale > static_cast<std::size_t>(Decimal::max_scale)) return false;
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    return digits.size() - zeros <= scale + static_cast<std::size_t>(Decimal::max_digits_before_point);
}

Decimal DecimalDigits::to_decimal() const {
    if (!fits()) throw_data_error("a decimal has too many digits");
    const std::size_t start = std::min(digits.find_first_not_of('0'), digits.size());
    const std::size_t length = digits.size() - start;
    Decimal result;
    std::string& text = result.text_;
    text.reserve(std::max(length, scale + 1) + 2);
    if (negative && length > 0) text += '-';
    if (length <= scale) text.append(scale + 1 - length, '0');
    text.append(digits, start);
    if (scale > 0) text.insert(text.size() - scale, 1, '.');
    return result;
}

}  // namespace detail

Decimal::Decimal(std::int64_t value, Tag) : text_(format_integer(value)) {}

Decimal::Decimal(std::uint64_t value, Tag) : text_(format_integer(value)) {}

Decimal::Decimal(std::string_view text) {
    const std::optional<Digits> digits = parse_digits(text);
    if (!digits) throw_data_error("a text is not a decimal number, or has too many digits");
    *this = digits->to_decimal();
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const std::optional<Digits> digits = parse_digits(text);
    if (!digits) return std::nullopt;
    return digits->to_decimal();
}

Decimal Decimal::from_double(double value) {
    std::array<char, 32> buffer;
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    const std::optional<Decimal> decimal = parse({buffer.data(), result.ptr});
    if (!decimal) throw_data_error("NaN and infinities are no decimal numbers");
    return *decimal;
}

int Decimal::scale() const noexcept {
    const std::size_t point = text_.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text_.size() - point - 1);
}

int Decimal::sign() const noexcept {
    if (text().front() == '-') return -1;
    return text().find_first_not_of("0.") == std::string_view::npos ? 0 : 1;
}

Decimal Decimal::with_scale(int scale) const {
    Digits digits = Digits::of(*this);
    const std::string rest = change_scale(digits, checked_scale(scale));
    if (rest.find_first_not_of('0') != std::string::npos) {
        throw_data_error("a decimal has digits that the smaller scale would lose");
    }
    return digits.to_decimal();
}

Decimal Decimal::rounded(int scale) const {
    Digits digits = Digits::of(*this);
    const std::string rest = change_scale(digits, checked_scale(scale));
    if (!rest.empty() && rest.front() >= '5') add_one(digits.digits);
    return digits.to_decimal();
}

std::int64_t Decimal::to_int64() const {
    const Decimal whole = with_scale(0);
    const std::string_view text = whole.text();
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{}) throw_data_error("a decimal is out of range for int64_t");
    return value;
}

double Decimal::to_double() const {
    double value = 0;
    const auto result = std::from_chars(text().data(), text().data() + text().size(), value);
    if (result.ec == std::errc{}) return value;
    // Too large and too small are told apart by the digits: from_chars leaves the value alone in both cases.
    if (text().starts_with("0.") || text().starts_with("-0.")) return sign() < 0 ? -0.0 : 0.0;
    throw_data_error("a decimal is out of range for double");
}

std::ostream& operator<<(std::ostream& out, const Decimal& value) { return out << value.text(); }

detail::Fault detail::read_decimal_as(const Cell& cell, double& value) noexcept {
    const char* end = cell.bytes + cell.size;
    const auto [stop, error] = std::from_chars(cell.bytes, end, value);
    if (error == std::errc::result_out_of_range) return Fault::out_of_range;
    return error == std::errc{} && stop == end && !is_nan(value) ? Fault::none : Fault::bad_format;
}

detail::Fault FieldTraits<Decimal>::read(const detail::Cell& cell, Decimal& value) {
    if (cell.kind == detail::CellKind::integer) {
        value = cell.integer;
        return detail::Fault::none;
    }
    if (cell.kind != detail::CellKind::text && cell.kind != detail::CellKind::decimal)
        return detail::kind_fault(cell);
    std::optional<Decimal> decimal = Decimal::parse(cell.text());
    if (!decimal) return detail::Fault::bad_format;
    value = *std::move(decimal);
    return detail::Fault::none;
}

}  // namespace pewit
