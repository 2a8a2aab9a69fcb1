/// The validator, by cases that parsers are known to get wrong.
#include <pewit/json.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <unordered_set>

#include <pewit/error.hpp>
#include <support/recording_statement.hpp>

using pewit::Json;
using pewit::detail::Fault;
using namespace pewit::test;

namespace {

std::string nested(std::size_t depth, std::string_view open, std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
        text += open;
    for (std::size_t i = 0; i < depth; ++i)
        text += close;
    return text;
}

TEST(Json, AcceptsEveryKindOfValue) {
    for (const char* text : {"null",
                             "true",
                             "false",
                             "0",
                             "-0",
                             "-1.5e+10",
                             "1E-2",
                             "10",
                             "0.0",
                             "123456789012345678901234567890",
                             R"("")",
                             R"("text")",
                             R"("\"\\\/\b\f\n\r\t\u00e9")",
                             R"("\ud83d\ude00")",
                             R"("\uD83D\uDE00")",
                             "[]",
                             "[ ]",
                             "[1,2]",
                             "[[],[[]]]",
                             "{}",
                             "{ }",
                             R"({"a":1})",
                             R"({"":{"b":[null]}, "a":2})",
                             " \t\r\n[ 1 , 2 ] \n",
                             R"("Grüße 🐈")",
                             R"({"a":1,"a":2})",
                             "\"\x7f\"",
                             R"("\uffff")"}) {
        EXPECT_TRUE(Json::is_valid(text)) << text;
    }
}

TEST(Json, RefusesWhatIsNoJson) {
    for (const char* text : {"",
                             " ",
                             "nul",
                             "nulll",
                             "True",
                             "NaN",
                             "Infinity",
                             "-",
                             "+1",
                             "01",
                             "-01",
                             "1.",
                             ".5",
                             "1e",
                             "1e+",
                             "0x1",
                             "1 2",
                             "'a'",
                             "\"",
                             R"("\")",
                             R"("\x")",
                             R"("\u12")",
                             R"("\u12g4")",
                             "\"\t\"",
                             "\"\n\"",
                             "[",
                             "]",
                             "[1,]",
                             "[,1]",
                             "[1 2]",
                             "[1",
                             "{",
                             "}",
                             "{a:1}",
                             R"({"a"})",
                             R"({"a":})",
                             R"({"a":1,})",
                             R"({,"a":1})",
                             R"({"a" 1})",
                             R"({"a":1 "b":2})",
                             R"({"a":1])",
                             "[1}",
                             "[] []",
                             "//c\n1",
                             "1//c",
                             "\xEF\xBB\xBF{}",
                             "\v1",
                             "1\f",
                             "{1:2}",
                             R"({"a":1}})"}) {
        EXPECT_FALSE(Json::is_valid(text)) << text;
        EXPECT_THROW(Json{text}, pewit::DataError) << text;
    }
}

TEST(Json, RefusesWhatPostgresWouldRefuse) {
    EXPECT_FALSE(Json::is_valid(R"("\u0000")"));
    EXPECT_FALSE(Json::is_valid(R"("\ud83d")"));
    EXPECT_FALSE(Json::is_valid(R"("\ude00")"));
    EXPECT_FALSE(Json::is_valid(R"("\ud83d\u0041")"));
    EXPECT_FALSE(Json::is_valid(R"("\ud83dx")"));
    EXPECT_FALSE(Json::is_valid("\"\xff\""));
    EXPECT_FALSE(Json::is_valid(std::string_view("\"a\0b\"", 5)));
    EXPECT_FALSE(Json::is_valid(std::string_view("1\0", 2)));
}

TEST(Json, LimitsItsDepth) {
    EXPECT_TRUE(Json::is_valid(nested(1000, "[", "]")));
    EXPECT_FALSE(Json::is_valid(nested(1001, "[", "]")));
    EXPECT_FALSE(Json::is_valid(nested(10'000'000, "[", "")));
    EXPECT_TRUE(Json::is_valid(nested(999, R"({"a":)", "").append("1").append(std::string(999, '}'))));
    EXPECT_FALSE(Json::is_valid(nested(1001, R"({"a":)", "").append("1").append(std::string(1001, '}'))));
}

/// Any JSON text, made by its grammar.
std::string any_json(int depth) {
    const auto list = [depth](const auto& element) {
        std::string text;
        const int count = *rc::gen::inRange(0, 4);
        for (int i = 0; i < count; ++i)
            text += (i > 0 ? "," : "") + element(depth - 1);
        return text;
    };
    const auto member = [](int below) { return R"("k\n":)" + any_json(below); };
    switch (*rc::gen::inRange(0, depth > 0 ? 6 : 4)) {
    case 0:
        return *rc::gen::element<std::string>("null", "true", "false");
    case 1:
        return std::to_string(*rc::gen::arbitrary<std::int64_t>());
    case 2:
        return *rc::gen::element<std::string>(R"("é")", R"("\u0041")", R"("")");
    case 3:
        return *rc::gen::element<std::string>("-0.5", "1e9", "1E-9", "0");
    case 4:
        return '[' + list(any_json) + ']';
    default:
        return '{' + list(member) + '}';
    }
}

TEST(Json, AcceptsWhatItsGrammarMakes) {
    EXPECT_TRUE(rc::check([] {
        const std::string text = any_json(4);
        RC_ASSERT(Json::is_valid(text));
        RC_ASSERT(round_trip(Json{text})->text() == text);
    }));
}

TEST(Json, RefusesEveryBeginningOfADocument) {
    EXPECT_TRUE(rc::check([] {
        const std::string text = '[' + any_json(4) + ']';
        const auto cut = *rc::gen::inRange<std::size_t>(0, text.size());
        RC_ASSERT(!Json::is_valid(std::string_view{text}.substr(0, cut)));
    }));
}

TEST(Json, KeepsItsText) {
    EXPECT_EQ(Json{R"({ "b": 1.0, "a": 2 })"}.text(), R"({ "b": 1.0, "a": 2 })");
    EXPECT_EQ(Json{}.text(), "null");
    Json value{"[1]"};
    const Json taken = std::move(value);
    EXPECT_EQ(taken.to_string(), "[1]");
    EXPECT_EQ(value.text(), "null");  // NOLINT(bugprone-use-after-move): promised
}

TEST(JsonField, ReadsValidTextOnly) {
    EXPECT_EQ(read_fault<Json>(cell_of("{")), Fault::bad_format);
    EXPECT_EQ(read_fault<Json>(cell_of(std::int64_t{1})), Fault::wrong_kind);
    EXPECT_EQ(read_fault<Json>(null_cell()), Fault::null);
}

TEST(Json, CanBeAKeyAndPrinted) {
    const std::unordered_set<Json> set{Json{"1"}, Json{"1"}, Json{"1.0"}, Json{}, Json{"null"}};
    EXPECT_EQ(set.size(), 3U);
    std::ostringstream out;
    out << Json{"[1]"};
    EXPECT_EQ(out.str(), "[1]");
}

}  // namespace
