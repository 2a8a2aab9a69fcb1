/// No text form depends on a locale: all of them under one with decimal commas and digit groups. Trap P36.
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include <pewit/types.hpp>
#include <support/comma_locale.hpp>
#include <support/recording_statement.hpp>

using namespace pewit::test;

namespace {

void expect_texts_without_locale() {
    EXPECT_EQ(bound_text(pewit::Decimal{"-1234567.50"}), "-1234567.50");
    EXPECT_EQ(pewit::Decimal{1234567}.to_string(), "1234567");
    EXPECT_EQ(pewit::Decimal::from_double(1234.5).to_string(), "1234.5");
    EXPECT_EQ(pewit::Decimal{"1234.5"}.to_double(), 1234.5);
    EXPECT_EQ(pewit::Decimal::parse("1,5"), std::nullopt);
    EXPECT_EQ(bound_text(pewit::DateTime{"2024-02-29 13:05:07.5"}), "2024-02-29 13:05:07.500000");
    EXPECT_EQ(bound_text(pewit::Date{"2024-02-29"}), "2024-02-29");
    EXPECT_EQ(bound_text(pewit::Time{"13:05:07.5"}), "13:05:07.500000");
    EXPECT_TRUE(pewit::Json::is_valid("1.5"));
    EXPECT_FALSE(pewit::Json::is_valid("1,5"));
    std::ostringstream out;
    out << pewit::Decimal{"1234567.50"} << ' ' << pewit::DateTime{"2024-02-29 13:05"};
    EXPECT_EQ(out.str(), "1234567.50 2024-02-29 13:05:00.000000");
}

TEST(Locale, OfTheCppLibraryPlaysNoPart) {
    const CppCommas commas;
    std::ostringstream shown;
    shown << 1234.5;
    EXPECT_EQ(shown.str(), "1.234,5") << "this locale would show the fault";
    expect_texts_without_locale();
}

TEST(Locale, OfTheCLibraryPlaysNoPart) {
    const CCommas commas;
    if (!commas.is_set()) GTEST_SKIP() << "skipped, because " << CCommas::why_not;
    char shown[16];
    std::snprintf(shown, sizeof shown, "%.1f", 1.5);
    EXPECT_STREQ(shown, "1,5") << "this locale would show the fault";
    expect_texts_without_locale();
}

}  // namespace
