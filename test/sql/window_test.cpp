#include <support/blog.hpp>
#include <support/expect_sql.hpp>

#include <chrono>

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

TEST(Window, WithANameMustBeGiven) {
    const auto w = pewit::window("w", partition_by(U.active));
    const auto refusal = [](const auto& query) {
        try {
            return pewit::test::in_sqlite(query).text;
        } catch (const pewit::ProgrammingError& error) {
            return std::string(error.what());
        }
    };
    const std::string expected = "the window w is used, but the query does not have it; add .window(…)";
    EXPECT_EQ(refusal(User::select(fn::rank().over(w))), expected);
    EXPECT_EQ(refusal(User::select(fn::rank().over(w)).window(pewit::window("v", order_by(U.id)))), expected);
    EXPECT_EQ(refusal(User::select(U.id.in(User::select(fn::rank().over(w)))).window(w)), expected);
    EXPECT_EQ(refusal(User::select(U.id).order_by(fn::rank().over(w).desc())), expected);
}

TEST(Window, MayGoOnFromAnother) {
    const auto base = pewit::window("base", partition_by(U.active));
    const auto w = pewit::window("w", base, order_by(U.id));
    const auto sum = fn::sum(U.karma).over(
        base, order_by(U.karma), pewit::rows_between(pewit::unbounded_preceding, pewit::current_row));
    const std::string text = R"(SELECT rank() OVER "w", sum("karma") OVER ("base" ORDER BY "karma" )"
                             R"(ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM "users" )"
                             R"(WINDOW "base" AS (PARTITION BY "active"), "w" AS ("base" ORDER BY "id"))";
    EXPECT_SQL(User::select(fn::rank().over(w), sum).window(base).window(w),
               {.sqlite = text, .postgres = text});
    EXPECT_THROW((void)pewit::test::in_sqlite(User::select(sum)), pewit::ProgrammingError);
}

TEST(Window, FramesByDurationsAreForPostgres) {
    using namespace std::chrono_literals;
    const auto query = User::select(
        fn::count().over(order_by(U.karma), pewit::range_between(pewit::preceding(2s), pewit::current_row)));
    EXPECT_EQ(pewit::test::in_postgres(query),
              (pewit::SqlText{R"(SELECT count(*) OVER (ORDER BY "karma" RANGE BETWEEN ($1 * interval )"
                              R"('1 microsecond') PRECEDING AND CURRENT ROW) FROM "users")",
                              {2'000'000}}));
    try {
        (void)pewit::test::in_sqlite(query);
        FAIL();
    } catch (const pewit::NotSupportedError& error) {
        EXPECT_STREQ(error.what(), "a frame by a duration is not supported by sqlite");
    }
}

}  // namespace
