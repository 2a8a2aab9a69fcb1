#include <support/expect_sql.hpp>

#include <pewit/error.hpp>
#include <pewit/functions.hpp>
#include <pewit/model.hpp>
#include <pewit/short_macros.hpp>
#include <pewit/types.hpp>

namespace {

namespace fn = pewit::fn;
using pewit::Decimal;

MODEL(Item) {
    FIELD(std::string, name);
    FIELD(Decimal, price);
    FIELD(std::optional<Decimal>, discount);
};
const auto& I = Item::c;

/// SQLite refuses it for the sake of this operation and column, PostgreSQL does it.
template <class Query>
void expect_refused(const std::string& operation, const std::string& column, const Query& query) {
    try {
        (void)pewit::test::in_sqlite(query);
        ADD_FAILURE() << operation << " was not refused";
    } catch (const pewit::NotSupportedError& error) {
        EXPECT_TRUE(
            std::string(error.what()).starts_with(operation + " of the decimal column item." + column + ": "))
            << error.what();
        EXPECT_EQ(error.table(), "item");
        EXPECT_EQ(error.column(), column);
    }
    EXPECT_NO_THROW((void)pewit::test::in_postgres(query)) << operation;
}

TEST(DecimalAsText, ComparesOnlyForEquality) {
    const Decimal limit{"9.5"};
    expect_refused("<", "price", Item::select().where(I.price < limit));
    expect_refused("<=", "price", Item::select().where(I.name == "x" && I.price <= limit));
    expect_refused(">", "discount", Item::select().where(limit > I.discount));
    expect_refused(">=", "price", Item::select().where(I.price >= Item::select(I.discount)));
    expect_refused("BETWEEN", "price", Item::select().where(I.price.between(limit, limit)));
    EXPECT_SQL(Item::select(I.id).where(I.price == limit, I.price != I.discount, I.price.in({limit}),
                                        I.discount == nullptr),
               {.sqlite = R"(SELECT "id" FROM "item" WHERE "price" = ? AND "price" <> "discount" AND )"
                          R"("price" IN (?) AND "discount" IS NULL)",
                .postgres = R"(SELECT "id" FROM "item" WHERE "price" = $1 AND "price" <> "discount" AND )"
                            R"("price" IN ($2) AND "discount" IS NULL)",
                .params = {"9.5", "9.5"}});
}

TEST(DecimalAsText, IsNotOrderedBy) {
    expect_refused("ORDER BY", "price", Item::select().order_by(I.name, I.price));
    expect_refused("ORDER BY", "price", Item::select().order_by(I.price.desc().nulls_last()));
    const auto cost = I.price.as("cost");
    expect_refused("ORDER BY", "price", Item::select(I.name, cost).order_by(cost.desc()));
    expect_refused("ORDER BY", "discount",
                   Item::select().order_by(pewit::case_(I.name == "x", I.discount).else_(Decimal{1})));
}

TEST(DecimalAsText, IsNotCalculatedWith) {
    const Decimal one{1};
    expect_refused("+", "price", Item::update(I.price = I.price + one));
    expect_refused("*", "price", Item::select(one * I.price));
    expect_refused("-", "price", Item::select(-I.price));
    expect_refused("<", "discount", Item::select().where(fn::coalesce(I.discount, one) < one));
}

TEST(DecimalAsText, IsNotAggregated) {
    expect_refused("sum", "price", Item::select(fn::sum(I.price)));
    expect_refused("avg", "price", Item::select(fn::avg(I.price)));
    expect_refused("min", "price", Item::select(fn::min(I.price)));
    expect_refused("max", "discount",
                   Item::select().group_by(I.name).having(fn::max(I.discount) == Decimal{1}));
    EXPECT_NO_THROW((void)pewit::test::in_sqlite(Item::select(fn::count(I.price.distinct()))));
}

TEST(DecimalAsText, ACastToANumberIsTheWayOut) {
    const auto about = I.price.cast<double>();
    EXPECT_EQ(pewit::test::in_sqlite(Item::select(fn::sum(about)).where(about > 9.5).order_by(about)).text,
              R"(SELECT sum(CAST("price" AS REAL)) FROM "item" WHERE CAST("price" AS REAL) > ? )"
              R"(ORDER BY CAST("price" AS REAL))");
}

}  // namespace
