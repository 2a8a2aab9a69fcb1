#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/engine.hpp>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using testing::Each;
using testing::ElementsAre;
using testing::StartsWith;

class Tables : public testing::Test {
protected:
    test::FreshPlace place;
    Database db{place.in_memory()};
    ConnectionScope scope{db};
};

TEST_F(Tables, AreCreatedTargetsFirstAndDroppedDependantsFirst) {
    const QueryLog log{db};
    db.create_tables<blog::Like, blog::Tweet, blog::User>();
    EXPECT_TRUE(db.table_exists("users"));
    db.drop_tables<blog::User, blog::Tweet, blog::Like>();
    EXPECT_FALSE(db.table_exists("users"));
    std::vector<std::string> tables;
    for (const std::string& sql : log.sql()) {
        if (sql.find("TABLE") != std::string::npos) tables.push_back(sql.substr(0, sql.find('"') + 6));
    }
    EXPECT_THAT(tables,
                ElementsAre(R"(CREATE TABLE IF NOT EXISTS "users)", R"(CREATE TABLE IF NOT EXISTS "tweet)",
                            R"(CREATE TABLE IF NOT EXISTS "like")", R"(DROP TABLE IF EXISTS "like")",
                            R"(DROP TABLE IF EXISTS "tweet)", R"(DROP TABLE IF EXISTS "users)"));
}

TEST_F(Tables, MayBeThereAlready) {
    db.create_tables<blog::User>();
    blog::User::create(blog::User::c.username = "huey");
    db.create_tables<blog::User>();
    EXPECT_EQ(blog::User::get_by_id(1).username, "huey");
    EXPECT_THROW(blog::User::create_table(false), DatabaseError);
    db.drop_tables<blog::User>();
    db.drop_tables<blog::User>();
    EXPECT_THROW(blog::User::drop_table(false), DatabaseError);
}

MODEL(TooLong) {
    META(table("a_name_of_sixty_four_bytes_is_one_byte_more_than_what_is_allowed"));
    FIELD(int, x);
};

TEST_F(Tables, AreAllCreatedOrNone) {
    EXPECT_THROW((db.create_tables<blog::User, TooLong>()), ProgrammingError);
    EXPECT_FALSE(db.table_exists("users"));
    db.execute(test::on_postgres() ? "CREATE TYPE tweets AS ENUM ('x')" : "CREATE TABLE tweets__created (x)");
    EXPECT_THROW((db.create_tables<blog::User, blog::Tweet>()), DatabaseError);
    EXPECT_FALSE(db.table_exists("users"));
}

MODEL(Seat) {
    META(index_on(c.row).name("by_row"), unique_on(c.place).name("By_Row"));
    FIELD(int, row);
    FIELD(int, place);
};

TEST_F(Tables, RefuseTwoIndexesOfOneName) {
    EXPECT_THROW(Seat::create_table(), ImproperlyConfigured);
    EXPECT_FALSE(db.table_exists("seat"));
}

MODEL(Loan) {
    META(index_on(c.book, c.reader), unique_on(c.book, c.reader));
    FIELD(int, book);
    FIELD(int, reader);
};

TEST_F(Tables, KeepAUniqueIndexBesideAnotherOfTheSameColumns) {
    Loan::create_table();
    Loan::create(Loan::c.book = 1, Loan::c.reader = 2);
    EXPECT_THROW(Loan::create(Loan::c.book = 1, Loan::c.reader = 2), UniqueViolation);
}

struct Hen;
MODEL(Egg) { FIELD(std::optional<ForeignKey<Hen>>, layer); };
MODEL(Hen) { FOREIGN_KEY(Egg, origin); };

TEST_F(Tables, MayReferToEachOther) {
    db.create_tables<Egg, Hen>();
    Egg egg = Egg::create();
    const Hen hen = Hen::create(Hen::c.origin = egg);
    egg.layer = hen;
    egg.save();
    EXPECT_EQ(Egg::get_by_id(egg.id).layer.value()->origin.id(), egg.id);
    db.drop_tables<Egg, Hen>();
    EXPECT_FALSE(db.table_exists("egg"));
    EXPECT_FALSE(db.table_exists("hen"));
}

// trap SV8
TEST_F(Tables, RefuseValuesOfAnotherType) {
    db.create_tables<blog::User>();
    EXPECT_THROW(db.execute("INSERT INTO users (username, active, karma) VALUES ('x', 1, '12abc')"),
                 DatabaseError);
    EXPECT_THROW(db.execute("INSERT INTO users (username, active, karma) VALUES ('x', 2, 0)"), DatabaseError);
    EXPECT_THROW(db.execute("INSERT INTO users (username, active, karma) VALUES ('x', 'maybe', 0)"),
                 DatabaseError);
}

// trap SV12
TEST_F(Tables, NeverGiveAKeyTwice) {
    db.create_tables<blog::User>();
    blog::User user = blog::User::create(blog::User::c.username = "huey");
    user.delete_instance();
    EXPECT_EQ(blog::User::create(blog::User::c.username = "zaizee").id, 2);
}

TEST_F(Tables, NameTheirChecks) {
    db.create_tables<blog::User>();
    try {
        blog::User::create(blog::User::c.username = "huey", blog::User::c.karma = -1);
        FAIL() << "the check did not bite";
    } catch (const CheckViolation& error) {
        EXPECT_EQ(error.constraint(), "users_karma_check");
    }
}

MODEL(Indexed) {
    META(unique_on(c.owner, expression("lower(name)")).where("active"), index_on(descending(c.name)));
    FIELD(int, owner);
    FIELD(std::string, name);
    FIELD(bool, active, default_(true));
};

TEST_F(Tables, KeepPartialUniqueIndexesOverExpressions) {
    db.create_tables<Indexed>();
    const auto& I = Indexed::c;
    Indexed::create(I.owner = 1, I.name = "Cat");
    Indexed::create(I.owner = 1, I.name = "cat", I.active = false);
    EXPECT_THROW(Indexed::create(I.owner = 1, I.name = "CAT"), UniqueViolation);
}

TEST_F(Tables, OfAModelBoundToADatabaseGoThere) {
    MODEL(Elsewhere) {
        META(database("elsewhere"));
        FIELD(int, x);
    };
    Database other{sqlite({.path = ":memory:"}), {.name = "elsewhere"}};
    const ConnectionScope keep{other};
    const ConnectionScope current{db};
    Elsewhere::create_table();
    EXPECT_TRUE(other.table_exists("elsewhere"));
    EXPECT_FALSE(db.table_exists("elsewhere"));
    EXPECT_EQ(Elsewhere::create(Elsewhere::c.x = 1).id, 1);
}

}  // namespace
