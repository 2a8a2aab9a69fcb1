/// The texts of value errors: which column, which type, why; never a value.
#include <pewit/error.hpp>

#include <gtest/gtest.h>

#include <pewit/detail/fault.hpp>

using pewit::DataError;
using pewit::detail::CellKind;
using pewit::detail::Fault;
using pewit::detail::FaultPlace;

namespace {

DataError error_of(Fault fault, const FaultPlace& place) {
    try {
        pewit::detail::throw_fault(fault, place);
    } catch (const DataError& error) {
        return error;
    }
}

std::string text_of(Fault fault, const FaultPlace& place) { return error_of(fault, place).what(); }

TEST(FaultText, NamesColumnTypeAndReasonWhenReading) {
    const FaultPlace age{.table = "users", .column = "age", .type = "int16_t"};
    EXPECT_EQ(text_of(Fault::out_of_range, age),
              R"(cannot read column "users"."age" as int16_t: the stored value is out of range)");
    EXPECT_EQ(
        text_of(Fault::null, age),
        R"(cannot read column "users"."age" as int16_t: the stored value is NULL, and the type is not optional)");
}

TEST(FaultText, SaysWhatKindTheDatabaseHolds) {
    const auto text = [](CellKind kind) {
        return text_of(Fault::wrong_kind, {.column = "age", .type = "int16_t", .found = kind});
    };
    EXPECT_EQ(text(CellKind::text), R"(cannot read column "age" as int16_t: the stored value is text)");
    EXPECT_EQ(text(CellKind::integer),
              R"(cannot read column "age" as int16_t: the stored value is an integer)");
    EXPECT_EQ(text(CellKind::real),
              R"(cannot read column "age" as int16_t: the stored value is a floating-point number)");
    EXPECT_EQ(text(CellKind::blob), R"(cannot read column "age" as int16_t: the stored value is a blob)");
}

TEST(FaultText, NamesColumnTypeAndReasonWhenWriting) {
    const FaultPlace name{.table = "users", .column = "name", .type = "std::string", .writing = true};
    EXPECT_EQ(text_of(Fault::embedded_nul, name),
              R"(cannot write column "users"."name" from std::string: the value has a NUL character inside)");
    EXPECT_EQ(text_of(Fault::bad_text, name),
              R"(cannot write column "users"."name" from std::string: the value is not valid UTF-8)");
    EXPECT_EQ(text_of(Fault::too_long, name),
              R"(cannot write column "users"."name" from std::string: the value is too long)");
}

TEST(FaultText, DoesWithoutWhatIsNotKnown) {
    EXPECT_EQ(text_of(Fault::not_a_number, {.type = "double", .writing = true}),
              "cannot bind a parameter from double: the value is not a number (NaN)");
    EXPECT_EQ(text_of(Fault::bad_format, {.type = "pewit::Date"}),
              "cannot read a result as pewit::Date: the stored value is no value of that type");
    EXPECT_EQ(text_of(Fault::bad_text, {}), "cannot read a result: the stored value is not valid UTF-8");
}

TEST(FaultError, AnswersItsQuestions) {
    const DataError error = error_of(Fault::null, {.table = "users", .column = "age", .sql = "SELECT 1"});
    EXPECT_EQ(error.code(), pewit::ErrorCode::data);
    EXPECT_EQ(error.table(), "users");
    EXPECT_EQ(error.column(), "age");
    EXPECT_EQ(error.sql(), "SELECT 1");
    EXPECT_FALSE(error.is_retryable());
}

}  // namespace
