#include <array>
#include <list>
#include <sstream>

#include "blog_test.hpp"

namespace {

using blog::Tweet;
using blog::User;
using pewit::excluded;
using Ids = std::vector<std::int64_t>;

class InsertRows : public pewit::test::BlogTest {
protected:
    [[nodiscard]] std::vector<User> users(int count) const {
        std::vector<User> rows(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            rows[static_cast<std::size_t>(i)].username = "u" + std::to_string(i);
        return rows;
    }
};

TEST_F(InsertRows, TakesTuplesForTheColumnsNamed) {
    const std::list<std::tuple<std::string, std::int64_t>> rows{{"a", 1}, {"b", 2}};
    EXPECT_EQ(User::insert_many(rows, U.username, U.karma).execute(), 2);
    EXPECT_EQ(User::insert_many({{"c", 3}, {"d", 4}}, U.username, U.karma).execute(), 2);
    const std::array<std::pair<const char*, std::optional<std::string>>, 1> pairs{{{"e", std::nullopt}}};
    EXPECT_EQ(User::insert_many(pairs, U.username, U.bio).execute(), 1);
    EXPECT_EQ(User::select(U.karma).where(U.id > 3).order_by(U.id).all(), (std::vector<int>{1, 2, 3, 4, 0}));
    EXPECT_TRUE(User::get(U.username == "e").active);
}

TEST_F(InsertRows, TakesSingleValues) {
    EXPECT_EQ(User::insert_many(std::vector<std::string>{"a", "b"}, U.username).execute(), 2);
    EXPECT_EQ(User::insert_many({"c"}, U.username).execute(), 1);
    EXPECT_EQ(User::select().count(), 6);
}

TEST_F(InsertRows, TakesAssignments) {
    const std::vector rows{std::tuple{U.username = "a", U.karma = 1},
                           std::tuple{U.username = "b", U.karma = 2}};
    EXPECT_EQ(User::insert_many(rows).execute(), 2);
    EXPECT_EQ(User::get(U.username == "b").karma, 2);
    EXPECT_EQ(User::insert_many(std::vector{U.username = "c"}).execute(), 1);
}

TEST_F(InsertRows, TakesARangeThatCanBeReadOnce) {
    std::istringstream words("x y z");
    struct Words {
        std::istream_iterator<std::string> first;
        [[nodiscard]] auto begin() const { return first; }
        [[nodiscard]] static std::istream_iterator<std::string> end() { return {}; }
    };
    EXPECT_EQ(User::insert_many(Words{std::istream_iterator<std::string>(words)}, U.username).execute(), 3);
}

MODEL(Ticket) {
    FIELD(int, row, default_sql("7"));
    FIELD(int, number, default_(3));
    FIELD(std::optional<std::string>, note, default_sql("'new'"));
    FIELD(int, version);
    META(version(c.version));
};

TEST_F(InsertRows, LeavesColumnsToTheirDefaults) {
    const auto& K = Ticket::c;
    db.create_tables<Ticket>();
    Ticket::insert_many({5, 6}, K.number).execute();
    const Ticket ticket = Ticket::get_by_id(2);
    EXPECT_EQ(ticket.row, 7);
    EXPECT_EQ(ticket.number, 6);
    EXPECT_EQ(ticket.note, "new");
    EXPECT_EQ(ticket.version, 1);
    EXPECT_EQ(Ticket::insert_many({5, 6}, K.id).on_conflict(K.id).ignore().execute(), 2);
    EXPECT_EQ(Ticket::get_by_id(6).number, 3);
}

TEST_F(InsertRows, ReturnsTheRowsInTheirOrder) {
    const std::vector<User> rows = users(150);
    const Ids ids = User::insert_many(rows).batch(40).returning(U.id).all();
    ASSERT_EQ(ids.size(), 150U);
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ(ids[i], static_cast<std::int64_t>(i) + 4);
    std::vector<std::string> names;
    for (const User& user : User::insert_many({"a", "b"}, U.username).returning())
        names.push_back(user.username);
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
    struct Named {
        std::int64_t id;
        std::string name;
    };
    EXPECT_EQ(User::insert_many({"c"}, U.username).returning(U.id, U.username).into<Named>().at(0).name, "c");
}

TEST_F(InsertRows, UpdatesTheRowsItMeets) {
    const std::vector<std::tuple<std::string, int>> rows{{"huey", 1}, {"new", 2}, {"Mickey", 3}};
    const auto insert = [&] { return User::insert_many(rows, U.username, U.karma); };
    EXPECT_EQ(insert()
                  .on_conflict(U.username)
                  .update(U.karma = U.karma + excluded(U.karma))
                  .where(U.karma < 20)
                  .execute(),
              2);
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{11, 20, 30, 2}));
    EXPECT_EQ(insert().on_conflict(U.username).preserve(U.karma).returning(U.karma).all(),
              (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(insert().on_conflict(U.username).ignore().execute(), 0);
    EXPECT_THROW(insert().execute(), pewit::UniqueViolation);
}

TEST_F(InsertRows, InsertsAllOrNoneInOneFrame) {
    std::vector<User> rows = users(100);
    rows[90].username = "huey";
    rows[95].id = 700;
    const auto insert = [&] { (void)User::insert_many(rows).returning(U.id).all(); };
    EXPECT_THROW(insert(), pewit::UniqueViolation);
    EXPECT_EQ(User::select().count(), 3);
    rows[90].username = "other";
    const pewit::Atomic tx{db};
    const pewit::QueryLog log{db};
    insert();
    EXPECT_EQ(log.sql().front(), R"(SAVEPOINT "pewit_sp_1")");
    EXPECT_EQ(log.count(), 6U);  // 64 rows, 31, the one with a key, 4
    EXPECT_EQ(User::get(U.username == "u95").id, 700);
}

TEST_F(InsertRows, StaysBelowTheParameterLimit) {
    std::vector<std::tuple<std::string, int>> rows;
    for (int i = 0; i < 12'000; ++i)
        rows.emplace_back("u" + std::to_string(i), i);
    const auto changed = User::insert_many(rows, U.username, U.karma)
                             .batch(100'000)
                             .on_conflict(U.username)
                             .update(U.karma = 1, U.bio = "met")
                             .execute();
    EXPECT_EQ(changed, 12'000);
}

TEST_F(InsertRows, SendsNothingForNoRows) {
    const pewit::QueryLog log{db};
    EXPECT_EQ(User::insert_many(users(0)).on_conflict().ignore().execute(), 0);
    EXPECT_TRUE(User::insert_many(std::vector<std::string>{}, U.username).returning(U.id).all().empty());
    EXPECT_EQ(log.count(), 0U);
}

TEST_F(InsertRows, NamesTheColumnThatDoesNotFit) {
    try {
        User::insert_many({"eleven char"}, U.username).execute();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.column(), "username");
    }
    const std::vector<std::tuple<std::string, std::int64_t>> wide{{"a", std::int64_t{1} << 40}};
    EXPECT_THROW(User::insert_many(wide, U.username, U.karma).execute(), pewit::DataError);
    EXPECT_EQ(User::select().count(), 3);
}

TEST_F(InsertRows, ReplacesOnSqlite) {
    PEWIT_ONLY_ON_SQLITE();
    Tweet::delete_().execute();
    EXPECT_EQ(
        User::insert_many({"huey", "new"}, U.username).or_(pewit::Resolve::replace).returning(U.id).all(),
        (Ids{4, 5}));
    EXPECT_EQ(User::insert_many({"huey", "x"}, U.username).or_(pewit::Resolve::ignore).execute(), 1);
}

}  // namespace
