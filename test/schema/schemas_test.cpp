/// Models in a schema: PostgreSQL's, or a database attached to SQLite's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/contract_test.hpp>
#include <support/engine.hpp>

namespace {

using namespace pewit;
using testing::ElementsAre;

MODEL(Account) {
    META(table("accounts"));
    FIELD(std::string, name);
};

MODEL(Entry) {
    META(schema("pewit audit"), table("entries"), index_on(c.what), unique_on(c.n));
    FIELD(std::string, what);
    FIELD(int, n, default_(0));
    FIELD(std::optional<ForeignKey<Entry>>, parent);
};

MODEL(OldAccount) {
    META(schema("pewit audit"), table("accounts"));
    FIELD(std::string, name);
};

class Schemas : public testing::Test {
protected:
    Schemas() {
        if (test::on_postgres()) {
            db.execute(R"(DROP SCHEMA IF EXISTS "pewit audit" CASCADE)");
            db.create_schema("pewit audit");
            db.create_schema("pewit audit");  // is there already
        } else {
            db.execute(R"(ATTACH ':memory:' AS "pewit audit")");
        }
    }
    ~Schemas() override {
        if (test::on_postgres()) db.execute(R"(DROP SCHEMA "pewit audit" CASCADE)");
    }

    test::FreshPlace place;
    Database db{place.in_memory()};
    ConnectionScope scope{db};
    const detail::ColumnsOf<Entry>& E = Entry::c;
};

TEST_F(Schemas, HoldTablesAndIndexes) {
    db.create_tables<Entry, Account>();
    db.create_tables<Entry, Account>();
    EXPECT_TRUE(db.table_exists("entries", "pewit audit"));
    EXPECT_FALSE(db.table_exists("entries"));
    EXPECT_TRUE(db.table_exists("accounts"));
    EXPECT_FALSE(db.table_exists("accounts", "pewit audit"));
    EXPECT_FALSE(db.table_exists("entries", "elsewhere"));
    Entry::create(E.what = "a", E.n = 1);
    EXPECT_THROW(Entry::create(E.what = "b", E.n = 1), UniqueViolation);
    db.drop_tables<Entry>();
    EXPECT_FALSE(db.table_exists("entries", "pewit audit"));
}

TEST_F(Schemas, AreReachedByEveryWayToWriteARow) {
    db.create_tables<Entry>();
    Entry row = Entry::create(E.what = "a", E.n = 1);
    row.what = "b";
    row.save();
    row.refresh();
    EXPECT_EQ(row.what, "b");
    Entry::insert(E.what = "c", E.n = 1).on_conflict(E.n).update(E.n = E.n + excluded(E.n)).execute();
    EXPECT_EQ(Entry::get_by_id(row.id).n, 2);
    Entry::update(E.n = E.n + 1).where(E.what == "b").execute();
    EXPECT_TRUE(Entry::get_or_create(E.what = "new", E.n = 9).created);
    std::vector<Entry> rows(3);
    for (int i = 0; i < 3; ++i)
        rows[static_cast<std::size_t>(i)].n = 20 + i;
    Entry::bulk_create(rows);
    for (Entry& each : rows)
        each.what = "bulk";
    Entry::bulk_update(rows, E.what);
    EXPECT_EQ(Entry::select().where(E.what == "bulk").count(), 3);
    Entry::delete_().where(E.what == "bulk").execute();
    row.delete_instance();
    EXPECT_EQ(Entry::select(E.what).all(), std::vector<std::string>{"new"});
}

TEST_F(Schemas, AreKnownToRecursiveDeletes) {
    db.create_tables<Entry>();
    Entry root = Entry::create(E.what = "root", E.n = 1);
    const Entry child = Entry::create(E.what = "child", E.n = 2, E.parent = root);
    Entry::create(E.what = "grandchild", E.n = 3, E.parent = child);
    root.delete_instance(recursive);
    EXPECT_THAT(Entry::select(E.what, E.parent).order_by(E.n).all(),
                ElementsAre(std::tuple("child", std::nullopt), std::tuple("grandchild", child.id)));
}

TEST_F(Schemas, JoinWithThoseOfOthers) {
    db.create_tables<Entry, Account, OldAccount>();
    Account::create(Account::c.name = "huey");
    OldAccount::create(OldAccount::c.name = "huey");
    Entry::create(E.what = "huey", E.n = 1);
    EXPECT_EQ(Entry::select(E.n, Account::c.id).join<Account>(E.what == Account::c.name).all().size(), 1U);
    const auto old = alias<OldAccount>("old");
    EXPECT_EQ(Account::select(Account::c.name, old.name).join(old, Account::c.name == old.name).all(),
              (std::vector{std::tuple<std::string, std::string>("huey", "huey")}));
    // Their columns could not be told apart by the table's name.
    EXPECT_THROW(
        static_cast<void>(Account::select().join<OldAccount>(Account::c.name == OldAccount::c.name).all()),
        ProgrammingError);
}

TEST_F(Schemas, TakeCopiesToo) {
    PEWIT_ONLY_ON_POSTGRES();
    db.create_tables<Entry>();
    std::vector<Entry> rows(2);
    rows[1].n = 1;
    EXPECT_EQ(Entry::copy_in(rows), 2);
    EXPECT_EQ(Entry::select().count(), 2);
}

TEST_F(Schemas, AreNotMadeByTheWay) {
    if (test::on_postgres()) {
        db.drop_schema("pewit audit");
        db.drop_schema("pewit audit");
    } else {
        db.execute(R"(DETACH "pewit audit")");
    }
    EXPECT_THROW((db.create_tables<Account, Entry>()), DatabaseError);
    EXPECT_FALSE(db.table_exists("accounts"));
    if (test::on_postgres()) db.create_schema("pewit audit");
}

TEST_F(Schemas, AreDroppedWhenEmptyOnly) {
    PEWIT_ONLY_ON_POSTGRES();
    db.create_tables<Entry>();
    EXPECT_THROW(db.drop_schema("pewit audit"), DatabaseError);
    EXPECT_THROW(db.create_schema(""), ProgrammingError);
}

TEST_F(Schemas, AreMadeByAttachingOnSqlite) {
    PEWIT_ONLY_ON_SQLITE();
    const auto error = test::caught<NotSupportedError>([&] { db.create_schema("x"); });
    EXPECT_STREQ(error.what(), "create_schema: sqlite has no schemas but attached databases; use ATTACH");
    EXPECT_THROW(db.drop_schema("x"), NotSupportedError);
}

}  // namespace
