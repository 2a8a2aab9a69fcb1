#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog.hpp>

#include "sql/ddl.hpp"
#include "sql/sqlite_dialect.hpp"

namespace {

using namespace pewit;
using detail::description;
using testing::ElementsAre;

template <class M>
std::string table_sql(bool safe = false) {
    return detail::create_table_sql(detail::sqlite_dialect(), description<M>(), safe);
}
template <class M>
std::vector<std::string> index_sql(bool safe = false) {
    return detail::create_index_sql(detail::sqlite_dialect(), description<M>(), safe);
}

TEST(CreateTable, SpellsTheImplicitIdAsTheRowid) {
    EXPECT_EQ(table_sql<blog::User>(),
              R"(CREATE TABLE "users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, )"
              R"("username" TEXT NOT NULL UNIQUE, "bio" TEXT, )"
              R"("active" INTEGER CHECK ("active" IN (0, 1)) NOT NULL, )"
              R"("karma" INTEGER NOT NULL CONSTRAINT "users_karma_check" CHECK (karma >= 0)) STRICT)");
}

TEST(CreateTable, RefersToTheTargetsKeyWithItsActions) {
    EXPECT_EQ(table_sql<blog::Tweet>(),
              R"(CREATE TABLE "tweets" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, )"
              R"("user_id" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE, )"
              R"("content" TEXT NOT NULL, "created" TEXT NOT NULL, )"
              R"("reply_to" INTEGER REFERENCES "tweets" ("id") ON DELETE SET NULL) STRICT)");
}

TEST(CreateTable, PutsACompositeKeyBehindTheColumns) {
    EXPECT_EQ(table_sql<blog::Like>(),
              R"(CREATE TABLE "like" ("user" INTEGER NOT NULL REFERENCES "users" ("id"), )"
              R"("tweet" INTEGER NOT NULL REFERENCES "tweets" ("id"), PRIMARY KEY ("user", "tweet")) )"
              R"(STRICT, WITHOUT ROWID)");
}

TEST(CreateTable, IsSkippedWhenThereOnRequest) {
    EXPECT_THAT(table_sql<blog::User>(true), testing::StartsWith(R"(CREATE TABLE IF NOT EXISTS "users" ()"));
}

MODEL_NO_ID(Country) {
    FIELD(std::string, code, primary_key, collate("NOCASE"));
    FIELD(std::string, name, column("the \"name\""), default_sql("upper('x')"));
    FIELD((ForeignKey<Country, std::string>), part_of, on_update(cascade), deferrable);
};

TEST(CreateTable, SaysNotNullForAKeyThatIsNoInteger) {
    EXPECT_EQ(table_sql<Country>(),
              R"(CREATE TABLE "country" ("code" TEXT NOT NULL PRIMARY KEY COLLATE "NOCASE", )"
              R"("the ""name""" TEXT NOT NULL DEFAULT (upper('x')), )"
              R"("part_of" TEXT NOT NULL REFERENCES "country" ("code") ON UPDATE CASCADE )"
              R"(DEFERRABLE INITIALLY DEFERRED) STRICT)");
}

MODEL(AllTypes) {
    META(schema("extra"), check("i16 < i64"), check("f < d"));
    FIELD(std::int16_t, i16);
    FIELD(std::optional<std::uint64_t>, i64);
    FIELD(float, f);
    FIELD(double, d);
    FIELD(Blob, blob);
    FIELD(Decimal, decimal);
    FIELD(Date, date);
    FIELD(Time, time);
    FIELD(DateTime, at);
    FIELD(std::chrono::milliseconds, lasted);
    FIELD(Uuid, uuid);
    FIELD(Json, json);
};

TEST(CreateTable, HasATypeOfStrictTablesForEveryFieldType) {
    EXPECT_EQ(table_sql<AllTypes>(),
              R"(CREATE TABLE "extra"."all_types" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, )"
              R"("i16" INTEGER NOT NULL, "i64" INTEGER, "f" REAL NOT NULL, "d" REAL NOT NULL, )"
              R"("blob" BLOB NOT NULL, "decimal" TEXT NOT NULL, "date" TEXT NOT NULL, "time" TEXT NOT NULL, )"
              R"("at" TEXT NOT NULL, "lasted" INTEGER NOT NULL, "uuid" TEXT NOT NULL, "json" TEXT NOT NULL, )"
              R"(CONSTRAINT "all_types_check" CHECK (i16 < i64), )"
              R"(CONSTRAINT "all_types_check_2" CHECK (f < d)) STRICT)");
}

TEST(CreateIndex, CoversForeignKeysUnlessAnIndexBeginsWithThem) {
    EXPECT_THAT(index_sql<blog::Tweet>(),
                ElementsAre(R"(CREATE INDEX "tweets_created" ON "tweets" ("created"))",
                            R"(CREATE INDEX "tweets_reply_to" ON "tweets" ("reply_to"))",
                            R"(CREATE INDEX "tweets_user_id_created" ON "tweets" ("user_id", "created"))"));
    EXPECT_THAT(index_sql<blog::Like>(), ElementsAre(R"(CREATE INDEX "like_tweet" ON "like" ("tweet"))"));
    EXPECT_THAT(index_sql<blog::User>(), ElementsAre());
}

MODEL(Indexed) {
    META(schema("extra"), index_on(descending(c.a), expression("lower(b)")),
         unique_on(c.b).where("a > 0").name("only_b"));
    FIELD(int, a);
    FIELD(std::string, b);
};

TEST(CreateIndex, KnowsExpressionsOrderConditionsAndNames) {
    EXPECT_THAT(index_sql<Indexed>(true),
                ElementsAre(R"(CREATE INDEX IF NOT EXISTS "extra"."indexed_a_expr" ON "indexed" ("a" DESC, (lower(b))))",
                            R"(CREATE UNIQUE INDEX IF NOT EXISTS "extra"."only_b" ON "indexed" ("b") WHERE a > 0)"));
}

MODEL(LongNames) {
    META(table("a_table_whose_name_is_longer_than_anybody_should_make_it"), index_on(c.a_long_column_name_too));
    FIELD(int, a_long_column_name_too);
};

TEST(CreateIndex, CutsADerivedNameToWhatEveryEngineTakes) {
    const std::vector<std::string> sql = index_sql<LongNames>();
    ASSERT_EQ(sql.size(), 1U);
    const std::string name = sql[0].substr(14, sql[0].find("\" ON") - 14);
    EXPECT_EQ(name.size(), 63U);
    EXPECT_THAT(name, testing::MatchesRegex("a_table_whose_name_is_longer_than_anybody_should_make__[0-9a-f]{8}"));
}

TEST(DropTable, NamesTheTableWithItsSchema) {
    EXPECT_EQ(detail::drop_table_sql(description<AllTypes>(), true), R"(DROP TABLE IF EXISTS "extra"."all_types")");
    EXPECT_EQ(detail::drop_table_sql(description<blog::User>(), false), R"(DROP TABLE "users")");
}

}  // namespace
