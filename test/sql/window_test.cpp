#include <support/blog.hpp>
#include <support/expect_sql.hpp>

#include <pewit/error.hpp>
#include <pewit/window_functions.hpp>

namespace {

namespace fn = pewit::fn;
using blog::User;
const auto& U = User::c;

template <class X>
std::string text(const X& x) {
    const auto query = User::select(x);
    const std::string sqlite = pewit::test::in_sqlite(query).text;
    EXPECT_EQ(sqlite, pewit::test::in_postgres(query).text);
    return sqlite.substr(7, sqlite.size() - 7 - std::string(R"( FROM "users")").size());
}

TEST(Window, HasPartitionsAndAnOrder) {
    EXPECT_EQ(text(fn::rank().over(partition_by(U.active), order_by(U.karma.desc(), U.id))),
              R"(rank() OVER (PARTITION BY "active" ORDER BY "karma" DESC, "id"))");
    EXPECT_EQ(text(fn::sum(U.karma).over()), R"(sum("karma") OVER ())");
    EXPECT_EQ(text(fn::count().filter(U.active).over(order_by(U.id))),
              R"(count(*) FILTER (WHERE "active") OVER (ORDER BY "id"))");
}

TEST(Window, HasFrames) {
    using namespace pewit;
    EXPECT_EQ(text(fn::avg(U.karma).over(order_by(U.id), rows_between(unbounded_preceding, current_row))),
              R"(avg("karma") OVER (ORDER BY "id" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))");
    EXPECT_EQ(
        text(fn::avg(U.karma).over(order_by(U.id),
                                   range_between(current_row, unbounded_following).exclude_ties())),
        R"(avg("karma") OVER (ORDER BY "id" RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES))");
    EXPECT_SQL(
        User::select(fn::sum(U.karma).over(order_by(U.id),
                                           groups_between(preceding(2), following(1)).exclude_current_row())),
        {.sqlite = R"(SELECT sum("karma") OVER (ORDER BY "id" GROUPS BETWEEN ? PRECEDING AND ? FOLLOWING )"
                   R"(EXCLUDE CURRENT ROW) FROM "users")",
         .postgres =
             R"(SELECT sum("karma") OVER (ORDER BY "id" GROUPS BETWEEN $1 PRECEDING AND $2 FOLLOWING )"
             R"(EXCLUDE CURRENT ROW) FROM "users")",
         .params = {2, 1}});
}

TEST(Window, MayHaveAName) {
    const auto w = pewit::window("by karma", partition_by(U.active), order_by(U.karma + 1));
    EXPECT_SQL(
        User::select(fn::rank().over(w), fn::lag(U.id, 2).over(w)).where(U.id > 7).window(w).limit(9),
        {.sqlite =
             R"(SELECT rank() OVER "by karma", lag("id", ?) OVER "by karma" FROM "users" )"
             R"(WHERE "id" > ? WINDOW "by karma" AS (PARTITION BY "active" ORDER BY "karma" + ?) LIMIT ?)",
         .postgres = R"(SELECT rank() OVER "by karma", lag("id", $1) OVER "by karma" FROM "users" )"
                     R"(WHERE "id" > $2 WINDOW "by karma" AS (PARTITION BY "active" ORDER BY "karma" + $3) )"
                     R"(LIMIT $4)",
         .params = {2, 7, 1, 9}});
    EXPECT_THROW((void)pewit::test::in_sqlite(User::select(U.id).window(pewit::window("a\xff"))),
                 pewit::ProgrammingError);
}

}  // namespace
