/// Lists without an engine: their text form, and their cells.
#include <gtest/gtest.h>

#include <support/recording_statement.hpp>

#include <pewit/types.hpp>

namespace {

using pewit::FieldTraits;
using pewit::FieldType;
using pewit::detail::Cell;
using pewit::detail::CellKind;
using pewit::detail::Fault;
using pewit::detail::SqlType;

static_assert(FieldType<std::vector<std::string>>);
static_assert(FieldType<std::vector<bool>>);
static_assert(FieldType<std::optional<std::vector<std::optional<int>>>>);
static_assert(!FieldType<std::vector<std::vector<int>>>);
static_assert(!FieldType<std::vector<std::byte>>, "bytes are a Blob");
static_assert(!FieldType<std::vector<std::uint8_t>>, "bytes are a Blob");
static_assert(!FieldType<std::vector<char>>);
static_assert(FieldTraits<std::vector<std::optional<int>>>::name == "std::vector<int32_t>");

/// Takes what an engine with arrays would.
class ArrayStatement final : public pewit::test::RecordingStatement {
public:
    Fault bind_array(int /*index*/, SqlType type, std::string_view text) override {
        bound_type = type;
        bound = text;
        return Fault::none;
    }
    SqlType bound_type = SqlType::text;
    std::string bound;
};

template <class T>
std::string literal(const std::vector<T>& values) {
    ArrayStatement statement;
    EXPECT_EQ(FieldTraits<std::vector<T>>::bind(statement, 0, values), Fault::none);
    EXPECT_EQ(statement.bound_type, FieldTraits<std::vector<T>>::sql_type);
    return statement.bound;
}

TEST(Array, IsBoundAsItsText) {
    EXPECT_EQ(literal<int>({}), "{}");
    EXPECT_EQ(literal<int>({1, -2}), "{1,-2}");
    EXPECT_EQ(literal<std::optional<int>>({std::nullopt, 3}), "{NULL,3}");
    EXPECT_EQ(literal<bool>({true, false}), "{1,0}");
    EXPECT_EQ(literal<double>({0.1, 2}), "{0.1,2}");
    EXPECT_EQ(literal<std::string>({"a,b", "", R"("\{})", "NULL"}), R"({"a,b","","\"\\{}","NULL"})");
    EXPECT_EQ(literal<pewit::Blob>({pewit::Blob::from_string("\x01\xff")}), R"({"\\x01ff"})");
}

TEST(Array, HasTheTypeOfItsElementsAndABit) {
    constexpr SqlType type = FieldTraits<std::vector<std::string>>::sql_type;
    EXPECT_TRUE(is_array(type));
    EXPECT_EQ(element_of(type), SqlType::text);
    EXPECT_FALSE(is_array(SqlType::json));
}

TEST(Array, IsRefusedByAnEngineWithoutArrays) {
    pewit::test::RecordingStatement statement;
    EXPECT_EQ(FieldTraits<std::vector<int>>::bind(statement, 0, {1}), Fault::no_arrays);
    EXPECT_FALSE(statement.is_bound());
}

TEST(Array, LeavesTheValueAloneOnAFault) {
    Cell elements[2];
    elements[0].kind = CellKind::integer;
    elements[0].integer = 1;
    pewit::detail::ArrayValue array{elements, 2, "{1,NULL}"};
    Cell cell;
    cell.kind = CellKind::array;
    cell.array = &array;
    std::vector<int> value{7};
    EXPECT_EQ(FieldTraits<std::vector<int>>::read(cell, value), Fault::null_element);
    EXPECT_EQ(value, std::vector<int>{7});
    elements[1].kind = CellKind::integer;
    elements[1].integer = std::int64_t{1} << 40U;
    EXPECT_EQ(FieldTraits<std::vector<int>>::read(cell, value), Fault::out_of_range);
    EXPECT_EQ(
        FieldTraits<std::vector<std::int64_t>>::read(cell, *std::make_unique<std::vector<std::int64_t>>()),
        Fault::none);
    std::string text;
    EXPECT_EQ(FieldTraits<std::string>::read(cell, text), Fault::none);
    EXPECT_EQ(text, "{1,NULL}");
    EXPECT_EQ(FieldTraits<std::vector<int>>::read(Cell{}, value), Fault::null);
}

}  // namespace
