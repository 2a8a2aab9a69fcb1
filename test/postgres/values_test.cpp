/// Values come back as they were stored, or are refused, whatever the server's own defaults are (traps P31 to P36).
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/comma_locale.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Priced) {
    FIELD(double, real);
    FIELD(Decimal, price);
    FIELD(std::int64_t, large);
    FIELD(DateTime, at);
};

class PostgresValues : public testing::Test {
protected:
    /// Written one by one, all at once and by COPY; read by every way.
    void expect_numbers_as_they_are() {
        const auto& P = Priced::c;
        Priced row;
        row.real = -1234567.25;
        row.price = Decimal{"1234567.5"};
        row.large = 1234567890123;
        row.at = DateTime{"2024-02-29 13:05:07.5"};
        const std::vector<Priced> rows{row};
        db.execute("DELETE FROM priced");
        Priced::create(P.real = row.real, P.price = row.price, P.large = row.large, P.at = row.at);
        Priced::insert_many(rows).execute();
        Priced::copy_in(rows);
        const auto stored =
            Priced::select().where(P.real == row.real, P.price == row.price, P.at == row.at).all();
        ASSERT_EQ(stored.size(), 3U);
        for (const Priced& each : stored) {
            EXPECT_EQ(each.real, row.real);
            EXPECT_EQ(each.price, row.price);
            EXPECT_EQ(each.large, row.large);
            EXPECT_EQ(each.at, row.at);
        }
        EXPECT_EQ(value<std::string>("SELECT real || ' ' || price || ' ' || large FROM priced LIMIT 1"),
                  "-1234567.25 1234567.5 1234567890123");
    }

    template <class T>
    T value(const std::string& sql) {
        return std::get<0>(db.query<T>(sql).at(0));
    }
    TemporarySchema schema;
    Database db{schema.connector()};
};

TEST_F(PostgresValues, OfTypesThatModelsDontMakeAreReadToo) {
    EXPECT_EQ(value<DateTime>("SELECT '2024-02-29 18:35:07.5+05:30'::timestamptz").to_string(),
              "2024-02-29 13:05:07.500000");
    EXPECT_EQ(value<std::string>("SELECT ARRAY[1, 2]"), "{1,2}");
    EXPECT_EQ(value<Json>("SELECT '{\"a\": 1.50}'::json").text(), "{\"a\": 1.50}");
    EXPECT_EQ(value<std::int64_t>("SELECT sum(x) FROM generate_series(1::bigint, 4) x"), 10);
    EXPECT_EQ(value<Decimal>("SELECT 1.50::numeric").text(), "1.50");
    EXPECT_EQ(value<double>("SELECT 1.25::numeric"), 1.25);
    EXPECT_THROW(value<double>("SELECT 'NaN'::numeric"), DataError);
    EXPECT_THROW(value<double>("SELECT '1e400'::numeric"), DataError);
    EXPECT_THROW(value<std::int64_t>("SELECT 1.5::numeric"), DataError);
}

TEST_F(PostgresValues, ThatNoTypeOfOursHoldsAreRefused) {  // trap P35
    EXPECT_THROW(value<DateTime>("SELECT 'infinity'::timestamp"), DataError);
    EXPECT_THROW(value<Date>("SELECT '0044-03-15 BC'::date"), DataError);
    EXPECT_THROW(value<Decimal>("SELECT 'NaN'::numeric"), DataError);
    EXPECT_THROW(value<double>("SELECT 'NaN'::float8"), DataError);
    EXPECT_THROW(value<std::int16_t>("SELECT 70000"), DataError);
    EXPECT_THROW(value<int>("SELECT 'x'"), DataError);
    EXPECT_THROW(value<int>("SELECT NULL::int"), DataError);
}

TEST_F(PostgresValues, OfTextWithANulAreRefusedBeforeTheyAreSent) {  // trap P31
    const QueryLog log{db};
    EXPECT_THROW(static_cast<void>(db.query<std::string>("SELECT $1::text", std::string("a\0b", 3))),
                 DataError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(PostgresValues, DontDependOnTheClientsLocales) {  // trap P36
    db.create_tables<Priced>();
    {
        const CppCommas commas;
        expect_numbers_as_they_are();
    }
    const CCommas commas;
    if (!commas.is_set()) GTEST_SKIP() << "skipped in part, because " << CCommas::why_not;
    expect_numbers_as_they_are();
}

/// A role whose settings would change every text form (trap P34).
TEST_F(PostgresValues, DontDependOnTheServersDefaults) {
    std::string text = schema.database_url();
    const std::size_t at = text.find("pewit@");
    if (at == std::string::npos) GTEST_SKIP() << "the server is not our own";
    db.execute("DROP ROLE IF EXISTS odd");
    db.execute("CREATE ROLE odd LOGIN");
    for (const char* setting :
         {"client_encoding = 'LATIN1'", "datestyle = 'SQL, DMY'", "timezone = 'Asia/Kolkata'",
          "bytea_output = 'escape'", "intervalstyle = 'iso_8601'", "extra_float_digits = 0",
          "standard_conforming_strings = off", "array_nulls = off"})
        db.execute(std::string{"ALTER ROLE odd SET "} + setting);
    {
        Database odd{url(text.replace(at, 5, "odd"))};
        const ConnectionScope scope{odd};
        const auto read = [&]<class T>(const char* sql, const T& sent) {
            return std::get<0>(odd.query<T>(sql, sent).at(0));
        };
        const DateTime moment{"2024-02-03 04:05:06.000007"};
        const Blob bytes = Blob::from_string(std::string("\0\xff'\\", 4));
        EXPECT_EQ(read("SELECT $1::timestamp", moment), moment);
        EXPECT_EQ(read("SELECT $1::timestamptz", moment), moment);
        EXPECT_EQ(read("SELECT $1::date", Date{"2024-02-03"}), Date{"2024-02-03"});
        EXPECT_EQ(read("SELECT $1::bytea", bytes), bytes);
        EXPECT_EQ(read("SELECT $1::float8", 0.1 + 0.2), 0.1 + 0.2);
        EXPECT_EQ(read("SELECT $1::text || '\\n'", std::string{"a\\"}), "a\\\\n");
        EXPECT_EQ(read("SELECT $1::text", std::string{"é世"}), "é世");  // trap P33
        const std::vector<std::optional<std::string>> list{std::nullopt, "NULL"};
        EXPECT_EQ(read("SELECT $1::text[]", list), list);
    }
    db.execute("DROP ROLE odd");
}

}  // namespace
}  // namespace pewit::test
