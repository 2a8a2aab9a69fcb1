/// Types of the user's own, by way of FieldConversion.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include <pewit/types.hpp>
#include <support/recording_statement.hpp>

namespace lab {

struct Celsius {
    double degrees = 0;
    friend bool operator==(const Celsius&, const Celsius&) = default;
};

/// Two letters.
struct Code {
    std::string letters = "--";
    friend bool operator==(const Code&, const Code&) = default;
};

/// Hands out a reference, so that nothing is copied.
struct Name {
    std::string text;
    friend bool operator==(const Name&, const Name&) = default;
};

struct Bits {
    unsigned value = 0;
    friend bool operator==(const Bits&, const Bits&) = default;
};

}  // namespace lab

template <>
struct pewit::FieldConversion<lab::Celsius> {
    using Stored = double;
    static double to_stored(const lab::Celsius& value) { return value.degrees; }
    static lab::Celsius from_stored(double stored) { return lab::Celsius{stored}; }
};

template <>
struct pewit::FieldConversion<lab::Code> {
    using Stored = std::string;
    static std::optional<std::string> to_stored(const lab::Code& value) {
        if (value.letters.size() != 2) return std::nullopt;
        return value.letters;
    }
    static std::optional<lab::Code> from_stored(std::string stored) {
        if (stored.size() != 2) return std::nullopt;
        return lab::Code{std::move(stored)};
    }
};

template <>
struct pewit::FieldConversion<lab::Name> {
    using Stored = std::string;
    static const std::string& to_stored(const lab::Name& value) { return value.text; }
    static lab::Name from_stored(std::string stored) {
        if (stored == "throw") throw std::runtime_error("a user's own exception");
        return lab::Name{std::move(stored)};
    }
};

template <>
struct pewit::FieldConversion<lab::Bits> {
    using Stored = pewit::Blob;
    static pewit::Blob to_stored(const lab::Bits& bits) { return {static_cast<std::byte>(bits.value)}; }
    static lab::Bits from_stored(const pewit::Blob& blob) { return {std::to_integer<unsigned>(blob[0])}; }
};

using pewit::FieldTraits;
using pewit::detail::Fault;
using pewit::detail::SqlType;
using namespace pewit::test;

namespace {

TEST(FieldConversion, StoresAsTheOtherType) {
    EXPECT_EQ(FieldTraits<lab::Celsius>::sql_type, SqlType::double_precision);
    EXPECT_EQ(round_trip(lab::Celsius{36.6}), lab::Celsius{36.6});
    EXPECT_EQ(round_trip(lab::Bits{200}), lab::Bits{200});
    EXPECT_EQ(round_trip(std::optional{lab::Code{"de"}}), lab::Code{"de"});
}

TEST(FieldConversion, KeepsTheChecksOfTheOtherType) {
    EXPECT_EQ(bind_fault(lab::Celsius{std::numeric_limits<double>::quiet_NaN()}), Fault::not_a_number);
    EXPECT_EQ(bind_fault(lab::Name{"\xff"}), Fault::bad_text);
    EXPECT_EQ(read_fault<lab::Celsius>(cell_of("warm")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<lab::Celsius>(null_cell()), Fault::null);
}

TEST(FieldConversion, NothingMeansNoCounterpart) {
    EXPECT_EQ(bind_fault(lab::Code{"long"}), Fault::bad_format);
    EXPECT_EQ(read_fault<lab::Code>(cell_of("long")), Fault::bad_format);
}

TEST(FieldConversion, CopiesWhatIsMadeOnTheSpot) {
    RecordingStatement statement;
    const lab::Code code{"fr"};
    ASSERT_EQ(FieldTraits<lab::Code>::bind(statement, 0, code), Fault::none);
    EXPECT_TRUE(statement.is_copied());
}

TEST(FieldConversion, BorrowsWhatIsHandedOutByReference) {
    RecordingStatement statement;
    const lab::Name name{"huey"};
    ASSERT_EQ(FieldTraits<lab::Name>::bind(statement, 0, name), Fault::none);
    EXPECT_FALSE(statement.is_copied());
    EXPECT_EQ(statement.cell().bytes, name.text.data());
}

TEST(FieldConversion, LetsExceptionsThrough) {
    EXPECT_THROW((void)read_fault<lab::Name>(cell_of("throw")), std::runtime_error);
}

}  // namespace
