/// Floating-point numbers, strings, optionals, and which types are fields at all.
#include <pewit/field_traits.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include <pewit/types.hpp>
#include <support/recording_statement.hpp>

using pewit::FieldTraits;
using pewit::FieldType;
using pewit::detail::Fault;
using pewit::detail::type_name;
using namespace pewit::test;

namespace {

enum Unscoped { red, green };
enum Fixed : int { small, big };
struct Stranger {};

static_assert(
    FieldType<
        bool> && FieldType<int> && FieldType<unsigned long long> && FieldType<double> && FieldType<float>);
static_assert(
    FieldType<std::string> && FieldType<pewit::Blob> && FieldType<pewit::Decimal> && FieldType<pewit::Json>);
static_assert(
    FieldType<pewit::Date> && FieldType<pewit::Time> && FieldType<pewit::DateTime> && FieldType<pewit::Uuid>);
static_assert(FieldType<std::chrono::seconds> && !FieldType<std::chrono::duration<double>>);
static_assert(FieldType<std::optional<int>> && FieldType<std::optional<pewit::Json>>);
static_assert(!FieldType<std::optional<std::optional<int>>> && !FieldType<std::optional<Stranger>>);
static_assert(!FieldType<char> && !FieldType<wchar_t> && !FieldType<char8_t> && !FieldType<long double>);
static_assert(
    !FieldType<const char*> && !FieldType<std::string_view> && !FieldType<int*> && !FieldType<Stranger>);
static_assert(FieldType<Fixed> && !FieldType<Unscoped>,
              "7 is no value of Unscoped: reading it would be undefined");

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();

TEST(Double, EveryNumberComesBack) {
    EXPECT_TRUE(rc::check([] {
        const auto value = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
        RC_PRE(!std::isnan(value));
        RC_ASSERT(std::bit_cast<std::uint64_t>(*round_trip(value)) == std::bit_cast<std::uint64_t>(value));
    }));
    for (const double value :
         {0.0, -0.0, infinity<double>, -infinity<double>, std::numeric_limits<double>::max(),
          std::numeric_limits<double>::denorm_min()}) {
        EXPECT_EQ(round_trip(value), value);
    }
}

TEST(Double, NotANumberIsNotBound) {  // trap SV1
    RecordingStatement statement;
    EXPECT_EQ(FieldTraits<double>::bind(statement, 0, std::nan("")), Fault::not_a_number);
    EXPECT_EQ(FieldTraits<double>::bind(statement, 0, -std::nan("7")), Fault::not_a_number);
    EXPECT_EQ(FieldTraits<float>::bind(statement, 0, std::nanf("")), Fault::not_a_number);
    EXPECT_FALSE(statement.is_bound());
}

TEST(Double, NotANumberIsNotRead) {
    EXPECT_EQ(read_fault<double>(cell_of(std::nan(""))), Fault::not_a_number);
}

TEST(Double, ReadsAnIntegerThatItHoldsExactly) {  // trap SV15
    double value = 0;
    EXPECT_EQ(FieldTraits<double>::read(cell_of(std::int64_t{1} << 53U), value), Fault::none);
    EXPECT_EQ(value, 9007199254740992.0);
    EXPECT_EQ(read_fault<double>(cell_of((std::int64_t{1} << 53U) + 1)), Fault::out_of_range);
    EXPECT_EQ(read_fault<double>(cell_of(std::numeric_limits<std::int64_t>::max())), Fault::out_of_range);
    EXPECT_EQ(read_fault<double>(cell_of(std::numeric_limits<std::int64_t>::min())), Fault::none);
    EXPECT_EQ(read_fault<float>(cell_of((std::int64_t{1} << 24U) + 1)), Fault::out_of_range);
}

TEST(Double, ReadsNoText) {
    EXPECT_EQ(read_fault<double>(cell_of("1.5")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<double>(null_cell()), Fault::null);
}

TEST(Float, EveryNumberComesBack) {
    EXPECT_TRUE(rc::check([] {
        const auto value = std::bit_cast<float>(*rc::gen::arbitrary<std::uint32_t>());
        RC_PRE(!std::isnan(value));
        RC_ASSERT(round_trip(value) == value);
    }));
    EXPECT_EQ(round_trip(infinity<float>), infinity<float>);
    EXPECT_EQ(round_trip(std::numeric_limits<float>::max()), std::numeric_limits<float>::max());
}

TEST(Float, DoesNotReadBeyondItsRange) {
    EXPECT_EQ(read_fault<float>(cell_of(1e39)), Fault::out_of_range);
    EXPECT_EQ(read_fault<float>(cell_of(-1e39)), Fault::out_of_range);
    EXPECT_EQ(read_fault<float>(cell_of(infinity<double>)), Fault::none);
}

TEST(String, ComesBackByteForByte) {
    for (const std::string text : {"", "huey", "Grüße, 世界, 🐈", "eight ch", "line\nbreak\ttab \x01\x7f"}) {
        EXPECT_EQ(round_trip(text), text);
    }
}

TEST(String, IsBorrowedUnlessACopyIsAskedFor) {
    RecordingStatement statement;
    const std::string text = "long enough not to be inside the string object";
    ASSERT_EQ(FieldTraits<std::string>::bind(statement, 0, text), Fault::none);
    EXPECT_FALSE(statement.is_copied(0));
    EXPECT_EQ(statement.cell().bytes, text.data());
    ASSERT_EQ(pewit::detail::bind_copy<std::string>(statement, 1, text), Fault::none);
    EXPECT_TRUE(statement.is_copied(1));
}

TEST(String, EmbeddedNulIsRefusedBothWays) {  // traps SV5, P31
    const std::string text{"ab\0cd", 5};
    EXPECT_EQ(bind_fault(text), Fault::embedded_nul);
    EXPECT_EQ(read_fault<std::string>(cell_of(text)), Fault::embedded_nul);
}

TEST(String, InvalidUtf8IsRefusedBothWays) {  // traps SV6, P33
    const std::string text = "caf\xe9";
    EXPECT_EQ(bind_fault(text), Fault::bad_text);
    EXPECT_EQ(read_fault<std::string>(cell_of(text)), Fault::bad_text);
}

TEST(String, ReadsNeitherNumbersNorBlobs) {
    EXPECT_EQ(read_fault<std::string>(cell_of(std::int64_t{1})), Fault::wrong_kind);
    EXPECT_EQ(read_fault<std::string>(blob_cell("huey")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<std::string>(null_cell()), Fault::null);
}

TEST(String, KeepsItsValueWhenReadingFails) {
    std::string value = "before";
    EXPECT_EQ(FieldTraits<std::string>::read(cell_of("\xff"), value), Fault::bad_text);
    EXPECT_EQ(value, "before");
}

TEST(Optional, NothingIsNull) {
    RecordingStatement statement;
    ASSERT_EQ(FieldTraits<std::optional<int>>::bind(statement, 0, std::nullopt), Fault::none);
    EXPECT_TRUE(statement.cell().is_null());
    std::optional<int> value = 7;
    EXPECT_EQ(FieldTraits<std::optional<int>>::read(null_cell(), value), Fault::none);
    EXPECT_EQ(value, std::nullopt);
}

TEST(Optional, KeepsTheChecksOfItsType) {
    std::optional<short> value;
    EXPECT_EQ(FieldTraits<std::optional<short>>::read(cell_of(std::int64_t{70'000}), value),
              Fault::out_of_range);
    EXPECT_EQ(value, std::nullopt);
    EXPECT_EQ(bind_fault(std::optional{std::nan("")}), Fault::not_a_number);
    EXPECT_EQ(round_trip(std::optional<std::string>{"huey"}), std::optional<std::string>{"huey"});
    EXPECT_TRUE(FieldTraits<std::optional<short>>::nullable);
    EXPECT_FALSE(FieldTraits<short>::nullable);
}

TEST(TypeName, IsTheOneUsersWrite) {
    EXPECT_EQ(type_name<short>(), "int16_t");
    EXPECT_EQ(type_name<unsigned long long>(), "uint64_t");
    EXPECT_EQ(type_name<std::string>(), "std::string");
    EXPECT_EQ(type_name<std::optional<int>>(), "int32_t");
    EXPECT_EQ(type_name<pewit::DateTime>(), "pewit::DateTime");
    EXPECT_EQ(type_name<bool>(), "bool");
}

}  // namespace
