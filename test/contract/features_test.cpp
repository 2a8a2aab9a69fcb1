/// One program for each feature of the five systems (transactions.md 13), and what section 12 settles besides.
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include <pewit/model.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

PEWIT_MODEL(TestModel) { PEWIT_FIELD(std::string, text); };

class Section13Features : public ContractTest {
protected:
    Section13Features() : ContractTest({.name = "reports"}) {}
    QueryLog log{db};
};
class Section12Settled : public Section13Features {};

TEST_F(Section13Features, ABlockCommitsOrRollsBackAndNests) {  // transactions.md 13: atomic()
    db.atomic([&] {
        add(1);
        try {
            db.atomic([&] {
                add(2);
                throw Boom{1};
            });
        } catch (const Boom&) {
        }
    });
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section13Features,
       ADecoratorIsMadeBeforeTheDatabaseIsConfigured) {  // transactions.md 13: @db.atomic()
    DatabaseProxy later;
    auto store = later.atomically([&](int x) { add(x); });
    later.initialize(db);
    store(1);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section13Features, AFlatTransactionIgnoresOrRefusesInnerOnes) {  // transactions.md 13: transaction()
    db.transaction([&] {
        db.transaction([&] { add(1); });
        EXPECT_THROW(db.transaction(Nesting::forbid, [] {}), NestedTransactionError);
    });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
}

TEST_F(Section13Features, ExplicitSavepointsAtAnyDepth) {  // transactions.md 13: savepoint()
    db.transaction([&] { db.savepoint([&] { db.savepoint([&] { add(1); }); }); });
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, sp2, insert, rel2, rel1, "COMMIT"}));
}

TEST_F(Section13Features,
       CommitAndRollbackInMidBlockBeginANewOne) {  // transactions.md 13: txn.commit(), .rollback()
    db.transaction([&](auto& txn) {
        add(1);
        txn.commit();
        add(2);
        txn.rollback();
        add(3);
    });
    EXPECT_EQ(committed(), (Rows{1, 3}));
}

TEST_F(Section13Features, AnEarlyExitSkipsTheRest) {  // transactions.md 13: raise_commit, raise_rollback
    db.atomic([&](auto& tx) {
        add(1);
        tx.raise_commit();
    });
    db.atomic([&](auto& tx) {
        add(2);
        tx.raise_rollback();
    });
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section13Features,
       AManualHandle) {  // transactions.md 13: manual_commit(), …_and_end(), session_start()
    {
        const ManualCommit mc{db};
        db.begin();
        add(1);
        db.commit();
    }
    Atomic tx{db};
    add(2);
    tx.commit_and_end();
    auto session = db.session_start();
    add(3);
    db.session_rollback();
    EXPECT_EQ(committed(), (Rows{1, 2}));
}

TEST_F(Section13Features,
       RawSqlTransactionsOnOneHeldConnection) {  // transactions.md 13: aio_connection, status()
    const ConnectionScope connection{db};
    db.execute("BEGIN");
    add(1);
    db.execute("COMMIT");
    EXPECT_EQ(committed(), Rows{1});
}

TEST_F(Section13Features, TheTransactionsConnection) {  // transactions.md 13: tx.connection, connection()
    const Atomic tx{db};
    EXPECT_EQ(tx.connection(), db.connection());
    EXPECT_THROW(static_cast<void>(tx.connection().native<int>()), InterfaceError);
}

TEST_F(Section13Features, AnImplicitConnectionIsReusedByNestedCalls) {  // transactions.md 13: reuse=True
    const auto helper = [&] { return db.atomic([&](auto& tx) { return tx.connection(); }); };
    const Atomic tx{db};
    EXPECT_EQ(helper(), tx.connection());
}

TEST_F(Section13Features, ForcedRollbackForTests) {  // transactions.md 13: force_rollback=True
    db.atomic({.force_rollback = true}, [&] { add(1); });
    EXPECT_TRUE(committed().empty());
}

TEST_F(Section13Features, TheModelKnowsItsDatabase) {  // transactions.md 13: Meta.database
    const ConnectionScope scope{db};
    EXPECT_EQ(&TestModel::database(), &db);
    const TestModel row;
    EXPECT_EQ(&row.database(), &db);
}

TEST_F(Section13Features, NamedConnections) {  // transactions.md 13: connection_name=
    const Atomic tx{"reports"};
    EXPECT_EQ(tx.connection(), db.connection());
}

TEST_F(Section12Settled, TheQueryLogTellsTextDepthKindDurationAndError) {  // transactions.md 12.12
    {
        Atomic tx{db};
        EXPECT_THROW(db.execute("INSERT INTO t VALUES (NULL)"), NotNullViolation);
        tx.set_rollback(true);
    }
    const auto entries = log.statements();
    ASSERT_EQ(entries.size(), 3U);
    EXPECT_EQ(entries[1].sql, "INSERT INTO t VALUES (NULL)");
    EXPECT_EQ(entries[1].kind, StatementKind::statement);
    EXPECT_EQ(entries[1].depth, 1);
    EXPECT_NE(entries[1].error, "");
    EXPECT_GT(entries[1].duration.count(), 0);
    EXPECT_EQ(entries[2].error, "");
}

TEST_F(Section12Settled, TheQueryLogBeginsWithItsConstruction) {  // transactions.md 12.12
    add(1);
    const QueryLog late{db};
    add(2);
    EXPECT_EQ(late.sql(), Sql{insert});
    EXPECT_EQ(late.statements().front().parameter_count, 1);
}

TEST_F(Section12Settled, ConnectionSetUpIsNeverCounted) {  // transactions.md 12.12
    Database other{connector()};
    const QueryLog its{other};
    other.execute("SELECT 1");
    EXPECT_EQ(its.count(), 1U);
}

TEST_F(Section12Settled, TheLogHasOneDebugRecordAStatementAndNeverAValue) {  // transactions.md 12.12, G19
    std::string text;
    int records = 0;
    set_log_callback([&](const LogRecord& record) {
        ++records;
        text += record.message;
        EXPECT_EQ(record.level, LogLevel::debug);
        ASSERT_NE(record.statement, nullptr);
        EXPECT_EQ(record.statement->database, "reports");
    });
    db.execute("SELECT $1", "s3cret");
    set_log_callback({});
    EXPECT_EQ(records, 1);
    EXPECT_NE(text.find("SELECT $1"), std::string::npos);
    EXPECT_EQ(text.find("s3cret"), std::string::npos);
}

TEST_F(Section12Settled, AscendingDollarPlaceholdersWork) {  // transactions.md 12.16
    EXPECT_EQ(db.query<int>("SELECT CAST($1 AS INTEGER) - $2", 5, 3).at(0), std::tuple{2});
}

TEST_F(Section12Settled, AQueryOfOneColumnGivesTuplesOfOne) {  // transactions.md 12.13
    static_assert(std::is_same_v<decltype(db.query<int>("")), std::vector<std::tuple<int>>>);
    EXPECT_EQ(db.query<int>("SELECT 1").at(0), std::tuple{1});
}

TEST_F(Section12Settled, TableNamesAreSnakeCase) {  // transactions.md 12.14
    EXPECT_EQ(detail::description<TestModel>().table, "test_model");
}

TEST_F(Section12Settled, TheErrorsFamilies) {  // transactions.md 12.2, 12.15
    static_assert(std::is_base_of_v<TransactionError, TransactionStateError>);
    static_assert(std::is_base_of_v<TransactionError, NestedTransactionError>);
    static_assert(std::is_base_of_v<TransactionError, BlockExited>);
    static_assert(std::is_base_of_v<std::nested_exception, TransactionAborted>);
    static_assert(std::is_base_of_v<std::nested_exception, CommitInDoubt>);
    static_assert(std::is_base_of_v<std::nested_exception, AfterCommitError>);
    static_assert(std::is_base_of_v<OperationalError, LockError>);
    static_assert(!std::is_base_of_v<DatabaseError, PoolTimeout>);
}

TEST_F(Section12Settled, TheStateOfAnUnusedThreadIsIdle) {  // transactions.md 12.11
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(db.transaction_depth(), 0);
    EXPECT_EQ(db.savepoint_depth(), 0);
    EXPECT_TRUE(db.is_connection_usable());
    EXPECT_THROW(static_cast<void>(db.connection()), InterfaceError);
}

}  // namespace
}  // namespace pewit::test
