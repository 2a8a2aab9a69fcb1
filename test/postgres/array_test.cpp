/// std::vector as a field: PostgreSQL's arrays.
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

#include "postgres/array_scan.hpp"

namespace pewit::test {
namespace {

enum class Mood { calm, cross };
constexpr auto pewit_enum_names(Mood) {
    return enum_names<Mood>({{Mood::calm, "calm"}, {Mood::cross, "cross \"indeed\""}});
}

MODEL(Lists) {
    FIELD(std::vector<std::string>, texts);
    FIELD(std::vector<bool>, flags);
    FIELD(std::vector<std::int16_t>, small);
    FIELD(std::vector<std::int64_t>, large);
    FIELD(std::vector<double>, reals);
    FIELD(std::vector<float>, floats);
    FIELD(std::vector<Decimal>, prices);
    FIELD(std::vector<Blob>, blobs);
    FIELD(std::vector<Date>, dates);
    FIELD(std::vector<DateTime>, moments);
    FIELD(std::vector<Uuid>, ids);
    FIELD(std::vector<Json>, documents);
    FIELD(std::vector<Mood>, moods);
    FIELD(std::vector<std::optional<int>>, gaps);
    FIELD(std::optional<std::vector<int>>, maybe);
};

MODEL(Tagged) {
    META(only_save_dirty);
    FIELD(std::vector<std::string>, tags);
    FIELD(int, n, default_(0));
};

const std::vector<std::string> odd_texts{"",    "plain", "NULL", "null",     "a,b",    "{}",
                                         "{a}", "\"",    "\\",   "it's",     " lead ", "tab\tnl\nr\r",
                                         "\\N", "äöü €", "\\\"", "[1:2]={x}"};

class Arrays : public testing::Test {
protected:
    Arrays() { db.create_tables<Lists, Tagged>(); }

    static Lists full() {
        Lists row;
        row.texts = odd_texts;
        row.flags = {true, false};
        row.small = {std::numeric_limits<std::int16_t>::min(), 0};
        row.large = {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
        row.reals = {0.1 + 0.2, -std::numeric_limits<double>::infinity(), -0.0};
        row.floats = {0.1F, std::numeric_limits<float>::max()};
        row.prices = {Decimal("12345678901234567890.50"), Decimal("7")};
        row.blobs.resize(2);
        for (int i = 0; i < 256; ++i)
            row.blobs[1].push_back(static_cast<std::byte>(i));
        row.dates = {Date{std::chrono::year{2024} / 2 / 29}};
        row.moments = {DateTime::now()};
        row.ids = {Uuid::v4(), Uuid::v4()};
        row.documents = {Json(R"({"a":["x, \"y\"",null]})"), Json("null")};
        row.moods = {Mood::cross, Mood::calm};
        row.gaps = {1, std::nullopt, 3};
        row.maybe = {{5}};
        return row;
    }
    static void expect_same(const Lists& a, const Lists& b) {
        EXPECT_EQ(a.texts, b.texts);
        EXPECT_EQ(a.flags, b.flags);
        EXPECT_EQ(a.small, b.small);
        EXPECT_EQ(a.large, b.large);
        EXPECT_EQ(a.reals, b.reals);
        EXPECT_EQ(a.floats, b.floats);
        ASSERT_EQ(a.prices.size(), b.prices.size());
        for (std::size_t i = 0; i < a.prices.size(); ++i)
            EXPECT_EQ(a.prices[i].text(), b.prices[i].text());
        EXPECT_EQ(a.blobs, b.blobs);
        EXPECT_EQ(a.dates, b.dates);
        EXPECT_EQ(a.moments, b.moments);
        EXPECT_EQ(a.ids, b.ids);
        EXPECT_EQ(a.moods, b.moods);
        EXPECT_EQ(a.gaps, b.gaps);
        EXPECT_EQ(a.maybe, b.maybe);
    }
    void put(const std::string& column, const std::string& value) {
        db.execute("UPDATE lists SET " + column + " = " + value);
    }

    TemporarySchema schema;
    Database db{schema.connector()};
    const detail::ColumnsOf<Lists>& L = Lists::c;
};

TEST_F(Arrays, KeepEveryValueOfEveryElementType) {
    Lists row = full();
    row.save();
    const Lists stored = Lists::get_by_id(row.id);
    expect_same(stored, row);
    ASSERT_EQ(stored.documents.size(), 2u);
    EXPECT_EQ(stored.documents[1].text(), "null");
    EXPECT_EQ(db.query<std::string>("SELECT documents[1]->'a'->>0 FROM lists"),
              (std::vector<std::tuple<std::string>>{{"x, \"y\""}}));
}

TEST_F(Arrays, EmptyIsNotNull) {
    Lists row;
    row.save();
    EXPECT_EQ(Lists::get_by_id(row.id).maybe, std::nullopt);
    EXPECT_EQ(Lists::get_by_id(row.id).texts, std::vector<std::string>{});
    row.maybe = std::vector<int>{};
    row.save();
    EXPECT_EQ(Lists::get_by_id(row.id).maybe, std::vector<int>{});
    EXPECT_EQ(Lists::select().where(L.maybe.is_null()).count(), 0);
}

TEST_F(Arrays, AreCopiedIn) {
    const std::vector<Lists> rows{full(), Lists{}};
    EXPECT_EQ(Lists::copy_in(rows), 2);
    const std::vector<Lists> stored = Lists::select().order_by(L.id).all();
    expect_same(stored.at(0), rows[0]);
    expect_same(stored.at(1), rows[1]);
}

TEST_F(Arrays, AreValuesInQueries) {
    Lists row = full();
    row.save();
    EXPECT_EQ(Lists::select().where(L.texts == odd_texts).count(), 1);
    EXPECT_EQ(Lists::select().where(L.small == std::vector<std::int16_t>{1}).count(), 0);
    Lists::update(L.large = std::vector<std::int64_t>{4}, L.maybe = std::nullopt).execute();
    EXPECT_EQ(Lists::select(L.large).first(), std::vector<std::int64_t>{4});
    EXPECT_EQ(Lists::select(L.texts, L.gaps).all().at(0), std::tuple(odd_texts, row.gaps));
    Lists::insert_many(std::vector<Lists>{full(), full()}).execute();
    EXPECT_EQ(Lists::select().where(L.flags == std::vector<bool>{true, false}).count(), 3);
}

TEST_F(Arrays, AreParametersOfRawSql) {
    EXPECT_EQ(db.query<int>("SELECT i FROM generate_series(1, 9) i WHERE i = ANY($1)", std::vector{2, 5, 77}),
              (std::vector<std::tuple<int>>{{2}, {5}}));
    EXPECT_EQ(db.query<std::vector<std::string>>("SELECT array_agg(x) FROM unnest($1::text[]) x", odd_texts),
              (std::vector<std::tuple<std::vector<std::string>>>{{odd_texts}}));
}

TEST_F(Arrays, AChangedListIsDirtyAnUnchangedOneIsNot) {
    Tagged row;
    row.tags = {"a", "b"};
    row.save();
    Tagged same = Tagged::get_by_id(row.id);
    QueryLog log{db};
    same.n = 1;
    same.save();
    same.tags.emplace_back("c");
    same.save();
    EXPECT_EQ(log.sql(), (std::vector<std::string>{R"(UPDATE "tagged" SET "n" = $1 WHERE "id" = $2)",
                                                   R"(UPDATE "tagged" SET "tags" = $1 WHERE "id" = $2)"}));
    EXPECT_EQ(Tagged::get_by_id(row.id).tags, same.tags);
}

TEST_F(Arrays, AFaultNamesTableAndColumn) {
    Lists row = full();
    row.save();
    const auto refusal = [&] {
        const auto error = caught<DataError>([] { static_cast<void>(Lists::select().all()); });
        EXPECT_EQ(error.table(), "lists");
        return std::string(error.column()) + ": " + error.what();
    };
    put("texts", "'{a,NULL}'");
    EXPECT_EQ(refusal(),
              "texts: cannot read column \"lists\".\"texts\" as std::vector<std::string>: the stored "
              "value has an element that is NULL, and the type of the elements is not optional");
    put("texts", "'{{a,b},{c,\"}\"}}'");
    EXPECT_EQ(refusal(),
              "texts: cannot read column \"lists\".\"texts\" as std::vector<std::string>: the stored "
              "value has an element of another kind");
    put("texts", "'{}'");
    put("moods", "'{calm,angry}'");
    EXPECT_NE(refusal().find("moods: cannot read column \"lists\".\"moods\""), std::string::npos);
    put("moods", "'{}'");
    put("reals", "'{NaN}'");
    EXPECT_NE(refusal().find("\"reals\" as std::vector<double>: the stored value is not a number"),
              std::string::npos);
}

TEST_F(Arrays, WhatAnElementCantHoldIsRefusedBeforeTheServerDoomsTheFrame) {
    const Atomic tx{db};
    Lists row;
    row.texts = {"fine", "\xff"};
    EXPECT_EQ(caught<DataError>([&] { row.save(); }).column(), "texts");
    row.texts = {std::string("a\0b", 3)};
    EXPECT_THROW(row.save(), DataError);
    row.texts.clear();
    row.reals = {std::numeric_limits<double>::quiet_NaN()};
    EXPECT_EQ(caught<DataError>([&] { row.save(); }).column(), "reals");
    row.reals.clear();
    EXPECT_NO_THROW(row.save());
}

/// The text of what has other bounds than 1 begins with them.
TEST_F(Arrays, BoundsAreOfNoMatter) {
    EXPECT_EQ(db.query<std::vector<int>>("SELECT '[0:1]={7,8}'::int[]"),
              (std::vector<std::tuple<std::vector<int>>>{{{7, 8}}}));
}

TEST(ArrayScanner, TakesThePartsOfDamagedTextsWithoutEnd) {
    for (const std::string text : {"", "{", "{a", "{a,", "{\"", "{\"a\\", "{{", "{{\"}", "x", "[0:1]="}) {
        std::string unquoted;
        unquoted.reserve(text.size());
        detail::ArrayScanner scan{text, unquoted};
        int parts = 0;
        while (!scan.next().is_end && parts < 10)
            ++parts;
        EXPECT_LT(parts, 3) << text;
    }
}

}  // namespace
}  // namespace pewit::test
