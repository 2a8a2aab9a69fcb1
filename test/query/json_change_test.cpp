// What paths into JSON mean where the engines' own functions differ.
#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using pewit::Json;

MODEL(Thing) {
    FIELD(Json, data);
    FIELD(std::optional<Json>, extra);
};

class JsonChanges : public testing::Test {
protected:
    JsonChanges() {
        db.create_tables<Thing>();
        Thing::create(X.data = Json{R"({"a":{"b":1},"0":"zero","list":["x",{"k":2}],"text":"t","no":null})"});
    }
    template <class Expression>
    auto of(const Expression& expression) {
        return Thing::select(expression).scalar();
    }
    std::int64_t count(const pewit::Condition& condition) { return Thing::select().where(condition).count(); }
    /// The document after the change, as the engine's own equality sees it.
    bool becomes(const pewit::Expr<Json>& change, const char* expected) {
        const pewit::Atomic tx{db, {.force_rollback = true}};
        Thing::update(X.data = change).execute();
        const std::string text = R"("data" = )" + std::string(pewit::test::on_postgres() ? "?" : "json(?)");
        return count(pewit::raw<bool>(text, pewit::value(Json{expected}))) == 1;
    }
    bool stays(const pewit::Expr<Json>& change) { return becomes(change, original); }

    static constexpr const char* original =
        R"({"a":{"b":1},"0":"zero","list":["x",{"k":2}],"text":"t","no":null})";
    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    pewit::ConnectionScope scope{db};
    const pewit::detail::ColumnsOf<Thing>& X = Thing::c;
};

TEST_F(JsonChanges, KeysAndNumbersAreKeptApart) {
    EXPECT_EQ(of(X.data["0"].as_text()), "zero");
    EXPECT_EQ(of(X.data[0].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["list"][0].as_text()), "x");
    EXPECT_EQ(of(X.data["list"]["0"].as_text()), std::nullopt);
    EXPECT_EQ(of(X.data["list"][-1]["k"].as<int>()), 2);
    EXPECT_EQ(of(X.data["list"][1]["k"].as<double>()), 2.0);
    EXPECT_EQ(of(X.data["list"][0].as<bool>()), std::nullopt);
    EXPECT_EQ(count(X.data["list"][1].exists() && !X.data["list"]["1"].exists() && !X.data[0].exists()), 1);
    EXPECT_EQ(of(X.data["list"][2]), std::nullopt);
    EXPECT_EQ(of(X.data["list"][-3]), std::nullopt);
}

TEST_F(JsonChanges, SetReachesOnlyTheLastStepThatIsNew) {
    EXPECT_TRUE(becomes(X.data["a"]["c"].set(2),
                        R"({"a":{"b":1,"c":2},"0":"zero","list":["x",{"k":2}],"text":"t","no":null})"));
    EXPECT_TRUE(becomes(X.data["list"][-1].set("y"),
                        R"({"a":{"b":1},"0":"zero","list":["x","y"],"text":"t","no":null})"));
    EXPECT_TRUE(
        becomes(X.data["0"].set(0), R"({"a":{"b":1},"0":0,"list":["x",{"k":2}],"text":"t","no":null})"));
    EXPECT_TRUE(stays(X.data["nothing"]["c"].set(2)));
    EXPECT_TRUE(stays(X.data["no"]["c"].set(2)));
    EXPECT_TRUE(stays(X.data["text"]["c"].set(2)));
    EXPECT_TRUE(stays(X.data["list"]["c"].set(2)));
    EXPECT_TRUE(stays(X.data["list"]["0"].set(2)));
    EXPECT_TRUE(stays(X.data["list"][2].set(2)));
    EXPECT_TRUE(stays(X.data["list"][-3].set(2)));
    EXPECT_TRUE(stays(X.data["a"][0].set(2)));
}

TEST_F(JsonChanges, RemoveLeavesWhatIsNotThere) {
    EXPECT_TRUE(becomes(X.data["list"][0].remove(),
                        R"({"a":{"b":1},"0":"zero","list":[{"k":2}],"text":"t","no":null})"));
    EXPECT_TRUE(becomes(X.data["a"]["b"].remove(),
                        R"({"a":{},"0":"zero","list":["x",{"k":2}],"text":"t","no":null})"));
    EXPECT_TRUE(stays(X.data["list"]["0"].remove()));
    EXPECT_TRUE(stays(X.data["list"]["k"].remove()));
    EXPECT_TRUE(stays(X.data["text"]["k"].remove()));
    EXPECT_TRUE(stays(X.data["nothing"].remove()));
}

TEST_F(JsonChanges, AppendsToArrays) {
    EXPECT_TRUE(becomes(X.data["list"].append(3),
                        R"({"a":{"b":1},"0":"zero","list":["x",{"k":2},3],"text":"t","no":null})"));
    EXPECT_TRUE(becomes(X.data["list"].append(Json{"[4]"}),
                        R"({"a":{"b":1},"0":"zero","list":["x",{"k":2},[4]],"text":"t","no":null})"));
    EXPECT_TRUE(stays(X.data["a"].append(3)));
    EXPECT_TRUE(stays(X.data["nothing"].append(3)));
    Thing::update(X.data = Json{"[]"}).execute();
    EXPECT_TRUE(becomes(X.data.path().append("first"), R"(["first"])"));
}

TEST_F(JsonChanges, UpdatesObjectsMemberByMember) {
    EXPECT_TRUE(becomes(X.data["a"].update(Json{R"({"b":null,"c":[true,{"d":"q\""}],"e":1.5})"}),
                        R"({"a":{"b":null,"c":[true,{"d":"q\""}],"e":1.5},"0":"zero","list":["x",{"k":2}],)"
                        R"("text":"t","no":null})"));
    EXPECT_TRUE(becomes(X.data.path().update(Json{R"({"a":1,"list":false})"}),
                        pewit::test::on_postgres()
                            ? R"({"0":"zero","text":"t","no":null,"a":1,"list":false})"
                            : R"({"0":"zero","text":"t","no":null,"a":1,"list":false})"));
    EXPECT_TRUE(stays(X.data["list"].update(Json{R"({"b":1})"})));
    EXPECT_TRUE(stays(X.data["a"].update(Json{"[1]"})));
    EXPECT_TRUE(stays(X.data["nothing"].update(Json{R"({"b":1})"})));
}

TEST_F(JsonChanges, UpdateKeepsEveryDigitOfTheOtherNumbers) {
    const char* digits =
        R"({"x":0.30000000000000004,"big":12345678901234567890123,"a\"b":1,"most":1.7976931348623157e308})";
    Thing::update(X.data = Json{digits}).execute();
    Thing::update(X.data = X.data.path().update(Json{R"({"y":3.141592653589793})"})).execute();
    EXPECT_EQ(of(X.data["x"].as<double>()), 0.30000000000000004);
    EXPECT_EQ(of(X.data["most"].as<double>()), 1.7976931348623157e308);
    EXPECT_EQ(of(X.data["y"].as<double>()), 3.141592653589793);
    EXPECT_NE(of(X.data).to_string().find("12345678901234567890123"), std::string::npos);
    EXPECT_TRUE(of(X.data.path().has_key("a\"b")));
}

TEST_F(JsonChanges, AnIndexBeyondAllArraysLeadsNowhere) {
    for (const std::int64_t index :
         {std::int64_t{4294967296}, std::int64_t{-4294967297}, std::int64_t{2147483648}}) {
        EXPECT_FALSE(of(X.data["list"][index].exists())) << index;
        EXPECT_TRUE(stays(X.data["list"][index].remove())) << index;
    }
}

TEST_F(JsonChanges, OfNothingAreNothing) {
    Thing::update(X.extra = X.extra["a"].set(1)).execute();
    EXPECT_EQ(of(X.extra), std::nullopt);
    EXPECT_EQ(of(X.extra.path().append(1)), std::nullopt);
    EXPECT_EQ(of(X.extra["a"].remove()), std::nullopt);
    EXPECT_EQ(of(X.extra.path().update(Json{"{}"})), std::nullopt);
}

TEST_F(JsonChanges, GoOnFromOneAnother) {
    Thing::create(X.data = Json{R"({"text":"other"})"});
    pewit::Expr<Json> document = X.data;
    for (int i = 0; i < 40; ++i)
        document = document["key" + std::to_string(i)].set(X.id * 100 + i);
    Thing::update(X.data = document["list"].append(5)["a"].remove()).execute();
    EXPECT_EQ(Thing::select(X.data["key39"].as<int>()).order_by(X.id).all(),
              (std::vector<std::optional<int>>{139, 239}));
    EXPECT_EQ(Thing::select(X.data["text"].as_text()).where(X.id == 2).scalar(), "other");
    EXPECT_EQ(Thing::select(X.data["list"][2].as<int>()).where(X.id == 1).scalar(), 5);
    EXPECT_EQ(count(X.data["a"].exists()), 0);
}

TEST_F(JsonChanges, HappenOnConflict) {
    Thing::insert(X.id = 1, X.data = Json{R"({"n":1})"})
        .on_conflict(X.id)
        .update(X.data = X.data["new"].set(pewit::excluded(X.data)))
        .execute();
    EXPECT_EQ(of(X.data["new"]["n"].as<int>()), 1);
    EXPECT_EQ(of(X.data["text"].as_text()), "t");
}

TEST_F(JsonChanges, DocumentsAreAskedForKeysAndTypes) {
    EXPECT_EQ(count(X.data.path().has_all_keys({"a", "0"})), 1);
    EXPECT_EQ(count(X.data.path().has_all_keys({"a", "b"})), 0);
    EXPECT_EQ(count(X.data.path().has_any_key(std::vector<std::string>{"b", "it\"s\n", "a"})), 1);
    EXPECT_EQ(count(X.data.path().has_any_key({"b", "it\"s"})), 0);
    EXPECT_EQ(count(X.data["a"].has_all_keys({})), 1);
    EXPECT_EQ(count(X.data["list"].has_all_keys({}) || X.data["list"].has_any_key({"x"})), 0);
    EXPECT_EQ(count(!X.extra.path().has_key("a") && !X.data["nothing"].has_any_key({"a"})), 1);
    EXPECT_EQ(of(X.data.path().keys()),
              Json{pewit::test::on_postgres() ? R"(["0", "a", "list", "no", "text"])"
                                              : R"(["0","a","list","no","text"])"});
    EXPECT_EQ(of(X.data["list"].keys()), std::nullopt);
    EXPECT_EQ(of(X.data.path().type()), "object");
    EXPECT_EQ(of(X.data["list"].type()), "array");
    EXPECT_EQ(of(X.data["a"]["b"].type()), "number");
    EXPECT_EQ(of(X.data["text"].type()), "string");
    EXPECT_EQ(of(X.data["no"].type()), "null");
    EXPECT_EQ(of(X.data["nothing"].type()), std::nullopt);
    Thing::update(X.data = Json{"true"}).execute();
    EXPECT_EQ(of(X.data.path().type()), "boolean");
}

}  // namespace
