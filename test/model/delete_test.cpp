#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::Like;
using blog::Tweet;
using blog::User;

const auto& U = User::c;
const auto& T = Tweet::c;

class DeleteInstance : public blog::BlogTest {
protected:
    User huey = User::create(U.username = "huey");
    User zaizee = User::create(U.username = "zaizee");
};

TEST_F(DeleteInstance, DeletesTheRowAloneAndSaysHowMany) {
    EXPECT_EQ(huey.delete_instance(), 1);
    EXPECT_EQ(huey.delete_instance(), 0);
    EXPECT_EQ(count("users"), 1);
}

TEST_F(DeleteInstance, RecursivelyTakesWhatRefersToIt) {
    const Tweet first = Tweet::create(T.user = huey, T.content = "a");
    const Tweet reply = Tweet::create(T.user = zaizee, T.content = "b", T.reply_to = first);
    Like::create(Like::c.user = zaizee, Like::c.tweet = first);
    Like::create(Like::c.user = zaizee, Like::c.tweet = reply);
    EXPECT_THROW(huey.delete_instance(), ForeignKeyViolation);
    EXPECT_EQ(huey.delete_instance(recursive), 3);  // the like, the tweet, the user
    EXPECT_EQ(count("like"), 1);
    EXPECT_EQ(Tweet::get_by_id(reply.id).reply_to, std::nullopt);
}

TEST_F(DeleteInstance, RecursivelyIsAllOrNothing) {
    PEWIT_ONLY_ON_SQLITE();
    Tweet::create(T.user = huey, T.content = "a");
    db.execute("CREATE TRIGGER no BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'no'); END");
    EXPECT_THROW(huey.delete_instance(recursive), DatabaseError);
    EXPECT_EQ(count("tweets"), 1);
}

MODEL(Node) { FIELD(ForeignKey<Node>, parent, deferrable); };

TEST_F(DeleteInstance, RecursivelyEndsWhenRowsReferToEachOther) {
    db.create_tables<Node>();
    db.atomic([&] {
        for (std::int64_t id = 1; id <= 3; ++id)
            Node::create(Node::c.id = id, Node::c.parent = id % 3 + 1);
    });
    EXPECT_EQ(Node::get_by_id(1).delete_instance(recursive), 3);
    EXPECT_EQ(count("node"), 0);
}

TEST_F(DeleteInstance, RecursivelyGoesThroughALongChain) {
    db.create_tables<Node>();
    db.atomic([&] {
        Node::create(Node::c.id = 1, Node::c.parent = 1);
        for (std::int64_t id = 2; id <= 3000; ++id)
            Node::create(Node::c.id = id, Node::c.parent = id - 1);
    });
    EXPECT_EQ(Node::get_by_id(2).delete_instance(recursive), 2999);
    EXPECT_EQ(count("node"), 1);
}

MODEL(Owner) { FIELD(int, x); };
MODEL(Kept) { FIELD(ForeignKey<Owner>, owner, on_delete(restrict)); };
MODEL(Cleared) { FIELD(std::optional<ForeignKey<Owner>>, owner, on_delete(set_null)); };
MODEL(Taken) { FIELD(std::optional<ForeignKey<Owner>>, owner, on_delete(cascade)); };

TEST_F(DeleteInstance, RecursivelyDoesWhatOnDeleteSays) {
    db.create_tables<Owner, Kept, Cleared, Taken>();
    Owner owner = Owner::create(Owner::c.x = 1);
    Cleared::create(Cleared::c.owner = owner);
    Taken::create(Taken::c.owner = owner);
    Kept kept = Kept::create(Kept::c.owner = owner);
    EXPECT_THROW(owner.delete_instance(recursive), ForeignKeyViolation);
    EXPECT_EQ(Cleared::get_by_id(1).owner->id(), owner.id);
    EXPECT_EQ(count("taken"), 1);
    kept.delete_instance();
    EXPECT_EQ(owner.delete_instance(recursive), 2);
    EXPECT_EQ(Cleared::get_by_id(1).owner, std::nullopt);
}

MODEL(Lonely) { FIELD(int, x); };
MODEL(NeverCreated) { FOREIGN_KEY(Lonely, lonely); };
MODEL(Elsewhere) {
    META(database("elsewhere"));
    FOREIGN_KEY(Lonely, lonely);
};

TEST_F(DeleteInstance, RecursivelyPassesByModelsThatHaveNoTableHere) {
    db.create_tables<Lonely>();
    Lonely lonely = Lonely::create(Lonely::c.x = 1);
    static_cast<void>(NeverCreated::select());
    static_cast<void>(Elsewhere::select());
    EXPECT_EQ(lonely.delete_instance(recursive), 1);
}

MODEL(Ring) { FIELD(ForeignKey<Ring>, next); };

TEST_F(DeleteInstance, RecursivelyBreaksARingOfReferencesThatCantBeNull) {
    db.create_tables<Ring>();
    db.execute(R"(INSERT INTO ring (id, next) VALUES (1, 2), (2, 3), (3, 1))");
    EXPECT_EQ(Ring::get_by_id(1).delete_instance(recursive), 3);
    EXPECT_EQ(count("ring"), 0);
}

MODEL(Top) { FIELD(int, x); };
MODEL(Middle) { FOREIGN_KEY(Top, top); };
MODEL(Bottom) {
    FOREIGN_KEY(Top, top);
    FOREIGN_KEY(Middle, middle);
};

TEST_F(DeleteInstance, RecursivelyDeletesARowBeforeAllItRefersTo) {
    db.create_tables<Top, Middle, Bottom>();
    Top top = Top::create(Top::c.x = 1);
    const Middle middle = Middle::create(Middle::c.top = top);
    Bottom::create(Bottom::c.top = top, Bottom::c.middle = middle);
    EXPECT_EQ(top.delete_instance(recursive), 3);
}

}  // namespace
