#include <pewit/model_json.hpp>

#include <limits>

#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <support/engine.hpp>
#include <support/guide_blog.hpp>

namespace {

using namespace pewit;
using blog::Tweet;
using blog::User;

const auto& U = User::c;
const auto& T = Tweet::c;

MODEL(Sample) {
    FIELD(std::string, text);
    FIELD(std::optional<double>, real);
    FIELD(bool, yes);
    FIELD(std::optional<Blob>, bytes);
    FIELD(Decimal, price);
    FIELD(Json, json, column("stored_json"));
    FIELD(std::optional<DateTime>, at);
    FIELD(std::int16_t, small);
};

Sample sample() {
    Sample row;
    row.id = 7;
    row.text = "\"quoted\"\\ \n \u00e4";
    row.real = 0.1;
    row.yes = true;
    row.bytes = Blob::from_string(std::string_view("\x00\xff\x10\x20", 4));
    row.price = Decimal("12345678901234567890.10");
    row.json = Json(R"({"a": [1, "}"]})");
    row.at = DateTime("2024-02-29 12:00:00");
    row.small = -3;
    return row;
}

TEST(ModelToJson, WritesEveryKindOfColumn) {
    EXPECT_EQ(
        model_to_json(sample()).text(),
        "{\"id\":7,\"text\":\"\\\"quoted\\\"\\\\ \\u000a \u00e4\",\"real\":0.1,\"yes\":true,\"bytes\":\"AP8QIA==\","
        "\"price\":\"12345678901234567890.10\",\"json\":{\"a\": [1, \"}\"]},\"at\":\"2024-02-29 12:00:00.000000\",\"small\":-3}");
}

TEST(ModelToJson, RefusesWhatJsonHasNot) {
    Sample row = sample();
    row.real = std::numeric_limits<double>::infinity();
    EXPECT_THROW((void)model_to_json(row), DataError);
    EXPECT_NO_THROW((void)model_to_json(row, {.exclude = {Sample::c.real}}));
}

TEST(ModelFromJson, ReadsWhatWasWritten) {
    const Sample row = sample();
    const Sample back = model_from_json<Sample>(model_to_json(row));
    EXPECT_EQ(back.id, 7);
    EXPECT_EQ(back.text, row.text);
    EXPECT_EQ(back.real, row.real);
    EXPECT_TRUE(back.yes);
    EXPECT_EQ(back.bytes, row.bytes);
    EXPECT_EQ(back.price, row.price);
    EXPECT_EQ(back.json, row.json);
    EXPECT_EQ(back.at, row.at);
    EXPECT_EQ(back.small, -3);
}

TEST(ModelFromJson, TakesBothNamesAndSpaceAndEscapes) {
    const Sample row = model_from_json<Sample>(
        Json(
            " { \"stored_json\" : null , \"text\" : \"\\u00e9\\ud83d\\ude00\\/\\n\", \"real\": 1e2, \"price\": 1.50, \"bytes\": null } "),
        {.partial = true});
    EXPECT_EQ(row.json, Json());
    EXPECT_EQ(row.text, "\u00e9\U0001F600/\n");
    EXPECT_EQ(row.real, 100.0);
    EXPECT_EQ(row.price, Decimal("1.50"));
    EXPECT_EQ(row.bytes, std::nullopt);
}

std::string column_of_error(const char* json) {
    try {
        (void)model_from_json<Sample>(Json(json));
    } catch (const DataError& error) {
        EXPECT_EQ(error.table(), "sample");
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
        return std::string(error.column());
    }
    return "nothing thrown";
}

TEST(ModelFromJson, NamesTheColumnThatDoesNotFit) {
    EXPECT_EQ(column_of_error(R"({"small": 70000})"), "small");
    EXPECT_EQ(column_of_error(R"({"small": 99999999999999999999})"), "small");
    EXPECT_EQ(column_of_error(R"({"small": "secret"})"), "small");
    EXPECT_EQ(column_of_error(R"({"small": true})"), "small");
    EXPECT_EQ(column_of_error(R"({"text": null})"), "text");
    EXPECT_EQ(column_of_error(R"({"text": ["secret"]})"), "text");
    EXPECT_EQ(column_of_error(R"({"bytes": "secret!"})"), "bytes");
    EXPECT_EQ(column_of_error(R"({"at": "secret"})"), "at");
    EXPECT_EQ(column_of_error(R"({"other": "secret"})"), "");
    EXPECT_EQ(column_of_error(R"(["secret"])"), "");
    try {
        (void)model_from_json<Sample>(Json(R"({"small": "secret"})"));
        ADD_FAILURE() << "nothing thrown";
    } catch (const DataError& error) {  // nothing is stored there, nor NULL
        EXPECT_STREQ(error.what(),
                     "model_from_json() of Sample: column \"small\" takes no JSON value of that kind");
    }
    EXPECT_NO_THROW((void)model_from_json<Sample>(Json(R"({"other": [{"a": "]"}], "small": 1})"),
                                                  {.ignore_unknown = true, .partial = true}));
}

std::string refusal(const Json& json) {
    try {
        (void)model_from_json<Sample>(json);
    } catch (const DataError& error) {
        EXPECT_EQ(error.table(), "sample");
        return error.what();
    }
    return "nothing thrown";
}

TEST(ModelFromJson, WantsWhatCreateWouldWant) {
    EXPECT_EQ(refusal(Json("{}")),
              "model_from_json() of Sample: column \"text\" is missing, and has no default");
    EXPECT_EQ(column_of_error(R"({"text": "", "yes": true, "price": 1, "small": 1})"), "stored_json");
    const Sample row =
        model_from_json<Sample>(Json(R"({"text": "a", "yes": true, "price": 1, "small": 2, "json": null})"));
    EXPECT_EQ(row.real, std::nullopt);
    EXPECT_EQ(row.small, 2);
    EXPECT_EQ(model_from_json<Sample>(Json(R"({"small": 3})"), {.partial = true}).small, 3);
}

TEST(ModelFromJson, NamesTheMemberThatIsNoColumn) {
    EXPECT_EQ(refusal(Json(R"({"smal": 1})")),
              "model_from_json() of Sample: the member \"smal\" is no column");
    EXPECT_EQ(refusal(Json(R"({"a\"\n": 1})")),
              "model_from_json() of Sample: the member \"a\\\"\\u000a\" is no column");
    const std::string longest(59, 'a');
    EXPECT_EQ(refusal(Json("{\"" + longest + "\u00e4\": 1}")),
              "model_from_json() of Sample: the member \"" + longest + "\"… is no column");
}

class ModelJson : public testing::Test {
protected:
    ModelJson() {
        db.create_tables<User, Tweet>();
        const User huey = User::create(U.username = "huey", U.bio = "cat");
        const Tweet first = Tweet::create(T.user = huey, T.content = "meow");
        const Tweet second = Tweet::create(T.user = huey, T.content = "hiss", T.reply_to = first);
        Tweet::create(T.user = huey, T.content = "purr", T.reply_to = second);
    }
    test::FreshPlace place;
    Database db{place.in_memory()};
};

TEST_F(ModelJson, FollowsForeignKeysOnceEach) {
    const Tweet last = Tweet::get_by_id(3);
    EXPECT_EQ(model_to_json(last, {.only = {T.id, T.content, T.user, T.reply_to, U.username}}).text(),
              R"({"id":3,"user":{"username":"huey"},"content":"purr",)"
              R"("reply_to":{"id":2,"user":{"username":"huey"},"content":"hiss","reply_to":1}})");
    EXPECT_EQ(model_to_json(last, {.recurse = false, .exclude = {T.created}}).text(),
              R"({"id":3,"user":1,"content":"purr","reply_to":2})");
    EXPECT_EQ(model_to_json(last, {.max_depth = 0, .exclude = {T.created}}).text(),
              R"({"id":3,"user":1,"content":"purr","reply_to":2})");
    EXPECT_EQ(model_to_json(Tweet::get_by_id(1), {.exclude = {T.user, T.created}}).text(),
              R"({"id":1,"content":"meow","reply_to":null})");
}

TEST_F(ModelJson, AForeignKeyIsAKeyOrAnObject) {
    const Tweet tweet = model_from_json<Tweet>(
        Json(R"({"user": {"id": 1, "username": "huey"}, "content": "x", "reply_to": 2})"));
    EXPECT_TRUE(tweet.user.is_loaded());
    EXPECT_EQ(tweet.user.id(), 1);
    EXPECT_EQ(tweet.user->username, "huey");
    EXPECT_EQ(tweet.reply_to->id(), 2);
    Tweet saved = tweet;
    saved.save();
    EXPECT_EQ(Tweet::get_by_id(saved.id).content, "x");
}

}  // namespace
