/// Decimals, compared with 128-bit integers and with the laws of arithmetic.
#include <pewit/decimal.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <unordered_set>

#include <pewit/error.hpp>
#include <support/recording_statement.hpp>

using pewit::DataError;
using pewit::Decimal;
using pewit::detail::Fault;
using namespace pewit::test;

namespace {

std::string canonical(std::string_view text) {
    const std::optional<Decimal> value = Decimal::parse(text);
    return value ? value->to_string() : "<refused>";
}

rc::Gen<Decimal> decimals(int most_digits = 40) {
    return rc::gen::exec([most_digits] {
        const auto digit = [] { return rc::gen::inRange('0', static_cast<char>('9' + 1)); };
        const auto count = *rc::gen::inRange(1, most_digits);
        auto text = *rc::gen::container<std::string>(static_cast<std::size_t>(count), digit());
        const auto scale = *rc::gen::inRange(0, count);
        if (scale > 0) text.insert(text.size() - static_cast<std::size_t>(scale), 1, '.');
        return Decimal{*rc::gen::element<std::string>("", "-") + text};
    });
}

TEST(DecimalParse, WritesOneCanonicalForm) {
    EXPECT_EQ(canonical("0"), "0");
    EXPECT_EQ(canonical("-0"), "0");
    EXPECT_EQ(canonical("-0.00"), "0.00");
    EXPECT_EQ(canonical("+007.50"), "7.50");
    EXPECT_EQ(canonical(".5"), "0.5");
    EXPECT_EQ(canonical("5."), "5");
    EXPECT_EQ(canonical("-.05"), "-0.05");
    EXPECT_EQ(canonical("1e3"), "1000");
    EXPECT_EQ(canonical("1.5E+3"), "1500");
    EXPECT_EQ(canonical("1.2345e2"), "123.45");
    EXPECT_EQ(canonical("12e-3"), "0.012");
    EXPECT_EQ(canonical("-1e-1"), "-0.1");
}

TEST(DecimalParse, RefusesWhatIsNoNumber) {
    for (const char* text :
         {"",      ".",  "-",    "+-1", "--1",      "1,5",  "1.2.3", " 1",    "1 ",  "1e", "1e+",
          "1e+-1", "e1", "0x10", "NaN", "Infinity", "-inf", "1_000", "1e1.5", "one", "١"}) {
        EXPECT_EQ(Decimal::parse(text), std::nullopt) << text;
        EXPECT_THROW(Decimal{text}, DataError) << text;
    }
    EXPECT_EQ(Decimal::parse(std::string_view("1\0", 2)), std::nullopt);
}

TEST(DecimalParse, KeepsTo38DigitsAndBeyond) {  // trap SV4
    for (const std::string text :
         {"12345678901234567.8901", "99999999999999999999999999999999999999",
          "0.00000000000000000000000000000000000001", "-1234567890123456789012345678.9012345678"}) {
        EXPECT_EQ(canonical(text), text);
        EXPECT_EQ(round_trip(Decimal{text})->to_string(), text);
    }
    const std::string long_text = std::string(1000, '7') + '.' + std::string(1000, '3');
    EXPECT_EQ(canonical(long_text), long_text);
}

TEST(DecimalParse, StopsAtPostgresLimits) {
    EXPECT_EQ(Decimal::parse(std::string(131'072, '9'))->text().size(), 131'072U);
    EXPECT_EQ(Decimal::parse(std::string(131'073, '9')), std::nullopt);
    EXPECT_EQ(Decimal::parse("1e131071")->text().size(), 131'072U);
    EXPECT_EQ(Decimal::parse("1e131072"), std::nullopt);
    EXPECT_EQ(Decimal::parse("1e-16383")->scale(), 16'383);
    EXPECT_EQ(Decimal::parse("1e-16384"), std::nullopt);
    EXPECT_EQ(Decimal::parse("1e2147483647"), std::nullopt);
    EXPECT_EQ(Decimal::parse("1e99999999999999999999"), std::nullopt);
    EXPECT_EQ(Decimal::parse("0e-99999999999999999999"), std::nullopt);
}

TEST(DecimalParse, ReadsBackItsOwnText) {
    EXPECT_TRUE(rc::check([] {
        const Decimal value = *decimals();
        const Decimal again{value.text()};
        RC_ASSERT(again.text() == value.text());
        RC_ASSERT(again == value);
    }));
}

TEST(DecimalField, RoundTripsWithItsScale) {
    EXPECT_EQ(bound_text(Decimal{"1.50"}), "1.50");
    EXPECT_TRUE(rc::check([] {
        const Decimal value = *decimals();
        RC_ASSERT(round_trip(value)->text() == value.text());
    }));
}

TEST(DecimalField, ReadsExactNumbersOnly) {
    Decimal value;
    EXPECT_EQ(pewit::FieldTraits<Decimal>::read(cell_of(std::int64_t{42}), value), Fault::none);
    EXPECT_EQ(value, 42);
    EXPECT_EQ(read_fault<Decimal>(cell_of(0.1)), Fault::wrong_kind);
    EXPECT_EQ(read_fault<Decimal>(cell_of("NaN")), Fault::bad_format);  // trap P35
    EXPECT_EQ(read_fault<Decimal>(cell_of("")), Fault::bad_format);
    EXPECT_EQ(read_fault<Decimal>(null_cell()), Fault::null);
}

TEST(Decimal, ComesFromEveryInteger) {
    EXPECT_EQ(Decimal{std::numeric_limits<std::int64_t>::min()}.text(), "-9223372036854775808");
    EXPECT_EQ(Decimal{std::numeric_limits<std::uint64_t>::max()}.text(), "18446744073709551615");
    EXPECT_EQ(Decimal{0}.text(), "0");
    EXPECT_EQ(Decimal{}.text(), "0");
}

TEST(Decimal, IsNotMadeFromAFloatingPointNumberByAccident) {
    static_assert(!std::is_constructible_v<Decimal, double> && !std::is_constructible_v<Decimal, float>);
    static_assert(!std::is_constructible_v<Decimal, bool> && !std::is_constructible_v<Decimal, char>);
    static_assert(!std::is_constructible_v<Decimal, std::nullptr_t>);
    EXPECT_EQ(Decimal::from_double(0.1).text(), "0.1");
    EXPECT_EQ(Decimal::from_double(-1e21).text(), "-1000000000000000000000");
    EXPECT_THROW((void)Decimal::from_double(std::nan("")), DataError);
    EXPECT_THROW((void)Decimal::from_double(HUGE_VAL), DataError);
}

TEST(Decimal, FromDoubleAndBackIsTheSameDouble) {
    EXPECT_TRUE(rc::check([] {
        const auto value = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
        RC_PRE(std::isfinite(value));
        RC_ASSERT(Decimal::from_double(value).to_double() == value);
    }));
}

TEST(Decimal, ComparesByValue) {
    EXPECT_EQ(Decimal{"1.50"}, Decimal{"1.5"});
    EXPECT_EQ(Decimal{"-0.00"}, 0);
    EXPECT_LT(Decimal{"-2"}, Decimal{"-1.5"});
    EXPECT_LT(Decimal{"9.99"}, Decimal{"10"});
    EXPECT_LT(Decimal{"0.05"}, Decimal{"0.1"});
    EXPECT_LT(Decimal{"-0.1"}, 0);
    EXPECT_GT(Decimal{"1.51"}, Decimal{"1.5"});
}

TEST(Decimal, OrderAgreesWithTheSignOfTheDifference) {
    EXPECT_TRUE(rc::check([] {
        const Decimal a = *decimals(6);
        const Decimal b = *decimals(6);
        RC_ASSERT(((a <=> b) < 0) == ((a - b).sign() < 0));
        RC_ASSERT((a == b) == ((a - b).sign() == 0));
        RC_ASSERT(!(a == b) || std::hash<Decimal>{}(a) == std::hash<Decimal>{}(b));
    }));
}

TEST(Decimal, AgreesWithIntegerArithmetic) {
    EXPECT_TRUE(rc::check([](std::int32_t a, std::int32_t b) {
        const std::int64_t left = a;
        const std::int64_t right = b;
        RC_ASSERT((Decimal{left} + Decimal{right}).to_int64() == left + right);
        RC_ASSERT((Decimal{left} - Decimal{right}).to_int64() == left - right);
        RC_ASSERT((Decimal{left} * Decimal{right}).to_int64() == left * right);
    }));
}

TEST(Decimal, ObeysTheLawsOfArithmetic) {
    EXPECT_TRUE(rc::check([] {
        const Decimal a = *decimals();
        const Decimal b = *decimals();
        const Decimal c = *decimals();
        RC_ASSERT(a + b - b == a);
        RC_ASSERT(a + b == b + a);
        RC_ASSERT(a * b == b * a);
        RC_ASSERT((a + b) * c == a * c + b * c);
        RC_ASSERT(a * (b * c) == a * b * c);
        RC_ASSERT(a + -a == 0);
    }));
}

TEST(Decimal, ScalesAsInSql) {
    EXPECT_EQ((Decimal{"1.5"} + Decimal{"2.50"}).text(), "4.00");
    EXPECT_EQ((Decimal{"1.50"} * Decimal{"2.0"}).text(), "3.000");
    EXPECT_EQ((Decimal{"99.99"} + Decimal{"0.01"}).text(), "100.00");
    EXPECT_EQ((Decimal{"1"} - Decimal{"1.00"}).text(), "0.00");
    EXPECT_EQ((Decimal{"-0.5"} * Decimal{0}).text(), "0.0");
    Decimal price{"19.90"};
    price *= 3;
    price += 1;
    price -= Decimal{"0.70"};
    EXPECT_EQ(price.text(), "60.00");
}

TEST(Decimal, WithScaleLosesNothing) {
    EXPECT_EQ(Decimal{"1.5"}.with_scale(3).text(), "1.500");
    EXPECT_EQ(Decimal{"-1.500"}.with_scale(1).text(), "-1.5");
    EXPECT_EQ(Decimal{"0.00"}.with_scale(0).text(), "0");
    EXPECT_THROW((void)Decimal{"1.05"}.with_scale(1), DataError);
    EXPECT_THROW((void)Decimal{"1"}.with_scale(-1), DataError);
    EXPECT_THROW((void)Decimal{"1"}.with_scale(16'384), DataError);
}

TEST(Decimal, RoundsHalvesAwayFromZero) {
    EXPECT_EQ(Decimal{"2.5"}.rounded(0).text(), "3");
    EXPECT_EQ(Decimal{"-2.5"}.rounded(0).text(), "-3");
    EXPECT_EQ(Decimal{"2.4999"}.rounded(0).text(), "2");
    EXPECT_EQ(Decimal{"9.995"}.rounded(2).text(), "10.00");
    EXPECT_EQ(Decimal{"-0.4"}.rounded(0).text(), "0");
    EXPECT_EQ(Decimal{"0.05"}.rounded(1).text(), "0.1");
    EXPECT_EQ(Decimal{"0.004"}.rounded(2).text(), "0.00");
    EXPECT_EQ(Decimal{"1.5"}.rounded(3).text(), "1.500");
}

TEST(Decimal, RoundingMovesByAtMostHalfAUnit) {
    EXPECT_TRUE(rc::check([] {
        const Decimal value = *decimals();
        const int scale = *rc::gen::inRange(0, 10);
        const Decimal error = (value.rounded(scale) - value) * 2;
        const Decimal unit = Decimal{"1e-" + std::to_string(scale)};
        RC_ASSERT(error <= unit);
        RC_ASSERT(-error <= unit);
        RC_ASSERT(value.rounded(scale).scale() == scale);
    }));
}

TEST(Decimal, ConvertsToIntegersOnlyExactly) {
    EXPECT_EQ(Decimal{"-9223372036854775808.00"}.to_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_THROW((void)Decimal{"9223372036854775808"}.to_int64(), DataError);
    EXPECT_THROW((void)Decimal{"1.5"}.to_int64(), DataError);
}

TEST(Decimal, ConvertsToTheNearestDouble) {
    EXPECT_EQ(Decimal{"0.1"}.to_double(), 0.1);
    EXPECT_EQ(Decimal{"1e-400"}.to_double(), 0.0);
    EXPECT_EQ(Decimal{"-1e-400"}.to_double(), 0.0);
    EXPECT_THROW((void)Decimal{"1e309"}.to_double(), DataError);
}

TEST(Decimal, RefusesResultsBeyondItsLimits) {
    const Decimal large{"1e131071"};
    EXPECT_THROW((void)(large * 10), DataError);
    EXPECT_THROW((void)(large * 9 + large), DataError);
    EXPECT_THROW((void)(Decimal{"1e-16383"} * Decimal{"0.1"}), DataError);
}

TEST(Decimal, IsZeroAfterAMove) {
    Decimal value{"1.5"};
    const Decimal taken = std::move(value);
    EXPECT_EQ(taken.text(), "1.5");
    EXPECT_EQ(value, 0);  // NOLINT(bugprone-use-after-move): promised
    EXPECT_EQ(-value, 0);
}

TEST(Decimal, CanBeAKeyAndPrinted) {
    const std::unordered_set<Decimal> set{Decimal{"1.5"}, Decimal{"1.50"}, Decimal{"-1.5"}};
    EXPECT_EQ(set.size(), 2U);
    std::ostringstream out;
    out << Decimal{"-1.50"};
    EXPECT_EQ(out.str(), "-1.50");
}

}  // namespace
