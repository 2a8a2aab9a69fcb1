#include <set>

#include <pewit/window_functions.hpp>

#include "blog_sql.hpp"
#include "sql/shape.hpp"

namespace {

using namespace pewit::test::blog_sql;

template <class Query>
std::string key(const Query& query) {
    return std::string(pewit::detail::Shape(*query.node().get()).key());
}

TEST(Shape, IsTheSameForOtherValues) {
    const auto query = [](int karma, const std::string& name) {
        return User::select().where(U.karma > karma, U.username == name).limit(karma);
    };
    EXPECT_EQ(key(query(1, "a")), key(query(2, "another name, much longer than the first one")));
}

TEST(Shape, TellsQueriesOfOtherTextApart) {
    const auto boss = pewit::alias<User>("boss");
    const auto peer = pewit::alias<User>("peer");
    std::set<std::string> keys;
    std::size_t made = 0;
    const auto add = [&](const auto& query) {
        keys.insert(key(query));
        ++made;
    };
    add(User::select(U.id));
    add(User::select(U.karma));
    add(User::select(U.id, U.karma));
    add(User::select(U.id).distinct());
    add(User::select(U.id).where(U.karma == 1));
    add(User::select(U.id).where(U.karma != 1));
    add(User::select(U.id).where(1 == U.karma));
    add(User::select(U.id).where(U.id == 1));
    add(User::select(U.id).having(U.id == 1));
    add(User::select(U.karma % 2).group_by(U.karma % 2));
    add(User::select(U.karma % 2).group_by(U.karma % 3));
    add(User::select(U.karma % 2).distinct().order_by(U.karma % 2));
    add(User::select(U.karma % 2).distinct().order_by(U.karma % 3));
    add(User::select(U.id).where(U.bio == nullptr));
    add(User::select(U.id).where(U.id.in({1})));
    add(User::select(U.id).where(U.id.in({1, 2})));
    add(User::select(U.id).where(U.id == 1 || U.karma == 2));
    add(User::select(U.id).where(U.id == 1 && U.karma == 2));
    add(User::select(U.id).order_by(U.id));
    add(User::select(U.id).order_by(U.id.desc()));
    add(User::select(U.id).group_by(U.id));
    add(User::select(U.id).limit(1));
    add(User::select(U.id).offset(1));
    add(User::select(U.id).join<Tweet>());
    add(User::select(U.id).join<Tweet>(pewit::left_outer));
    add(User::select(U.id.as("a")));
    add(User::select(U.id.as("b")));
    add(User::select(fn::lower(U.username)));
    add(User::select(fn::upper(U.username)));
    add(User::select(pewit::raw<int>("1")));
    add(User::select(pewit::raw<int>("2")));
    add(User::select(U.karma.cast<std::string>()));
    add(User::select(U.karma.cast<double>()));
    add(pewit::select_from(boss, boss.id));
    add(pewit::select_from(peer, peer.id));
    const auto counted = fn::count(U.id);
    add(User::select(counted));
    add(User::select(counted.filter(U.active)));
    add(User::select(counted.filter(U.karma > 1)));
    add(User::select(counted.over()));
    add(User::select(counted.over(partition_by(U.active))));
    add(User::select(counted.over(order_by(U.active))));
    for (const auto& edge : {pewit::current_row, pewit::preceding(1), pewit::unbounded_preceding}) {
        add(User::select(counted.over(rows_between(edge, pewit::following(1)))));
        add(User::select(counted.over(range_between(edge, pewit::following(1)))));
        add(User::select(counted.over(rows_between(edge, pewit::following(1)).exclude_ties())));
    }
    const auto w = pewit::window("w", partition_by(U.active));
    add(User::select(counted.over(w)).window(w));
    add(User::select(counted.over(w)).window(pewit::window("w", order_by(U.active))));
    add(User::select(counted.over(pewit::window("v"))).window(w));
    add(User::select(fn::greatest(U.id, U.karma)));
    add(User::select(fn::least(U.id, U.karma)));
    add(User::select(fn::string_agg(U.username)));
    add(User::select(fn::string_agg(U.username).order_by(U.id)));
    add(User::select(fn::round(U.score, 1)));
    add(User::select(fn::round(U.score, 2)));
    add(User::select(pewit::value(1)));
    add(User::select(pewit::value("1")));
    add(User::select(U.score.cast<int>()));
    add(User::select(U.score.cast<std::int64_t>()));
    add(User::select(pewit::case_(U.id).when(1, 2)));
    add(User::select(pewit::case_(U.id == 1, 2)));
    add(User::delete_());
    add(User::update(U.karma = 1));
    add(User::update(U.score = 1.0));
    EXPECT_EQ(keys.size(), made);
}

TEST(Shape, ParametersComeInTheOrderOfTheirPlaceholders) {
    // render() compares them itself and throws InternalError; this query has a value in every part.
    const auto query = User::select(U.karma + 1, pewit::case_(U.karma > 2, 3).else_(4))
                           .join<Tweet>(T.content == "5")
                           .where(U.karma > 6, U.id.in(Tweet::select(T.user).where(T.id > 7).limit(8)))
                           .group_by(U.karma + 9)
                           .having(fn::count() > 10)
                           .order_by(U.karma + 11)
                           .limit(12)
                           .offset(13);
    EXPECT_EQ(pewit::test::in_postgres(query).parameters,
              (std::vector<pewit::Value>{1, 2, 3, 4, "5", 6, 7, 8, 9, 10, 11, 12, 13}));
}

}  // namespace
