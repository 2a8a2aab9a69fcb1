/// A statement failed, and the program goes on as if nothing were: on PostgreSQL its frame is doomed, and says so at its
/// end (transactions.md 7, 12; traps P1 to P6, P50). SQLite's counterpart is test/transaction/engine_rollback_test.cpp.
#include <functional>

#include <libpq-fe.h>

#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

#include "transactions_fixture.hpp"

namespace pewit::test {
namespace {

MODEL_NO_ID(Doomed) {
    META(table("t"));
    FIELD(int, x, primary_key);
};

struct Boom {};

class DoomedFrame : public PostgresTransactions {
protected:
    DoomedFrame() {
        add(1);
        log.clear();
    }
    /// The frame it runs in can't commit any more.
    void fail() { EXPECT_THROW(add(1), UniqueViolation); }
    void behind(const char* sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> answer{
            PQexec(&db.connection().native<PGconn>(), sql), PQclear};
        ASSERT_EQ(PQresultStatus(answer.get()), PGRES_COMMAND_OK);
    }
    QueryLog log{db};
};

constexpr auto sp1 = "SAVEPOINT \"pewit_sp_1\"";
constexpr auto rel1 = "RELEASE SAVEPOINT \"pewit_sp_1\"";
constexpr auto rbto1 = "ROLLBACK TO SAVEPOINT \"pewit_sp_1\"";

TEST_F(DoomedFrame,
       IsNeverLeftAsIfItHadCommitted) {  // traps P1, P2, P5, G5: whatever kind of statement failed
    const std::vector<std::function<void()>> failures{
        [&] { add(1); },
        [&] { db.execute("SELEC 1"); },
        [&] { db.execute("INSERT INTO nowhere VALUES (1)"); },
        [&] { static_cast<void>(db.query<int>("SELECT 1 / x FROM (SELECT 0 AS x) AS zero")); },
        [&] { db.execute("CREATE TABLE t(x int)"); },
        [&] { Doomed::create(Doomed::c.x = 1); },
        [&] { static_cast<void>(Doomed::select().where(Doomed::c.x / 0 == 1).all()); },
        [&] { db.execute("DO $$ BEGIN RAISE EXCEPTION 'no'; END $$"); },
    };
    for (std::size_t i = 0; i < failures.size(); ++i) {
        for (int run = 0; run < 3; ++run) {  // the first is sent as text, later ones are prepared
            EXPECT_THROW(
                {
                    const Atomic tx{db};
                    add(2);
                    EXPECT_THROW(failures[i](), DatabaseError) << i;
                },
                TransactionAborted)
                << i;
            EXPECT_EQ(log.sql().back(), "ROLLBACK") << i;
        }
    }
    EXPECT_EQ(count(), 1);
}

TEST_F(DoomedFrame, RefusesEveryFurtherStatement) {  // trap P3, G2, G3
    EXPECT_THROW(
        {
            Atomic tx{db};
            fail();
            log.clear();
            EXPECT_THROW(add(2), TransactionAborted);
            EXPECT_THROW(static_cast<void>(db.query<int>("SELECT x FROM t")), TransactionAborted);
            EXPECT_THROW(tx.on_commit([] {}), TransactionAborted);
            EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionAborted);
            EXPECT_THROW(static_cast<void>(Savepoint{db}), TransactionAborted);
            EXPECT_THROW(tx.commit(), TransactionAborted);
            EXPECT_FALSE(tx.is_connection_usable());
            EXPECT_TRUE(log.sql().empty());
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), Sql{"ROLLBACK"});
}

TEST_F(DoomedFrame, OfASavepointLeavesTheOuterOneWell) {  // trap P50, transactions.md 7
    {
        const Atomic outer{db};
        EXPECT_THROW(
            {
                const Atomic inner{db};
                fail();
            },
            TransactionAborted);
        add(2);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, insert, rbto1, rel1, insert, "COMMIT"}));
    EXPECT_EQ(count(), 2);
}

TEST_F(DoomedFrame, LetsTheUncaughtErrorTravelOnUnchanged) {  // transactions.md 3.2
    EXPECT_THROW(
        {
            const Atomic outer{db};
            const Atomic inner{db};
            add(1);
        },
        UniqueViolation);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", sp1, insert, rbto1, rel1, "ROLLBACK"}));
}

TEST_F(DoomedFrame, AnswersAsItsFirstCauseDoes) {  // transactions.md 12.2
    const auto error = caught<TransactionAborted>([&] {
        const Atomic tx{db};
        fail();
        EXPECT_THROW(db.execute("SELEC 1"), TransactionAborted);
    });
    EXPECT_EQ(error.sqlstate(), "23505");
    EXPECT_EQ(error.native_code(), 0);
    EXPECT_EQ(error.constraint(), "t_pkey");
    EXPECT_EQ(error.sql(), insert);
    EXPECT_EQ(error.code(), ErrorCode::constraint);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    EXPECT_THROW(error.rethrow_nested(), UniqueViolation);
}

TEST_F(DoomedFrame, GoesOnAfterAnExplicitRollback) {  // transactions.md 4, 7
    {
        Atomic tx{db};
        add(2);
        fail();
        tx.rollback();
        add(3);
        {
            Atomic inner{db};
            fail();
            inner.rollback();
            add(4);
        }
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, insert, "ROLLBACK", "BEGIN", insert, sp1, insert, rbto1,
                              insert, rel1, "COMMIT"}));
    EXPECT_EQ(count(), 3);
}

TEST_F(DoomedFrame, SaysAgainAtItsEndWhatACaughtCommitSaid) {  // transactions.md 12.3
    EXPECT_THROW(
        {
            Atomic tx{db};
            fail();
            EXPECT_THROW(tx.commit(), TransactionAborted);
            tx.rollback();
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(count(), 1);
}

TEST_F(DoomedFrame, IsQuietAfterAnEndForGood) {  // transactions.md 12.3
    {
        Atomic tx{db};
        fail();
        EXPECT_THROW(tx.commit(), TransactionAborted);
        tx.rollback_and_end();
        add(2);
    }
    EXPECT_EQ(count(), 2);
}

TEST_F(DoomedFrame, IsQuietWhenARollbackWasAskedFor) {  // transactions.md 5
    {
        Atomic tx{db};
        fail();
        tx.set_rollback(true);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(DoomedFrame, IsNotCommittedByRaiseCommit) {  // transactions.md 8, G1
    EXPECT_THROW(db.atomic([&](auto& tx) {
        fail();
        tx.raise_commit();
    }),
                 TransactionAborted);
    EXPECT_EQ(log.sql().back(), "ROLLBACK");
}

TEST_F(DoomedFrame, IsTheWholeTransactionForJoinedOnes) {  // transactions.md 5, trap P1
    EXPECT_THROW(
        {
            const Transaction outer{db};
            try {
                const Transaction inner{db};
                add(1);
            } catch (const UniqueViolation&) {
            }
            EXPECT_THROW(add(2), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
}

TEST_F(DoomedFrame, OfAManualTransactionRefusesTheCommit) {  // transactions.md 5, trap P1
    const ManualCommit mc{db};
    db.begin();
    fail();
    EXPECT_THROW(db.commit(), TransactionAborted);
    db.rollback();
    db.begin();
    add(2);
    db.commit();
    EXPECT_EQ(count(), 2);
}

TEST_F(DoomedFrame, RunsOnRollbackAndNotOnCommit) {  // transactions.md 10, G14
    std::string order;
    EXPECT_THROW(
        {
            Atomic tx{db};
            tx.on_commit([&] { order += "c"; });
            tx.on_rollback([&] { order += "r"; });
            fail();
        },
        TransactionAborted);
    EXPECT_EQ(order, "r");
}

TEST_F(DoomedFrame,
       IsNoticedWhenSomebodyElseFailedOnTheConnection) {  // G3: the engine is asked, not the stack
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(2);
            PQclear(PQexec(&db.connection().native<PGconn>(), "SELECT 1 / 0"));
        },
        TransactionAborted);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_EQ(count(), 1);
}

TEST_F(DoomedFrame, HearsOfACommitBehindItsBack) {  // traps P4, P6, G3
    const auto error = caught<TransactionAborted>([&] {
        const Atomic tx{db};
        add(2);
        behind("COMMIT");
        EXPECT_THROW(add(3), TransactionAborted);
    });
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert}));
    EXPECT_EQ(count(), 2);
}

TEST_F(DoomedFrame, HearsOfARollbackBehindItsBack) {  // traps P4, P6, G1
    EXPECT_THROW(
        {
            Atomic tx{db};
            add(2);
            behind("ROLLBACK");
            EXPECT_THROW(tx.commit(), TransactionAborted);
        },
        TransactionAborted);
    EXPECT_EQ(count(), 1);
}

TEST_F(DoomedFrame, IsNotBegunInATransactionOfSomebodyElse) {  // transactions.md 5
    const ConnectionScope scope{db};
    behind("BEGIN");
    EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
    behind("ROLLBACK");
}

TEST_F(DoomedFrame, WhoseRollbackFailsLetsTheFirstExceptionWin) {  // transactions.md 7, G8, G9
    std::string warned;
    set_log_callback([&](const LogRecord& record) {
        if (record.level == LogLevel::warning) warned += record.message;
    });
    const int victim = pid(db);
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(2);
            kill(pid(db));
            throw Boom{};
        },
        Boom);
    set_log_callback({});
    EXPECT_NO_THROW(add(3));
    EXPECT_NE(pid(db), victim);
    EXPECT_EQ(count(), 2);
}

}  // namespace
}  // namespace pewit::test
