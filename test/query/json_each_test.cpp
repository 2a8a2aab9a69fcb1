#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/engine.hpp>

namespace {

using namespace pewit;

MODEL(Post) {
    FIELD(std::string, title);
    FIELD(Json, data);
    FIELD(std::optional<Json>, extra);
};
const auto& P = Post::c;

class JsonMembers : public testing::Test {
protected:
    JsonMembers() {
        db.create_tables<Post>();
        Post::create(P.title = "first", P.data = Json{R"({"tags": ["cats", "dogs"], "n": 5})"});
        Post::create(P.title = "second", P.data = Json{R"({"tags": [], "n": 6})"},
                     P.extra = Json{R"(["x"])"});
        Post::create(P.title = "third", P.data = Json{R"({"tags": "cats"})"});
    }
    /// Of the document.
    static std::vector<std::tuple<std::string, std::optional<Json>>> members_of(const char* json) {
        const Json document{json};
        const auto each = json_each(value(document), "each");
        return select_from(each, each.key, each.value).order_by(each.key).all();
    }
    static std::string text_of(const std::vector<std::tuple<std::string, std::optional<Json>>>& members) {
        std::string text;
        for (const auto& [key, value] : members)
            text += key + "=" + (value ? value->to_string() : "NULL") + ";";
        return text;
    }

    test::FreshPlace place;
    Database db{place.in_memory()};
    JsonEach tag = json_each(P.data["tags"], "tag");
};

TEST_F(JsonMembers, AreRowsBesideThoseOfTheTable) {
    const auto query = Post::select(P.title, tag.key, tag.value.as_text()).join(tag).order_by(P.id, tag.key);
    using Row = std::tuple<std::string, std::string, std::optional<std::string>>;
    EXPECT_EQ(query.all(), (std::vector<Row>{{"first", "0", "cats"}, {"first", "1", "dogs"}}));
    EXPECT_EQ(query.where(tag.key.cast<int>() > 0).count(), 1);
}

TEST_F(JsonMembers, AreNullWhereTheJoinIsOuterAndThereAreNone) {
    const auto query =
        Post::select(P.title, nullable(tag.key), tag.value).join(tag, left_outer).order_by(P.id, tag.key);
    const auto rows = query.all();
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(std::get<1>(rows[2]), std::nullopt);
    EXPECT_EQ(std::get<2>(rows[2]), std::nullopt);
    EXPECT_EQ(std::get<0>(rows[3]), "third");
    EXPECT_EQ(Post::select(P.id).join(tag, tag.value == "dogs", left_outer).count(), 3);
}

TEST_F(JsonMembers, AreLookedForInASubquery) {
    const auto cats = exists(select_from(tag, tag.key).where(tag.value == "cats"));
    EXPECT_EQ(Post::select(P.title).where(cats).all(), std::vector<std::string>{"first"});
    EXPECT_EQ(Post::select(P.title).where(!cats).count(), 2);
    EXPECT_EQ(Post::update(P.title = "cats").where(cats).execute(), 1);
}

TEST_F(JsonMembers, AreCountedAndGrouped) {
    const auto text = tag.value.as_text().as("text");
    const auto query = Post::select(text, fn::count()).join(tag).group_by(text).order_by(text);
    using Row = std::tuple<std::optional<std::string>, std::int64_t>;
    EXPECT_EQ(query.all(), (std::vector<Row>{{"cats", 1}, {"dogs", 1}}));
}

TEST_F(JsonMembers, KeepTheirTypes) {
    EXPECT_EQ(text_of(members_of(R"([1, 1.5, "a\"b", true, false, null, [1], {"a":1}])")),
              test::on_postgres() ? R"(0=1;1=1.5;2="a\"b";3=true;4=false;5=null;6=[1];7={"a": 1};)"
                                  : R"(0=1;1=1.5;2="a\"b";3=true;4=false;5=null;6=[1];7={"a":1};)");
    EXPECT_EQ(text_of(members_of(R"({"a":1,"b":null})")), "a=1;b=null;");
    EXPECT_EQ(text_of(members_of("5")) + text_of(members_of("[]")) + text_of(members_of("null")), "");
}

TEST_F(JsonMembers, KeepEveryDigit) {
    const auto members = members_of("[3.141592653589793, 1.7976931348623157e308]");
    ASSERT_EQ(members.size(), 2U);
    EXPECT_EQ(std::stod(std::get<1>(members[0]).value().to_string()), 3.141592653589793);
    EXPECT_EQ(std::stod(std::get<1>(members[1]).value().to_string()), 1.7976931348623157e308);
}

TEST_F(JsonMembers, AreDocumentsThemselves) {
    Post::create(P.title = "lines", P.data = Json{R"([{"price": 2, "of": {"what": "fish"}}, {"price": 3}])"});
    const auto line = json_each(P.data, "line");
    EXPECT_EQ(
        Post::select(fn::sum(line.value["price"].as<int>())).join(line).where(P.title == "lines").scalar(),
        5);
    EXPECT_EQ(
        Post::select(line.value["of"]["what"].as_text()).join(line).where(line.value["price"] == 2).scalar(),
        "fish");
    const auto inner = json_each(line.value["of"], "inner");
    EXPECT_EQ(Post::select(inner.key).join(line).join(inner).where(P.title == "lines").all(),
              std::vector<std::string>{"what"});
}

TEST_F(JsonMembers, OfADocumentThatMayBeNull) {
    const auto each = json_each(P.extra, "each");
    EXPECT_EQ(Post::select(P.title).join(each).all(), std::vector<std::string>{"second"});
}

TEST_F(JsonMembers, HaveAName) {
    EXPECT_THROW((void)json_each(P.data, ""), ProgrammingError);
    EXPECT_THROW((void)Post::select(tag.key).all(), ProgrammingError);
    const auto odd = json_each(P.data["tags"], "a\"b");
    EXPECT_EQ(Post::select(odd.key).join(odd).count(), 2);
}

}  // namespace
