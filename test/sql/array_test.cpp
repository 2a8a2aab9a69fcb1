#include <support/expect_sql.hpp>

#include <pewit/array_functions.hpp>
#include <pewit/error.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>
#include <pewit/write.hpp>

namespace {

namespace fn = pewit::fn;
using Strings = std::vector<std::string>;

MODEL(Article) {
    FIELD(std::string, title);
    FIELD(Strings, tags);
    FIELD(std::vector<std::optional<int>>, marks);
};
const auto& A = Article::c;

template <class Query>
void expect_postgres(const Query& query, const std::string& text, const std::vector<pewit::Value>& params) {
    EXPECT_EQ(pewit::test::in_postgres(query), (pewit::SqlText{text, params}));
}
std::string refusal(const pewit::Condition& condition) {
    try {
        return pewit::test::in_sqlite(Article::select(A.id).where(condition)).text;
    } catch (const pewit::NotSupportedError& error) {
        return error.what();
    }
}

TEST(List, IsComparedWithOneParameterForAWholeList) {
    expect_postgres(
        Article::select(A.id).where(A.tags.contains({"a", "b c"}), A.tags.overlaps(Strings{"d"}),
                                    A.tags.contained_by({"e"})),
        R"(SELECT "id" FROM "article" WHERE ("tags" @> $1) AND ("tags" && $2) AND ("tags" <@ $3))",
        {R"({"a","b c"})", R"({"d"})", R"({"e"})"});
    expect_postgres(Article::select(A.id).where(A.tags.contains(A.tags)),
                    R"(SELECT "id" FROM "article" WHERE ("tags" @> "tags"))", {});
}

TEST(List, IsAskedForAnElement) {
    expect_postgres(
        Article::select(A.id).where(A.tags.contains("a"), A.marks.contains(7), A.tags.contains(A.title)),
        R"(SELECT "id" FROM "article" WHERE ("tags" @> ARRAY[CAST($1 AS text)]) )"
        R"(AND ("marks" @> ARRAY[CAST($2 AS integer)]) AND ("title" = ANY("tags")))",
        {"a", 7});
    expect_postgres(Article::select(A.tags[0], A.marks[-2]),
                    R"(SELECT ("tags")[$1], ("marks")[cardinality("marks") + $2] FROM "article")", {1, -1});
}

TEST(List, StandsOnTheRightOfAComparison) {
    expect_postgres(
        Article::select(A.id).where("a" == any(A.tags), A.title != all(A.tags), 5 >= all(A.marks)),
        R"(SELECT "id" FROM "article" WHERE $1 = ANY("tags") AND "title" <> ALL("tags") )"
        R"(AND $2 >= ALL("marks"))",
        {"a", 5});
    expect_postgres(Article::select(A.id).where(A.id == pewit::any(std::vector<std::int64_t>{1, 2})),
                    R"(SELECT "id" FROM "article" WHERE "id" = ANY(CAST($1 AS bigint[])))", {"{1,2}"});
}

TEST(List, IsChanged) {
    expect_postgres(
        Article::update(A.tags = fn::array_remove(fn::array_append(A.tags, "a"), A.title) + Strings{"b"}),
        R"(UPDATE "article" SET "tags" = (array_remove(array_append("tags", CAST($1 AS text)), "title") )"
        R"(|| CAST($2 AS text[])))",
        {"a", R"({"b"})"});
    expect_postgres(Article::select(fn::array_length(A.tags)), R"(SELECT cardinality("tags") FROM "article")",
                    {});
}

TEST(List, IsNamedByAnEngineWithoutLists) {
    EXPECT_EQ(refusal(A.tags.contains("a")), "contains() of a list is not supported by sqlite");
    EXPECT_EQ(refusal(A.tags.overlaps({"a"})), "overlaps() of lists is not supported by sqlite");
    EXPECT_EQ(refusal("a" == any(A.tags)), "any() of a list is not supported by sqlite");
    EXPECT_EQ(refusal(A.tags[0] == "a"), "an element of a list is not supported by sqlite");
    EXPECT_EQ(refusal(A.tags + A.tags == A.tags), "+ of lists is not supported by sqlite");
}

}  // namespace
