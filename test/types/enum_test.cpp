/// Enumerations: by number, or by names.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include <pewit/field_traits.hpp>
#include <support/recording_statement.hpp>

using pewit::FieldTraits;
using pewit::detail::CellKind;
using pewit::detail::Fault;
using pewit::detail::SqlType;
using namespace pewit::test;

namespace shop {

enum class Size : std::uint8_t { small = 1, large = 200 };
enum class Grade : char { good = 'g' };
enum class Switch : bool { off, on };
enum class Huge : std::uint64_t { most = std::numeric_limits<std::uint64_t>::max() };

enum class Mood { calm, cross, unnamed };
constexpr auto pewit_enum_names(Mood) {
    return pewit::enum_names<Mood>({{Mood::calm, "calm"}, {Mood::cross, "böse"}});
}

struct Order {
    enum class State { open, paid };
    friend constexpr auto pewit_enum_names(State) {
        return pewit::enum_names<State>({{State::open, "open"}, {State::paid, "paid"}});
    }
};

}  // namespace shop

namespace {

TEST(NumberedEnum, IsItsNumber) {
    RecordingStatement statement;
    ASSERT_EQ(FieldTraits<shop::Size>::bind(statement, 0, shop::Size::large), Fault::none);
    EXPECT_EQ(statement.cell().integer, 200);
    EXPECT_EQ(round_trip(shop::Size::small), shop::Size::small);
    EXPECT_EQ(round_trip(shop::Grade::good), shop::Grade::good);
    EXPECT_EQ(round_trip(shop::Switch::on), shop::Switch::on);
}

TEST(NumberedEnum, HasTheTypeOfItsNumber) {
    EXPECT_EQ(FieldTraits<shop::Size>::sql_type, SqlType::smallint);
    EXPECT_EQ(FieldTraits<shop::Switch>::sql_type, SqlType::boolean);
    EXPECT_EQ(FieldTraits<shop::Huge>::sql_type, SqlType::bigint);
}

TEST(NumberedEnum, KeepsToTheRangeOfItsNumber) {
    EXPECT_EQ(read_fault<shop::Size>(cell_of(std::int64_t{255})), Fault::none);
    EXPECT_EQ(read_fault<shop::Size>(cell_of(std::int64_t{256})), Fault::out_of_range);
    EXPECT_EQ(read_fault<shop::Size>(cell_of(std::int64_t{-1})), Fault::out_of_range);
    EXPECT_EQ(read_fault<shop::Size>(cell_of("small")), Fault::wrong_kind);
    EXPECT_EQ(bind_fault(shop::Huge::most), Fault::out_of_range);
}

TEST(NamedEnum, IsItsName) {
    EXPECT_EQ(bound_text(shop::Mood::cross), "böse");
    EXPECT_EQ(round_trip(shop::Mood::calm), shop::Mood::calm);
    EXPECT_EQ(round_trip(shop::Mood::cross), shop::Mood::cross);
    EXPECT_EQ(FieldTraits<shop::Mood>::sql_type, SqlType::text);
    EXPECT_EQ(pewit::detail::type_name<shop::Mood>(), "shop::Mood");
}

TEST(NamedEnum, MayBelongToAClass) {
    EXPECT_EQ(round_trip(shop::Order::State::paid), shop::Order::State::paid);
}

TEST(NamedEnum, WithoutANameIsRefused) {
    EXPECT_EQ(bind_fault(shop::Mood::unnamed), Fault::out_of_range);
    EXPECT_EQ(bind_fault(static_cast<shop::Mood>(77)), Fault::out_of_range);
}

TEST(NamedEnum, ReadsNoOtherText) {
    EXPECT_EQ(read_fault<shop::Mood>(cell_of("Calm")), Fault::bad_format);
    EXPECT_EQ(read_fault<shop::Mood>(cell_of("")), Fault::bad_format);
    EXPECT_EQ(read_fault<shop::Mood>(cell_of(std::int64_t{0})), Fault::wrong_kind);
    EXPECT_EQ(read_fault<shop::Mood>(null_cell()), Fault::null);
}

}  // namespace
