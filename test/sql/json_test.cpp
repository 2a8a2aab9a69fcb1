#include <support/expect_sql.hpp>

#include <pewit/error.hpp>
#include <pewit/json_path.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>
#include <pewit/write.hpp>

#include "sql/parameter_text.hpp"

namespace {

using pewit::Json;

MODEL(Thing) {
    FIELD(Json, data);
    FIELD(int, size);
};
const auto& X = Thing::c;

TEST(JsonPath, OfKeysIsReadByAnOperatorThatAnIndexCanServe) {
    EXPECT_SQL(Thing::select(X.data["a"]["b c"]).where(X.data["n"] == "x"),
               {.sqlite = R"(SELECT ("data" -> ?) FROM "thing" WHERE CASE json_type("data", ?) WHEN 'true' )"
                          R"(THEN 'true' WHEN 'false' THEN 'false' ELSE CAST("data" ->> ?2 AS TEXT) END = ?)",
                .postgres = R"(SELECT ("data" #> $1) FROM "thing" WHERE ("data" #>> $2) = $3)",
                .params = {R"({"a","b c"})", R"({"n"})", "x"},
                .sqlite_params = {{R"($."a"."b c")", R"($."n")", "x"}}});
}

TEST(JsonPath, WithNumbersIsExactOnPostgres) {
    EXPECT_SQL(Thing::select(X.data["a"][0], X.data["1"].as_text()),
               {.sqlite = R"(SELECT ("data" -> ?), CASE json_type("data", ?) WHEN 'true' THEN 'true' )"
                          R"(WHEN 'false' THEN 'false' ELSE CAST("data" ->> ?2 AS TEXT) END FROM "thing")",
                .postgres = R"(SELECT jsonb_path_query_first("data", $1, silent => true), )"
                            R"((jsonb_path_query_first("data", $2, silent => true) #>> '{}') FROM "thing")",
                .params = {R"(strict $."a"[0])", R"(strict $."1")"},
                .sqlite_params = {{R"($."a"[0])", R"($."1")"}}});
}

TEST(JsonPath, IsWrittenInTheEnginesLanguage) {
    EXPECT_EQ(pewit::detail::postgres_json_path("{}"), "strict $");
    EXPECT_EQ(pewit::detail::postgres_json_path(R"({"a\"]",-1,-3,2})"),
              R"(strict $."a\"]"[last][last + 1-3][2])");
    EXPECT_EQ(pewit::detail::json_array("{\"a\\\"\n\",\"b\"}"), R"(["a\"\u000a","b"])");
    EXPECT_EQ(pewit::detail::json_array("{}"), "[]");
}

TEST(JsonPath, IsSetWhereItsParentIs) {
    EXPECT_SQL(
        Thing::update(X.data = X.data["a"]["b"].set(X.size + 1)),
        {.sqlite =
             R"(UPDATE "thing" SET "data" = (WITH pewit_0(pewit_document) AS MATERIALIZED (SELECT "data") )"
             R"(SELECT CASE json_type(pewit_document, ?) WHEN 'object' THEN )"
             R"(json_set(pewit_document, ?, ("size" + ?)) ELSE pewit_document END FROM pewit_0))",
         .postgres =
             R"(UPDATE "thing" SET "data" = (WITH pewit_0(pewit_document) AS MATERIALIZED (SELECT "data") )"
             R"(SELECT CASE jsonb_typeof(jsonb_path_query_first(pewit_document, $1, silent => true)) )"
             R"(WHEN 'object' THEN jsonb_set(pewit_document, $2, coalesce(to_jsonb("size" + $3), 'null')) )"
             R"(ELSE pewit_document END FROM pewit_0))",
         .params = {R"(strict $."a")", R"({"a","b"})", 1},
         .sqlite_params = {{R"($."a")", R"($."a"."b")", 1}}});
}

TEST(JsonPath, IsChangedInTheOrderOfTheChain) {
    EXPECT_SQL(
        Thing::select(X.data["a"].remove()["b"].remove()),
        {.sqlite =
             R"(SELECT (WITH pewit_0(pewit_document) AS MATERIALIZED (SELECT "data"), )"
             R"(pewit_1(pewit_document) AS MATERIALIZED (SELECT CASE WHEN json_type(pewit_document, ?) IS NULL )"
             R"(THEN pewit_document ELSE json_remove(pewit_document, ?) END FROM pewit_0) )"
             R"(SELECT CASE WHEN json_type(pewit_document, ?) IS NULL )"
             R"(THEN pewit_document ELSE json_remove(pewit_document, ?) END FROM pewit_1) FROM "thing")",
         .postgres =
             R"(SELECT (WITH pewit_0(pewit_document) AS MATERIALIZED (SELECT "data"), )"
             R"(pewit_1(pewit_document) AS MATERIALIZED (SELECT CASE WHEN jsonb_path_exists(pewit_document, $1, )"
             R"(silent => true) THEN pewit_document #- $2 ELSE pewit_document END FROM pewit_0) )"
             R"(SELECT CASE WHEN jsonb_path_exists(pewit_document, $3, )"
             R"(silent => true) THEN pewit_document #- $4 ELSE pewit_document END FROM pewit_1) FROM "thing")",
         .params = {R"(strict $."a")", R"({"a"})", R"(strict $."b")", R"({"b"})"},
         .sqlite_params = {{R"($."a")", R"($."a")", R"($."b")", R"($."b")"}}});
}

TEST(JsonPath, WithoutAStepIsNotSetAndNotRemoved) {
    const auto refusal = [](const auto& make) {
        try {
            (void)make();
            return std::string("nothing thrown");
        } catch (const pewit::ProgrammingError& error) {
            EXPECT_EQ(error.table(), "thing");
            EXPECT_EQ(error.column(), "data");
            return std::string(error.what());
        }
    };
    EXPECT_EQ(refusal([] { return X.data.path().set(1); }),
              "set() of thing.data needs a step; the whole document is changed by an assignment");
    EXPECT_EQ(refusal([] { return X.data.path().remove(); }),
              "remove() of thing.data needs a step; the whole document is changed by an assignment");
}

TEST(JsonPath, IsAskedForKeysByOneParameter) {
    EXPECT_SQL(
        Thing::select(X.size).where(X.data.path().has_any_key({"a", "b\""})),
        {.sqlite = R"(SELECT "size" FROM "thing" WHERE (json_type("data") IS 'object' AND EXISTS (SELECT 1 )"
                   R"(FROM json_each(?) WHERE value IN (SELECT key FROM (SELECT "data" AS pewit_document), )"
                   R"(json_each(pewit_document)))))",
         .postgres = R"(SELECT "size" FROM "thing" WHERE ("data" IS NOT NULL AND "data" ?| $1 )"
                     R"(AND jsonb_typeof("data") = 'object'))",
         .params = {R"({"a","b\""})"},
         .sqlite_params = {{R"(["a","b\""])"}}});
}

}  // namespace
