/// RollbackTest: a test at depth 0, though a transaction is around it.
#include <gtest/gtest-spi.h>

#include <stdexcept>

#include "notes_suite.hpp"

namespace {

using namespace pewit::test;  // NOLINT(google-build-using-namespace)
using pewit::Atomic;

class RollbackTest : public pewit::gtest::RollbackTest {
protected:
    RollbackTest() : pewit::gtest::RollbackTest(notes_database()) {}
    pewit::Database& db = notes_database();
};

// --- the frame around the test

/// A test run by hand, so that its end can be looked at.
class Trial : public RollbackTest {
public:
    explicit Trial(void (*body)()) : body_(body) {}
    void TestBody() override { body_(); }

private:
    void (*body_)();
};

void run(void (*body)()) {
    Trial trial{body};
    trial.TestBody();
}

TEST(RollbackTestFrame, BeginsBeforeTheTestAndRollsBackAfterIt) {
    pewit::QueryLog log{notes_database()};
    run([] { add_note("gone"); });
    EXPECT_EQ(log.sql(), (Texts{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_TRUE(notes().empty());
}

TEST(RollbackTestFrame, RollsBackWhatTheTestCommitted) {
    run([] {
        Atomic tx{notes_database()};
        add_note("committed");
    });
    EXPECT_TRUE(notes().empty());
}

TEST(RollbackTestFrame, RollsBackAfterAFailedAssertion) {
    EXPECT_FATAL_FAILURE(run([] {
                             Atomic tx{notes_database()};
                             add_note("half");
                             ASSERT_TRUE(false) << "given up";
                         }),
                         "given up");
    EXPECT_TRUE(notes().empty());
}

TEST(RollbackTestFrame, RollsBackAfterAnException) {
    EXPECT_THROW(run([] {
                     Atomic tx{notes_database()};
                     add_note("half");
                     throw std::runtime_error("no");
                 }),
                 std::runtime_error);
    EXPECT_TRUE(notes().empty());
}

TEST(RollbackTestFrame, RefusesToBeginInsideATransaction) {
    {
        Atomic tx{notes_database()};
        EXPECT_THROW(run([] {}), pewit::TransactionStateError);
        tx.set_rollback(true);
    }
    EXPECT_NO_THROW(run([] {}));
}

TEST(RollbackTestFrame, LeavesTheDatabaseFreeAfterARefusedBeginning) {
    pewit::ConnectionScope scope{notes_database()};
    notes_database().execute("BEGIN");
    EXPECT_THROW(run([] {}), pewit::TransactionStateError);
    notes_database().execute("ROLLBACK");
    EXPECT_EQ(notes_database().transaction_depth(), 0);
    EXPECT_NO_THROW(run([] {}));
}

TEST(RollbackTestFrame, BorrowsItsConnectionThoughAutoconnectIsOff) {
    class OfAnother : public pewit::gtest::RollbackTest {
    public:
        explicit OfAnother(pewit::Database& database) : RollbackTest(database) {}
        void TestBody() override { database().execute("CREATE TABLE t (x INTEGER)"); }
    };
    pewit::Database strict{pewit::sqlite({.path = ":memory:"}), {.autoconnect = false}};
    {
        OfAnother trial{strict};
        EXPECT_NO_THROW(trial.TestBody());
    }
    const pewit::ConnectionScope scope{strict};
    EXPECT_FALSE(strict.table_exists("t"));
}

// --- virtual depth 0

TEST_F(RollbackTest, IsOutsideEveryTransactionForTheTest) {
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(db.transaction_depth(), 0);
    EXPECT_EQ(db.savepoint_depth(), 0);
}

TEST_F(RollbackTest, SeesWhatItWritesOutsideEveryFrame) {
    pewit::QueryLog log{db};
    add_note("a");
    EXPECT_EQ(log.sql(), Texts{insert});
    EXPECT_EQ(log.statements().at(0).depth, 0);
    EXPECT_EQ(notes(), Texts{"a"});
}

TEST_F(RollbackTest, CountsTheFirstFrameAsOutermost) {
    Atomic outer{db};
    EXPECT_TRUE(db.in_transaction());
    EXPECT_EQ(outer.transaction_depth(), 1);
    EXPECT_EQ(outer.savepoint_depth(), 0);
    Atomic inner{db};
    EXPECT_EQ(inner.transaction_depth(), 2);
    EXPECT_EQ(inner.savepoint_depth(), 1);
}

TEST_F(RollbackTest, SendsSavepointsForTransactions) {
    pewit::QueryLog log{db};
    {
        Atomic outer{db};
        add_note("a");
        Atomic inner{db};
        add_note("b");
    }
    EXPECT_EQ(log.sql(), (Texts{sp1, insert, sp2, insert, rel2, rel1}));
    EXPECT_EQ(notes(), (Texts{"a", "b"}));
}

TEST_F(RollbackTest, UndoesAnOutermostFrameThatIsLeftByAnException) {
    add_note("before");
    pewit::QueryLog log{db};
    EXPECT_THROW(db.atomic([] {
        add_note("half");
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    EXPECT_EQ(log.sql(), (Texts{sp1, insert, rbto1, rel1}));
    EXPECT_EQ(notes(), Texts{"before"});
}

TEST_F(RollbackTest, SendsAFlatCommitAsReleaseAndANewSavepointBeforeTheNextStatement) {
    pewit::QueryLog log{db};
    {
        pewit::Transaction tx{db};
        add_note("a");
        tx.commit();
        EXPECT_TRUE(db.in_transaction());
        add_note("b");
        tx.rollback();
        add_note("c");
        tx.commit();
    }
    EXPECT_EQ(log.sql(), (Texts{sp1, insert, rel1, sp1, insert, rbto1, rel1, sp1, insert, rel1}));
    EXPECT_EQ(notes(), (Texts{"a", "c"}));
}

TEST_F(RollbackTest, LetsAJoinedTransactionCommitTheWhole) {
    pewit::Transaction outer{db};
    add_note("a");
    pewit::Transaction inner{db};
    inner.commit();
    add_note("b");
    inner.rollback();
    EXPECT_EQ(notes(), Texts{"a"});
}

TEST_F(RollbackTest, AcceptsTheOptionsOfAnOutermostFrameAndSendsNone) {
    pewit::QueryLog log{db};
    { Atomic tx{db, pewit::Isolation::serializable}; }
    {
        Atomic tx{db, pewit::Access::read_only};
        add_note("not refused here");
    }
    EXPECT_EQ(log.sql(), (Texts{sp1, rel1, sp1, insert, rel1}));
}

TEST_F(RollbackTest, RefusesTheOptionsThatTheEngineLacks) {
    pewit::QueryLog log{db};
    const pewit::TransactionOptions lacking =
        on_postgres() ? pewit::TransactionOptions{.lock = pewit::Lock::immediate}
                      : pewit::TransactionOptions{.isolation = pewit::Isolation::read_committed};
    EXPECT_THROW(const Atomic refused(db, lacking), pewit::ImproperlyConfigured);
    EXPECT_EQ(log.count(), 0U);
}

TEST_F(RollbackTest, RefusesTheOptionsOfAnOutermostFrameOnANestedOne) {
    Atomic outer{db};
    EXPECT_THROW(const Atomic refused(db, pewit::Lock::immediate), pewit::TransactionStateError);
}

TEST_F(RollbackTest, IgnoresTheNameOfAnOutermostFrame) {
    Atomic outer{db, {.name = std::string(64, 'x')}};
    EXPECT_THROW(const Atomic refused(db, {.name = std::string(64, 'x')}), pewit::TransactionStateError);
}

TEST_F(RollbackTest, RefusesASavepointOutsideEveryTransaction) {
    EXPECT_THROW(const pewit::Savepoint savepoint{db}, pewit::TransactionStateError);
    Atomic tx{db};
    EXPECT_NO_THROW(const pewit::Savepoint savepoint{db});
}

TEST_F(RollbackTest, LetsADurableFrameBegin) {
    {
        Atomic durable{db, pewit::Nesting::forbid};
        add_note("a");
    }
    Atomic outer{db};
    EXPECT_THROW(const Atomic refused(db, pewit::Nesting::forbid), pewit::NestedTransactionError);
}

TEST_F(RollbackTest, RunsManualCommitOnSavepoints) {
    pewit::QueryLog log{db};
    {
        pewit::ManualCommit manual{db};
        EXPECT_FALSE(db.in_transaction());
        add_note("by itself");
        db.begin(pewit::Isolation::serializable);
        EXPECT_TRUE(db.in_transaction());
        add_note("committed");
        db.commit();
        db.begin();
        add_note("rolled back");
        db.rollback();
    }
    EXPECT_EQ(log.sql(), (Texts{insert, sp1, insert, rel1, sp1, insert, rbto1, rel1}));
    EXPECT_EQ(notes(), (Texts{"by itself", "committed"}));
}

TEST_F(RollbackTest, RollsBackWhatManualCommitLeftOpen) {
    const auto forget = [&] {
        pewit::ManualCommit manual{db};
        db.begin();
        add_note("left open");
    };
    EXPECT_THROW(forget(), pewit::TransactionStateError);
    EXPECT_TRUE(notes().empty());
    EXPECT_NO_THROW(add_note("after"));
}

TEST_F(RollbackTest, RetriesAWholeTransaction) {
    int attempts = 0;
    const int result = db.run_transaction(
        [&] {
            add_note("attempt " + std::to_string(++attempts));
            if (attempts < 3) throw pewit::LockError("busy", {.retryable = true});
            return attempts;
        },
        {.backoff = std::chrono::milliseconds{0}});
    EXPECT_EQ(result, 3);
    EXPECT_EQ(notes(), Texts{"attempt 3"});
}

TEST_F(RollbackTest, RunsASessionFromStartToCommit) {
    auto session = db.session_start();
    add_note("a");
    EXPECT_TRUE(db.session_commit());
    EXPECT_FALSE(db.session_commit());
    EXPECT_EQ(notes(), Texts{"a"});
}

TEST_F(RollbackTest, GoesOnAfterAStatementThatFailed) {
    add_note("twice");
    EXPECT_THROW(add_note("twice"), pewit::UniqueViolation);
    add_note("after");
    EXPECT_EQ(notes(), (Texts{"twice", "after"}));
}

// --- what only a real connection at depth 0 can do

TEST_F(RollbackTest, RefusesRawTransactionControl) {
    pewit::ConnectionScope scope{db};
    for (const char* sql : {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT x"})
        EXPECT_THROW(db.execute(sql), pewit::TransactionStateError) << sql;
    EXPECT_THROW(db.close(), pewit::TransactionStateError);
}

TEST_F(RollbackTest, StaysDeadWhenTheEngineHasEndedItsTransaction) {
    PEWIT_ONLY_ON_SQLITE();
    add_note("twice");
    EXPECT_THROW(db.atomic([&] { db.execute("INSERT OR ROLLBACK INTO note VALUES ('twice')"); }),
                 pewit::UniqueViolation);
    pewit::QueryLog log{db};
    EXPECT_THROW(add_note("not here"), pewit::TransactionAborted);
    EXPECT_THROW(const Atomic refused{db}, pewit::TransactionAborted);
    EXPECT_THROW(static_cast<void>(notes()), pewit::TransactionAborted);
    EXPECT_EQ(log.count(), 0U);
}

TEST(RollbackTestFrame, SendsNothingAtItsEndWhenTheEngineHasEndedIt) {
    PEWIT_ONLY_ON_SQLITE();
    pewit::QueryLog log{notes_database()};
    run([] {
        add_note("twice");
        EXPECT_THROW(notes_database().execute("INSERT OR ROLLBACK INTO note VALUES ('twice')"),
                     pewit::UniqueViolation);
        EXPECT_THROW(add_note("more"), pewit::TransactionAborted);
    });
    EXPECT_EQ(log.sql(), (Texts{"BEGIN", insert, "INSERT OR ROLLBACK INTO note VALUES ('twice')"}));
    run([] { add_note("the next test is well"); });
    EXPECT_TRUE(notes().empty());
}

// --- deferred constraints

class DeferredTest : public RollbackTest {
protected:
    DeferredTest() {
        db.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
        db.execute("CREATE TABLE child (of INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
    }
};

TEST_F(DeferredTest, ChecksDeferredConstraintsOnDemand) {
    EXPECT_NO_THROW(check_deferred_constraints());
    db.atomic([&] { db.execute("INSERT INTO child VALUES (7)"); });
    try {
        check_deferred_constraints();
        FAIL() << "the broken constraint was not noticed";
    } catch (const pewit::ForeignKeyViolation& error) {
        EXPECT_EQ(error.table(), "child");
        if (on_postgres()) return;  // which says it in its own words
        EXPECT_EQ(error.column(), "of");
        EXPECT_STREQ(
            error.what(),
            "a commit would fail for deferred foreign keys: child.of refers to missing rows of parent (1)");
    }
    db.execute("INSERT INTO parent VALUES (7)");
    EXPECT_NO_THROW(check_deferred_constraints());
}

TEST_F(DeferredTest, AsksWithoutChangingAnything) {
    check_deferred_constraints();
    db.execute("INSERT INTO child VALUES (7)");  // still deferred
    EXPECT_THROW(check_deferred_constraints(), pewit::ForeignKeyViolation);
    db.execute("INSERT INTO parent VALUES (7)");
    EXPECT_NO_THROW(check_deferred_constraints());
}

TEST_F(DeferredTest, ChecksThemInsideAFrameToo) {
    Atomic tx{db};
    db.execute("INSERT INTO child VALUES (7)");
    EXPECT_THROW(check_deferred_constraints(), pewit::ForeignKeyViolation);
    tx.set_rollback(true);
}

/// As it would without a transaction around the test; on PostgreSQL that takes a savepoint.
TEST_F(RollbackTest, AStatementOutsideEveryFrameFailsAlone) {
    add_note("first");
    EXPECT_THROW(add_note("first"), pewit::UniqueViolation);
    add_note("second");
    EXPECT_EQ(notes(), (Texts{"first", "second"}));
    {
        const Atomic tx{db};
        add_note("third");
    }
    EXPECT_THROW(add_note("third"), pewit::UniqueViolation);
    EXPECT_EQ(notes().size(), 3U);
}

}  // namespace
