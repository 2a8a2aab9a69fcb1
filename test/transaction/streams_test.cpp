/// Streams at the ends of frames, busy cached statements, connections used twice (transactions.md 7, 9; traps S15,
/// S16, G18).
#include <optional>
#include <string>

#include <pewit/detail/execution.hpp>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

class Streams : public ContractTest {
protected:
    Streams() {
        for (int i = 0; i < 3; ++i)
            add(i);
        log.clear();
    }
    /// A run of SELECT that is a stream, as a query's .stream() makes one.
    class Stream {
    public:
        explicit Stream(Database& database) : lease_(database), run_(lease_.session(), "SELECT x FROM t") {
            run_.mark_stream();
        }
        bool next() { return run_.step() != nullptr; }

    private:
        detail::SessionLease lease_;
        detail::Execution run_;
    };
    QueryLog log{db};
};

TEST_F(Streams, AnOpenOneKeepsAMidBlockCommitOutBeforeAnySql) {  // transactions.md 7, G18
    Atomic tx{db};
    add(9);
    std::optional<Stream> stream;
    stream.emplace(db);
    EXPECT_TRUE(stream->next());
    log.clear();
    EXPECT_THROW(tx.commit(), TransactionStateError);
    EXPECT_THROW(tx.commit_and_end(), TransactionStateError);
    EXPECT_TRUE(log.sql().empty());
    stream.reset();
    EXPECT_NO_THROW(tx.commit());
}

TEST_F(Streams, OneReadToItsEndKeepsNothingOut) {  // transactions.md 7
    Atomic tx{db};
    Stream stream{db};
    while (stream.next()) {
    }
    EXPECT_NO_THROW(tx.commit());
    EXPECT_FALSE(stream.next());
}

TEST_F(Streams, AScopeEndClosesIt) {  // transactions.md 7, trap S15
    std::optional<Stream> stream;
    {
        const Atomic tx{db};
        add(9);
        stream.emplace(db);
        EXPECT_TRUE(stream->next());
    }
    EXPECT_THROW(stream->next(), TransactionStateError);
    EXPECT_EQ(committed().size(), 4U);
    Database other{connector()};
    EXPECT_NO_THROW(other.execute(insert, 10));  // no read lock is left
}

TEST_F(Streams, ARollbackInMidBlockClosesItAndTheFrameGoesOn) {  // transactions.md 7
    std::optional<Stream> stream;
    {
        Atomic tx{db};
        stream.emplace(db);
        EXPECT_TRUE(stream->next());
        tx.rollback();
        EXPECT_THROW(stream->next(), TransactionStateError);
        add(9);
        EXPECT_NO_THROW(tx.commit());
    }
}

TEST_F(Streams, ASavepointsEndClosesThoseOpenedInsideItOnly) {  // transactions.md 7
    const Atomic tx{db};
    Stream outer{db};
    EXPECT_TRUE(outer.next());
    std::optional<Stream> inner;
    {
        const Atomic sp{db};
        inner.emplace(db);
        EXPECT_TRUE(inner->next());
    }
    EXPECT_THROW(inner->next(), TransactionStateError);
    EXPECT_TRUE(outer.next());
}

TEST_F(Streams, HoldTheirConnection) {  // transactions.md 9
    PEWIT_ONLY_ON_SQLITE();             // PostgreSQL streams inside frames only
    Stream stream{db};
    EXPECT_TRUE(stream.next());
    EXPECT_NO_THROW(static_cast<void>(db.connection()));
}

TEST_F(Streams, AReadThatOutlivesItsEndedFrameIsOfNoConsequence) {  // transactions.md 4
    PEWIT_ONLY_ON_SQLITE();                                         // PostgreSQL streams inside frames only
    Stream stream{db};
    EXPECT_TRUE(stream.next());
    {
        Atomic tx{db};
        tx.commit();  // nothing is begun now
        while (stream.next()) {
        }
        add(9);
    }
    EXPECT_EQ(committed().size(), 4U);
}

TEST_F(Streams, TheLoopsBodyMayWriteOnTheSameConnection) {
    {
        const Atomic tx{db};
        Stream stream{db};
        int read = 0;
        while (read < 3 && stream.next())
            add(100 + read++);
        EXPECT_EQ(read, 3);
    }
    EXPECT_EQ(committed(), (Rows{0, 1, 2, 100, 101, 102}));
}

TEST_F(Streams, BelongToTheFrameTheyAreBegunInNotToTheOneTheyAreMadeIn) {
    const Atomic tx{db};
    Stream stream{db};
    {
        const Atomic sp{db};
        EXPECT_TRUE(stream.next());
    }
    EXPECT_THROW(stream.next(), TransactionStateError);
    add(9);
}

TEST_F(Streams, OneOutsideASavepointSurvivesItsRollback) {
    {
        const Atomic tx{db};
        Stream stream{db};
        EXPECT_TRUE(stream.next());
        Atomic sp{db};
        add(9);
        EXPECT_TRUE(stream.next());
        sp.rollback_and_end();
        EXPECT_TRUE(stream.next());
        EXPECT_FALSE(stream.next());
    }
    EXPECT_EQ(committed().size(), 3U);
}

TEST_F(Streams, TheSameSqlRunsWhileAStreamOfItIsOpen) {  // G18: statement cache
    const Atomic tx{db};
    Stream first{db};
    EXPECT_TRUE(first.next());
    Stream second{db};
    EXPECT_TRUE(second.next());
    EXPECT_EQ(rows().size(), 3U);
    EXPECT_TRUE(first.next());
    EXPECT_TRUE(first.next());
    EXPECT_FALSE(first.next());
}

TEST_F(Streams, ASmallCacheWorksToo) {  // G18
    Database tight{connector(), {.statement_cache = 1}};
    const Atomic tx{tight};
    Stream stream{tight};
    EXPECT_TRUE(stream.next());
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(tight.query<int>("SELECT " + std::to_string(i)).size(), 1U);
    EXPECT_TRUE(stream.next());
}

TEST_F(Streams, AReturningStatementIsDrained) {  // trap S16
    {
        const Atomic tx{db};
        EXPECT_EQ(db.query<int>("INSERT INTO t VALUES (7), (8) RETURNING x").size(), 2U);
        db.execute("INSERT INTO t VALUES (9) RETURNING x");
    }
    EXPECT_EQ(committed().size(), 6U);
}

TEST_F(Streams, AReadThatFailsOnAValueLeavesTheFrameUsable) {  // G18
    {
        const Atomic tx{db};
        EXPECT_THROW(static_cast<void>(db.query<int>("SELECT 'text'")), DataError);
        add(9);
    }
    EXPECT_EQ(committed().size(), 4U);
}

TEST_F(Streams, AStatementThatCannotBePreparedLeavesTheFrameUsable) {  // traps.md Decided
    PEWIT_ONLY_ON_SQLITE();
    {
        const Atomic tx{db};
        EXPECT_THROW(db.execute("SELEKT 1"), ProgrammingError);
        add(9);
    }
    EXPECT_EQ(committed().size(), 4U);
}

TEST_F(Streams, ASchemaChangeInsideAFrameReachesCachedStatements) {  // traps S23, P27
    const Atomic tx{db};
    EXPECT_EQ(rows().size(), 3U);
    db.execute("ALTER TABLE t RENAME COLUMN x TO y");
    EXPECT_THROW(db.atomic([&] { static_cast<void>(rows()); }), DatabaseError);
    db.execute("ALTER TABLE t RENAME COLUMN y TO x");
    EXPECT_EQ(rows().size(), 3U);
}

TEST_F(Streams, AnIgnoredPragmaInsideAFrameIsRefused) {  // trap S20
    PEWIT_ONLY_ON_SQLITE();
    const Atomic tx{db};
    EXPECT_THROW(db.execute("PRAGMA foreign_keys = OFF"), TransactionStateError);
    EXPECT_EQ(db.query<int>("PRAGMA foreign_keys").size(), 1U);
}

}  // namespace
}  // namespace pewit::test
