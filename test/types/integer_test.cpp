/// Integers of every width: what fits comes back, what does not is refused. Traps SV2, SV3.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <limits>

#include <pewit/field_traits.hpp>
#include <support/recording_statement.hpp>

using pewit::FieldTraits;
using pewit::detail::CellKind;
using pewit::detail::Fault;
using pewit::detail::SqlType;
using namespace pewit::test;

namespace {

template <class T>
class Integer : public testing::Test {};

using Integers = testing::Types<signed char, unsigned char, short, unsigned short, int, unsigned int, long,
                                unsigned long, long long, unsigned long long>;
TYPED_TEST_SUITE(Integer, Integers);

TYPED_TEST(Integer, EveryStorableValueComesBack) {
    EXPECT_TRUE(rc::check([](TypeParam value) {
        RC_PRE(std::in_range<std::int64_t>(value));
        RC_ASSERT(round_trip(value) == value);
    }));
}

TYPED_TEST(Integer, LimitsComeBack) {
    using Limits = std::numeric_limits<TypeParam>;
    EXPECT_EQ(round_trip(Limits::min()), Limits::min());
    if (std::in_range<std::int64_t>(Limits::max())) {
        EXPECT_EQ(round_trip(Limits::max()), Limits::max());
    } else {
        EXPECT_EQ(bind_fault(Limits::max()), Fault::out_of_range);
    }
}

TYPED_TEST(Integer, ReadsExactlyItsOwnRange) {
    EXPECT_TRUE(rc::check([](std::int64_t stored) {
        TypeParam value{};
        const Fault fault = FieldTraits<TypeParam>::read(cell_of(stored), value);
        if (std::in_range<TypeParam>(stored)) {
            RC_ASSERT(fault == Fault::none);
            RC_ASSERT(std::cmp_equal(value, stored));
        } else {
            RC_ASSERT(fault == Fault::out_of_range);
            RC_ASSERT(value == TypeParam{});
        }
    }));
}

TYPED_TEST(Integer, OneBeyondTheLimitIsOutOfRange) {
    using Limits = std::numeric_limits<TypeParam>;
    if (std::cmp_less(Limits::max(), std::numeric_limits<std::int64_t>::max())) {
        EXPECT_EQ(read_fault<TypeParam>(cell_of(static_cast<std::int64_t>(Limits::max()) + 1)),
                  Fault::out_of_range);
    }
    if (std::cmp_greater(Limits::min(), std::numeric_limits<std::int64_t>::min())) {
        EXPECT_EQ(read_fault<TypeParam>(cell_of(static_cast<std::int64_t>(Limits::min()) - 1)),
                  Fault::out_of_range);
    }
}

TYPED_TEST(Integer, ReadsNoOtherKind) {
    EXPECT_EQ(read_fault<TypeParam>(null_cell()), Fault::null);
    EXPECT_EQ(read_fault<TypeParam>(cell_of("1")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<TypeParam>(cell_of(1.0)), Fault::wrong_kind);
    EXPECT_EQ(read_fault<TypeParam>(blob_cell("1")), Fault::wrong_kind);
}

TEST(Uint64, AboveTheLargestInt64IsNotBound) {
    RecordingStatement statement;
    const std::uint64_t value = std::uint64_t{1} << 63U;
    EXPECT_EQ(FieldTraits<std::uint64_t>::bind(statement, 0, value), Fault::out_of_range);
    EXPECT_FALSE(statement.is_bound());
    EXPECT_EQ(round_trip(value - 1), value - 1);
}

TEST(IntegerSqlType, IsTheSmallestThatHoldsEveryValue) {
    EXPECT_EQ(FieldTraits<std::int8_t>::sql_type, SqlType::smallint);
    EXPECT_EQ(FieldTraits<std::uint8_t>::sql_type, SqlType::smallint);
    EXPECT_EQ(FieldTraits<std::int16_t>::sql_type, SqlType::smallint);
    EXPECT_EQ(FieldTraits<std::uint16_t>::sql_type, SqlType::integer);
    EXPECT_EQ(FieldTraits<std::int32_t>::sql_type, SqlType::integer);
    EXPECT_EQ(FieldTraits<std::uint32_t>::sql_type, SqlType::bigint);
    EXPECT_EQ(FieldTraits<std::int64_t>::sql_type, SqlType::bigint);
    EXPECT_EQ(FieldTraits<std::uint64_t>::sql_type, SqlType::bigint);
}

TEST(Bool, IsStoredAsZeroOrOne) {
    RecordingStatement statement;
    ASSERT_EQ(FieldTraits<bool>::bind(statement, 0, true), Fault::none);
    EXPECT_EQ(statement.cell().kind, CellKind::integer);
    EXPECT_EQ(statement.cell().integer, 1);
    EXPECT_EQ(round_trip(true), true);
    EXPECT_EQ(round_trip(false), false);
}

TEST(Bool, ReadsNothingElse) {
    EXPECT_EQ(read_fault<bool>(cell_of(std::int64_t{2})), Fault::out_of_range);
    EXPECT_EQ(read_fault<bool>(cell_of(std::int64_t{-1})), Fault::out_of_range);
    EXPECT_EQ(read_fault<bool>(cell_of("true")), Fault::wrong_kind);  // trap SV8
    EXPECT_EQ(read_fault<bool>(null_cell()), Fault::null);
}

}  // namespace
