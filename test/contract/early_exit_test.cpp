/// raise_commit() and raise_rollback() (transactions.md 8).
#include <optional>
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section8EarlyExit : public ContractTest {
protected:
    QueryLog log{db};
    bool yes = true;  ///< hides from the compiler that the rest of a block is never reached
};

TEST_F(Section8EarlyExit, RaiseCommitSkipsTheRestAndCommits) {  // transactions.md 8
    db.atomic([&](auto& tx) {
        add(1);
        if (yes) tx.raise_commit();
        add(2);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section8EarlyExit, RaiseRollbackSkipsTheRestAndRollsBack) {  // transactions.md 8
    db.atomic([&](auto& tx) {
        add(1);
        if (yes) tx.raise_rollback();
        add(2);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section8EarlyExit, OfANestedBlockConcernsThatBlockOnly) {  // transactions.md 8
    db.atomic([&] {
        add(1);
        db.atomic([&](auto& inner) {
            add(2);
            inner.raise_rollback();
        });
        add(3);
    });
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

TEST_F(Section8EarlyExit, OnAnOuterHandleEveryFrameBetweenRollsBack) {  // transactions.md 8
    db.atomic([&](auto& outer) {
        add(1);
        db.atomic([&] {
            add(2);
            const Atomic guard{db};
            add(3);
            outer.raise_rollback();
        });
        add(4);
    });
    EXPECT_TRUE(committed().empty());
    EXPECT_EQ(log.sql(),
              (Sql{"BEGIN", insert, sp1, insert, sp2, insert, rbto2, rel2, rbto1, rel1, "ROLLBACK"}));
}

TEST_F(Section8EarlyExit, OnAnOuterHandleEveryFrameBetweenCommits) {  // transactions.md 8
    db.atomic([&](auto& outer) {
        add(1);
        db.atomic([&] {
            const Atomic guard{db};
            add(2);
            outer.raise_commit();
        });
        add(3);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, sp2, insert, rel2, rel1, "COMMIT"}));
}

TEST_F(Section8EarlyExit, IsNoStdException) {  // transactions.md 8
    db.atomic([&](auto& tx) {
        try {
            add(1);
            tx.raise_commit();
        } catch (const std::exception&) {
            ADD_FAILURE() << "caught as std::exception";
        }
    });
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section8EarlyExit, SwallowedTheVerdictStandsAndStatementsAreRefused) {  // transactions.md 8
    db.atomic([&](auto& tx) {
        add(1);
        try {
            tx.raise_rollback();
        } catch (...) {
        }
        EXPECT_THROW(add(2), TransactionStateError);
        EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
        EXPECT_THROW(tx.commit(), TransactionStateError);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(Section8EarlyExit, SwallowedByAnInnerBlockTheOuterStillObeys) {  // transactions.md 8
    db.atomic([&](auto& outer) {
        add(1);
        db.atomic([&] {
            add(2);
            try {
                outer.raise_commit();
            } catch (...) {
            }
        });
        EXPECT_THROW(add(3), TransactionStateError);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, rel1, "COMMIT"}));
}

TEST_F(Section8EarlyExit, ABlockThatReturnsOptionalYieldsNullopt) {  // transactions.md 8
    const std::optional<int> value = db.atomic([&](auto& tx) -> std::optional<int> {
        add(1);
        if (yes) tx.raise_commit();
        return 3;
    });
    EXPECT_EQ(value, std::nullopt);
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section8EarlyExit, ABlockThatOwesAValueThrowsBlockExitedAfterTheCommit) {  // transactions.md 8
    const auto error = caught<BlockExited>([&] {
        static_cast<void>(db.atomic([&](auto& tx) -> int {
            add(1);
            if (yes) tx.raise_commit();
            return 1;
        }));
    });
    EXPECT_EQ(error.outcome(), Outcome::committed);
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section8EarlyExit, ABlockThatOwesAValueThrowsBlockExitedAfterTheRollback) {  // transactions.md 8
    const auto error = caught<BlockExited>([&] {
        static_cast<void>(db.atomic([&](auto& tx) -> int {
            add(1);
            if (yes) tx.raise_rollback();
            return 1;
        }));
    });
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section8EarlyExit, ACommitThatFailsThrowsItsError) {  // transactions.md 8, 7
    db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
    db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
    EXPECT_THROW(db.atomic([&](auto& tx) {
        db.execute("INSERT INTO k VALUES (9)");
        tx.raise_commit();
    }),
                 ForeignKeyViolation);
}

TEST_F(Section8EarlyExit, ADoomedFrameBetweenIsNotClaimedByTheOutersCommit) {  // transactions.md 8, G1
    const Warnings warnings;
    EXPECT_THROW(db.atomic([&](auto& outer) {
        db.atomic([&] {
            add(1);
            try {
                db.atomic(Nesting::join, [] { throw Boom{1}; });
            } catch (const Boom&) {
            }
            outer.raise_commit();
        });
    }),
                 TransactionAborted);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section8EarlyExit, LeavesAnEndedBlockWithoutSql) {  // transactions.md 8, 4
    db.atomic([&](auto& tx) {
        add(1);
        tx.commit_and_end();
        if (yes) tx.raise_rollback();
        add(2);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section8EarlyExit, WorksInTransactionAndSavepointBlocks) {  // transactions.md 8
    db.transaction([&](auto& tx) {
        add(1);
        db.savepoint([&](auto& sp) {
            add(2);
            sp.raise_rollback();
        });
        tx.raise_commit();
    });
    EXPECT_EQ(committed(), Rows{1});
}

}  // namespace
}  // namespace pewit::test
