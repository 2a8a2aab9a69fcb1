/// Every fixture looks at its end whether the test has left something open.
#include <gtest/gtest-spi.h>

#include <memory>
#include <optional>

#include "notes_suite.hpp"

namespace {

using namespace pewit::test;  // NOLINT(google-build-using-namespace)

class Trial : public pewit::gtest::RollbackTest {
public:
    explicit Trial(void (*body)()) : pewit::gtest::RollbackTest(notes_database()), body_(body) {}
    void TestBody() override { body_(); }

private:
    void (*body_)();
};

void run(void (*body)()) {
    Trial trial{body};
    trial.TestBody();
}

std::optional<pewit::Atomic> leaked_guard;
std::optional<pewit::ConnectionScope> leaked_scope;

TEST(FixtureEnd, FailsTheTestForATransactionThatIsStillOpen) {
    EXPECT_NONFATAL_FAILURE(run([] {
                                leaked_guard.emplace(notes_database());
                                add_note("left open");
                            }),
                            "ended with 1 open transaction(s) or savepoint(s) on database notes");
    leaked_guard.reset();
    EXPECT_TRUE(notes().empty());
    EXPECT_FALSE(notes_database().in_transaction());
}

TEST(FixtureEnd, FailsTheTestForAConnectionThatIsStillBorrowed) {
    EXPECT_NONFATAL_FAILURE(run([] { leaked_scope.emplace(notes_database()); }),
                            "a connection of database notes still borrowed");
    leaked_scope.reset();
    EXPECT_NO_THROW(run([] {}));
}

TEST(FixtureEnd, LooksWhenTheMembersOfTheSuiteAreGone) {
    class WithMembers : public Trial {
    public:
        WithMembers() : Trial([] { add_note("a"); }), scope_(notes_database()) {
            session_.emplace(notes_database());
            session_->commit();
        }

    private:
        pewit::ConnectionScope scope_;
        std::optional<pewit::TransactionSession> session_;
    };
    WithMembers trial;
    trial.TestBody();
}

TEST(FixtureEnd, FailsTheTestForADatabaseThatIsGone) {
    class OfAnother : public pewit::gtest::RollbackTest {
    public:
        explicit OfAnother(pewit::Database& database) : RollbackTest(database) {}
        void TestBody() override {}
    };
    auto database = std::make_unique<pewit::Database>(pewit::sqlite({.path = ":memory:"}));
    const auto run_without = [&] {
        const OfAnother trial{*database};
        database.reset();
    };
    EXPECT_NONFATAL_FAILURE(run_without(), "was destroyed before the end of the test");
}

}  // namespace
