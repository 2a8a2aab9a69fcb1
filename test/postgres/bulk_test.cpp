/// Many rows as arrays: bulk_create, bulk_update and insert_many on PostgreSQL.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Mixed) {
    FIELD(std::string, text);
    FIELD(std::optional<std::string>, note);
    FIELD(bool, yes, default_(false));
    FIELD(std::int16_t, small, default_(0));
    FIELD(int, number, default_(0));
    FIELD(std::optional<std::int64_t>, large);
    FIELD(float, single, default_(0));
    FIELD(double, real, default_(0));
    FIELD(Blob, bytes);
    FIELD(std::optional<Decimal>, price);
    FIELD(DateTime, at, default_([] { return DateTime{"2024-02-29 13:05:07.5"}; }));
    FIELD(std::optional<Uuid>, uuid);
    FIELD(Json, json, default_([] { return Json{"{}"}; }));
};

MODEL(Versioned) {
    META(version(c.version));
    FIELD(int, value, default_(0));
    FIELD(std::int64_t, version, default_(0));
};

class Bulk : public testing::Test {
protected:
    Bulk() { db.create_tables<Mixed, Versioned>(); }

    static std::vector<Mixed> rows(int count) {
        std::vector<Mixed> rows(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            rows[static_cast<std::size_t>(i)].number = i;
        return rows;
    }
    static std::vector<Mixed> stored() { return Mixed::select().order_by(Mixed::c.id).all(); }
    static auto values(const Mixed& row) {
        return std::tie(row.id, row.text, row.note, row.yes, row.small, row.number, row.large, row.single,
                        row.real, row.bytes, row.price, row.at, row.uuid);
    }

    TemporarySchema schema;
    Database db{schema.connector()};
    const detail::ColumnsOf<Mixed>& M = Mixed::c;
};

std::vector<Mixed> all_kinds() {
    std::vector<Mixed> rows(6);
    rows[0].text = R"(quotes " ' braces {} , backslash \ NULL)";
    rows[0].note = "NULL";
    rows[0].yes = true;
    rows[0].small = std::numeric_limits<std::int16_t>::min();
    rows[0].number = std::numeric_limits<int>::min();
    rows[0].large = std::numeric_limits<std::int64_t>::min();
    rows[0].single = 0.1F;
    rows[0].real = -std::numeric_limits<double>::infinity();
    for (int i = 0; i < 256; ++i)
        rows[0].bytes.push_back(static_cast<std::byte>(i));
    rows[0].price = Decimal{"-12345678901234567890.123456789"};
    rows[0].uuid = Uuid{"01234567-89ab-cdef-0123-456789abcdef"};
    rows[0].json = Json{R"({"a": ["\"", "\\"]})"};
    rows[1].text = "äöü\n\t世🐈";
    rows[1].note = "";
    rows[2].real = 0.1 + 0.2;
    rows[3].single = std::numeric_limits<float>::max();
    rows[4].large = 7;
    return rows;
}

TEST_F(Bulk, KeepsEveryValue) {
    std::vector<Mixed> rows = all_kinds();
    Mixed::bulk_create(rows);
    std::vector<Mixed> read = stored();
    ASSERT_EQ(read.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(values(read[i]), values(rows[i])) << i;
        EXPECT_TRUE(db.query<bool>("SELECT $1::jsonb = $2::jsonb", read[i].json, rows[i].json).at(0)
                    == std::tuple{true});
    }
}

TEST_F(Bulk, UpdatesEveryKindOfValue) {
    std::vector<Mixed> rows(6);
    Mixed::bulk_create(rows);
    std::vector<Mixed> changed = all_kinds();
    for (std::size_t i = 0; i < rows.size(); ++i)
        changed[i].id = rows[i].id;
    Mixed::bulk_update(changed, M.text, M.note, M.yes, M.small, M.number, M.large, M.single, M.real, M.bytes,
                       M.price, M.at, M.uuid, M.json);
    const std::vector<Mixed> read = stored();
    for (std::size_t i = 0; i < changed.size(); ++i)
        EXPECT_EQ(values(read[i]), values(changed[i])) << i;
}

TEST_F(Bulk, TakesOneRoundTripAThousandRows) {
    std::vector<Mixed> many = rows(2500);
    QueryLog log{db};
    Mixed::bulk_create(many);
    EXPECT_EQ(log.count(), 5U);  // BEGIN, three INSERTs, COMMIT
    log.clear();
    Mixed::bulk_update(many, M.number, batch(2000));
    EXPECT_EQ(log.count(), 4U);
    log.clear();
    Mixed::insert_many(rows(2500)).execute();
    EXPECT_EQ(log.count(), 5U);
}

TEST_F(Bulk, GivesEachRowItsOwnKey) {
    std::vector<Mixed> many = rows(2500);
    many[1200].id = 900'000;  // brings its key, between others that don't
    Mixed::bulk_create(many);
    EXPECT_EQ(many[1200].id, 900'000);
    EXPECT_EQ(Mixed::select().count(), 2500);
    for (const Mixed& row : stored())
        ASSERT_EQ(row.id, many[static_cast<std::size_t>(row.number)].id) << row.number;
}

TEST_F(Bulk, IsWorthItForAnyNumberOfRows) {
    for (const int count : {0, 1, 3, 4, 5, 64, 65}) {
        std::vector<Mixed> some = rows(count);
        Mixed::bulk_create(some);
        Mixed::insert_many(rows(count)).execute();
        for (Mixed& row : some)
            row.number = -count;
        Mixed::bulk_update(some, M.number);
        EXPECT_EQ(Mixed::select().where(M.number == -count).count(), count == 0 ? 0 : count) << count;
        db.execute("DELETE FROM mixed");
    }
}

TEST_F(Bulk, UpdateSaysWhichRowIsMissing) {
    std::vector<Mixed> some = rows(10);
    Mixed::bulk_create(some);
    for (Mixed& row : some)
        row.number = 100;
    some[7].id = 12345;
    EXPECT_THROW(Mixed::bulk_update(some, M.number), DoesNotExist);
    EXPECT_EQ(Mixed::select().where(M.number == 100).count(), 0);
}

TEST_F(Bulk, UpdateOfARowThatIsThereTwiceLetsTheLastOneWin) {
    std::vector<Mixed> some = rows(10);
    Mixed::bulk_create(some);
    some.push_back(some[3]);
    some.back().number = 77;
    Mixed::bulk_update(some, M.number);
    EXPECT_EQ(Mixed::get_by_id(some[3].id).number, 77);
}

TEST_F(Bulk, UpdateMindsVersions) {
    std::vector<Versioned> some(10);
    Versioned::bulk_create(some);
    EXPECT_EQ(some[9].version, 1);
    Versioned::bulk_update(some, Versioned::c.value);
    EXPECT_EQ(some[9].version, 2);
    EXPECT_EQ(Versioned::get_by_id(some[9].id).version, 2);
    db.execute("UPDATE versioned SET version = 9 WHERE id = $1", some[5].id);
    EXPECT_THROW(Versioned::bulk_update(some, Versioned::c.value), StaleRow);
    EXPECT_EQ(some[0].version, 2);
    EXPECT_EQ(Versioned::get_by_id(some[0].id).version, 2);
}

/// A table that somebody else made.
MODEL(Legacy) {
    META(table("legacy"));
    FIELD(std::string, mood);
    FIELD(std::string, code);
    FIELD(std::int64_t, number);
    FIELD(double, amount);
    FIELD(std::string, document);
};

class BulkIntoOtherTypes : public Bulk {
protected:
    BulkIntoOtherTypes() {
        db.execute("CREATE TYPE mood AS ENUM ('calm', 'cross')");
        db.execute(
            "CREATE TABLE legacy(id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, mood mood NOT NULL, "
            "code varchar(3) NOT NULL, number smallint NOT NULL, amount numeric(10, 2) NOT NULL, document jsonb NOT NULL)");
        for (Legacy& row : legacy) {
            row.mood = "cross";
            row.code = "abc";
            row.number = 7;
            row.amount = 1.25;
            row.document = "{}";
        }
    }
    std::vector<Legacy> legacy = std::vector<Legacy>(100);
};

TEST_F(BulkIntoOtherTypes, GoesByWhatTheColumnsAre) {
    Legacy::insert_many(legacy).execute();
    Legacy::bulk_create(legacy);
    for (Legacy& row : legacy)
        row.mood = "calm";
    Legacy::bulk_update(legacy, Legacy::c.mood, Legacy::c.amount, Legacy::c.document);
    EXPECT_EQ(db.query<int>("SELECT 1 FROM legacy WHERE mood = 'calm' AND amount = 1.25").size(), 100U);
}

TEST_F(BulkIntoOtherTypes, RefusesWhatDoesNotFit) {
    const auto refused = [&] {
        EXPECT_THROW(Legacy::insert_many(legacy).execute(), DataError);
        EXPECT_EQ(std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM legacy").at(0)), 0);
    };
    legacy[50].code = "too long";
    refused();
    legacy[50].code = "abc";
    legacy[50].number = 70'000;
    refused();
    legacy[50].number = 7;
    legacy[50].mood = "bored";
    refused();
}

TEST_F(BulkIntoOtherTypes, TakesNoPermissionToRead) {
    std::string text = schema.database_url();
    const std::size_t at = text.find("pewit@");
    if (at == std::string::npos) GTEST_SKIP() << "the server is not our own";
    const std::string role = "writer_of_" + schema.name();
    db.execute("CREATE ROLE " + role + " LOGIN");
    db.execute("GRANT USAGE ON SCHEMA " + schema.name() + " TO " + role);
    db.execute("GRANT INSERT ON legacy TO " + role);
    {
        Database writer{url(text.replace(at, 5, role))};
        const ConnectionScope scope{writer};
        EXPECT_EQ(Legacy::insert_many(legacy).execute(), 100);
    }
    db.execute("DROP OWNED BY " + role);
    db.execute("DROP ROLE " + role);
}

TEST_F(Bulk, WorksWithoutPreparedStatements) {  // behind a pooler, trap P29
    Database pooled{url(postgres_url("prepare=never"))};
    const ConnectionScope scope{pooled};
    const Atomic tx{pooled};
    pooled.execute("SET LOCAL search_path = " + schema.name());
    std::vector<Mixed> rows = all_kinds();
    Mixed::bulk_create(rows);
    const std::vector<Mixed> read = stored();
    for (std::size_t i = 0; i < rows.size(); ++i)
        EXPECT_EQ(values(read[i]), values(rows[i])) << i;
}

TEST_F(Bulk, SurvivesAChangeOfTheTable) {  // trap P27
    std::vector<Mixed> some = rows(10);
    const ConnectionScope scope{db};
    Mixed::bulk_create(some);
    db.execute("ALTER TABLE mixed ALTER number TYPE bigint");
    for (Mixed& row : some)
        row.id = 0;
    EXPECT_NO_THROW(Mixed::bulk_create(some));
    EXPECT_EQ(Mixed::select().count(), 20);
}

}  // namespace
}  // namespace pewit::test
