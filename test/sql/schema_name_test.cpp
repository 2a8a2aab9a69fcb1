/// A model's schema stands before its table's name wherever that is written, and nowhere else.
#include <support/expect_sql.hpp>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using namespace pewit;

MODEL(Entry) {
    META(schema("audit"), table("log"));
    FIELD(std::string, what);
    FIELD(int, n, unique);
};

const auto& E = Entry::c;

TEST(SchemaName, StandsInEveryStatement) {
    EXPECT_SQL(Entry::select(E.what).where(E.n > 1),
               {.sqlite = R"(SELECT "what" FROM "audit"."log" WHERE "n" > ?)",
                .postgres = R"(SELECT "what" FROM "audit"."log" WHERE "n" > $1)",
                .params = {1}});
    EXPECT_SQL(Entry::update(E.n = E.n + 1).where(E.what == "x"),
               {.sqlite = R"(UPDATE "audit"."log" SET "n" = "n" + ? WHERE "what" = ?)",
                .postgres = R"(UPDATE "audit"."log" SET "n" = "n" + $1 WHERE "what" = $2)",
                .params = {1, "x"}});
    EXPECT_SQL(Entry::delete_().where(E.n.is_null()),
               {.sqlite = R"(DELETE FROM "audit"."log" WHERE "n" IS NULL)",
                .postgres = R"(DELETE FROM "audit"."log" WHERE "n" IS NULL)"});
    EXPECT_SQL(Entry::insert(E.what = "x", E.n = 1).on_conflict(E.n).update(E.n = E.n + excluded(E.n)),
               {.sqlite = R"(INSERT INTO "audit"."log" ("what", "n") VALUES (?, ?) ON CONFLICT ("n") )"
                          R"(DO UPDATE SET "n" = "log"."n" + excluded."n")",
                .postgres = R"(INSERT INTO "audit"."log" ("what", "n") VALUES ($1, $2) ON CONFLICT ("n") )"
                            R"(DO UPDATE SET "n" = "log"."n" + excluded."n")",
                .params = {"x", 1}});
}

TEST(SchemaName, StandsBeforeTheAliasAndNotBeforeColumns) {
    const auto other = alias<Entry>("other");
    EXPECT_SQL(Entry::select(E.what, other.what).join(other, E.n == other.n),
               {.sqlite = R"(SELECT "log"."what", "other"."what" FROM "audit"."log" )"
                          R"(INNER JOIN "audit"."log" AS "other" ON "log"."n" = "other"."n")",
                .postgres = R"(SELECT "log"."what", "other"."what" FROM "audit"."log" )"
                            R"(INNER JOIN "audit"."log" AS "other" ON "log"."n" = "other"."n")"});
}

}  // namespace
