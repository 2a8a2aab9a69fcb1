/// Which database a model is on: the current one, its own, a proxy's, or a BindScope's.
#include <gtest/gtest.h>

#include <pewit/pewit.hpp>

#include <string>

namespace {

pewit::DatabaseProxy later;

PEWIT_MODEL(Free) { PEWIT_FIELD(std::string, name); };
PEWIT_MODEL(Named) {
    PEWIT_META(database("second"));
    PEWIT_FIELD(std::string, name);
};
PEWIT_MODEL(Late) {
    PEWIT_META(database(later));
    PEWIT_FIELD(std::string, name);
};

class ModelBinding : public testing::Test {
protected:
    ModelBinding() {
        first.create_tables<Free>();
        second.create_tables<Free>();
        second.execute("CREATE TABLE named(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)");
        second.execute("CREATE TABLE late(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)");
    }
    static int rows(pewit::Database& db, const std::string& table) {
        return std::get<0>(db.query<int>("SELECT count(*) FROM " + table).at(0));
    }
    pewit::Database first{pewit::sqlite({.path = ":memory:"}), {.name = "first"}};
    pewit::Database second{pewit::sqlite({.path = ":memory:"}), {.name = "second"}};
};

TEST_F(ModelBinding, FollowsTheInnermostScope) {
    const pewit::ConnectionScope outer{first};
    Free::create(Free::c.name = "a");
    {
        const pewit::ConnectionScope inner{second};
        Free::create(Free::c.name = "b");
        Free::create(Free::c.name = "c");
    }
    EXPECT_EQ(rows(first, "free"), 1);
    EXPECT_EQ(rows(second, "free"), 2);
}

TEST_F(ModelBinding, NeedsAScopeWhenSeveralAreOpen) {
    try {
        Free::create(Free::c.name = "a");
        FAIL() << "nothing was thrown";
    } catch (const pewit::InterfaceError& error) {
        EXPECT_NE(std::string{error.what()}.find("first, second"), std::string::npos) << error.what();
    }
}

TEST_F(ModelBinding, OfItsOwnBeatsTheScope) {
    const pewit::ConnectionScope scope{first};
    Named::create(Named::c.name = "a");
    EXPECT_EQ(rows(second, "named"), 1);
}

TEST_F(ModelBinding, ByAProxyWaitsForIt) {
    EXPECT_THROW(Late::create(Late::c.name = "a"), pewit::InterfaceError);
    later.initialize(second);
    Late::create(Late::c.name = "a");
    EXPECT_EQ(rows(second, "late"), 1);
    EXPECT_TRUE(later.table_exists("late"));
}

TEST_F(ModelBinding, IsRebornByABindScopeAndRestoredAfterAnException) {
    const pewit::ConnectionScope scope{first};
    try {
        const pewit::BindScope bound{second, pewit::model<Free>, pewit::model<Named>};
        Free::create(Free::c.name = "there");
        throw 1;
    } catch (int) {
    }
    Free::create(Free::c.name = "here");
    EXPECT_EQ(rows(first, "free"), 1);
    EXPECT_EQ(rows(second, "free"), 1);
}

}  // namespace
