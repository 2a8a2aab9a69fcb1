#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

MODEL(Article) {
    META(table("articles"), text_index(c.title, c.body).language("english"));
    FIELD(std::string, title);
    FIELD(std::optional<std::string>, body);
    FIELD(int, views, default_(0));
};

using Ids = std::vector<std::int64_t>;

class TextSearch : public testing::Test {
protected:
    TextSearch() {
        db.create_tables<Article>();
        Article::create(A.title = "Quick foxes", A.body = "They jump over the lazy dog, says the fox.");
        Article::create(A.title = "Lazy dogs", A.body = "They sleep.");
        Article::create(A.title = "Nothing");
    }
    Ids ids(std::string_view text) {
        return Article::select(A.id).where(pewit::search<Article>(text).matches()).order_by(A.id).all();
    }

    pewit::test::FreshPlace place;
    pewit::Database db{pewit::test::on_postgres()
                           ? place.connector()
                           : pewit::sqlite({.path = ":memory:", .trusted_schema = true})};
    pewit::ConnectionScope scope{db};
    const pewit::detail::ColumnsOf<Article>& A = Article::c;
};

TEST_F(TextSearch, FindsWordsPhrasesAndAlternatives) {
    EXPECT_EQ(ids("fox"), Ids{1});
    EXPECT_EQ(ids("FOX quick"), Ids{1});
    EXPECT_EQ(ids("dogs"), (Ids{1, 2}));
    EXPECT_EQ(ids("dog -fox"), Ids{2});
    EXPECT_EQ(ids("\"lazy dog\""), (Ids{1, 2}));
    EXPECT_EQ(ids("\"dog lazy\""), Ids{});
    EXPECT_EQ(ids("sleep or nothing"), (Ids{2, 3}));
}

TEST_F(TextSearch, MeansTheSameOnEveryEngine) {
    EXPECT_EQ(ids("-fox"), Ids{});
    EXPECT_EQ(ids("sleep or -fox"), Ids{2});
    EXPECT_EQ(ids("or sleep or"), Ids{2});
    EXPECT_EQ(ids("lazy|dog"), (Ids{1, 2}));
    EXPECT_EQ(ids("dog|lazy"), Ids{});
    EXPECT_EQ(ids("!!! -fox"), Ids{});
}

TEST_F(TextSearch, FindsInTablesUnderOtherNames) {
    const auto one = pewit::alias<Article>("one");
    const auto two = pewit::alias<Article>("two");
    const auto fox = pewit::search(one, "fox");
    const auto sleep = pewit::search(two, "sleep");
    const auto pairs = select_from(one, one.id, two.id, sleep.highlight(A.body, "[", "]"), fox.rank())
                           .join(fox)
                           .join(two, pewit::cross)
                           .join(sleep)
                           .all();
    ASSERT_EQ(pairs.size(), 1U);
    EXPECT_EQ(std::get<0>(pairs[0]), 1);
    EXPECT_EQ(std::get<1>(pairs[0]), 2);
    EXPECT_EQ(std::get<2>(pairs[0]), "They [sleep].");
    EXPECT_GT(std::get<3>(pairs[0]), 0.0);
    EXPECT_EQ(select_from(two, two.id).where(sleep.matches()).all(), Ids{2});
    EXPECT_EQ(select_from(two, two.id).where(pewit::raw_search(two, "sleep").matches()).all(), Ids{2});
    EXPECT_THROW((void)Article::select().where(sleep.matches()).all(), pewit::ProgrammingError);
}

TEST_F(TextSearch, TakesAnyTextOfAUser) {
    for (const char* text :
         {"", "\"", "fox\" OR", "* ^ : ( ) - + AND", "title:fox", "NEAR(", "it's", "a\\b", "!!!", "-",
          "--fox", "\"\"", "or", "or or or", "{fox}", "'; DROP TABLE articles; --"}) {
        EXPECT_NO_THROW((void)ids(text)) << text;
    }
    EXPECT_EQ(ids("fox !!!"), Ids{1});
    EXPECT_EQ(Article::select().count(), 3);
}

TEST_F(TextSearch, RanksAndMarks) {
    const auto found = pewit::search<Article>("fox");
    Article::create(A.title = "Many foxes and dogs and more and more and more words");
    const auto rows = Article::select(A.id, found.highlight(A.title, "<b class=\"x\">", "</b>"))
                          .join(found)
                          .order_by(found.rank().desc())
                          .all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (std::tuple<std::int64_t, std::string>(1, "Quick <b class=\"x\">foxes</b>")));
    const auto piece =
        Article::select(found.snippet(A.body, "[", "]", "…", 4)).join(found).where(A.id == 1).scalar();
    EXPECT_NE(piece->find("[fox]"), std::string::npos) << *piece;
    EXPECT_EQ(piece->find("jump"), std::string::npos) << *piece;
    EXPECT_GT(Article::select(found.rank()).join(found).where(A.id == 1).scalar(), 0.0);
    EXPECT_EQ(Article::select().join(found).count(), 2);
}

TEST_F(TextSearch, FollowsTheTable) {
    Article::update(A.body = "about a cat").where(A.id == 3).execute();
    EXPECT_EQ(ids("cat"), Ids{3});
    Article::delete_().where(A.id == 3).execute();
    EXPECT_EQ(ids("cat"), Ids{});
    EXPECT_EQ(Article::update(A.views = A.views + 1).where(pewit::search<Article>("dog").matches()).execute(),
              2);
    EXPECT_EQ(Article::delete_().where(pewit::search<Article>("dog").matches()).execute(), 2);
    EXPECT_EQ(ids("dog"), Ids{});
}

TEST_F(TextSearch, KeysAndChangesAreThoseOfTheTable) {
    EXPECT_EQ(Article::create(A.title = "another").id, 4);
    std::vector<Article> rows(2);
    EXPECT_EQ(Article::insert_many(rows).execute(), 2);
    EXPECT_EQ(Article::select(fn::max(A.id)).scalar(), 6);
}

TEST(TextSearchOnSqlite, AsksForATrustedSchemaWhereTheLibraryNeedsIt) {
    PEWIT_ONLY_ON_SQLITE();
    pewit::Database db{pewit::sqlite({.path = ":memory:"})};
    const pewit::ConnectionScope scope{db};
    db.create_tables<Article>();
    try {
        Article::create(Article::c.title = "x");  // newer libraries allow it
    } catch (const pewit::DatabaseError& error) {
        EXPECT_NE(std::string(error.what()).find(".trusted_schema = true"), std::string::npos)
            << error.what();
    }
}

TEST_F(TextSearch, TheIndexCanBeMadeAnew) {
    if (!pewit::test::on_postgres())
        db.execute("INSERT INTO articles__text(articles__text) VALUES ('delete-all')");
    if (!pewit::test::on_postgres()) {
        EXPECT_EQ(ids("fox"), Ids{});
    }
    pewit::rebuild_text_index<Article>();
    EXPECT_EQ(ids("fox"), Ids{1});
    db.create_tables<Article>();
    db.drop_tables<Article>();
    db.create_tables<Article>();
    EXPECT_EQ(ids("fox"), Ids{});
}

TEST_F(TextSearch, RawSyntaxIsTheEngines) {
    const auto all = [this](const char* text) {
        return Article::select(A.id).where(pewit::raw_search<Article>(text).matches()).order_by(A.id).all();
    };
    EXPECT_EQ(all(pewit::test::on_postgres() ? "qui:*" : "qui*"), Ids{1});
    EXPECT_THROW((void)all("& ("), pewit::DatabaseError);
}

}  // namespace
