/// What may be asked of a transaction: lock, isolation, access (transactions.md 6, 12.6).
#include <string>

#include <pewit/url.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Section6Options : public ContractTest {
protected:
    /// More than a plain BEGIN, on either engine.
    static TransactionOptions demanding() {
        return on_postgres() ? TransactionOptions{.isolation = Isolation::serializable}
                             : TransactionOptions{.lock = Lock::immediate};
    }
    static std::string begin() {
        return on_postgres() ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN IMMEDIATE";
    }
    /// In a savepoint: on PostgreSQL a failed statement dooms its frame.
    void expect_no_write() {
        EXPECT_THROW(db.atomic([&] { add(1); }), OperationalError);
    }
    QueryLog log{db};
};

TEST_F(Section6Options, ALockModeIsPartOfBegin) {  // transactions.md 4, 6, 13
    PEWIT_ONLY_ON_SQLITE();
    { const Atomic tx{db, Lock::deferred}; }
    { const Atomic tx{db, Lock::immediate}; }
    { const Transaction tx{db, Lock::exclusive}; }
    db.atomic(Lock::exclusive, [] {});
    db.atomic({.lock = Lock::immediate}, [] {});
    auto decorated = db.atomically(Lock::immediate, [] {});
    decorated();
    EXPECT_EQ(log.sql(),
              (Sql{"BEGIN DEFERRED", "COMMIT", "BEGIN IMMEDIATE", "COMMIT", "BEGIN EXCLUSIVE", "COMMIT",
                   "BEGIN EXCLUSIVE", "COMMIT", "BEGIN IMMEDIATE", "COMMIT", "BEGIN IMMEDIATE", "COMMIT"}));
}

TEST_F(Section6Options, ALaterBeginUsesTheFramesOptionsAgain) {  // transactions.md 4
    {
        Atomic tx{db, demanding()};
        tx.commit();
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{begin(), "COMMIT", begin(), insert, "COMMIT"}));
}

TEST_F(Section6Options, AJoinedHandlesRestartUsesTheOutermostsOptions) {  // transactions.md 5
    {
        const Transaction outer{db, demanding()};
        Transaction inner{db};
        inner.commit();
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{begin(), "COMMIT", begin(), insert, "COMMIT"}));
}

TEST_F(Section6Options, OnANestedFrameTheyAreRefusedBeforeAnySql) {  // transactions.md 6
    const Atomic outer{db};
    log.clear();
    EXPECT_THROW(static_cast<void>(Atomic{db, Lock::deferred}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Atomic{db, Isolation::serializable}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Atomic{db, Access::read_write}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Atomic{db, {.deferrable = false}}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Transaction{db, Lock::immediate}), TransactionStateError);
    EXPECT_THROW(static_cast<void>(Savepoint{db, Lock::immediate}), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section6Options, AnIsolationThatSqliteHasNotIsRefusedBeforeAnySql) {  // transactions.md 6
    PEWIT_ONLY_ON_SQLITE();
    for (const auto level :
         {Isolation::read_uncommitted, Isolation::read_committed, Isolation::repeatable_read})
        EXPECT_THROW(static_cast<void>(Atomic{db, level}), ImproperlyConfigured);
    EXPECT_THROW(static_cast<void>(Atomic{db, {.deferrable = true}}), ImproperlyConfigured);
    EXPECT_TRUE(log.sql().empty());
    EXPECT_EQ(db.transaction_depth(), 0);
}

TEST_F(Section6Options, SerializableIsWhatSqliteHas) {  // transactions.md 6
    PEWIT_ONLY_ON_SQLITE();
    { const Atomic tx{db, Isolation::serializable}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", "COMMIT"}));
}

TEST_F(Section6Options, EachPartIsInBeginOnlyIfAskedFor) {  // transactions.md 4, 6; traps P24, P25
    PEWIT_ONLY_ON_POSTGRES();
    { const Atomic tx{db, Isolation::read_committed}; }
    { const Transaction tx{db, Access::read_write}; }
    db.atomic({.isolation = Isolation::repeatable_read, .access = Access::read_only}, [] {});
    {
        const Atomic tx{
            db, {.isolation = Isolation::serializable, .access = Access::read_only, .deferrable = true}};
    }
    { const Atomic tx{db, {.deferrable = false}}; }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN ISOLATION LEVEL READ COMMITTED", "COMMIT", "BEGIN READ WRITE", "COMMIT",
                              "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "COMMIT",
                              "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE", "COMMIT",
                              "BEGIN NOT DEFERRABLE", "COMMIT"}));
}

TEST_F(Section6Options, ALockModeIsRefusedByPostgresBeforeAnySql) {  // transactions.md 6
    PEWIT_ONLY_ON_POSTGRES();
    EXPECT_THROW(static_cast<void>(Atomic{db, Lock::immediate}), ImproperlyConfigured);
    EXPECT_THROW(static_cast<void>(Transaction{db, Lock::deferred}), ImproperlyConfigured);
    EXPECT_THROW(db.atomic(Lock::exclusive, [] {}), ImproperlyConfigured);
    EXPECT_TRUE(log.sql().empty());
    EXPECT_EQ(db.transaction_depth(), 0);
}

TEST_F(Section6Options, TheDatabasesIsolationIsUsedWhereNoneIsAsked) {  // transactions.md 6, 12.6
    PEWIT_ONLY_ON_POSTGRES();
    Database strict{url(postgres_url("isolation=repeatable_read"))};
    QueryLog its{strict};
    { const Atomic tx{strict}; }
    { const Atomic tx{strict, Isolation::read_committed}; }
    EXPECT_EQ(its.sql(), (Sql{"BEGIN ISOLATION LEVEL REPEATABLE READ", "COMMIT",
                              "BEGIN ISOLATION LEVEL READ COMMITTED", "COMMIT"}));
}

TEST_F(Section6Options, ReadOnlyRefusesWritesInTheFrameAndNowhereElse) {  // transactions.md 6
    const ConnectionScope scope{db};
    {
        const Atomic tx{db, Access::read_only};
        EXPECT_TRUE(rows().empty());
        expect_no_write();
    }
    add(2);
    EXPECT_EQ(rows(), Rows{2});
}

TEST_F(Section6Options, ReadOnlyHoldsAcrossMidBlockEndsAndNestedFrames) {  // transactions.md 4, 6
    const ConnectionScope scope{db};
    {
        Atomic tx{db, Access::read_only};
        tx.commit();
        expect_no_write();
        tx.rollback();
        const Atomic inner{db};
        expect_no_write();
    }
    add(2);
    EXPECT_EQ(rows(), Rows{2});
}

TEST_F(Section6Options, ReadOnlyEndsWithAnEndForGood) {  // transactions.md 4, 6
    Atomic tx{db, Access::read_only};
    tx.commit_and_end();
    add(1);
    EXPECT_EQ(rows(), Rows{1});
}

TEST_F(Section6Options, HousekeepingIsLoggedButNotCounted) {  // transactions.md 12.12
    PEWIT_ONLY_ON_SQLITE();
    { const Atomic tx{db, Access::read_only}; }
    EXPECT_EQ(log.count(), 2U);
    EXPECT_EQ(log.statements().size(), 4U);
    EXPECT_EQ(log.statements().front().kind, StatementKind::housekeeping);
}

TEST_F(Section6Options, TheDatabasesDefaultLockIsUsedWhereNoneIsAsked) {  // transactions.md 6, 12.6
    PEWIT_ONLY_ON_SQLITE();
    Database eager{sqlite({.path = directory.file("test.db"), .default_lock = Lock::immediate})};
    QueryLog its{eager};
    { const Atomic tx{eager}; }
    { const Atomic tx{eager, Lock::deferred}; }
    EXPECT_EQ(its.sql(), (Sql{"BEGIN IMMEDIATE", "COMMIT", "BEGIN DEFERRED", "COMMIT"}));
}

TEST_F(Section6Options, TheDefaultLockIsAUrlKeyToo) {  // transactions.md 12.6
    PEWIT_ONLY_ON_SQLITE();
    Database eager{url("sqlite:///" + directory.file("test.db") + "?default_lock=exclusive")};
    QueryLog its{eager};
    { const Atomic tx{eager}; }
    EXPECT_EQ(its.sql().front(), "BEGIN EXCLUSIVE");
}

}  // namespace
}  // namespace pewit::test
