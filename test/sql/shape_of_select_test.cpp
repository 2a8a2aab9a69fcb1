/// Statements are found again by their shape: two queries that differ in one property alone must not share it.

#include <map>

#include <pewit/row_lock.hpp>
#include <pewit/values.hpp>

#include "blog_sql.hpp"
#include "sql/shape.hpp"

namespace {

using namespace pewit::test::blog_sql;

/// Queries by their shapes: each must have a shape of its own, as each has a text of its own.
class Shapes {
public:
    template <class Query>
    void add(const Query& query) {
        const std::string text = pewit::test::in_postgres(query).text;
        EXPECT_TRUE(texts_.insert({text, 0}).second) << "no other query than one before: " << text;
        const auto [found, fresh] =
            keys_.insert({std::string(pewit::detail::Shape(*query.node().get()).key()), text});
        EXPECT_TRUE(fresh) << text << "\nhas the shape of\n" << found->second;
    }

private:
    std::map<std::string, int> texts_;
    std::map<std::string, std::string> keys_;
};

TEST(ShapeOfSelect, TellsSetOperationsApart) {
    Shapes shapes;
    const auto a = User::select(U.id);
    const auto b = Tweet::select(T.user);
    shapes.add(a);
    shapes.add(a.union_(b));
    shapes.add(a.union_all(b));
    shapes.add(a.intersect(b));
    shapes.add(a.except(b));
    shapes.add(b.except(a));
    shapes.add(a.union_(b).union_(b));
    shapes.add(a.union_(b.union_(b)));
    shapes.add(a.limit(1).union_(b));
    shapes.add(a.union_(b.limit(1)));
    shapes.add(a.union_(b).limit(1));
    shapes.add(a.union_(b).offset(1));
    shapes.add(a.union_(b).order_by(U.id));
    shapes.add(a.union_(b).order_by(U.id.desc()));
    shapes.add(User::select(U.id, U.karma).union_(User::select(U.id, U.karma)).order_by(pewit::position(1)));
    shapes.add(User::select(U.id, U.karma).union_(User::select(U.id, U.karma)).order_by(pewit::position(2)));
}

TEST(ShapeOfSelect, TellsQueriesInFromApart) {
    Shapes shapes;
    const auto some = User::select(U.id, U.karma);
    const auto s = some.subquery("s");
    const auto t = some.subquery("t");
    shapes.add(pewit::select_from(s));
    shapes.add(pewit::select_from(t));
    shapes.add(pewit::select_from(s, s.c(U.id)));
    shapes.add(pewit::select_from(s, s.c(U.karma)));
    shapes.add(pewit::select_from(s, s.c<int>("karma")).where(s.c<int>("id") == 1));
    shapes.add(pewit::select_from(s, s.c<int>("karma")).where(s.c<int>("karma") == 1));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user, pewit::left_outer));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user, pewit::right_outer));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user, pewit::full_outer));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user, pewit::lateral));
    shapes.add(Tweet::select(T.id).join(s, s.c(U.id) == T.user, pewit::left_outer_lateral));
    shapes.add(Tweet::select(T.id).join(s, pewit::cross));
    shapes.add(Tweet::select(T.id).join(s, pewit::lateral));
    shapes.add(Tweet::select(T.id).join(t, pewit::cross));
    shapes.add(pewit::select_from(some.limit(1).subquery("s")));
    shapes.add(pewit::select_from(pewit::values(std::vector{1}).as("v")));
    shapes.add(pewit::select_from(pewit::values(std::vector{1, 2}).as("v")));
    shapes.add(pewit::select_from(pewit::values(std::vector{std::string("x")}).as("v")));
    shapes.add(pewit::select_from(pewit::values(std::vector<int>{}).as("v")));
}

TEST(ShapeOfSelect, TellsCtesApart) {
    Shapes shapes;
    const auto some = User::select(U.id, U.karma);
    const auto a = some.cte("a");
    const auto b = some.cte("b");
    shapes.add(a.select());
    shapes.add(b.select());
    shapes.add(some.cte("a", pewit::recursive).select());
    shapes.add(some.cte("a", pewit::materialized).select());
    shapes.add(some.cte("a", pewit::not_materialized).select());
    shapes.add(some.cte("a", pewit::recursive, pewit::materialized).select());
    shapes.add(pewit::select_from(a).with(a, b));
    shapes.add(pewit::select_from(a).with(b, a));
    shapes.add(pewit::select_from(a.alias("c")).with(a));
    shapes.add(some.limit(1).cte("a").select());
    shapes.add(User::delete_().returning(U.id).cte("a").select());
    shapes.add(User::update(U.karma = 1).returning(U.id).cte("a").select());
    shapes.add(User::delete_());
    shapes.add(User::delete_().with(a));
    shapes.add(User::delete_().with(b));
}

TEST(ShapeOfSelect, TellsLocksAndDistinctApart) {
    Shapes shapes;
    const auto q = Tweet::select(T.id).join<User>();
    shapes.add(q);
    shapes.add(q.for_update());
    shapes.add(q.for_no_key_update());
    shapes.add(q.for_share());
    shapes.add(q.for_key_share());
    shapes.add(q.for_update(pewit::nowait));
    shapes.add(q.for_update(pewit::skip_locked));
    shapes.add(q.for_update(of(T)));
    shapes.add(q.for_update(of(U)));
    shapes.add(q.for_update(of(T, U)));
    shapes.add(q.for_update(of(T), pewit::nowait));
    shapes.add(q.distinct());
    shapes.add(q.distinct(T.id));
    shapes.add(q.distinct(U.id));
    shapes.add(q.distinct(T.id, U.id));
    shapes.add(q.order_by(T.id));
    shapes.add(q.order_by(fn::random()));
    shapes.add(q.group_by(T.id));
    shapes.add(q.group_by(pewit::position(1)));
}

TEST(ShapeOfSelect, OfOtherValuesIsTheSame) {
    const auto key = [](int karma, const std::string& name) {
        const auto a = User::select(U.id).where(U.karma > karma).cte("a");
        const auto v = pewit::values<int, std::string>({{karma, name}}).as("v");
        const auto query = pewit::select_from(a).union_(User::select(U.id).limit(karma)).with(a);
        const auto joined =
            User::select(U.id).join(v, std::get<0>(v.columns()) == U.id).where(U.id.in(query));
        return std::string(pewit::detail::Shape(*joined.node().get()).key());
    };
    EXPECT_EQ(key(1, "a"), key(2, "another name, much longer than the first one"));
}

TEST(ShapeOfSelect, ParametersComeInTheOrderOfTheirPlaceholders) {
    // render() compares them itself and throws InternalError; this query has a value in every new part.
    const auto cte = User::select(U.id).where(U.id > 1).cte("a");
    const auto s = Tweet::select(T.id).where(T.id > 2).limit(3).subquery("s");
    const auto v = pewit::values<int, int>({{5, 6}, {7, 8}}).as("v");
    const auto query = User::select(U.id)
                           .distinct(U.karma + 4 - 4)
                           .join(s, pewit::cross)
                           .join(v, pewit::cross)
                           .join(cte, cte.c(U.id) > 9)
                           .union_(User::select(U.id).where(U.id == 10).limit(11))
                           .with(cte)
                           .limit(12)
                           .offset(13);
    EXPECT_EQ(pewit::test::in_postgres(query).parameters,
              (std::vector<pewit::Value>{1, 4, 4, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13}));
}

}  // namespace
