/// Dropping tables that have a text index, which on SQLite is a table of its own with triggers.
#include <support/engine.hpp>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

using namespace pewit;

MODEL(Post) {
    META(text_index(c.body));
    FIELD(std::string, body);
    FIELD(std::optional<ForeignKey<Post>>, reply_to, on_delete(set_null));
};

MODEL(Comment) {
    META(text_index(c.words));
    FIELD(std::string, words);
    FIELD(std::optional<ForeignKey<Post>>, post, on_delete(set_null));
};

class TextIndexes : public testing::Test {
protected:
    TextIndexes() {
        db.create_tables<Post, Comment>();
        const Post first = Post::create(Post::c.body = "first");
        Post::create(Post::c.body = "second", Post::c.reply_to = first);
        Comment::create(Comment::c.words = "third", Comment::c.post = first);
    }
    /// Tables, their indexes' tables among them.
    int things_left() {
        const char* sql =
            test::on_postgres()
                ? "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                : "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'";
        return std::get<0>(db.query<int>(sql).at(0));
    }

    test::FreshPlace place;
    Database db{test::on_postgres() ? place.connector()
                                    : sqlite({.path = ":memory:", .trusted_schema = true})};
    ConnectionScope scope{db};
};

TEST_F(TextIndexes, GoWithTheirTables) {
    db.drop_tables<Post, Comment>();
    EXPECT_EQ(things_left(), 0);
}

TEST_F(TextIndexes, GoInsideAFrameThatMayBeUndone) {
    db.atomic([&](auto& tx) {
        db.drop_tables<Comment, Post>();
        EXPECT_EQ(things_left(), 0);
        tx.rollback();
    });
    EXPECT_EQ(Post::select().where(search<Post>("second").matches()).count(), 1);
    db.atomic([&] { db.drop_tables<Comment, Post>(); });
    EXPECT_EQ(things_left(), 0);
}

TEST_F(TextIndexes, GoWhereTheTableIsGoneAlready) {
    db.execute("DROP TABLE comment");
    db.execute(test::on_postgres() ? "DROP INDEX post__text" : "DROP TRIGGER post__text_update");
    db.drop_tables<Post, Comment>();
    EXPECT_EQ(things_left(), 0);
}

TEST_F(TextIndexes, OfOtherTablesStay) {
    Comment::drop_table();
    Post::create(Post::c.body = "fourth");
    EXPECT_EQ(Post::select().where(search<Post>("fourth").matches()).count(), 1);
}

}  // namespace
