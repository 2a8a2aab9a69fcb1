/// No text form depends on a locale: all of them under one with decimal commas and digit groups. Trap P36.
#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <iomanip>
#include <locale>
#include <sstream>

#include <pewit/types.hpp>
#include <support/recording_statement.hpp>
#include <support/temp_directory.hpp>

using namespace pewit::test;

namespace {

struct Commas : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
};

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
    const std::locale before = std::locale::global(std::locale{std::locale::classic(), new Commas});
    std::ostringstream shown;
    shown << 1234.5;
    EXPECT_EQ(shown.str(), "1.234,5") << "this locale would show the fault";
    expect_texts_without_locale();
    std::locale::global(before);
}

/// Makes de_DE.UTF-8 where the system has the sources of it but not the locale.
bool set_german_locale(const TempDirectory& directory) {
    if (std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr) return true;
    const std::string target = directory.file("de_DE.UTF-8");
    const std::string command = "localedef -i de_DE -f UTF-8 '" + target + "' >/dev/null 2>&1";
    if (std::system(command.c_str()) != 0) return false;
    setenv("LOCPATH", directory.path().c_str(), 1);
    return std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
}

TEST(Locale, OfTheCLibraryPlaysNoPart) {
    const TempDirectory directory;
    if (!set_german_locale(directory))
        GTEST_SKIP() << "skipped, because there is neither de_DE.UTF-8 nor localedef (package locales)";
    char shown[16];
    std::snprintf(shown, sizeof shown, "%.1f", 1.5);
    EXPECT_STREQ(shown, "1,5") << "this locale would show the fault";
    expect_texts_without_locale();
    std::setlocale(LC_ALL, "C");
    unsetenv("LOCPATH");
}

}  // namespace
