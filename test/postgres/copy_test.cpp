/// Model::copy_in(): COPY, all or none.
#include <gtest/gtest.h>

#include <limits>
#include <list>
#include <string>
#include <vector>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

MODEL(Sample) {
    FIELD(std::string, text);
    FIELD(std::optional<std::string>, note);
    FIELD(bool, yes, default_(false));
    FIELD(std::int64_t, large, default_(0));
    FIELD(double, real, default_(0.0));
    FIELD(Blob, bytes);
    FIELD(std::optional<Decimal>, price);
    FIELD(DateTime, at, default_(now));
    FIELD(int, number, unique, default_(0));
};

class CopyIn : public testing::Test {
protected:
    CopyIn() { db.create_tables<Sample>(); }

    static std::vector<Sample> samples(int count) {
        std::vector<Sample> rows(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            rows[static_cast<std::size_t>(i)].number = i;
        return rows;
    }

    TemporarySchema schema;
    Database db{schema.connector()};
};

TEST_F(CopyIn, KeepsEveryValue) {
    std::vector<Sample> rows = samples(3);
    for (int i = 0; i < 256; ++i)
        rows[0].bytes.push_back(static_cast<std::byte>(i));
    rows[0].text = "tab\t newline\n return\r back\\slash \\N \\. 'quote' äöü";
    rows[0].yes = true;
    rows[0].large = std::numeric_limits<std::int64_t>::min();
    rows[0].real = 0.1 + 0.2;
    rows[0].price = Decimal("12345678901234567890.123456789");
    rows[1].text = "\\.";
    rows[1].note = "";
    rows[1].real = -std::numeric_limits<double>::infinity();
    EXPECT_EQ(Sample::copy_in(rows), 3);
    const std::vector<Sample> stored = Sample::select().order_by(Sample::c.number).all();
    ASSERT_EQ(stored.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(stored[i].id, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(stored[i].text, rows[i].text);
        EXPECT_EQ(stored[i].note, rows[i].note);
        EXPECT_EQ(stored[i].yes, rows[i].yes);
        EXPECT_EQ(stored[i].large, rows[i].large);
        EXPECT_EQ(stored[i].real, rows[i].real);
        EXPECT_EQ(stored[i].bytes, rows[i].bytes);
        EXPECT_EQ(stored[i].price, rows[i].price);
        EXPECT_EQ(stored[i].at, rows[i].at);
    }
}

TEST_F(CopyIn, TakesAnyRangeAndNoRowsAtAll) {
    const std::vector<Sample> some = samples(4);
    const std::list<Sample> rows(some.begin(), some.end());
    EXPECT_EQ(Sample::copy_in(rows), 4);
    EXPECT_EQ(Sample::copy_in(std::vector<Sample>{}), 0);
    EXPECT_EQ(Sample::select().count(), 4);
}

TEST_F(CopyIn, TakesTheKeysThatRowsBring) {
    std::vector<Sample> rows = samples(4);
    rows[1].id = 70;
    rows[2].id = 80;
    Sample::copy_in(rows);
    EXPECT_EQ(Sample::get(Sample::c.number == 1).id, 70);
    EXPECT_EQ(Sample::get(Sample::c.number == 2).id, 80);
    EXPECT_EQ(Sample::get(Sample::c.number == 3).id, 2);
}

TEST_F(CopyIn, SendsManyBuffers) {
    std::vector<Sample> rows = samples(20'000);
    for (Sample& row : rows)
        row.text = std::string(50, 'x');
    EXPECT_EQ(Sample::copy_in(rows), 20'000);
    EXPECT_EQ(Sample::select().count(), 20'000);
}

TEST_F(CopyIn, IsAllOrNothing) {
    std::vector<Sample> rows = samples(1000);
    rows[999].number = 1;
    try {
        Sample::copy_in(rows);
        ADD_FAILURE() << "a duplicate was copied";
    } catch (const UniqueViolation& error) {
        EXPECT_EQ(error.facts().table, "sample");
    }
    EXPECT_EQ(Sample::select().count(), 0);
}

TEST_F(CopyIn, LeavesTheFrameAroundItAsItWasWhenItFails) {
    std::vector<Sample> twice = samples(2);
    twice[1].number = 0;
    Atomic tx{db};
    EXPECT_EQ(Sample::copy_in(samples(5)), 5);
    EXPECT_THROW(Sample::copy_in(twice), UniqueViolation);
    EXPECT_EQ(Sample::select().count(), 5);
    tx.commit();
    EXPECT_EQ(Sample::select().count(), 5);
}

TEST_F(CopyIn, NamesTheColumnOfAValueThatDoesNotFit) {
    std::vector<Sample> rows = samples(3);
    rows[2].text = std::string("a\0b", 3);
    const Atomic tx{db};
    try {
        Sample::copy_in(rows);
        ADD_FAILURE() << "a NUL was copied";
    } catch (const DataError& error) {
        EXPECT_NE(std::string(error.what()).find("text"), std::string::npos) << error.what();
    }
    EXPECT_EQ(Sample::select().count(), 0);
}

TEST_F(CopyIn, ShowsOneStatement) {
    const QueryLog log{db};
    Sample::copy_in(samples(10));
    const std::vector<std::string> sql = log.sql();
    ASSERT_EQ(sql.size(), 3u);
    EXPECT_EQ(sql[0], "BEGIN");
    EXPECT_EQ(sql[1].substr(0, 29), "COPY \"sample\" (\"text\", \"note\"");
    EXPECT_EQ(sql[2], "COMMIT");
}

}  // namespace
}  // namespace pewit::test
