#include <support/expect_sql.hpp>

#include <pewit/error.hpp>
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>
#include <pewit/text_search.hpp>
#include <pewit/types.hpp>

#include "sql/parameter_text.hpp"
#include "sql/text_index.hpp"

namespace {

MODEL(Page) {
    META(text_index(c.title, c.body).language("english"));
    FIELD(std::string, title);
    FIELD(std::optional<std::string>, body);
    FIELD(int, size);
};
MODEL(Note) {
    META(text_index(c.text).tokenizer("trigram case_sensitive 1"));
    FIELD(std::string, text);
};
MODEL_NO_ID(Named) {
    META(text_index(c.text));
    FIELD(std::string, name, primary_key);
    FIELD(std::string, text);
};
const auto& P = Page::c;

const auto& sqlite = pewit::detail::sqlite_dialect();
const auto& postgres = pewit::detail::postgres_dialect();

TEST(TextIndex, IsATableWithTriggersOnSqlite) {
    const auto sql = pewit::detail::create_text_index_sql(sqlite, pewit::detail::description<Page>(), true);
    ASSERT_EQ(sql.size(), 4U);
    EXPECT_EQ(sql[0], R"(CREATE VIRTUAL TABLE IF NOT EXISTS "page__text" USING fts5("title", "body", )"
                      R"(content='page', content_rowid='id', tokenize='porter unicode61'))");
    EXPECT_EQ(
        sql[3],
        R"(CREATE TRIGGER IF NOT EXISTS "page__text_update" AFTER UPDATE ON "page" BEGIN )"
        R"(INSERT INTO "page__text" ("page__text", "rowid", "title", "body") )"
        R"(VALUES ('delete', old."id", old."title", old."body"); )"
        R"(INSERT INTO "page__text" ("rowid", "title", "body") VALUES (new."id", new."title", new."body"); END)");
    EXPECT_NE(pewit::detail::create_text_index_sql(sqlite, pewit::detail::description<Note>(), false)[0].find(
                  "tokenize='trigram case_sensitive 1'"),
              std::string::npos);
    EXPECT_THROW(
        (void)pewit::detail::create_text_index_sql(sqlite, pewit::detail::description<Named>(), false),
        pewit::ImproperlyConfigured);
}

TEST(TextIndex, IsAnIndexOnPostgres) {
    EXPECT_EQ(pewit::detail::create_text_index_sql(postgres, pewit::detail::description<Page>(), true),
              std::vector<std::string>{
                  R"(CREATE INDEX IF NOT EXISTS "page__text" ON "page" USING gin (to_tsvector()"
                  R"('english', coalesce("title", '') || ' ' || coalesce("body", ''))))"});
}

TEST(TextSearch, IsAConditionOrAJoin) {
    const auto found = pewit::search<Page>("quick fox");
    EXPECT_SQL(Page::select(P.id).where(P.size > 1, !found.matches()),
               {.sqlite = R"(SELECT "id" FROM "page" WHERE "size" > ? AND NOT ("id" IN (SELECT "rowid" FROM )"
                          R"("page__text" WHERE "page__text" MATCH ?)))",
                .postgres = R"(SELECT "id" FROM "page" WHERE "size" > $1 AND NOT (to_tsvector('english', )"
                            R"(coalesce("title", '') || ' ' || coalesce("body", '')) @@ )"
                            R"(websearch_to_tsquery('english', $2)))",
                .params = {1, R"("quick" "fox")"},
                .sqlite_params = {{1, R"((("quick" "fox")))"}}});
    EXPECT_SQL(
        Page::select(P.id, found.rank(), found.highlight(P.body, "<", ">")).join(found).where(P.size > 1),
        {.sqlite =
             R"(SELECT "page"."id", (-bm25("page__text")), highlight("page__text", 1, ?, ?) FROM "page" )"
             R"(INNER JOIN "page__text" ON "page__text" MATCH ? AND "page__text"."rowid" = "page"."id" )"
             R"(WHERE "page"."size" > ?)",
         .postgres =
             R"(SELECT "page"."id", ts_rank(to_tsvector('english', coalesce("page"."title", '') || ' ' || )"
             R"(coalesce("page"."body", '')), "page__text"), ts_headline('english', "page"."body", "page__text", )"
             R"('HighlightAll=true, StartSel="' || replace($1, '"', '""') || '", StopSel="' || )"
             R"(replace($2, '"', '""') || '"') FROM "page" )"
             R"(INNER JOIN websearch_to_tsquery('english', $3) AS "page__text" ON to_tsvector('english', )"
             R"(coalesce("page"."title", '') || ' ' || coalesce("page"."body", '')) @@ "page__text" )"
             R"(WHERE "page"."size" > $4)",
         .params = {"<", ">", R"("quick" "fox")", 1},
         .sqlite_params = {{"<", ">", R"((("quick" "fox")))", 1}}});
    EXPECT_NE(pewit::test::in_postgres(Page::select().where(pewit::raw_search<Page>("a & b").matches()))
                  .text.find("@@ to_tsquery('english', $1)"),
              std::string::npos);
}

TEST(TextSearch, GoesByTheNameOfAnAlias) {
    const auto other = pewit::alias<Page>("other");
    const auto found = pewit::search(other, "fox");
    EXPECT_SQL(
        select_from(other, found.rank(), found.highlight(other.body, "<", ">")).join(found),
        {.sqlite = R"(SELECT (-bm25("other__text"."page__text")), )"
                   R"(highlight("other__text"."page__text", 1, ?, ?) FROM "page" AS "other" INNER JOIN )"
                   R"("page__text" AS "other__text" ON "other__text"."page__text" MATCH ? )"
                   R"(AND "other__text"."rowid" = "other"."id")",
         .postgres =
             R"(SELECT ts_rank(to_tsvector('english', coalesce("other"."title", '') || ' ' || )"
             R"(coalesce("other"."body", '')), "other__text"), ts_headline('english', "other"."body", )"
             R"("other__text", 'HighlightAll=true, StartSel="' || replace($1, '"', '""') || )"
             R"('", StopSel="' || replace($2, '"', '""') || '"') FROM "page" AS "other" INNER JOIN )"
             R"(websearch_to_tsquery('english', $3) AS "other__text" ON to_tsvector('english', )"
             R"(coalesce("other"."title", '') || ' ' || coalesce("other"."body", '')) @@ "other__text")",
         .params = {"<", ">", R"("fox")"},
         .sqlite_params = {{"<", ">", R"((("fox")))"}}});
    EXPECT_EQ(pewit::test::in_sqlite(select_from(other, other.id).where(found.matches())).text,
              R"(SELECT "other"."id" FROM "page" AS "other" WHERE "other"."id" IN (SELECT "rowid" FROM )"
              R"("page__text" WHERE "page__text" MATCH ?))");
}

TEST(TextSearch, AnyTextIsAValidSearch) {
    const auto both = [](const char* text) {
        return pewit::detail::fts5_query(text) + "  |  " + pewit::detail::websearch_query(text);
    };
    EXPECT_EQ(both("quick fox"), R"((("quick" "fox"))  |  "quick" "fox")");
    EXPECT_EQ(both(R"("brown fox" -lazy)"), R"((("brown fox") NOT "lazy")  |  "brown fox" -"lazy")");
    EXPECT_EQ(both("a b or c OR \"or\""), R"((("a" "b")) OR (("c")) OR (("or"))  |  "a" "b" or "c" or "or")");
    EXPECT_EQ(both("title : x* (AND NEAR ^"),
              R"((("title" "x*" "(AND" "NEAR"))  |  "title" "x*" "(AND" "NEAR")");
    EXPECT_EQ(both("ab\"cd"), R"((("ab" "cd"))  |  "ab" "cd")");
    EXPECT_EQ(both("a|b"), R"((("a|b"))  |  "a|b")");
}

TEST(TextSearch, OfNoWordsFindsNothing) {
    for (const char* text : {"", "-a", "or", "-a or -b", " - \"\" \"", "!!! -a"}) {
        EXPECT_EQ(pewit::detail::fts5_query(text), R"("")") << text;
        EXPECT_EQ(pewit::detail::websearch_query(text), "") << text;
    }
    EXPECT_EQ(pewit::detail::websearch_query("or a or -b or"), R"("a")");
    EXPECT_EQ(pewit::detail::fts5_query("or a or -b or"), R"((("a")))");
}

}  // namespace
