/// What a failing commit or begin leaves behind, where every engine shows it (transactions.md 7, 12).
#include <optional>
#include <string>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section7Failures : public ContractTest {
protected:
    Section7Failures() {
        db.execute("CREATE TABLE p(id INTEGER PRIMARY KEY)");
        db.execute("CREATE TABLE k(p INTEGER REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
        log.clear();
    }
    void break_the_key() { db.execute("INSERT INTO k VALUES (9)"); }
    void repair_the_key() { db.execute("INSERT INTO p VALUES (9)"); }
    QueryLog log{db};
};

TEST_F(Section7Failures,
       AtScopeEndAFailedCommitRollsBackAndThrowsTheCommitsError) {  // transactions.md 7, trap S14
    const auto error = caught<ForeignKeyViolation>([&] {
        const Atomic tx{db};
        break_the_key();
    });
    Sql sent{"BEGIN", "INSERT INTO k VALUES (9)", "COMMIT"};
    if (!on_postgres()) sent.emplace_back("ROLLBACK");  // PostgreSQL has ended it by itself (trap P15)
    EXPECT_EQ(log.sql(), sent);
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_FALSE(db.in_transaction());
}

TEST_F(Section7Failures, TheConnectionWorksOnAfterAFailedCommit) {  // transactions.md 7, G6
    const ConnectionScope scope{db};
    EXPECT_THROW(
        {
            const Atomic tx{db};
            break_the_key();
        },
        ForeignKeyViolation);
    {
        const Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section7Failures, AnOuterFramesFailedCommitNamesTheWholeTransaction) {  // trap S14
    EXPECT_THROW(
        {
            const Atomic outer{db};
            {
                const Atomic inner{db};
                break_the_key();
            }  // releasing a savepoint checks nothing
            add(1);
        },
        ForeignKeyViolation);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section7Failures, SeveralGuardsOfWhichTheLastFailsRollBackAll) {  // trap C17
    EXPECT_THROW(
        {
            const Atomic first{db};
            add(1);
            const Atomic second{db};
            add(2);
            throw Boom{1};
        },
        Boom);
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section7Failures, ABeginThatIsRefusedLeavesTheFrameStackUntouched) {  // transactions.md 7, trap S1
    {
        const Atomic tx{db};
        EXPECT_THROW(static_cast<void>(Atomic{db, Lock::immediate}), TransactionStateError);
        EXPECT_EQ(db.transaction_depth(), 1);
        add(1);
    }
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section7Failures, CloseInsideAFrameThrows) {  // transactions.md 7, trap S27
    const Atomic tx{db};
    add(1);
    EXPECT_THROW(db.close(), TransactionStateError);
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(Section7Failures,
       DestroyingADatabaseWithOpenFramesRollsBackLogsAndTellsTheGuard) {  // transactions.md 7, C21
    const Warnings warnings;
    std::optional<Database> other;
    other.emplace(connector());
    EXPECT_THROW(
        {
            const Atomic outer{*other};
            const Atomic inner{*other};
            other->execute(insert, 1);
            other.reset();
        },
        TransactionAborted);
    EXPECT_EQ(warnings.count(), 1U) << warnings.text();
    EXPECT_TRUE(rows().empty());
}

TEST_F(Section7Failures, AGuardWhoseDatabaseIsGoneRefusesItsMembersAndUnwindsQuietly) {  // trap C21
    const Warnings warnings;
    std::optional<Database> other;
    other.emplace(connector());
    EXPECT_THROW(
        {
            Atomic tx{*other};
            other->execute(insert, 1);
            other.reset();
            EXPECT_FALSE(tx.is_connection_usable());
            EXPECT_THROW(tx.commit(), TransactionAborted);
            EXPECT_THROW(tx.on_commit([] {}), TransactionAborted);
            throw Boom{1};
        },
        Boom);
    EXPECT_TRUE(rows().empty());
}

TEST_F(Section7Failures, AnEndedGuardOutlivesItsDatabaseQuietly) {  // transactions.md 7, 4
    std::optional<Database> other;
    other.emplace(connector());
    {
        Atomic tx{*other};
        other->execute(insert, 1);
        tx.commit_and_end();
        other.reset();
    }
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(Section7Failures, AnExplicitEndIsRefusedUnderAnotherFrame) {  // transactions.md 12.1
    Atomic outer{db};
    const Atomic inner{db};
    log.clear();
    EXPECT_THROW(outer.commit(), TransactionStateError);
    EXPECT_THROW(outer.rollback(), TransactionStateError);
    EXPECT_THROW(outer.commit_and_end(), TransactionStateError);
    EXPECT_THROW(outer.rollback_and_end(), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section7Failures, AnErrorAnswersForItsStatementAndShowsNoValue) {  // transactions.md 12.2, G19
    db.execute("CREATE TABLE u(x TEXT UNIQUE)");
    db.execute("INSERT INTO u VALUES ($1)", "s3cret");
    const auto error = caught<UniqueViolation>([&] { db.execute("INSERT INTO u VALUES ($1)", "s3cret"); });
    EXPECT_EQ(error.sql(), "INSERT INTO u VALUES ($1)");
    EXPECT_EQ(error.table(), "u");
    EXPECT_EQ(error.column(), "x");
    EXPECT_EQ(error.code(), ErrorCode::constraint);
    EXPECT_EQ(std::string{error.what()}.find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace pewit::test
