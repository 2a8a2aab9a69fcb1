#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog.hpp>

namespace {

using namespace pewit;
using detail::ColumnDescription;
using detail::description;
using testing::ElementsAre;

std::vector<std::string> names(std::span<const ColumnDescription> columns) {
    std::vector<std::string> list;
    for (const ColumnDescription& column : columns)
        list.emplace_back(column.name);
    return list;
}

const ColumnDescription& column(const detail::ModelDescription& model, std::string_view member) {
    for (const ColumnDescription& each : model.columns) {
        if (each.member == member) return each;
    }
    throw std::out_of_range("no such member");
}

TEST(Description, ListsTheColumnsInOrderWithTheImplicitIdFirst) {
    EXPECT_THAT(names(description<blog::User>().columns),
                ElementsAre("id", "username", "bio", "active", "karma"));
    EXPECT_THAT(names(description<blog::Like>().columns), ElementsAre("user", "tweet"));
}

TEST(Description, NamesTheTableInSnakeCaseUnlessMetaDoes) {
    MODEL(HTTPRequestLog) { FIELD(int, x); };
    MODEL(Tree2) { FIELD(int, x); };
    EXPECT_EQ(description<HTTPRequestLog>().table, "http_request_log");
    EXPECT_EQ(description<Tree2>().table, "tree2");
    EXPECT_EQ(description<blog::Like>().table, "like");
    EXPECT_EQ(description<blog::User>().table, "users");
    EXPECT_EQ(description<blog::User>().name, "User");
}

TEST(Description, KnowsWhichColumnsCreateMustBeGiven) {
    const auto& user = description<blog::User>();
    EXPECT_FALSE(column(user, "id").required);
    EXPECT_TRUE(column(user, "username").required);
    EXPECT_FALSE(column(user, "bio").required);
    EXPECT_FALSE(column(user, "active").required);
    EXPECT_TRUE(column(description<blog::Tweet>(), "user").required);
}

TEST(Description, KeepsTheOptionsOfAField) {
    const auto& username = column(description<blog::User>(), "username");
    EXPECT_TRUE(username.unique);
    EXPECT_EQ(username.max_length, 40U);
    EXPECT_EQ(username.type_name, "std::string");
    const auto& user = column(description<blog::Tweet>(), "user");
    EXPECT_EQ(user.name, "user_id");
    ASSERT_NE(user.foreign_key, nullptr);
    EXPECT_EQ(&user.foreign_key->target(), &description<blog::User>());
    EXPECT_EQ(user.foreign_key->backref, "tweets");
    EXPECT_EQ(user.foreign_key->on_delete, detail::ReferentialAction::cascade);
}

TEST(Description, KeepsTheOptionsOfMeta) {
    const auto& like = description<blog::Like>();
    EXPECT_TRUE(like.without_rowid);
    EXPECT_THAT(std::vector(like.primary_key.begin(), like.primary_key.end()), ElementsAre(0, 1));
    const auto& tweet = description<blog::Tweet>();
    ASSERT_EQ(tweet.indexes.size(), 1U);
    ASSERT_EQ(tweet.indexes[0].parts.size(), 2U);
    EXPECT_EQ(tweet.columns[tweet.indexes[0].parts[1].column].name, "created");
}

TEST(Model, IsAnOrdinaryClassWithDefaults) {
    blog::User user;
    EXPECT_EQ(user.id, 0);
    EXPECT_TRUE(user.active);
    user.username = "huey";
    blog::User copy = user;
    const blog::User moved = std::move(copy);
    EXPECT_EQ(moved.greeting(), "hi huey");
    EXPECT_NE(blog::Tweet().created, DateTime());
}

TEST(Model, MayNameAFieldLikeAnOption) {
    MODEL(Odd) {
        FIELD(int, index, index);
        FIELD(std::string, unique, unique, default_("u"));
        FIELD(int, column, column("kolumn"));
        FIELD(int, now);
        FIELD(int, name);
        FIELD(int, description);
        META(index_on(c.index, c.unique));
    };
    EXPECT_TRUE(column(description<Odd>(), "index").index);
    EXPECT_EQ(Odd().unique, "u");
    EXPECT_EQ(column(description<Odd>(), "column").name, "kolumn");
}

TEST(Columns, CarryTheNumberOfTheirColumnAndTheirAlias) {
    const auto& U = blog::User::c;
    EXPECT_EQ(U.karma.ref.index, 4);
    EXPECT_EQ(U.karma.ref.alias, nullptr);
    const std::string name = "boss";
    const detail::ColumnsOf<blog::User> boss(&name);
    EXPECT_EQ(boss.karma.ref.index, 4);
    EXPECT_EQ(boss.karma.ref.alias, &name);
}

TEST(Assignment, OwnsTheValueInTheFieldsType) {
    const auto& U = blog::User::c;
    EXPECT_EQ((U.username = "huey").value, "huey");
    EXPECT_EQ((U.bio = std::nullopt).value, std::nullopt);
    EXPECT_EQ((U.bio = nullptr).value, std::nullopt);
    EXPECT_EQ((U.bio = std::string("cat")).value, "cat");
    EXPECT_EQ((U.karma = 5L).value, 5);
    EXPECT_EQ((blog::Tweet::c.user = 7).value.id(), 7);
}

TEST(Assignment, RefusesAnIntegerThatTheFieldCantHold) {
    const auto& U = blog::User::c;
    try {
        static_cast<void>(U.karma = std::int64_t{3'000'000'000});
        FAIL() << "not refused";
    } catch (const DataError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "karma");
        EXPECT_EQ(std::string_view(error.what()).find("3000000000"), std::string_view::npos);
    }
}

TEST(ForeignKeyField, TakesAKeyOrARow) {
    blog::User huey;
    huey.id = 3;
    huey.username = "huey";
    blog::Tweet tweet;
    tweet.user = 5;
    EXPECT_EQ(tweet.user.id(), 5);
    EXPECT_FALSE(tweet.user.is_loaded());
    tweet.user = huey;
    EXPECT_EQ(tweet.user.id(), 3);
    EXPECT_EQ(tweet.user->username, "huey");
    tweet.reply_to = 9;
    EXPECT_EQ(tweet.reply_to->id(), 9);
    tweet.reply_to = std::nullopt;
    EXPECT_FALSE(tweet.reply_to.has_value());
}

TEST(ForeignKeyField, IsCopiedWithItsRow) {
    blog::User huey;
    huey.username = "huey";
    ForeignKey<blog::User> key = huey;
    ForeignKey<blog::User> copy = key;
    copy->username = "zaizee";
    EXPECT_EQ(key->username, "huey");
    const ForeignKey<blog::User> moved = std::move(copy);
    EXPECT_EQ(moved->username, "zaizee");
    key = moved;
    EXPECT_EQ(key->username, "zaizee");
    key = 8;
    EXPECT_FALSE(key.is_loaded());
}

TEST(ForeignKeyField, CostsOnePointer) {
    EXPECT_EQ(sizeof(ForeignKey<blog::User>), sizeof(std::int64_t) + sizeof(void*));
}

}  // namespace
