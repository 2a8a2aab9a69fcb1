#include "dataset_test.hpp"

#include <fstream>
#include <limits>
#include <sstream>

#include <pewit/types.hpp>

namespace {

using namespace pewit;
using test::error_of;

class Freeze : public test::DatasetTest {
protected:
    std::string frozen(const DatasetQuery& query, Format format) {
        std::ostringstream out;
        query.freeze(out, format);
        return out.str();
    }
    std::int64_t thaw(const std::string& text, Format format) {
        std::istringstream in(text);
        return users.thaw(in, format);
    }
    /// The message of the error.
    std::string refused(const std::string& text, Format format) {
        return error_of<DataError>([&] { thaw(text, format); }).what();
    }
};

TEST_F(Freeze, WritesCsvAsTheRfcSays) {
    users.insert_many(
        {{{"name", "a \"cat\", or\r\ntwo"}, {"age", 3}, {"good", true}, {"bytes", Blob::from_string("abc")}},
         {{"name", ""}, {"weight", 4.5}, {"good", false}}});
    EXPECT_EQ(
        frozen(users.all().order_by("id"), Format::csv),
        "id,name,age,good,bytes,weight\r\n1,\"a \"\"cat\"\", or\r\ntwo\",3,true,YWJj,\r\n2,\"\",,false,,4.5\r\n");
    EXPECT_EQ(frozen(users.find({{"id", 1}}).columns({"age"}), Format::csv), "age\r\n3\r\n");
}

TEST_F(Freeze, WritesJson) {
    users.insert({{"name", "a \"cat\""},
                  {"age", 3},
                  {"good", true},
                  {"price", Decimal("1.50")},
                  {"none", std::optional<int>()}});
    EXPECT_EQ(
        frozen(users.all(), Format::json),
        "[\n{\"id\":1,\"name\":\"a \\\"cat\\\"\",\"age\":3,\"good\":true,\"price\":\"1.50\",\"none\":null}\n]\n");
    EXPECT_EQ(frozen(data["nothing"].all(), Format::json), "[]\n");
    users.update_all({{"price", Decimal("2")}});
    EXPECT_EQ(frozen(users.all().columns({"price"}), Format::json), "[\n{\"price\":\"2\"}\n]\n");
}

TEST_F(Freeze, JsonHasNoInfiniteNumbers) {
    users.insert({{"weight", std::numeric_limits<double>::infinity()}});
    std::ostringstream out;
    const auto error = error_of<DataError>([&] { users.freeze(out, Format::json); });
    EXPECT_EQ(error.column(), "weight");
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(frozen(users.all(), Format::csv), "id,weight\r\n1,inf\r\n");
}

TEST_F(Freeze, ThawsWhatItWrote) {
    users.insert_many({{{"name", "a,\"b\"\n\u00e4"},
                        {"age", -3},
                        {"good", true},
                        {"weight", 0.1},
                        {"bytes", Blob::from_string("a\xff")},
                        {"price", Decimal("1.50")},
                        {"day", Date("2024-02-29")},
                        {"any", Json(R"({"a": [1, "}"]})")}},
                       {{"name", ""}, {"good", false}}});
    const std::vector<Row> rows = users.all().order_by("id").all();
    for (const Format format : {Format::csv, Format::json}) {
        const std::string text = frozen(users.all().order_by("id"), format);
        users.delete_all();
        EXPECT_EQ(thaw(text, format), 2);
        EXPECT_EQ(users.all().order_by("id").all(), rows);
    }
    EXPECT_EQ(users.insert({{"name", "next"}}), 3);
}

TEST_F(Freeze, SaysWhenTheStreamTookNothing) {
    users.insert({{"name", "huey"}});
    std::ofstream full{"/dev/full"};
    EXPECT_THROW(users.freeze(full, Format::csv), OperationalError);
}

TEST_F(Freeze, GivesNoKeyAgainThatWasThere) {
    for (int i = 0; i < 10; ++i)
        users.insert({{"name", "x"}});
    users.delete_(Row{{"id", 3}});
    EXPECT_EQ(thaw(R"([{"id": 3, "name": "again"}])", Format::json), 1);
    EXPECT_EQ(users.insert({{"name", "next"}}), 11);
}

TEST_F(Freeze, KeepsTheKindsOfJson) {
    users.insert_many({{{"any", Json(R"("123")")}}, {{"any", Json("true")}}, {{"any", Json(R"("a")")}}});
    const std::vector<Row> rows = users.all().order_by("id").all();
    const std::string text = frozen(users.all().order_by("id"), Format::json);
    users.delete_all();
    EXPECT_EQ(thaw(text, Format::json), 3);
    EXPECT_EQ(users.all().order_by("id").all(), rows);
}

TEST_F(Freeze, MakesColumnsOfWhatJsonTells) {
    thaw(R"([{"id": 4, "name": "huey", "age": 3, "good": true, "weight": 4.5, "tags": ["a"], "other": null},
             {"name": "mickey", "other": "x"}])",
         Format::json);
    const Row huey = users.find_one({{"id", 4}}).value();
    EXPECT_EQ(huey["age"], 3);
    EXPECT_TRUE(huey["good"].as<bool>());
    EXPECT_EQ(huey["weight"], 4.5);
    EXPECT_EQ(huey["tags"].as<Json>(), Json(R"(["a"])"));
    EXPECT_TRUE(huey["other"].is_null());
    EXPECT_EQ(users.find_one({{"other", "x"}}).value()["name"], "mickey");
}

TEST_F(Freeze, MakesTextOfCsv) {
    EXPECT_EQ(thaw("\xEF\xBB\xBFname,age\nhuey,3\n\n\"mickey\",\r\nzaizee,\"\"", Format::csv), 3);
    EXPECT_EQ(users.find_one({{"name", "huey"}}).value()["age"], "3");
    EXPECT_TRUE(users.find_one({{"name", "mickey"}}).value()["age"].is_null());
    EXPECT_EQ(users.find_one({{"name", "zaizee"}}).value()["age"], "");
    users.drop();
    users.add_columns({{"age", 0}});
    EXPECT_EQ(thaw("name,age\nhuey,3\n", Format::csv), 1);
    EXPECT_EQ(users.find_one({{"name", "huey"}}).value()["age"], 3);
}

TEST_F(Freeze, NamesTheLineOfCsvThatIsNone) {
    users.add_columns({{"name", ""}, {"age", 0}});
    EXPECT_EQ(refused("", Format::csv), "line 1: the line of names is missing");
    EXPECT_EQ(refused("name,name\n", Format::csv), "line 1: the name of a column is there twice");
    EXPECT_EQ(refused("name,age\n\"a\nb\",1\nhuey\n", Format::csv),
              "line 4: as many fields as there are names are needed, 2, and there are 1");
    EXPECT_EQ(refused("name,age\nhuey,1\n\"mickey,2\n", Format::csv),
              "line 3: a quoted field without its closing quote");
    EXPECT_EQ(refused("name,age\n\"huey\"x,1\n", Format::csv),
              "line 2: text behind the closing quote of a field");
    EXPECT_EQ(refused("name,age\nhu\"ey,1\n", Format::csv),
              "line 2: a quote inside a field that is not quoted");
    EXPECT_EQ(refused("name,age\nhuey,1\nmickey,old\n", Format::csv).substr(0, 8), "line 3: ");
    EXPECT_EQ(users.count(), 0);
}

TEST_F(Freeze, NamesTheLineOfJsonThatIsNone) {
    EXPECT_EQ(refused("{}", Format::json), "line 1: a list of objects is needed");
    EXPECT_EQ(refused("[\n{\"a\": 1},\n{\"a\": tru}\n]", Format::json), "line 3: no valid JSON object");
    EXPECT_EQ(refused("[\n1]", Format::json), "line 2: no valid JSON object");
    EXPECT_EQ(refused("[\n{\"a\": 1}", Format::json), "line 2: a comma, or the end of the list, is missing");
    EXPECT_EQ(refused("[{\"a\": 1}]\n]", Format::json), "line 2: text behind the end of the list");
    EXPECT_EQ(refused("[\n{\"a\": 1},\n{\"a\": 1.5}\n]", Format::json).substr(0, 8), "line 3: ");
    EXPECT_FALSE(users.exists());
}

TEST_F(Freeze, NamesTheLineThatTheDatabaseRefuses) {
    users.insert({{"name", "huey"}});
    users.create_index({"name"}, true);
    const auto error = error_of<UniqueViolation>([&] { thaw("name\nmickey\nhuey\n", Format::csv); });
    EXPECT_EQ(std::string(error.what()).substr(0, 8), "line 3: ");
    EXPECT_EQ(users.count(), 1);
}

}  // namespace
