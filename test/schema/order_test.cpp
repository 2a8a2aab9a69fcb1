#include "schema/order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/guide_blog.hpp>

namespace {

using namespace pewit;
using detail::creation_order;
using detail::description;
using testing::ElementsAre;

struct Hen;
MODEL(Egg) { FIELD(ForeignKey<Hen>, layer); };
MODEL(Hen) { FOREIGN_KEY(Egg, origin); };

TEST(CreationOrder, PutsTheTargetsFirstAndEachModelOnce) {
    const auto models = detail::descriptions_of<blog::Like, blog::Tweet, blog::User, blog::Like>();
    const detail::TableOrder order = creation_order(models);
    EXPECT_THAT(order.models, ElementsAre(&description<blog::User>(), &description<blog::Tweet>(),
                                          &description<blog::Like>()));
    EXPECT_FALSE(order.has_cycle);
}

TEST(CreationOrder, IgnoresTargetsThatAreNotInTheList) {
    const auto models = detail::descriptions_of<blog::Tweet>();
    EXPECT_THAT(creation_order(models).models, ElementsAre(&description<blog::Tweet>()));
}

TEST(CreationOrder, TellsThatTablesReferToEachOther) {
    const auto models = detail::descriptions_of<Hen, Egg>();
    const detail::TableOrder order = creation_order(models);
    EXPECT_EQ(order.models.size(), 2U);
    EXPECT_TRUE(order.has_cycle);
}

}  // namespace
