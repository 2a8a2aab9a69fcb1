/// std::chrono durations: whole microseconds in the database.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <pewit/date_time.hpp>
#include <support/recording_statement.hpp>

using pewit::FieldTraits;
using pewit::detail::Fault;
using namespace pewit::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

TEST(Duration, IsStoredInMicroseconds) {
    RecordingStatement statement;
    ASSERT_EQ(FieldTraits<std::chrono::milliseconds>::bind(statement, 0, 1500ms), Fault::none);
    EXPECT_EQ(statement.cell().integer, 1'500'000);
    EXPECT_EQ(FieldTraits<std::chrono::hours>::sql_type, pewit::detail::SqlType::duration);
}

TEST(Duration, ComesBack) {
    EXPECT_EQ(round_trip(36h), 36h);
    EXPECT_EQ(round_trip(-90min), -90min);
    EXPECT_EQ(round_trip(5'000ns), 5'000ns);
    EXPECT_EQ(round_trip(std::chrono::days{-3}), std::chrono::days{-3});
    EXPECT_EQ(round_trip(std::chrono::microseconds::min()), std::chrono::microseconds::min());
    EXPECT_EQ(round_trip(std::chrono::microseconds::max()), std::chrono::microseconds::max());
    EXPECT_TRUE(rc::check([](std::int32_t count) {
        RC_ASSERT(round_trip(std::chrono::seconds{count}) == std::chrono::seconds{count});
    }));
}

TEST(Duration, IsNotCutToMicroseconds) {
    EXPECT_EQ(bind_fault(1ns), Fault::out_of_range);
    EXPECT_EQ(bind_fault(1'999ns), Fault::out_of_range);
}

TEST(Duration, ThatOverflowsMicrosecondsIsRefused) {
    EXPECT_EQ(bind_fault(std::chrono::seconds{most}), Fault::out_of_range);
    EXPECT_EQ(bind_fault(std::chrono::seconds{most / 1'000'000}), Fault::none);
    EXPECT_EQ(bind_fault(std::chrono::seconds{most / 1'000'000 + 1}), Fault::out_of_range);
}

TEST(Duration, ReadsOnlyWholeNumbersOfItsUnit) {
    EXPECT_EQ(read_fault<std::chrono::hours>(cell_of(std::int64_t{3'600'000'000})), Fault::none);
    EXPECT_EQ(read_fault<std::chrono::hours>(cell_of(std::int64_t{3'600'000'001})), Fault::out_of_range);
    EXPECT_EQ(read_fault<std::chrono::nanoseconds>(cell_of(most)), Fault::out_of_range);
    EXPECT_EQ((read_fault<std::chrono::duration<std::int8_t>>(cell_of(std::int64_t{128'000'000}))),
              Fault::out_of_range);
    EXPECT_EQ((round_trip(std::chrono::duration<std::int8_t>{127})), std::chrono::seconds{127});
}

TEST(Duration, WithAFractionOfASecondAsItsUnitIsExact) {
    using Frame = std::chrono::duration<std::int64_t, std::ratio<1, 30>>;
    EXPECT_EQ(bind_fault(Frame{1}), Fault::out_of_range);
    EXPECT_EQ(round_trip(Frame{3}), Frame{3});
}

TEST(Duration, ReadsIntegersOnly) {
    EXPECT_EQ(read_fault<std::chrono::seconds>(cell_of(1.5)), Fault::wrong_kind);
    EXPECT_EQ(read_fault<std::chrono::seconds>(cell_of("00:00:01")), Fault::wrong_kind);
    EXPECT_EQ(read_fault<std::chrono::seconds>(null_cell()), Fault::null);
}

}  // namespace
