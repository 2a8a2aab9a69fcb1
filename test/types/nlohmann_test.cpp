#include <pewit/nlohmann.hpp>

#include <gtest/gtest.h>

#include <cmath>

#include <support/recording_statement.hpp>

using nlohmann::json;
using pewit::detail::Fault;
using namespace pewit::test;

namespace {

static_assert(pewit::FieldTraits<json>::sql_type == pewit::detail::SqlType::json);
static_assert(pewit::FieldType<std::optional<nlohmann::ordered_json>>);

TEST(NlohmannJson, ComesBack) {
    const json value = {
        {"name", "Grüße"}, {"list", {1, -2.5, nullptr, true}}, {"most", 18446744073709551615U}};
    EXPECT_EQ(round_trip(value), value);
    EXPECT_EQ(round_trip(json{}), json{});
    const auto ordered = nlohmann::ordered_json::parse(R"({"b":1,"a":2})");
    EXPECT_EQ(round_trip(ordered)->dump(), R"({"b":1,"a":2})");
}

TEST(NlohmannJson, ThatWouldBeStoredAsSomethingElseIsRefused) {
    EXPECT_EQ(bind_fault(json{{"x", std::nan("")}}), Fault::bad_format);
    EXPECT_EQ(bind_fault(json{{"x", {1, HUGE_VAL}}}), Fault::bad_format);
    EXPECT_EQ(bind_fault(json::binary({1, 2})), Fault::bad_format);
    EXPECT_EQ(bind_fault(json{{"x", "\xff"}}), Fault::bad_format);
    EXPECT_EQ(bind_fault(json(json::value_t::discarded)), Fault::bad_format);
}

TEST(NlohmannJson, ThatIsTooDeepIsRefused) {
    json value = 1;
    for (int i = 0; i < 1001; ++i)
        value = json::array({std::move(value)});
    EXPECT_EQ(bind_fault(value), Fault::bad_format);
}

TEST(NlohmannJson, ReadsValidTextOnly) {
    EXPECT_EQ(read_fault<json>(cell_of("{")), Fault::bad_format);
    EXPECT_EQ(read_fault<json>(cell_of("1e999")), Fault::bad_format);
    EXPECT_EQ(read_fault<json>(null_cell()), Fault::null);
}

}  // namespace
