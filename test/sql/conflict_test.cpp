#include <pewit/error.hpp>
#include <pewit/raw.hpp>

#include "blog_sql.hpp"

namespace {

using namespace pewit::test::blog_sql;

using pewit::Resolve;

/// Without the defaults, which are tested elsewhere.
auto tweet() { return Tweet::insert(T.user = 1, T.content = "x"); }

std::string after_values(const pewit::SqlText& sql) {
    return sql.text.substr(sql.text.find(')', sql.text.find("VALUES")) + 1);
}
template <class Query>
std::string on_sqlite(const Query& query) {
    return after_values(pewit::test::in_sqlite(query));
}
template <class Query>
std::string on_postgres(const Query& query) {
    return after_values(pewit::test::in_postgres(query));
}

TEST(Conflict, PreservesWhatCouldNotBeInserted) {
    EXPECT_EQ(
        on_sqlite(tweet().on_conflict(T.id).preserve(T.content, T.user)),
        R"( ON CONFLICT ("id") DO UPDATE SET "content" = excluded."content", "user_id" = excluded."user_id")");
}

TEST(Conflict, PreservesAndUpdates) {
    const auto query = tweet().on_conflict(T.id).preserve(T.content).update(T.user = 2).where(T.user != 3);
    EXPECT_EQ(on_postgres(query),
              R"( ON CONFLICT ("id") DO UPDATE SET "content" = excluded."content", "user_id" = $3 )"
              R"(WHERE "tweets"."user_id" <> $4)");
    EXPECT_EQ(on_sqlite(tweet().on_conflict(T.id).update(T.user = 2).preserve(T.content)),
              R"( ON CONFLICT ("id") DO UPDATE SET "user_id" = ?, "content" = excluded."content")");
}

TEST(Conflict, RefusesAColumnAssignedTwice) {
    const auto query = tweet().on_conflict(T.id).preserve(T.content).update(T.content = "y");
    EXPECT_THROW((void)pewit::test::in_sqlite(query), pewit::ProgrammingError);
}

TEST(Conflict, NamesAConstraintOnPostgresql) {
    const auto query = tweet().on_conflict(pewit::constraint("the \"key\"")).ignore();
    EXPECT_EQ(on_postgres(query), R"( ON CONFLICT ON CONSTRAINT "the ""key""" DO NOTHING)");
    EXPECT_THROW((void)pewit::test::in_sqlite(query), pewit::NotSupportedError);
}

TEST(Conflict, UpdatesOnAnyConflictOnSqlite) {
    const auto query = tweet().on_conflict().update(T.content = "y");
    EXPECT_EQ(on_sqlite(query), R"( ON CONFLICT DO UPDATE SET "content" = ?)");
    EXPECT_THROW((void)pewit::test::in_postgres(query), pewit::NotSupportedError);
}

TEST(Conflict, WritesTheValuesOfATargetIntoTheText) {  // an index is found by the text of its condition
    const auto query = tweet()
                           .on_conflict(T.user)
                           .where(T.content == "it's" && T.id.in({1, 2}))
                           .where(pewit::raw<bool>("? IS TRUE", true))
                           .ignore();
    EXPECT_EQ(on_sqlite(query),
              R"( ON CONFLICT ("user_id") WHERE "content" = 'it''s' AND "id" IN (1, 2) AND )"
              R"((TRUE IS TRUE) DO NOTHING)");
    EXPECT_EQ(pewit::test::in_sqlite(query).parameters.size(), 2U);
    EXPECT_THROW((void)pewit::test::in_sqlite(tweet().on_conflict(T.user).where(T.content == "\\").ignore()),
                 pewit::ProgrammingError);
    EXPECT_THROW((void)pewit::test::in_sqlite(
                     tweet().on_conflict(T.user).where(pewit::raw<bool>("? > 1", 1.5)).ignore()),
                 pewit::ProgrammingError);
}

TEST(Conflict, ResolvesAsSqliteDoes) {
    const auto begin = [](const auto& query) { return pewit::test::in_sqlite(query).text.substr(0, 24); };
    EXPECT_EQ(begin(tweet().or_(Resolve::replace)), R"(INSERT OR REPLACE INTO ")");
    EXPECT_EQ(begin(tweet().or_(Resolve::ignore)), R"(INSERT OR IGNORE INTO "t)");
    EXPECT_EQ(begin(tweet().or_(Resolve::abort)), R"(INSERT OR ABORT INTO "tw)");
    EXPECT_EQ(begin(tweet().or_(Resolve::fail)), R"(INSERT OR FAIL INTO "twe)");
    EXPECT_EQ(begin(tweet().or_(Resolve::rollback)), R"(INSERT OR ROLLBACK INTO )");
    EXPECT_EQ(begin(Tweet::replace(T.user = 1, T.content = "x")), R"(INSERT OR REPLACE INTO ")");
    EXPECT_EQ(begin(User::update(U.karma = 1).or_(Resolve::ignore)), R"(UPDATE OR IGNORE "users")");
    EXPECT_THROW((void)pewit::test::in_postgres(tweet().or_(Resolve::replace)), pewit::NotSupportedError);
    EXPECT_THROW((void)pewit::test::in_postgres(User::update(U.karma = 1).or_(Resolve::fail)),
                 pewit::NotSupportedError);
}

}  // namespace
