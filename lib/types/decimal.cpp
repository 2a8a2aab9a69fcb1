/// Decimal's arithmetic, on strings of digits.
#include <pewit/decimal.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "types/decimal_digits.hpp"

namespace pewit {

namespace {

using Digits = detail::DecimalDigits;

/// Gives both the larger scale and the same number of digits.
void align(Digits& left, Digits& right) {
    const std::size_t scale = std::max(left.scale, right.scale);
    for (Digits* number : {&left, &right}) {
        number->digits.append(scale - number->scale, '0');
        number->scale = scale;
    }
    const std::size_t length = std::max(left.digits.size(), right.digits.size());
    for (Digits* number : {&left, &right})
        number->digits.insert(0, length - number->digits.size(), '0');
}

/// left + right of aligned magnitudes, into left.
void add_magnitude(std::string& left, const std::string& right) {
    int carry = 0;
    for (std::size_t i = left.size(); i-- > 0;) {
        const int sum = (left[i] - '0') + (right[i] - '0') + carry;
        left[i] = static_cast<char>('0' + sum % 10);
        carry = sum / 10;
    }
    if (carry != 0) left.insert(left.begin(), '1');
}

/// left - right of aligned magnitudes, left not the smaller, into left.
void subtract_magnitude(std::string& left, const std::string& right) {
    int borrow = 0;
    for (std::size_t i = left.size(); i-- > 0;) {
        const int difference = left[i] - right[i] - borrow;
        borrow = difference < 0 ? 1 : 0;
        left[i] = static_cast<char>('0' + difference + 10 * borrow);
    }
}

Digits sum(Digits left, Digits right) {
    align(left, right);
    if (left.negative == right.negative) {
        add_magnitude(left.digits, right.digits);
        return left;
    }
    if (left.digits < right.digits) std::swap(left, right);
    subtract_magnitude(left.digits, right.digits);
    return left;
}

Digits product(const Digits& left, const Digits& right) {
    std::vector<std::uint32_t> cells(left.digits.size() + right.digits.size());
    for (std::size_t i = left.digits.size(); i-- > 0;) {
        std::uint32_t carry = 0;
        for (std::size_t j = right.digits.size(); j-- > 0;) {
            std::uint32_t& cell = cells[i + j + 1];
            cell += static_cast<std::uint32_t>((left.digits[i] - '0') * (right.digits[j] - '0')) + carry;
            carry = cell / 10;
            cell %= 10;
        }
        cells[i] = carry;
    }
    Digits result{left.negative != right.negative, std::string(cells.size(), '0'), left.scale + right.scale};
    std::transform(cells.begin(), cells.end(), result.digits.begin(),
                   [](std::uint32_t digit) { return static_cast<char>('0' + digit); });
    return result;
}

struct Parts {
    std::string_view whole;     ///< without leading zeros but the one before the point
    std::string_view fraction;  ///< without trailing zeros
};

Parts split(std::string_view text) noexcept {
    if (text.front() == '-') text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string_view fraction = text.substr(std::min(point + 1, text.size()));
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    return {text.substr(0, point), fraction};
}

std::strong_ordering compare_magnitude(std::string_view left, std::string_view right) noexcept {
    const Parts a = split(left);
    const Parts b = split(right);
    if (a.whole.size() != b.whole.size()) return a.whole.size() <=> b.whole.size();
    if (a.whole != b.whole) return a.whole <=> b.whole;
    return a.fraction <=> b.fraction;
}

}  // namespace

Decimal operator+(const Decimal& left, const Decimal& right) {
    return sum(Digits::of(left), Digits::of(right)).to_decimal();
}

Decimal operator-(const Decimal& left, const Decimal& right) { return left + -right; }

Decimal operator*(const Decimal& left, const Decimal& right) {
    return product(Digits::of(left), Digits::of(right)).to_decimal();
}

Decimal Decimal::operator-() const {
    if (sign() == 0) return *this;
    Decimal result;
    result.text_ = sign() < 0 ? text_.substr(1) : '-' + text_;
    return result;
}

std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) noexcept {
    const int sign = left.sign();
    if (sign != right.sign()) return sign <=> right.sign();
    return sign < 0 ? compare_magnitude(right.text(), left.text())
                    : compare_magnitude(left.text(), right.text());
}

}  // namespace pewit

std::size_t std::hash<pewit::Decimal>::operator()(const pewit::Decimal& value) const noexcept {
    const auto [whole, fraction] = pewit::split(value.text());
    const std::hash<std::string_view> text_hash;
    return text_hash(whole) * 31 + text_hash(fraction) + static_cast<std::size_t>(value.sign() + 1);
}
