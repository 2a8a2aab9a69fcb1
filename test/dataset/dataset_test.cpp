#include "dataset_test.hpp"

#include <limits>
#include <optional>
#include <vector>

#include <pewit/query_log.hpp>
#include <pewit/types.hpp>

namespace {

using namespace pewit;
using test::error_of;

using Dataset = test::DatasetTest;

std::vector<std::string> names_of(const std::vector<TableColumn>& columns) {
    std::vector<std::string> names;
    for (const TableColumn& column : columns)
        names.push_back(column.name);
    return names;
}

TEST(RowOfValues, IsAskedByName) {
    Row row{{"name", "huey"}, {"age", 3}, {"age", 4}};
    EXPECT_EQ(row.size(), 2U);
    EXPECT_EQ(row["age"], 4);
    EXPECT_EQ(row["name"].as<std::string>(), "huey");
    EXPECT_EQ(row.find("other"), nullptr);
    row.set("age", nullptr).set("fur", 1.5);
    EXPECT_TRUE(row["age"].is_null());
    EXPECT_EQ(row["age"].as<std::optional<int>>(), std::nullopt);
    EXPECT_EQ(row, (Row{{"name", "huey"}, {"age", nullptr}, {"fur", 1.5}}));
    EXPECT_EQ(testing::PrintToString(row), R"({"name": 'huey', "age": NULL, "fur": 1.5})");
}

TEST(RowOfValues, NamesTheColumnThatIsMissingOrDoesNotFit) {
    const Row row{{"age", "old"}};
    EXPECT_EQ(error_of<DataError>([&] { (void)row["agee"]; }).column(), "agee");
    EXPECT_EQ(error_of<DataError>([&] { (void)row["age"].as<int>(); }).column(), "age");
}

TEST_F(Dataset, MakesTableAndColumnsAsTheyAreNeeded) {
    EXPECT_FALSE(users.exists());
    EXPECT_EQ(users.insert({{"name", "huey"}, {"age", 3}}), 1);
    EXPECT_EQ(users.insert({{"name", "mickey"}, {"good", true}}), 2);
    EXPECT_EQ(data.tables(), std::vector<std::string>{"users"});
    EXPECT_EQ(names_of(users.columns()), (std::vector<std::string>{"id", "name", "age", "good"}));
    EXPECT_TRUE(users.columns()[0].primary_key);
    EXPECT_TRUE(users.columns()[1].nullable);
    const std::vector<Row> rows = users.all().order_by("id").all();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (Row{{"id", 1}, {"name", "huey"}, {"age", 3}, {"good", nullptr}}));
    EXPECT_TRUE(rows[1]["good"].as<bool>());
}

TEST_F(Dataset, KeepsEveryTypeOfValue) {
    const Row row{{"yes", true},
                  {"number", std::numeric_limits<std::int64_t>::min()},
                  {"real", 0.1},
                  {"text", "h\u00e9"},
                  {"bytes", Blob::from_string(std::string_view("\x00\xff", 2))},
                  {"json", Json(R"({"a": [1]})")},
                  {"price", Decimal("12345678901234567890.10")},
                  {"day", Date("2024-02-29")},
                  {"at", DateTime("2024-02-29 12:00:00")},
                  {"which", Uuid("123e4567-e89b-12d3-a456-426614174000")}};
    users.insert(row);
    const Row back = users.find_one({{"number", std::numeric_limits<std::int64_t>::min()}}).value();
    EXPECT_TRUE(back["yes"].as<bool>());
    EXPECT_EQ(back["real"], 0.1);
    EXPECT_EQ(back["text"], "h\u00e9");
    EXPECT_EQ(back["bytes"], row["bytes"].value());
    EXPECT_EQ(back["json"].as<Json>().text(), R"({"a": [1]})");
    EXPECT_EQ(back["price"].as<Decimal>(), Decimal("12345678901234567890.10"));
    EXPECT_EQ(back["day"].as<Date>(), Date("2024-02-29"));
    EXPECT_EQ(back["at"].as<DateTime>(), DateTime("2024-02-29 12:00:00"));
    EXPECT_EQ(back["which"].as<Uuid>(), row["which"].as<Uuid>());

    data["copy"].insert(back);  // makes columns of the same types
    EXPECT_EQ(data["copy"].find_one({{"yes", true}}), back);
    for (std::size_t i = 0; i < users.columns().size(); ++i)
        EXPECT_EQ(data["copy"].columns()[i].type, users.columns()[i].type);
}

TEST_F(Dataset, ANullMakesAColumnOnlyIfItHasAType) {
    users.insert({{"name", nullptr}, {"age", std::optional<int>()}});
    EXPECT_EQ(names_of(users.columns()), (std::vector<std::string>{"id", "age"}));
    users.insert({{"name", nullptr}, {"age", nullptr}});
    EXPECT_EQ(users.find({{"age", nullptr}}).count(), 2);
}

TEST_F(Dataset, TakesAKeyOfTheProgram) {
    EXPECT_EQ(users.insert({{"id", 7}, {"name", "huey"}}), 7);
    EXPECT_EQ(users.insert(Row{}) > 0, true);
    EXPECT_EQ(data["words"].insert({{"id", "cat"}, {"count", 1}}), 0);
    EXPECT_TRUE(data["words"].columns()[0].primary_key);
    EXPECT_THROW(data["words"].insert({{"id", "cat"}}), UniqueViolation);
}

TEST_F(Dataset, RefusesAValueOfAnotherType) {
    users.insert({{"name", "huey"}, {"age", 3}, {"good", true}, {"weight", 4.5}});
    const auto refused = error_of<DataError>([&] { users.insert({{"name", "mickey"}, {"age", "three"}}); });
    EXPECT_EQ(refused.table(), "users");
    EXPECT_EQ(refused.column(), "age");
    EXPECT_EQ(std::string(refused.what()).find("three"), std::string::npos) << refused.what();
    EXPECT_THROW(users.insert({{"age", 1.5}}), DataError);
    EXPECT_THROW(users.insert({{"name", 1}}), DataError);
    EXPECT_THROW(users.insert({{"good", 1}}), DataError);
    EXPECT_THROW(users.insert({{"name", std::string("\xff")}}), DataError);
    EXPECT_THROW(users.insert({{"weight", std::numeric_limits<double>::quiet_NaN()}}), DataError);
    EXPECT_THROW((void)users.find({{"age", "three"}}).all(), DataError);
    EXPECT_NO_THROW(users.insert({{"weight", 4}}));
    EXPECT_EQ(users.count(), 2);
}

TEST_F(Dataset, AFailedInsertLeavesNoTableAndNoColumn) {
    EXPECT_THROW(users.insert({{"name", "huey"}, {"weight", std::numeric_limits<double>::quiet_NaN()}}),
                 DataError);
    EXPECT_FALSE(users.exists());
    users.insert({{"name", "huey"}});
    users.create_index({"name"}, true);
    EXPECT_THROW(users.insert({{"name", "huey"}, {"age", 3}}), UniqueViolation);
    EXPECT_EQ(users.columns().size(), 2U);
    {
        Atomic frame{db};
        users.insert({{"name", "mickey"}, {"age", 3}});
        frame.rollback();
    }
    EXPECT_EQ(users.columns().size(), 2U);
    EXPECT_EQ(users.insert({{"name", "mickey"}, {"age", 3}}) > 0, true);
}

TEST_F(Dataset, InsertsManyAllOrNone) {
    EXPECT_EQ(users.insert_many(
                  {{{"name", "huey"}}, {{"name", "mickey"}, {"age", 3}}, {{"name", "zaizee"}, {"age", 5}}}),
              3);
    EXPECT_EQ(users.find({{"age", nullptr}}).count(), 1);
    EXPECT_THROW(users.insert_many({{{"name", "a"}}, {{"age", "b"}}}), DataError);
    EXPECT_EQ(users.count(), 3);
    std::vector<Row> many;
    for (int i = 0; i < 150; ++i)
        many.push_back({{"name", "n" + std::to_string(i)}, {"age", i}});
    EXPECT_EQ(users.insert_many(many), 150);
    EXPECT_EQ(users.find({{"name", "n149"}}).first().value()["age"], 149);
}

TEST_F(Dataset, FindsInOrderByPage) {
    users.insert_many(
        {{{"name", "huey"}, {"age", 3}}, {{"name", "mickey"}, {"age", 5}}, {{"name", "zaizee"}, {"age", 3}}});
    std::string names;
    for (const Row& row : users.find({{"age", 3}}).order_by_desc("name"))
        names += row["name"].as<std::string>() + ",";
    EXPECT_EQ(names, "zaizee,huey,");
    const DatasetQuery paged = users.all().order_by("age").order_by_desc("name").columns({"name"});
    EXPECT_EQ(paged.offset(1).limit(1).all(), (std::vector{Row{{"name", "huey"}}}));
    EXPECT_EQ(paged.offset(1).count(), 2);
    EXPECT_EQ(users.all().columns({"age"}).distinct().count(), 2);
    EXPECT_EQ(users.find_one({{"name", "nobody"}}), std::nullopt);
    EXPECT_THROW((void)users.all().limit(-1), ProgrammingError);
}

TEST_F(Dataset, NamesTheColumnThatATableHasNot) {
    users.insert({{"name", "huey"}});
    for (const auto& ask :
         std::vector<std::function<void()>>{[&] {
                                                (void)users.find({{"nmae", "huey"}}).all();
                                            },
                                            [&] { (void)users.all().order_by("nmae").all(); },
                                            [&] { (void)users.all().columns({"nmae"}).first(); },
                                            [&] {
                                                users.delete_({{"nmae", "huey"}});
                                            },
                                            [&] {
                                                users.update({{"name", "x"}}, {{"nmae", "huey"}});
                                            },
                                            [&] { users.create_index({"nmae"}); }}) {
        const auto error = error_of<ProgrammingError>(ask);
        EXPECT_EQ(error.table(), "users");
        EXPECT_EQ(error.column(), "nmae");
    }
    EXPECT_EQ(users.count(), 1);
}

TEST_F(Dataset, ATableThatIsNotThereHasNoRows) {
    EXPECT_TRUE(users.find({{"name", "huey"}}).all().empty());
    EXPECT_EQ(users.count(), 0);
    EXPECT_EQ(users.delete_all(), 0);
    EXPECT_EQ(users.update_all({{"age", 3}}), 0);
    EXPECT_TRUE(users.columns().empty());
    EXPECT_FALSE(data.has("users"));
    EXPECT_NO_THROW(users.drop());
}

TEST_F(Dataset, UpdatesAndDeletes) {
    users.insert_many({{{"name", "huey"}, {"age", 3}}, {{"name", "mickey"}, {"age", 5}}});
    EXPECT_EQ(users.update({{"age", 4}, {"fur", "white"}}, {{"name", "huey"}}), 1);
    EXPECT_EQ(users.find_one({{"fur", "white"}}).value()["age"], 4);
    EXPECT_THROW(users.update({{"age", 4}}, {}), ProgrammingError);
    EXPECT_THROW(users.update_all({}), ProgrammingError);
    EXPECT_THROW(users.delete_({}), ProgrammingError);
    EXPECT_EQ(users.update_all({{"age", nullptr}}), 2);
    EXPECT_EQ(users.delete_({{"fur", nullptr}}), 1);
    EXPECT_EQ(users.delete_all(), 1);
    users.drop();
    EXPECT_FALSE(users.exists());
}

TEST_F(Dataset, QuotesEveryName) {
    const std::string name = R"(a"; DROP TABLE users; --)";
    DatasetTable odd = data[name];
    odd.insert({{name, 1}, {"select", 2}, {"yes \"no\"", true}});
    odd.create_index({name, "select"});
    EXPECT_EQ(odd.find({{name, 1}}).order_by(name).columns({name}).count(), 1);
    EXPECT_EQ(odd.update({{name, 3}}, {{"select", 2}}), 1);
    EXPECT_EQ(odd.all().first().value()[name], 3);
    EXPECT_EQ(data.tables(), std::vector<std::string>{name});
    EXPECT_THROW(data[""].insert({{"a", 1}}), ProgrammingError);
    EXPECT_THROW(users.insert({{std::string(64, 'x'), 1}}), ProgrammingError);
}

TEST_F(Dataset, AddsColumnsForRowsToCome) {
    users.add_columns({{"name", ""}, {"born", std::optional<Date>()}});
    users.add_columns({{"name", ""}, {"age", 0}});
    EXPECT_EQ(names_of(users.columns()), (std::vector<std::string>{"id", "name", "born", "age"}));
    EXPECT_EQ(users.count(), 0);
    users.insert({{"born", "2024-02-29"}});
    EXPECT_EQ(users.find_one({{"born", Date("2024-02-29")}}).value()["born"].as<Date>(), Date("2024-02-29"));
}

TEST_F(Dataset, AsksForTheColumnsOnceForEachCall) {
    users.insert({{"name", "huey"}, {"age", 3}});
    QueryLog log{db};
    users.insert({{"name", "mickey"}, {"age", 5}});
    (void)users.find({{"age", 3}}).all();
    EXPECT_EQ(log.statements().size(), 4U);
}

TEST_F(Dataset, SeesThatATableWasMadeAnew) {
    for (const Value& value : std::vector<Value>{3, "three", 4.5}) {
        users.drop();
        users.insert({{"age", value}});
        users.update({{"age", value}}, {{"id", 1}});
        EXPECT_EQ(users.find({{"age", value}}).count(), 1);
        EXPECT_EQ(users.find_one({{"age", value}}).value()["age"], value);
        EXPECT_EQ(users.delete_({{"age", value}}), 1);
    }
}

TEST_F(Dataset, StreamsInsideAFrame) {
    users.insert_many({{{"age", 3}}, {{"age", 5}}, {{"age", 7}}});
    Atomic frame{db};
    int sum = 0;
    for (const Row& row : users.all().order_by("id").stream())
        sum += row["age"].as<int>();
    EXPECT_EQ(sum, 15);
}

TEST_F(Dataset, RunsRawSqlBesideIt) {
    users.insert_many({{{"name", "huey"}, {"age", 3}}, {{"name", "mickey"}, {"age", 5}}});
    const std::vector<Row> rows =
        data.query(test::engine_sql("SELECT name, age + 1 AS more FROM users WHERE age > ?"), 3);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0], (Row{{"name", "mickey"}, {"more", 6}}));
    EXPECT_EQ(data.atomic([&] { return users.insert({{"name", "zaizee"}}); }), 3);
}

TEST_F(Dataset, OneColumnTakesOneValue) {
    users.insert({{"a", 1}});
    if (test::on_postgres()) return;  // where "A" is another column
    EXPECT_EQ(test::error_of<ProgrammingError>([&] { users.insert({{"a", 2}, {"A", 3}}); }).column(), "a");
    EXPECT_EQ(test::error_of<ProgrammingError>([&] {
                  users.update({{"a", 2}, {"A", 3}}, {{"a", 1}});
              }).column(),
              "a");
    EXPECT_EQ(users.count(), 1);
}

}  // namespace
