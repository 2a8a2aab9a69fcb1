/// Results in other forms: structs by name, maps, batches.
#include <support/office.hpp>

#include <gmock/gmock.h>
#include <pewit/maps.hpp>
#include <unordered_map>

namespace {

using namespace office;
using pewit::fn::count;
using testing::ElementsAre;
using testing::Pair;
using Strings = std::vector<std::string>;

using Results = OfficeTest;

struct Stat {
    std::int64_t tweets;
    std::string username;
    std::optional<std::int64_t> company;
    PEWIT_ROW(Stat, tweets, username, company);
};

/// The table and the column that the DataError of a call names.
template <class F>
std::pair<std::string, std::string> place_of_error(const F& call) {
    try {
        call();
    } catch (const pewit::DataError& error) {
        return {std::string(error.table()), std::string(error.column())};
    }
    return {};
}

TEST_F(Results, ByNameTakesAnyOrderAndLeavesTheRestOut) {
    const auto stats = User::select(U, count(T.id).as("tweets"))
                           .join<Tweet>(T.user == U.id, pewit::left_outer)
                           .group_by(U.id)
                           .order_by(U.id)
                           .into_by_name<Stat>();
    ASSERT_EQ(stats.size(), 3U);
    EXPECT_EQ(stats[0].username, "huey");
    EXPECT_EQ(stats[0].tweets, 2);
    EXPECT_EQ(stats[0].company, 1);
    EXPECT_EQ(stats[1].company, std::nullopt);
}

TEST_F(Results, ByNameKnowsAColumnByItsMemberToo) {
    struct Line {
        std::int64_t user;
        std::string content;
        PEWIT_ROW(Line, user, content);
    };
    struct InSql {
        std::int64_t user_id;
        PEWIT_ROW(InSql, user_id);
    };
    EXPECT_EQ(Tweet::select().where(T.id == 3).into_by_name<Line>().at(0).user, 2);
    EXPECT_EQ(Tweet::select().with(T.user).where(T.id == 3).into_by_name<InSql>().at(0).user_id, 2);
}

TEST_F(Results, ByNameKnowsTheColumnsOfAQueryInFrom) {
    struct Line {
        std::int64_t n;
        std::int64_t user;
        PEWIT_ROW(Line, n, user);
    };
    const auto s = Tweet::select(T.user, count().as("n")).group_by(T.user).subquery("s");
    EXPECT_EQ(pewit::select_from(s).where(s.c(T.user) == 1).into_by_name<Line>().at(0).n, 2);
    const auto c = Tweet::select(T.user, count().as("n")).group_by(T.user).cte("c");
    EXPECT_EQ(c.select().where(c.c(T.user) == 2).into_by_name<Line>().at(0).user, 2);
    const auto again = c.alias("again");
    EXPECT_EQ(pewit::select_from(again).with(c).into_by_name<Line>().size(), 2U);
}

TEST_F(Results, AMissingColumnIsNamed) {
    const auto read = [this] { (void)User::select(U.username, U.company).into_by_name<Stat>(); };
    EXPECT_THAT(place_of_error(read), Pair("users", "tweets"));
}

TEST_F(Results, AColumnThatIsThereTwiceIsNamed) {
    struct Id {
        std::int64_t id;
        PEWIT_ROW(Id, id);
    };
    const auto read = [this] { (void)Tweet::select(U, T).join<User>(T.user == U.id).into_by_name<Id>(); };
    EXPECT_THAT(place_of_error(read), Pair("tweets", "id"));
}

TEST_F(Results, ANullInAStructIsNamed) {
    struct Strict {
        std::string name;
        std::int64_t company;
        PEWIT_ROW(Strict, name, company);
    };
    const auto by_place = [this] { (void)User::select(U.username, U.company).into<Strict>(); };
    EXPECT_THAT(place_of_error(by_place), Pair("users", "company"));
    const auto by_name = [this] {
        (void)User::select(U.company, U.username.as("name")).into_by_name<Strict>();
    };
    EXPECT_THAT(place_of_error(by_name), Pair("users", "company"));
}

TEST_F(Results, ANumberOutOfRangeOfAMemberIsNamed) {
    struct Small {
        std::int8_t id;
    };
    db.execute("INSERT INTO company (id, name) VALUES (300, 'big')");
    const auto read = [this] { (void)Company::select(C.id).into<Small>(); };
    EXPECT_THAT(place_of_error(read), Pair("company", "id"));
}

TEST_F(Results, AMapByAColumn) {
    const std::map<std::string, User> users = pewit::to_map(User::select(), U.username);
    EXPECT_EQ(users.size(), 3U);
    EXPECT_EQ(users.at("zaizee").id, 2);
    const auto quick = pewit::to_map<std::unordered_map>(User::select(), U.id);
    EXPECT_EQ(quick.at(1).username, "huey");
}

TEST_F(Results, AMapByAForeignKey) {
    const auto firsts = pewit::to_map(Tweet::select().order_by(T.id), T.user);
    EXPECT_EQ(firsts.at(1).content, "meow");
    EXPECT_EQ(pewit::to_map<std::multimap>(Tweet::select(), T.user).count(1), 2U);
}

TEST_F(Results, AMapOfPairs) {
    const auto counts = pewit::to_map(Tweet::select(T.user, count()).group_by(T.user));
    static_assert(std::is_same_v<decltype(counts), const std::map<std::int64_t, std::int64_t>>);
    EXPECT_THAT(counts, ElementsAre(Pair(1, 2), Pair(2, 1)));
}

TEST_F(Results, Batches) {
    const pewit::Atomic frame{db};
    std::vector<Strings> seen;
    for (const std::vector<Tweet>& tweets : Tweet::select().with(T.user).order_by(T.id).batches(2)) {
        Strings& batch = seen.emplace_back();
        for (const Tweet& tweet : tweets) {
            EXPECT_TRUE(tweet.user.is_loaded());
            batch.push_back(tweet.content);
        }
    }
    EXPECT_THAT(seen, ElementsAre(ElementsAre("meow", "hiss"), ElementsAre("woof")));
    for (const auto& none : Tweet::select(T.id).where(T.id == 99).batches(2))
        FAIL() << none.size();
}

TEST_F(Results, GetOrNone) {
    const User huey = User::get_by_id(1);
    EXPECT_EQ(huey.tweets().where(T.content == "hiss").get_or_none()->id, 2);
    EXPECT_FALSE(huey.tweets().where(T.content == "woof").get_or_none());
}

}  // namespace
