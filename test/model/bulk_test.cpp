#include <list>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog_database.hpp>

namespace {

using namespace pewit;
using blog::User;
using testing::ElementsAre;
using testing::SizeIs;

const auto& U = User::c;

std::vector<User> users(int count) {
    std::vector<User> rows(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        rows[static_cast<std::size_t>(i)].username = "user" + std::to_string(i);
    return rows;
}

class InsertMany : public blog::BlogTest {};
class BulkCreate : public blog::BlogTest {};
class BulkUpdate : public blog::BlogTest {};

TEST_F(InsertMany, InsertsSeveralRowsWithAStatement) {
    const std::vector<User> rows = users(150);
    EXPECT_EQ(User::insert_many(rows).batch(100).execute(), 150);
    const QueryLog log{db};
    EXPECT_EQ(User::insert_many(users(0)).execute(), 0);
    EXPECT_EQ(log.count(), 0U);
    EXPECT_EQ(count("users"), 150);
    EXPECT_EQ(User::get_by_id(150).username, "user149");
}

TEST_F(InsertMany, IsOneTransactionAndASavepointInsideOne) {
    const QueryLog log{db};
    User::insert_many(users(2)).execute();
    db.atomic([&] { User::insert_many({users(3)[2]}).execute(); });
    EXPECT_THAT(log.sql(), SizeIs(8));
    EXPECT_EQ(log.sql()[0], "BEGIN");
    EXPECT_EQ(
        log.sql()[1],
        test::engine_sql(
            R"(INSERT INTO "users" ("username", "bio", "active", "karma") VALUES (?, ?, ?, ?), (?, ?, ?, ?))"));
    EXPECT_EQ(log.sql()[2], "COMMIT");
}

TEST_F(InsertMany, InsertsAllOrNone) {
    std::vector<User> rows = users(200);
    rows[190].username = "user3";
    EXPECT_THROW(User::insert_many(rows).execute(), UniqueViolation);
    EXPECT_EQ(count("users"), 0);
    EXPECT_FALSE(db.in_transaction());
}

TEST_F(InsertMany, KeepsKeysThatTheRowsBring) {
    std::list<User> rows;
    for (User& user : users(4))
        rows.push_back(user);
    rows.front().id = 70;
    rows.back().id = 50;
    User::insert_many(rows).execute();
    EXPECT_EQ(User::get_by_id(70).username, "user0");
    // SQLite goes on from the highest key, PostgreSQL where it was.
    EXPECT_EQ(User::get_by_id(test::on_postgres() ? 1 : 71).username, "user1");
    EXPECT_EQ(User::get_by_id(50).username, "user3");
}

TEST_F(InsertMany, StaysBelowTheParameterLimit) {
    EXPECT_EQ(User::insert_many(users(20'000)).batch(100'000).execute(), 20'000);
    EXPECT_EQ(count("users"), 20'000);
}

TEST_F(InsertMany, ThrowsWhenATriggerIgnoresARow) {
    PEWIT_ONLY_ON_SQLITE();
    db.execute(
        "CREATE TRIGGER quiet BEFORE INSERT ON users WHEN NEW.username = 'user1' BEGIN SELECT RAISE(IGNORE); END");
    EXPECT_THROW(User::insert_many(users(3)).execute(), DatabaseError);
    EXPECT_EQ(count("users"), 0);
}

TEST_F(BulkCreate, StoresTheKeysInTheRows) {
    std::vector<User> rows = users(3);
    User::bulk_create(rows, batch(2));
    EXPECT_THAT(rows, ElementsAre(testing::Field(&User::id, 1), testing::Field(&User::id, 2),
                                  testing::Field(&User::id, 3)));
    EXPECT_EQ(User::get_by_id(3).username, "user2");
}

TEST_F(BulkCreate, LeavesTheRowsAsTheyWereWhenItFails) {
    std::vector<User> rows = users(3);
    rows[2].username = "user0";
    EXPECT_THROW(User::bulk_create(rows), UniqueViolation);
    EXPECT_EQ(count("users"), 0);
    for (const User& row : rows)
        EXPECT_EQ(row.id, 0);
}

TEST_F(BulkUpdate, UpdatesTheColumnsAskedFor) {
    std::vector<User> rows = users(3);
    User::bulk_create(rows);
    for (User& row : rows) {
        row.karma = 5;
        row.bio = "not asked for";
    }
    User::bulk_update(rows, U.karma, U.active, batch(500));
    EXPECT_EQ(User::get_by_id(2).karma, 5);
    EXPECT_EQ(User::get_by_id(2).bio, std::nullopt);
}

TEST_F(BulkUpdate, UpdatesAllOrNone) {
    std::vector<User> rows = users(2);
    User::bulk_create(rows);
    for (User& row : rows)
        row.karma = 5;
    rows[1].id = 99;
    EXPECT_THROW(User::bulk_update(rows, U.karma), DoesNotExist);
    EXPECT_EQ(User::get_by_id(1).karma, 0);
}

TEST_F(BulkUpdate, TakesConstRowsThatItDoesNotChange) {
    std::vector<User> rows = users(2);
    User::bulk_create(rows);
    for (User& row : rows)
        row.karma = 5;
    User::bulk_update(std::as_const(rows), U.karma);
    EXPECT_EQ(User::get_by_id(1).karma, 5);
}

TEST_F(BulkUpdate, CopyInIsPostgresqls) {
    PEWIT_ONLY_ON_SQLITE();
    EXPECT_THROW(User::copy_in(users(1)), NotSupportedError);
    EXPECT_EQ(count("users"), 0);
}

MODEL(Counter) {
    META(version(c.version));
    FIELD(int, value);
    FIELD(std::int16_t, version);
};

TEST_F(BulkUpdate, LeavesTheVersionsAsTheyWereWhenItFails) {
    db.create_tables<Counter>();
    std::vector<Counter> rows(2);
    Counter::bulk_create(rows);
    EXPECT_EQ(rows[1].version, 1);
    db.execute("UPDATE counter SET version = 9 WHERE id = 2");
    EXPECT_THROW(Counter::bulk_update(rows, Counter::c.value), StaleRow);
    EXPECT_EQ(rows[0].version, 1);
    EXPECT_EQ(Counter::get_by_id(1).version, 1);
    Counter::insert_many({Counter{}}).execute();
    EXPECT_EQ(Counter::get_by_id(3).version, 1);
}

}  // namespace
