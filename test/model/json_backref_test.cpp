#include <pewit/model_json.hpp>

#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <support/engine.hpp>
#include <support/guide_blog.hpp>

namespace {

using namespace pewit;
using blog::Like;
using blog::Tweet;
using blog::User;

const auto& U = User::c;
const auto& T = Tweet::c;
const auto& L = Like::c;

struct Post;
MODEL(Tag) { FIELD(std::string, name); };
MODEL(Post) {
    FIELD(std::string, title);
    MANY_TO_MANY(Tag, tags);
};
MODEL(Duel) {
    FOREIGN_KEY(User, winner);
    FOREIGN_KEY(User, loser);
};

/// How many statements it takes.
template <class F>
std::size_t count_statements(Database& db, F&& function) {
    const QueryLog log{db};
    function();
    return log.statements().size();
}

class JsonBackrefs : public testing::Test {
protected:
    JsonBackrefs() {
        db.create_tables<User, Tweet, Like, Duel>();
        const User huey = User::create(U.username = "huey");
        const User mickey = User::create(U.username = "mickey");
        User::create(U.username = "zaizee");
        const Tweet meow = Tweet::create(T.user = huey, T.content = "meow");
        Tweet::create(T.user = huey, T.content = "hiss", T.reply_to = meow);
        Tweet::create(T.user = mickey, T.content = "purr", T.reply_to = meow);
        Like::create(L.user = mickey, L.tweet = meow);
        Like::create(L.user = huey, L.tweet = meow);
    }
    /// Without what is in the way.
    static ModelJsonOptions with(std::vector<JsonBackref> backrefs) {
        ModelJsonOptions options;
        options.backrefs = std::move(backrefs);
        options.only = {U.username, T.content, T.user, T.reply_to, L.user, L.tweet};
        return options;
    }

    test::FreshPlace place;
    Database db{place.in_memory()};
};

TEST_F(JsonBackrefs, AreListsInTheOrderOfTheKey) {
    EXPECT_EQ(model_to_json(User::get_by_id(1), with({T.user})).text(),
              R"({"username":"huey","tweets":[{"user":1,"content":"meow","reply_to":null},)"
              R"({"user":1,"content":"hiss","reply_to":{"user":1,"content":"meow","reply_to":null}}]})");
    EXPECT_EQ(model_to_json(User::get_by_id(3), with({T.user})).text(),
              R"({"username":"zaizee","tweets":[]})");
}

TEST_F(JsonBackrefs, GoOverSeveralLevelsWithAnyName) {
    EXPECT_EQ(
        model_to_json(User::get_by_id(2), with({T.user, {T.reply_to, "answers"}, {L.tweet, "likes"}})).text(),
        R"({"username":"mickey","tweets":[{"user":2,"content":"purr",)"
        R"("reply_to":{"user":1,"content":"meow","reply_to":null,"likes":[)"
        R"({"user":{"username":"huey"},"tweet":1},{"user":{"username":"mickey"},"tweet":1}]},)"
        R"("answers":[],"likes":[]}]})");
}

TEST_F(JsonBackrefs, CostOneStatementForEachRelationAndLevel) {
    const std::vector<User> users = User::select().order_by(U.id).all();
    ModelJsonOptions options = with({T.user, {L.tweet, "likes"}});
    options.exclude = {T.reply_to};
    Json json;
    // The tweets, their likes, the users of those.
    EXPECT_EQ(count_statements(db, [&] { json = models_to_json(users, options); }), 3U);
    EXPECT_EQ(json.text(),
              R"([{"username":"huey","tweets":[{"user":1,"content":"meow","likes":[)"
              R"({"user":{"username":"huey"},"tweet":1},{"user":{"username":"mickey"},"tweet":1}]},)"
              R"({"user":1,"content":"hiss","likes":[]}]},)"
              R"({"username":"mickey","tweets":[{"user":2,"content":"purr","likes":[]}]},)"
              R"({"username":"zaizee","tweets":[]}])");
}

TEST_F(JsonBackrefs, ForeignKeysOfManyRowsAreOneStatement) {
    const std::vector<Tweet> tweets = Tweet::select().order_by(T.id).all();
    ModelJsonOptions options = with({});
    options.exclude = {T.reply_to};
    Json json;
    EXPECT_EQ(count_statements(db, [&] { json = models_to_json(tweets, options); }), 1U);
    EXPECT_EQ(
        json.text(),
        R"([{"user":{"username":"huey"},"content":"meow"},{"user":{"username":"huey"},"content":"hiss"},)"
        R"({"user":{"username":"mickey"},"content":"purr"}])");
    const std::vector<Tweet> loaded = Tweet::select().with(T.user).all();
    EXPECT_EQ(count_statements(db, [&] { (void)models_to_json(loaded, options); }), 0U);
    const NoLazyLoad guard;
    EXPECT_THROW((void)models_to_json(tweets, options), LazyLoadError);
    EXPECT_EQ(models_to_json(std::vector<Tweet>{}).text(), "[]");
}

TEST_F(JsonBackrefs, EndWhereToldTo) {
    ModelJsonOptions options = with({T.user, {L.tweet, "likes"}});
    options.max_depth = 1;
    EXPECT_EQ(model_to_json(User::get_by_id(2), options).text(),
              R"({"username":"mickey","tweets":[{"user":2,"content":"purr","reply_to":1}]})");
    options.recurse = false;
    EXPECT_EQ(model_to_json(User::get_by_id(2), options).text(), R"({"username":"mickey"})");
}

TEST_F(JsonBackrefs, NeedNamesOfTheirOwn) {
    const User user = User::get_by_id(1);
    EXPECT_EQ(model_to_json(user, {.backrefs = {Duel::c.winner}, .only = {U.id}}).text(),
              R"({"id":1,"duel_set":[]})");
    EXPECT_THROW((void)model_to_json(user, {.backrefs = {Duel::c.winner, Duel::c.loser}}), ProgrammingError);
    EXPECT_THROW((void)model_to_json(user, {.backrefs = {{Duel::c.winner, "karma"}}}), ProgrammingError);
    EXPECT_EQ(
        model_to_json(user, {.backrefs = {{Duel::c.winner, "won"}, {Duel::c.loser, "lost"}}, .only = {U.id}})
            .text(),
        R"({"id":1,"won":[],"lost":[]})");
}

TEST_F(JsonBackrefs, AKeyThatLeadsNowhereIsAnError) {
    Tweet tweet;
    tweet.user = 99;
    EXPECT_THROW((void)model_to_json(tweet), DoesNotExist);
}

TEST_F(JsonBackrefs, AreNotReadBack) {
    const Json json(R"({"username": "huey", "tweets": [{"content": "meow"}]})");
    try {
        (void)model_from_json<User>(json);
        ADD_FAILURE() << "nothing thrown";
    } catch (const DataError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_NE(std::string(error.what()).find("back-references are not read"), std::string::npos);
    }
    EXPECT_EQ(model_from_json<User>(json, true).username, "huey");
}

TEST(JsonManyToMany, IsAListOfTheRowsBehindTheLinks) {
    test::FreshPlace place;
    Database db{place.in_memory()};
    db.create_tables<Post, Tag>();
    const Tag cats = Tag::create(Tag::c.name = "cats");
    const Tag dogs = Tag::create(Tag::c.name = "dogs");
    const Post first = Post::create(Post::c.title = "first");
    const Post second = Post::create(Post::c.title = "second");
    first.tags().add(dogs, cats);
    second.tags().add(cats);
    const auto& between = Post::tags_through::c;
    const ModelJsonOptions options{
        .backrefs = {{between.from, between.to, "tags"}, {between.to, between.from, "posts"}}};
    Json json;
    EXPECT_EQ(count_statements(db, [&] { json = models_to_json(std::vector{first, second}, options); }), 1U);
    EXPECT_EQ(json.text(),
              R"([{"id":1,"title":"first","tags":[{"id":1,"name":"cats"},{"id":2,"name":"dogs"}]},)"
              R"({"id":2,"title":"second","tags":[{"id":1,"name":"cats"}]}])");
    EXPECT_EQ(model_to_json(cats, options).text(),
              R"({"id":1,"name":"cats","posts":[{"id":1,"title":"first"},{"id":2,"title":"second"}]})");
}

}  // namespace
