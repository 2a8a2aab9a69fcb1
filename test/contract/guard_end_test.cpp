/// What the end of a guard's scope does (transactions.md 3).
#include <optional>
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section3GuardEnd : public ContractTest {
protected:
    QueryLog log{db};
};

TEST_F(Section3GuardEnd, NormalExitCommits) {  // transactions.md 3.1
    {
        const Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section3GuardEnd, NestedNormalExitReleases) {  // transactions.md 3.1
    {
        const Atomic outer{db};
        const Atomic inner{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section3GuardEnd, ReturnBreakAndContinueAreNormalExits) {  // transactions.md 3.1, trap C6
    for (int i = 0; i < 3; ++i) {
        const Atomic tx{db};
        add(i);
        if (i == 0) continue;
        break;
    }
    const auto leave = [&] {
        const Atomic tx{db};
        add(9);
        return;
    };
    leave();
    EXPECT_EQ(committed(), (Rows{0, 1, 9}));
}

TEST_F(Section3GuardEnd, ACommitThatFailsThrowsOutOfTheScope) {  // transactions.md 3.1
    db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
    db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            db.execute("INSERT INTO k VALUES (9)");
        },
        ForeignKeyViolation);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section3GuardEnd, UnwindingRollsBackAndTheExceptionTravelsOn) {  // transactions.md 3.2
    const auto error = caught<Boom>([&] {
        const Atomic tx{db};
        add(1);
        throw Boom{7};
    });
    EXPECT_EQ(error.n, 7);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section3GuardEnd, UnwindingThroughALevelRollsBackThatLevelOnly) {  // transactions.md 3.2, 4
    {
        const Atomic outer{db};
        add(1);
        try {
            const Atomic inner{db};
            add(2);
            throw Boom{1};
        } catch (const Boom&) {
        }
        add(3);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, rbto1, rel1, insert, "COMMIT"}));
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

/// Runs a callable from a destructor.
template <class F>
struct AtScopeEnd {
    F f;
    ~AtScopeEnd() { f(); }
};
template <class F>
AtScopeEnd(F) -> AtScopeEnd<F>;

TEST_F(Section3GuardEnd, AGuardInADestructorDuringUnwindingStillCommits) {  // transactions.md 3.2, trap C4
    EXPECT_THROW(
        {
            const AtScopeEnd audit{[&] {
                const Atomic tx{db};
                add(1);
            }};
            throw Boom{1};
        },
        Boom);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section3GuardEnd, AFailureInsideThatDestructorRollsItBack) {  // transactions.md 3.2, trap C4
    EXPECT_THROW(
        {
            const AtScopeEnd audit{[&] {
                try {
                    const Atomic tx{db};
                    add(1);
                    throw Boom{2};
                } catch (const Boom&) {
                }
            }};
            throw Boom{1};
        },
        Boom);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section3GuardEnd, AFailedCommitInsideThatDestructorCanBeCaughtThere) {  // trap C3
    db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
    db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
    bool seen = false;
    EXPECT_THROW(
        {
            const AtScopeEnd audit{[&] {
                try {
                    const Atomic tx{db};
                    db.execute("INSERT INTO k VALUES (9)");
                } catch (const ForeignKeyViolation&) {
                    seen = true;
                }
            }};
            throw Boom{1};
        },
        Boom);
    EXPECT_TRUE(seen);
}

TEST_F(Section3GuardEnd, AnExceptionCaughtInsideRollsNothingBack) {  // transactions.md 3.3, trap C6
    {
        const Atomic tx{db};
        add(1);
        try {
            throw Boom{1};
        } catch (const Boom&) {
            add(2);
        }
    }
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section3GuardEnd, AGuardInACatchBlockCommits) {  // transactions.md 3.2, trap C6
    try {
        throw Boom{1};
    } catch (const Boom&) {
        const Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section3GuardEnd, TheEndOfAFinishedFrameSendsNothing) {  // transactions.md 3.4
    {
        Atomic tx{db};
        add(1);
        tx.commit_and_end();
        log.clear();
    }
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section3GuardEnd,
       GuardsDestroyedOutOfOrderRollTheUpperBackAndLogOnce) {  // transactions.md 3.4, trap C16
    const Warnings warnings;
    {
        std::optional<Atomic> outer;
        std::optional<Atomic> inner;
        outer.emplace(db);
        add(1);
        inner.emplace(db);
        add(2);
        outer.reset();
        EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, rbto1, rel1, "COMMIT"}));
        EXPECT_FALSE(db.in_transaction());
        log.clear();
        inner.reset();
        EXPECT_TRUE(log.sql().empty());
    }
    EXPECT_EQ(warnings.count(), 1U) << warnings.text();
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section3GuardEnd, AGuardThatLostItsPlaceRefusesItsMembers) {  // transactions.md 3.4, 12.1
    const Warnings warnings;
    std::optional<Atomic> outer;
    std::optional<Atomic> inner;
    outer.emplace(db);
    inner.emplace(db);
    outer.reset();
    EXPECT_THROW(inner->commit(), TransactionStateError);
    EXPECT_THROW(inner->rollback_and_end(), TransactionStateError);
    inner.reset();
}

TEST_F(Section3GuardEnd, AGuardThatLostItsPlaceLeavesALaterTransactionAlone) {  // transactions.md 3.4
    const Warnings warnings;
    std::optional<Atomic> outer;
    std::optional<Atomic> inner;
    outer.emplace(db);
    inner.emplace(db);
    outer.reset();
    {
        Atomic next{db};
        const Atomic nested{db};
        add(1);
        inner.reset();
        add(2);
    }
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section3GuardEnd, ForceRollbackRollsANormalExitBack) {  // transactions.md 3.5
    {
        const Atomic tx{db, {.force_rollback = true}};
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section3GuardEnd, ForceRollbackWorksAtAnyLevel) {  // transactions.md 3.5
    {
        const Atomic outer{db};
        add(1);
        {
            const Atomic inner{db, {.force_rollback = true}};
            add(2);
        }
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, rbto1, rel1, "COMMIT"}));
}

TEST_F(Section3GuardEnd, FramesInsideAForcedRollbackMayCommit) {  // transactions.md 3.5
    {
        const Atomic outer{db, {.force_rollback = true}};
        {
            Atomic inner{db};
            add(1);
            inner.commit();
            add(2);
        }
        EXPECT_EQ(rows(), (Rows{1, 2}));
    }
    EXPECT_EQ(log.sql().back(), "ROLLBACK");
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section3GuardEnd, ControlStatementsAreLoggedWithTheirFrameDepth) {  // transactions.md 3.6
    {
        const Atomic outer{db};
        const Atomic inner{db};
        add(1);
    }
    std::vector<int> depths;
    std::vector<StatementKind> kinds;
    for (const auto& each : log.statements()) {
        depths.push_back(each.depth);
        kinds.push_back(each.kind);
    }
    using enum StatementKind;
    EXPECT_EQ(depths, (std::vector<int>{1, 2, 2, 2, 1}));
    EXPECT_EQ(kinds, (std::vector{control, control, statement, control, control}));
}

TEST_F(Section3GuardEnd, TwoGuardsOfTwoDatabasesEndEachForItself) {  // trap C20
    Database other{sqlite({.path = ":memory:"})};
    other.execute("CREATE TABLE t(x INTEGER)");
    EXPECT_THROW(
        {
            const Atomic first{db};
            add(1);
            {
                const Atomic second{other};
                other.execute(insert, 2);
            }
            throw Boom{1};
        },
        Boom);
    EXPECT_TRUE(rows().empty());
    EXPECT_EQ(rows_of(other), Rows{2});
}

TEST_F(Section3GuardEnd, NestingIsDeep) {  // trap S40
    std::function<void(int)> nest = [&](int left) {
        const Atomic tx{db};
        add(left);
        if (left > 0) nest(left - 1);
    };
    nest(1000);
    EXPECT_EQ(committed().size(), 1001U);
}

}  // namespace
}  // namespace pewit::test
