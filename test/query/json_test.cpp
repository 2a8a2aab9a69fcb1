#include <support/engine.hpp>

#include <limits>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using pewit::Json;

MODEL(Thing) {
    FIELD(Json, data);
    FIELD(std::optional<Json>, extra);
    FIELD(int, size, default_(7));
};

class JsonPaths : public testing::Test {
protected:
    JsonPaths() {
        db.create_tables<Thing>();
        Thing::create(X.data =
                          Json{R"({"name":"huey","n":5,"x":1.5,"yes":true,"no":null,"tags":["a","b"],)"
                               R"("deep":{"er":[{"k":"v"}]},"a.b":1,"it's":"it's","day":"2024-02-29"})"});
    }
    template <class Expression>
    auto of(const Expression& expression) {
        return Thing::select(expression).scalar();
    }
    std::int64_t count(const pewit::Condition& condition) { return Thing::select().where(condition).count(); }

    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    pewit::ConnectionScope scope{db};
    const pewit::detail::ColumnsOf<Thing>& X = Thing::c;
};

TEST_F(JsonPaths, GiveValues) {
    EXPECT_EQ(of(X.data["name"].as_text()), "huey");
    EXPECT_EQ(of(X.data["n"].as<std::int64_t>()), 5);
    EXPECT_EQ(of(X.data["x"].as<double>()), 1.5);
    EXPECT_EQ(of(X.data["x"].as<int>()), std::nullopt);  // nothing is cut off
    EXPECT_EQ(of(X.data["yes"].as<bool>()), true);
    EXPECT_EQ(of(X.data["tags"][1].as_text()), "b");
    EXPECT_EQ(of(X.data["tags"][-1].as_text()), "b");
    EXPECT_EQ(of(X.data["deep"]["er"][0]["k"].as_text()), "v");
    EXPECT_EQ(of(X.data.path("deep", "er", 0, "k").as_text()), "v");
    EXPECT_EQ(of(X.data["tags"]), Json{pewit::test::on_postgres() ? R"(["a", "b"])" : R"(["a","b"])"});
    EXPECT_EQ(of(X.data["day"].as<pewit::Date>()), pewit::Date{"2024-02-29"});
}

TEST_F(JsonPaths, GiveNullForWhatIsNotThereOrOfAnotherType) {
    EXPECT_EQ(of(X.data["nothing"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["no"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["name"].as<int>()), std::nullopt);
    EXPECT_EQ(of(X.data["n"].as<bool>()), std::nullopt);
    EXPECT_EQ(of(X.extra["a"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["nothing"]), std::nullopt);
    EXPECT_EQ(of(X.data["yes"].as_text()), "true");
    EXPECT_EQ(of(X.data["n"].as_text()), "5");
}

TEST_F(JsonPaths, AreComparedByTheTypeOfTheOtherSide) {
    EXPECT_EQ(count(X.data["name"] == "huey"), 1);
    EXPECT_EQ(count(X.data["name"] != "huey"), 0);
    EXPECT_EQ(count(X.data["n"] == 5 && X.data["n"] > 4 && X.data["x"] <= 1.5), 1);
    EXPECT_EQ(count(X.data["yes"] == true), 1);
    EXPECT_EQ(count(X.data["no"] == nullptr && X.data["nothing"] == nullptr), 1);
    EXPECT_EQ(count(X.data["n"].as<int>() + 2 == X.size), 1);
}

TEST_F(JsonPaths, AreWholeNumbersOnlyWhenTheyAre) {
    Thing::update(X.data = Json{R"({"list":[1.5,2.0,1e20,-9223372036854775808],"two":2.0,"big":1e300})"})
        .execute();
    const auto list = X.data["list"];
    EXPECT_EQ(of(list[0].as<int>()), std::nullopt);
    EXPECT_EQ(of(list[1].as<int>()), 2);
    EXPECT_EQ(of(list[2].as<std::int64_t>()), std::nullopt);
    EXPECT_EQ(of(list[3].as<std::int64_t>()), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(of(X.data["two"].as<int>()), 2);
    EXPECT_EQ(of(X.data["big"].as<std::int64_t>()), std::nullopt);
    EXPECT_EQ(count(list[0] > 1 && list[0] < 2 && list[0] != 1 && list[2] > 2), 1);
    EXPECT_EQ(count(list[0] == 1), 0);
    EXPECT_EQ(count(X.data["two"] == 2 && X.data["big"] > 2), 1);
}

TEST_F(JsonPaths, AreAskedForTheirParts) {
    EXPECT_EQ(count(X.data["no"].exists()), 1);
    EXPECT_EQ(count(X.data["nothing"].exists()), 0);
    EXPECT_EQ(count(X.data["deep"].has_key("er")), 1);
    EXPECT_EQ(count(X.data.path().has_key("name") && !X.data.path().has_key("er")), 1);
    EXPECT_EQ(of(X.data["tags"].length()), 2);
    EXPECT_EQ(of(X.data["name"].length()), std::nullopt);
}

TEST_F(JsonPaths, TakeAnyKeyAsAKeyAndNothingElse) {  // checklist 4
    EXPECT_EQ(of(X.data["a.b"].as<int>()), 1);
    EXPECT_EQ(of(X.data["it's"].as_text()), "it's");
    EXPECT_EQ(of(X.data["deep.er"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["deep[0]"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["}"].as_text()), std::nullopt);
    const auto quoted = Thing::select(X.data["a\"b\\"].as_text());
    if (pewit::test::on_postgres()) {
        EXPECT_EQ(quoted.scalar(), std::nullopt);
    } else {
        EXPECT_THROW((void)quoted.scalar(), pewit::NotSupportedError);
    }
    EXPECT_THROW((void)of(X.data["\xff"].as_text()), pewit::DataError);
}

TEST_F(JsonPaths, AreWritten) {
    const auto update = [this](const auto& expression) {
        Thing::update(X.data = expression).execute();
        return Thing::select().get().data;
    };
    update(X.data["n"].set(6));
    EXPECT_EQ(of(X.data["n"].as<int>()), 6);
    update(X.data["deep"]["new"].set("a \"quoted\" text\n"));
    EXPECT_EQ(of(X.data["deep"]["new"].as_text()), "a \"quoted\" text\n");
    update(X.data["tags"][0].set(true));
    EXPECT_EQ(of(X.data["tags"][0].as<bool>()), true);
    update(X.data["whole"].set(Json{R"({"a":[1]})"}));
    EXPECT_EQ(of(X.data["whole"]["a"][0].as<int>()), 1);
    update(X.data["n"].set(nullptr));
    EXPECT_EQ(count(X.data["n"].exists() && X.data["n"] == nullptr), 1);
    update(X.data["size"].set(X.size + 1));
    EXPECT_EQ(of(X.data["size"].as<int>()), 8);
    update(X.data["whole"].remove());
    EXPECT_EQ(count(X.data["whole"].exists()), 0);
    update(X.data["copy"].set(X.data["tags"]));
    EXPECT_EQ(of(X.data["copy"][1].as_text()), "b");
}

TEST_F(JsonPaths, AreWrittenNullByAnExpressionThatIs) {
    Thing::update(X.data = X.data["n"].set(X.data["nothing"])).execute();
    Thing::update(X.data = X.data["x"].set(X.data["nothing"].as_text())).execute();
    EXPECT_EQ(count(X.data["n"].exists() && X.data["n"] == nullptr), 1);
    EXPECT_EQ(count(X.data["x"].exists() && X.data["x"] == nullptr), 1);
    EXPECT_EQ(of(X.data["name"].as_text()), "huey");
}

TEST_F(JsonPaths, ContainmentIsPostgresOnly) {
    const auto condition = X.data.contains(Json{R"({"tags":["b"]})"});
    if (!pewit::test::on_postgres()) {
        EXPECT_THROW((void)count(condition), pewit::NotSupportedError);
        return;
    }
    EXPECT_EQ(count(condition), 1);
    EXPECT_EQ(count(X.data["tags"].contained_by(Json{R"(["a","b","c"])"})), 1);
    EXPECT_EQ(count(X.data.contains(Json{R"({"tags":["z"]})"})), 0);
}

}  // namespace
