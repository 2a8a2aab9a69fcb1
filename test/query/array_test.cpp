#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

namespace fn = pewit::fn;
using Strings = std::vector<std::string>;
using Numbers = std::vector<std::optional<int>>;
using Ids = std::vector<std::int64_t>;

MODEL(Article) {
    FIELD(std::string, title, max_length(40), default_("old"));
    FIELD(Strings, tags);
    FIELD(Numbers, marks);
    FIELD(std::optional<std::vector<double>>, scores);
};

class Lists : public testing::Test {
protected:
    void SetUp() override {
        PEWIT_ONLY_ON_POSTGRES();
        db.create_tables<Article>();
        Article::create(A.tags = Strings{"news", "old"}, A.marks = Numbers{1, std::nullopt, 3});
        Article::create(A.tags = Strings{}, A.marks = Numbers{5}, A.scores = std::vector<double>{1.5, 2});
    }
    Ids ids(const pewit::Condition& condition) {
        return Article::select(A.id).where(condition).order_by(A.id).all();
    }
    template <class Expression>
    auto of_first(const Expression& expression) {
        return Article::select(expression).where(A.id == 1).scalar();
    }

    pewit::test::FreshPlace place;
    pewit::Database db{place.in_memory()};
    pewit::ConnectionScope scope{db};
    const pewit::detail::ColumnsOf<Article>& A = Article::c;
};

TEST_F(Lists, AreComparedWithElementsAndLists) {
    EXPECT_EQ(ids(A.tags.contains("news")), Ids{1});
    EXPECT_EQ(ids(A.tags.contains({"old", "news"})), Ids{1});
    EXPECT_EQ(ids(A.tags.contains({"old", "new"})), Ids{});
    EXPECT_EQ(ids(A.tags.contained_by(Strings{"news", "old", "x"})), (Ids{1, 2}));
    EXPECT_EQ(ids(A.tags.overlaps({"x", "old"})), Ids{1});
    EXPECT_EQ(ids(A.tags.contains(A.title)), Ids{1});
    EXPECT_EQ(ids(A.title == any(A.tags) && A.title != pewit::all(Strings{"x", "y"})), Ids{1});
    EXPECT_EQ(ids(A.marks.contains(5)), Ids{2});
    EXPECT_EQ(ids(A.marks.contains(Numbers{1, 3})), Ids{1});
    EXPECT_EQ(ids(A.scores.contains(1.5) || A.scores.overlaps({7.0})), Ids{2});
    EXPECT_EQ(ids(!A.tags.contains(R"(it's "quoted", {braced})")), (Ids{1, 2}));
}

TEST_F(Lists, StandOnTheRightOfComparisons) {
    EXPECT_EQ(ids("news" == any(A.tags)), Ids{1});
    EXPECT_EQ(ids("news" != all(A.tags)), Ids{2});
    EXPECT_EQ(ids(4 < any(A.marks)), Ids{2});
    EXPECT_EQ(ids(A.id == pewit::any(Ids{2, 7})), Ids{2});
    EXPECT_EQ(ids(A.id == pewit::any(Ids{})), Ids{});
    EXPECT_EQ(ids(A.id + 4 == any(A.marks)), Ids{});
}

TEST_F(Lists, HaveElements) {
    EXPECT_EQ(of_first(A.tags[0]), "news");
    EXPECT_EQ(of_first(A.tags[-1]), "old");
    EXPECT_EQ(of_first(A.tags[2]), std::nullopt);
    EXPECT_EQ(of_first(A.tags[-3]), std::nullopt);
    EXPECT_EQ(of_first(A.marks[1]), std::nullopt);
    EXPECT_EQ(of_first(A.scores[0]), std::nullopt);
    EXPECT_EQ(ids(A.marks[-1] == 5), Ids{2});
    EXPECT_EQ(of_first(fn::array_length(A.marks)), 3);
    EXPECT_EQ(of_first(fn::array_length(A.scores)), std::nullopt);
    EXPECT_EQ(ids(fn::array_length(A.tags) == 0), Ids{2});
}

TEST_F(Lists, AreChanged) {
    Article::update(A.tags = fn::array_append(A.tags, "more"), A.marks = fn::array_remove(A.marks, 5))
        .execute();
    EXPECT_EQ(Article::select(A.tags).order_by(A.id).all(),
              (std::vector<Strings>{{"news", "old", "more"}, {"more"}}));
    EXPECT_EQ(Article::select(A.marks).where(A.id == 2).scalar(), Numbers{});
    Article::update(A.tags = A.tags + Strings{"a", "b"} + A.tags).where(A.id == 2).execute();
    EXPECT_EQ(Article::select(A.tags).where(A.id == 2).scalar(), (Strings{"more", "a", "b", "more"}));
    EXPECT_EQ(of_first(A.tags[0] + "!"), "news!");
}

TEST_F(Lists, AreMadeOfRows) {
    EXPECT_EQ(Article::select(fn::array_agg(A.id).order_by(A.id.desc())).scalar(), (Ids{2, 1}));
    EXPECT_EQ(Article::select(fn::array_agg(A.marks[0]).filter(A.id == 1)).scalar(), Numbers{1});
    EXPECT_EQ(Article::select(fn::array_agg(A.id)).where(A.id > 5).scalar(), std::nullopt);
}

}  // namespace
