/// How a program tests its code on pewit's fixtures.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include <pewit/gtest.hpp>

#include "shop.hpp"

namespace {

using shop::OutOfStock;
using shop::Product;
using shop::Sale;
const auto& P = Product::c;

/// One database for the whole program.
pewit::Database& shop_database() {
    static pewit::Database db{pewit::sqlite({.path = ":memory:"}), {.name = "shop"}};
    return db;
}

std::int64_t stock(const std::string& name) { return Product::get(P.name == name).stock; }

// --- most tests: nothing is ever committed, so each one finds the shop empty

class Shop : public pewit::gtest::RollbackTest {
protected:
    static void SetUpTestSuite() { shop_database().create_tables<Product, Sale>(); }
    Shop() : RollbackTest(shop_database()) { Product::create(P.name = "teapot", P.stock = 3); }
};

TEST_F(Shop, TakesWhatItSellsFromTheStock) {
    shop::sell("teapot", 2);
    EXPECT_EQ(stock("teapot"), 1);
    EXPECT_EQ(Sale::select().count(), 1);
}

TEST_F(Shop, SellsNothingThatItDoesNotHave) {
    EXPECT_THROW(shop::sell("teapot", 4), OutOfStock);
    EXPECT_EQ(stock("teapot"), 3);
    EXPECT_EQ(Sale::select().count(), 0);
}

TEST_F(Shop, GoesOnWithTheOthersWhenOneIsOutOfStock) {
    Product::create(P.name = "cup", P.stock = 6);
    EXPECT_EQ(shop::sell_all({{"teapot", 9}, {"cup", 6}}), 1);
    EXPECT_EQ(stock("teapot"), 3);
    EXPECT_EQ(stock("cup"), 0);
}

TEST_F(Shop, ConfirmsASaleOnceItIsCommitted) {
    std::vector<std::int64_t> confirmed;
    const auto confirm = [&](const Sale& sale) { confirmed.push_back(sale.pieces); };
    shop::sell("teapot", 1, confirm);
    EXPECT_THROW(shop::sell("teapot", 9, confirm), OutOfStock);
    EXPECT_TRUE(confirmed.empty());
    EXPECT_EQ(run_on_commit_callbacks(), 1U);
    EXPECT_EQ(confirmed, std::vector<std::int64_t>{1});
}

TEST_F(Shop, SellsWithThreeStatementsInATransaction) {
    EXPECT_QUERY_COUNT(5, shop::sell("teapot", 1));  // SAVEPOINT, SELECT, UPDATE, INSERT, RELEASE
}

TEST_F(Shop, LeavesNoSaleWithoutItsProduct) {
    shop::sell("teapot", 1);
    EXPECT_NO_THROW(check_deferred_constraints());
}

// --- several threads need real commits

class BusyShop : public pewit::gtest::TruncateTest {
protected:
    static void SetUpTestSuite() { shop_database().create_tables<Product, Sale>(); }
    BusyShop() : TruncateTest(shop_database(), {pewit::model<Product>, pewit::model<Sale>}) {}
};

TEST_F(BusyShop, NeverSellsAPieceTwice) {
    Product::create(P.name = "teapot", P.stock = 10);
    const auto buy = [] {
        const pewit::ConnectionScope scope{shop_database()};
        for (int i = 0; i < 4; ++i) {
            try {
                shop::sell("teapot", 1);
            } catch (const OutOfStock&) {
            }
        }
    };
    std::thread one{buy};
    std::thread two{buy};
    std::thread three{buy};
    one.join();
    two.join();
    three.join();
    EXPECT_EQ(stock("teapot"), 0);
    EXPECT_EQ(Sale::select().count(), 10);
}

// --- a file of its own

class ShopFile : public pewit::gtest::FreshDatabaseTest {
protected:
    ShopFile() { database().create_tables<Product, Sale>(); }
};

TEST_F(ShopFile, IsWholeInItsBackup) {
    Product::create(P.name = "teapot", P.stock = 3);
    shop::sell("teapot", 2);
    const std::string copy = directory() + "/copy.db";
    database().backup_to(copy);

    pewit::Database restored{pewit::sqlite({.path = copy})};
    const pewit::ConnectionScope scope{restored};
    EXPECT_EQ(stock("teapot"), 1);
    EXPECT_EQ(Sale::select().count(), 1);
}

}  // namespace
