#include <pewit/sqlite_functions.hpp>

#include <map>
#include <stdexcept>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>
#include <support/temp_directory.hpp>
#include <support/worker.hpp>

namespace {

using namespace pewit;
using Strings = std::vector<std::string>;

MODEL(Person) {
    FIELD(std::string, name);
    FIELD(std::optional<int>, age);
};
const auto& P = Person::c;

class Extension : public testing::Test {
protected:
    Extension() {
        db.create_tables<Person>();
        Person::insert_many({{"ann lee", 30}, {"bob ray", std::nullopt}, {"cy", 10}}, P.name, P.age)
            .execute();
    }
    template <class T>
    T ask(const char* sql) {
        return std::get<0>(db.query<T>(sql).at(0));
    }

    test::TempDirectory directory;
    Database db{sqlite({.path = directory.file("test.db")})};
};

class SqliteFunction : public Extension {};
class SqliteAggregate : public Extension {};
class SqliteCollation : public Extension {};
class SqliteTable : public Extension {};

TEST_F(SqliteFunction, IsCalledInQueries) {
    sqlite_function(db, "initials", [](std::string_view name) {
        const std::size_t space = name.find(' ');
        return std::string(1, name[0])
               + (space == std::string_view::npos ? "" : std::string(1, name[space + 1]));
    });
    EXPECT_EQ(Person::select(fn::call<std::string>("initials", P.name)).order_by(P.id).all(),
              (Strings{"al", "br", "c"}));
    EXPECT_EQ(Person::select().where(fn::call<std::string>("initials", P.name) == "br").count(), 1);
}

TEST_F(SqliteFunction, ReadsAndGivesEveryFieldType) {
    sqlite_function(
        db, "mix", [](std::int64_t a, double b, bool c, std::optional<std::string> d, const Blob& e) {
            return Decimal(
                std::to_string(a + (c ? 1 : 0)) + "."
                + std::to_string(d.value_or("none").size() + e.size() + static_cast<std::size_t>(b)));
        });
    EXPECT_EQ(ask<Decimal>("SELECT mix(1, 2.5, 1, NULL, x'00ff')"), Decimal("2.8"));
    sqlite_function(db, "mix", [] { return Date("2024-02-29"); });
    EXPECT_EQ(ask<Date>("SELECT mix()"), Date("2024-02-29"));
    sqlite_function(db, "no_result", [](int) {});
    EXPECT_EQ(ask<std::optional<int>>("SELECT no_result(1)"), std::nullopt);
}

TEST_F(SqliteFunction, GivesNullForANullThatItDoesNotTake) {
    sqlite_function(db, "twice", [](int n) { return 2 * n; });
    sqlite_function(db, "or_zero", [](std::optional<int> n) { return n.value_or(0); });
    EXPECT_EQ(ask<std::optional<int>>("SELECT twice(NULL)"), std::nullopt);
    EXPECT_EQ(ask<int>("SELECT or_zero(NULL)"), 0);
}

template <class E>
std::string message_of(Database& db, const char* sql, const char* parameter) {
    try {
        db.execute(sql, parameter);
        ADD_FAILURE() << "nothing thrown";
    } catch (const E& error) {
        return error.what();
    }
    return {};
}

TEST_F(SqliteFunction, NamesTheArgumentThatDoesNotFit) {
    sqlite_function(db, "narrow", [](int, std::int16_t n) { return n; });
    const std::string message = message_of<DataError>(db, "SELECT narrow(1, ?)", "secret");
    EXPECT_NE(message.find("argument 2 of narrow()"), std::string::npos) << message;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    EXPECT_THROW(db.execute("SELECT narrow(1, 70000)"), DataError);
    sqlite_function(db, "bad", [] { return std::string("\xff"); });
    EXPECT_THROW(db.execute("SELECT bad()"), DataError);
}

TEST_F(SqliteFunction, AnExceptionBecomesAnErrorWithoutItsWords) {
    sqlite_function(db, "fails",
                    [](std::string_view text) -> int { throw std::runtime_error(std::string(text)); });
    const std::string message = message_of<OperationalError>(db, "SELECT fails(?)", "secret");
    EXPECT_NE(message.find("fails() threw an exception"), std::string::npos) << message;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    const Atomic tx{db};
    EXPECT_THROW(db.execute("SELECT fails('x')"), OperationalError);
    EXPECT_EQ(Person::select().count(), 3);
}

TEST_F(SqliteFunction, IsOnEveryConnectionNowAndLater) {
    ConnectionScope open{db};
    EXPECT_THROW(db.execute("SELECT one()"), ProgrammingError);
    sqlite_function(db, "one", [] { return 1; });
    EXPECT_EQ(ask<int>("SELECT one()"), 1);
    test::Worker other;
    other.run([&] { EXPECT_EQ(ask<int>("SELECT one()"), 1); });
}

TEST_F(SqliteFunction, IsOutOfReachOfTheSchemaUnlessAllowed) {
    sqlite_function(db, "own", [](int n) { return n; }, {.deterministic = true});
    sqlite_function(db, "shared", [](int n) { return -n; }, {.deterministic = true, .in_schema = true});
    db.execute("CREATE INDEX by_shared ON person(shared(age))");
    EXPECT_THROW(db.execute("CREATE INDEX by_own ON person(own(age))"), DatabaseError);
}

TEST_F(SqliteFunction, RefusesANameThatIsTaken) {
    sqlite_function(db, "one", [] { return 1; });
    EXPECT_THROW(sqlite_function(db, "ONE", [] { return 2; }), ProgrammingError);
    EXPECT_NO_THROW(sqlite_function(db, "one", [](int n) { return n; }));
    EXPECT_THROW(sqlite_function(db, "", [] { return 2; }), ProgrammingError);
}

struct Product {
    void step(double x) { product *= x; }
    [[nodiscard]] double value() const { return product; }
    double product = 1;
};

struct Middle {
    void step(int n) { ++seen[n]; }
    void inverse(int n) {
        if (--seen[n] == 0) seen.erase(n);
    }
    [[nodiscard]] std::optional<int> value() const {
        return seen.empty() ? std::nullopt
                            : std::optional(
                                std::next(seen.begin(), static_cast<std::ptrdiff_t>(seen.size() / 2))->first);
    }
    std::map<int, int> seen;
};

struct Picky {
    void step(int n) {
        if (n == 10) throw std::runtime_error("secret");
    }
    [[nodiscard]] int value() const { return 0; }
};

TEST_F(SqliteAggregate, IsMadeForEachGroup) {
    sqlite_aggregate<Product>(db, "product");
    EXPECT_EQ(Person::select(fn::call<double>("product", P.age)).scalar(), 300.0);
    EXPECT_EQ(Person::select(fn::call<double>("product", P.age)).where(P.id > 9).scalar(), 1.0);
    EXPECT_EQ(Person::select(fn::call<double>("product", P.age)).group_by(P.id).order_by(P.id).all(),
              (std::vector<double>{30, 1, 10}));
}

TEST_F(SqliteAggregate, WithAnInverseIsAWindowFunction) {
    sqlite_aggregate<Middle>(db, "middle");
    const auto rows = db.query<std::optional<int>>(
        "SELECT middle(age) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM person ORDER BY id");
    using Row = std::tuple<std::optional<int>>;
    EXPECT_EQ(rows, (std::vector<Row>{Row{30}, Row{10}, Row{10}}));
    EXPECT_EQ(ask<int>("SELECT middle(age) FROM person"), 30);
}

TEST_F(SqliteAggregate, AnExceptionBecomesAnError) {
    sqlite_aggregate<Picky>(db, "picky");
    EXPECT_THROW(db.execute("SELECT picky(age) FROM person"), OperationalError);
    EXPECT_EQ(ask<int>("SELECT picky(1)"), 0);
}

TEST_F(SqliteCollation, OrdersTexts) {
    sqlite_collation(db, "by_size",
                     [](std::string_view a, std::string_view b) noexcept { return a.size() <=> b.size(); });
    EXPECT_EQ(Person::select(P.name).order_by(P.name.collate("by_size"), P.name).all(),
              (Strings{"cy", "ann lee", "bob ray"}));
    EXPECT_EQ(Person::select().where(P.name.collate("by_size") == "xxxxxxx").count(), 2);
}

MODEL_NO_ID(Rate) {
    FIELD(std::string, name, primary_key);
    FIELD(double, rate);
    FIELD(std::optional<Date>, since);
};
const auto& R = Rate::c;

TEST_F(SqliteTable, IsQueriedAndJoinedLikeATable) {
    sqlite_table(db, std::vector<Rate>{{{}, "cy", 1.5, Date("2024-01-31")}, {{}, "dee", 2.0, std::nullopt}});
    EXPECT_EQ(Rate::select(R.name).where(R.rate > 1.6).all(), Strings{"dee"});
    EXPECT_EQ(Rate::get(R.name == "cy").since, Date("2024-01-31"));
    EXPECT_EQ(Person::select(P.age * R.rate).join<Rate>(P.name == R.name).all(),
              (std::vector<std::optional<double>>{15.0}));
    EXPECT_THROW(Rate::delete_().execute(), DatabaseError);
}

TEST_F(SqliteTable, NewRowsTakeThePlaceOfTheOld) {
    ConnectionScope open{db};
    sqlite_table(db, std::vector<Rate>{{{}, "a", 1, std::nullopt}});
    EXPECT_EQ(Rate::select().count(), 1);
    sqlite_table(db, std::vector<Rate>(200, Rate{{}, "b", 1, std::nullopt}));
    EXPECT_EQ(Rate::select().count(), 200);
    sqlite_table(db, std::vector<Rate>{});
    EXPECT_EQ(Rate::select().first(), std::nullopt);
}

}  // namespace
