#include "blog_test.hpp"

#include <thread>

namespace {

namespace fn = pewit::fn;
using blog::Tweet;
using blog::User;
using Strings = std::vector<std::string>;

class Select : public pewit::test::BlogTest {};

TEST_F(Select, ReadsModels) {
    const std::vector<User> users = User::select().order_by(U.id).all();
    ASSERT_EQ(users.size(), 3U);
    EXPECT_EQ(users[0].id, 1);
    EXPECT_EQ(users[0].username, "huey");
    EXPECT_EQ(users[0].bio, "cat");
    EXPECT_EQ(users[1].bio, std::nullopt);
    EXPECT_FALSE(users[2].active);
    EXPECT_EQ(users[2].karma, 30);
    EXPECT_EQ(users[2].score, 3.5);
}

TEST_F(Select, OneEntryReadsBareValues) {
    EXPECT_EQ(User::select(U.username).order_by(U.id).all(), (Strings{"huey", "Mickey", "zaizee"}));
    EXPECT_EQ(User::select(U.active).order_by(U.id).all(), (std::vector<bool>{true, true, false}));
    EXPECT_EQ(User::select(U.bio).order_by(U.id).all(),
              (std::vector<std::optional<std::string>>{"cat", std::nullopt, "50%"}));
}

TEST_F(Select, SeveralEntriesReadTuples) {
    const auto rows =
        User::select(U, fn::count(T.id)).join<Tweet>(pewit::left_outer).group_by(U.id).order_by(U.id).all();
    static_assert(std::is_same_v<decltype(rows), const std::vector<std::tuple<User, std::int64_t>>>);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<0>(rows[0]).username, "huey");
    EXPECT_EQ(std::get<1>(rows[0]), 2);
    EXPECT_EQ(std::get<1>(rows[2]), 0);
}

TEST_F(Select, RangeForReadsRowsFirst) {
    for (auto& [id, name] : User::select(U.id, U.username)) {
        name += "!";
        User::update(U.karma = U.karma + id).where(U.id == id).execute();  // on the same connection
    }
    EXPECT_EQ(User::select(U.karma).order_by(U.id).all(), (std::vector<int>{11, 22, 33}));
    int seen = 0;
    for (const bool active : User::select(U.active))
        seen += active ? 1 : 0;
    EXPECT_EQ(seen, 2);
}

TEST_F(Select, ReadsIntoStructs) {
    struct Stat {
        std::string name;
        std::int64_t tweets;
    };
    const auto stats = User::select(U.username, fn::count(T.id))
                           .join<Tweet>(pewit::left_outer)
                           .group_by(U.id)
                           .order_by(U.id)
                           .into<Stat>();
    ASSERT_EQ(stats.size(), 3U);
    EXPECT_EQ(stats[0].name, "huey");
    EXPECT_EQ(stats[0].tweets, 2);
}

TEST_F(Select, IntoTakesOtherTypesThanTheSelectList) {
    struct Best {
        std::string name;
        std::int16_t karma;
        User user;
    };
    const auto best = User::select(U.username, U.karma, U).where(U.id == 3).into<Best>();
    EXPECT_EQ(best.at(0).karma, 30);
    EXPECT_EQ(best.at(0).user.username, "zaizee");
    using Pair = std::tuple<std::string, std::optional<int>>;
    EXPECT_EQ((User::select(U.username, U.karma).where(U.id == 1).into<Pair>()),
              (std::vector<Pair>{{"huey", 10}}));
}

TEST_F(Select, TheNullableSideOfAnOuterJoinIsOptional) {
    const auto rows = User::select(U.username, pewit::nullable(T), pewit::nullable(T.content))
                          .join<Tweet>(pewit::left_outer)
                          .order_by(U.id, T.id)
                          .all();
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(std::get<1>(rows[0])->content, "meow");
    EXPECT_EQ(std::get<2>(rows[0]), "meow");
    EXPECT_EQ(std::get<1>(rows[3]), std::nullopt);
    EXPECT_EQ(std::get<2>(rows[3]), std::nullopt);
}

TEST_F(Select, ANullInWhatIsNoOptionalNamesTheColumn) {
    try {
        (void)User::select(U, T).join<Tweet>(pewit::left_outer).all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.table(), "tweets");
        EXPECT_EQ(error.column(), "id");
        EXPECT_NE(std::string(error.what()).find("pewit::nullable(…)"), std::string::npos) << error.what();
    }
}

TEST_F(Select, ANumberOutOfRangeNamesTheColumn) {
    if (pewit::test::on_postgres()) db.execute("ALTER TABLE users ALTER karma TYPE bigint");
    db.execute("UPDATE users SET karma = 3000000000 WHERE id = 2");
    try {
        (void)User::select().all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "karma");
        EXPECT_EQ(std::string(error.what()).find("3000000000"), std::string::npos);
    }
    try {
        (void)User::select(U.id, U.karma + 0).all();
        FAIL() << "nothing thrown";
    } catch (const pewit::DataError& error) {
        EXPECT_STREQ(error.what(),
                     "cannot read entry 2 of the select list: the stored value is out of range");
    }
}

TEST_F(Select, FirstGetScalar) {
    EXPECT_EQ(User::select(U.karma).order_by(U.karma.desc()).first(), 30);
    EXPECT_EQ(User::select(U.karma).where(U.id == 99).first(), std::nullopt);
    EXPECT_EQ(User::select().where(U.id == 2).get().username, "Mickey");
    EXPECT_THROW((void)User::select().where(U.id == 99).get(), pewit::DoesNotExist);
    EXPECT_EQ(User::select(fn::count(U.id)).scalar(), 3);
    EXPECT_EQ(User::select(fn::max(U.karma)).where(U.id == 99).scalar(), std::nullopt);
    EXPECT_EQ(User::select(U.bio).where(U.id == 99).scalar(), std::nullopt);
    EXPECT_THROW((void)User::select(U.karma).where(U.id == 99).scalar(), pewit::DoesNotExist);
    EXPECT_EQ(User::select(U.id).order_by(U.id).limit(2).offset(1).first(), 2);
}

TEST_F(Select, GetByCondition) {
    EXPECT_EQ(User::get(U.username == "huey").id, 1);
    EXPECT_EQ(User::get(U.karma > 5, U.active == false).id, 3);
    EXPECT_THROW((void)User::get(U.username == "nobody"), pewit::DoesNotExist);
    EXPECT_EQ(User::get_or_none(U.username == "nobody"), std::nullopt);
    EXPECT_EQ(User::get_or_none(U.username == "huey")->id, 1);
}

TEST_F(Select, CountsAndTestsExistence) {
    EXPECT_EQ(User::select().count(), 3);
    EXPECT_EQ(User::select().where(U.karma > 10).order_by(U.id).count(), 2);
    EXPECT_EQ(User::select().limit(2).count(), 2);
    EXPECT_EQ(Tweet::select(T.user).distinct().count(), 2);
    EXPECT_EQ(Tweet::select(T.user, fn::count()).group_by(T.user).count(), 2);
    EXPECT_EQ(Tweet::select(fn::count()).count(), 1);
    EXPECT_TRUE(User::select().where(U.karma > 25).exists());
    EXPECT_FALSE(User::select().where(U.karma > 30).exists());
    EXPECT_TRUE(Tweet::select(fn::count()).where(T.id > 99).exists());
}

TEST_F(Select, CountOfAJoin) {
    EXPECT_EQ(User::select(U.id).join<Tweet>().count(), 3);
    EXPECT_EQ(User::select().join<Tweet>(pewit::left_outer).where(T.id.is_null()).count(), 1);
}

TEST_F(Select, SelfJoins) {
    const auto parent = pewit::alias<Tweet>("parent");
    const auto rows = Tweet::select(T.content, parent.content).join(parent).order_by(T.id).all();
    EXPECT_EQ(rows, (std::vector<std::tuple<std::string, std::string>>{{"hiss", "meow"}, {"woof", "meow"}}));
}

TEST_F(Select, CorrelatedSubqueries) {
    const auto silent = User::select(U.username).where(!pewit::exists(Tweet::select().where(T.user == U.id)));
    EXPECT_EQ(silent.all(), Strings{"zaizee"});
    const auto tweets = Tweet::select(fn::count()).where(T.user == U.id);
    EXPECT_EQ(User::select(U.username).where(tweets == 2).all(), Strings{"huey"});
    EXPECT_EQ(User::select(tweets).order_by(U.id).all(), (std::vector<std::int64_t>{2, 1, 0}));
}

TEST_F(Select, AggregatesWithHaving) {
    const auto n = fn::count(T.id).as("n");
    const auto rows =
        User::select(U.username, n).join<Tweet>().group_by(U.id).having(n > 1).order_by(n.desc()).all();
    EXPECT_EQ(rows, (std::vector<std::tuple<std::string, std::int64_t>>{{"huey", 2}}));
    EXPECT_EQ(User::select(fn::sum(U.karma)).scalar(), 60);
    EXPECT_EQ(User::select(fn::avg(U.score)).scalar(), 2.5);
    EXPECT_EQ(User::select(fn::avg(U.karma)).scalar(), 20.0);
    EXPECT_EQ(std::get<0>(db.query<double>("SELECT avg(karma) FROM users").at(0)), 20.0);
    EXPECT_EQ(User::select(fn::sum(U.karma)).where(U.id > 9).scalar(), std::nullopt);
}

TEST_F(Select, GroupsByExpressionsWithValues) {
    const auto high = pewit::case_(U.karma > 15, "high").else_("low");
    const auto counts = User::select(high, fn::count()).group_by(high).order_by(high);
    using Rows = std::vector<std::tuple<std::string, std::int64_t>>;
    EXPECT_EQ(counts.all(), (Rows{{"high", 2}, {"low", 1}}));
    EXPECT_EQ(counts.having(high == "low").all(), (Rows{{"low", 1}}));
    EXPECT_EQ(counts.count(), 2);
    const auto bio = [&] { return fn::coalesce(U.bio, "none"); };
    EXPECT_EQ(User::select(bio(), fn::count()).group_by(bio()).order_by(bio().desc()).first(),
              std::make_tuple(std::string("none"), std::int64_t{1}));
    EXPECT_EQ(User::select(U.karma % 20).distinct().order_by((U.karma % 20).desc()).all(),
              (std::vector<int>{10, 0}));
}

TEST_F(Select, GroupsByAnAliasWithTheNameOfAColumn) {
    db.execute("UPDATE users SET username = 'HUEY' WHERE id = 2");
    const auto low = fn::lower(U.username).as("username");
    const auto counts = User::select(low, fn::count()).group_by(low).order_by(low).all();
    EXPECT_EQ(counts, (std::vector<std::tuple<std::string, std::int64_t>>{{"huey", 2}, {"zaizee", 1}}));
}

TEST_F(Select, ExpressionsCompute) {
    EXPECT_EQ(User::select(U.karma * 2 + 1).where(U.id == 1).scalar(), 21);
    EXPECT_EQ(User::select(U.username + "!").where(U.id == 1).scalar(), "huey!");
    EXPECT_EQ(User::select(U.karma / 3).where(U.id == 1).scalar(), 3);
    EXPECT_EQ(User::select(U.karma.cast<std::string>()).where(U.id == 1).scalar(), "10");
    EXPECT_EQ(User::select(fn::coalesce(U.bio, "none")).order_by(U.id).all(),
              (Strings{"cat", "none", "50%"}));
    EXPECT_EQ(User::select(pewit::case_(U.karma > 15, "high").else_("low")).order_by(U.id).all(),
              (Strings{"low", "high", "high"}));
    EXPECT_EQ(User::select(fn::sum(pewit::case_(U.karma > 15, 1).else_(0))).scalar(), 2);
    EXPECT_EQ(User::select(pewit::value(2) * pewit::value(3)).first(), 6);
    EXPECT_EQ(
        User::select(pewit::raw<std::int64_t>("length(?) + ?", U.username, 1)).where(U.id == 1).scalar(), 5);
}

/// The message of the ProgrammingError that running it throws.
template <class Query>
std::string refusal(const Query& query) {
    try {
        (void)query.count();
        return "nothing thrown";
    } catch (const pewit::ProgrammingError& error) {
        return error.what();
    }
}

TEST_F(Select, WhatSqliteCantParseIsExplained) {
    PEWIT_ONLY_ON_SQLITE();
    pewit::Condition nested = U.id == 1;
    for (int i = 0; i < 300; ++i)
        nested = i % 2 == 0 ? nested || U.karma < i : nested && U.karma > i;
    const auto version = db.query<std::string>("SELECT sqlite_version()").at(0);
    const bool has_small_stack = std::get<0>(version) < "3.46";  // of its parser; since then it grows
    EXPECT_NE(
        refusal(User::select().where(nested)).find(has_small_stack ? "nested too deeply" : "nothing thrown"),
        std::string::npos);
    const std::vector<int> many(300'000, 1);
    const std::string message = refusal(User::select().where(U.id.in(many)));
    EXPECT_NE(message.find("it takes at most "), std::string::npos) << message;
    EXPECT_NE(message.find(" values in a statement"), std::string::npos) << message;
}

TEST_F(Select, StreamsRows) {
    const pewit::Atomic tx{db};
    Strings names;
    for (const User& user : User::select().order_by(U.id).stream())
        names.push_back(user.username);
    EXPECT_EQ(names, (Strings{"huey", "Mickey", "zaizee"}));
    int first = 0;
    for (const std::int64_t id : User::select(U.id).order_by(U.id).stream()) {
        first = static_cast<int>(id);
        break;  // the rest is never read
    }
    EXPECT_EQ(first, 1);
}

TEST_F(Select, AStreamKeepsItsQuery) {
    const pewit::Atomic tx{db};
    auto stream = [this] {
        const std::string name = "a name that is too long for a small string";
        return User::select(U.username).where(U.username != name).order_by(U.id).stream();
    }();
    Strings names;
    for (const std::string& name : stream)
        names.push_back(name);
    EXPECT_EQ(names, (Strings{"huey", "Mickey", "zaizee"}));
}

TEST_F(Select, TellsItsSql) {
    const pewit::SqlText sql = User::select(U.id).where(U.karma > 3).sql();
    EXPECT_EQ(sql.text, pewit::test::engine_sql(R"(SELECT "id" FROM "users" WHERE "karma" > ?)"));
    EXPECT_EQ(sql.parameters, std::vector<pewit::Value>{3});
}

TEST_F(Select, AValueThatCantBeBoundNamesTheColumnBesideIt) {
    const auto column_of = [](const auto& query) {
        try {
            (void)query.all();
            return std::string("nothing thrown");
        } catch (const pewit::DataError& error) {
            return std::string(error.table()) + "." + std::string(error.column());
        }
    };
    EXPECT_EQ(column_of(User::select().where(U.username == "a\xff")), "users.username");
    EXPECT_EQ(column_of(User::select().where(U.username == std::string("a\0b", 3))), "users.username");
    EXPECT_EQ(column_of(User::select().where(U.score > std::numeric_limits<double>::quiet_NaN())),
              "users.score");
    EXPECT_EQ(column_of(User::select().where(U.id == std::numeric_limits<std::uint64_t>::max())), "users.id");
}

TEST_F(Select, OneQueryRunsOnSeveralThreads) {
    const auto query = User::select(U.username).where(U.karma > 5).order_by(U.id);
    std::vector<std::thread> threads;
    std::atomic<int> right{0};
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&query, &right] {
            for (int n = 0; n < 50; ++n) {
                const auto copy = query.limit(2);
                if (copy.all() == Strings{"huey", "Mickey"}) ++right;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(right, 200);
}

TEST_F(Select, OneQueryRunsOnAnyDatabase) {
    const auto names = User::select(U.username).order_by(U.id);
    EXPECT_EQ(names.all().size(), 3U);
    pewit::Database other{pewit::sqlite({.path = ":memory:"})};
    const pewit::ConnectionScope scope{other};
    other.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL)");
    other.execute("INSERT INTO users VALUES (1, 'other')");
    EXPECT_EQ(names.all(), Strings{"other"});
}

}  // namespace
