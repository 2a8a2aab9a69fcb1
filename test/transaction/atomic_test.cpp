/// Atomic: the SQL it sends, and what becomes of the rows.
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/contract_test.hpp>

namespace pewit::test {
namespace {

using AtomicTest = ContractTest;

TEST_F(AtomicTest, CommitsAtTheBrace) {
    QueryLog log{db};
    {
        Atomic tx{db};
        add(1);
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "COMMIT"}));
    EXPECT_EQ(rows(), std::vector<int>{1});
}

TEST_F(AtomicTest, RollsBackWhileUnwinding) {
    QueryLog log{db};
    EXPECT_THROW(
        {
            Atomic tx{db};
            add(1);
            throw std::runtime_error{"no"};
        },
        std::runtime_error);
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, "ROLLBACK"}));
    EXPECT_TRUE(rows().empty());
}

TEST_F(AtomicTest, NestsAsSavepoints) {
    QueryLog log{db};
    {
        Atomic outer{db};
        add(1);
        {
            Atomic inner{db};
            add(2);
        }
        try {
            Atomic inner{db};
            add(3);
            throw 1;
        } catch (int) {
        }
    }
    EXPECT_EQ(log.sql(), (Sql{"BEGIN", insert, sp1, insert, rel1, sp1, insert, rbto1, rel1, "COMMIT"}));
    EXPECT_EQ(rows(), (std::vector<int>{1, 2}));
}

TEST_F(AtomicTest, MidBlockEndsBeginAgainLazily) {
    QueryLog log{db};
    {
        Atomic tx{db, on_postgres() ? TransactionOptions{.isolation = Isolation::serializable}
                                    : TransactionOptions{.lock = Lock::immediate}};
        add(1);
        tx.commit();
        tx.commit();
        EXPECT_TRUE(tx.in_transaction());
        add(2);
        tx.rollback();
        {
            Atomic inner{db};
            add(3);
            inner.rollback();
            inner.rollback();
            add(4);
            inner.commit();
            add(5);
        }
        tx.commit();
    }
    const std::string begin = on_postgres() ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN IMMEDIATE";
    EXPECT_EQ(log.sql(), (Sql{begin, insert, "COMMIT", begin, insert, "ROLLBACK", begin, sp1, insert, rbto1,
                              insert, rel1, sp1, insert, rel1, "COMMIT"}));
    EXPECT_EQ(rows(), (std::vector<int>{1, 4, 5}));
}

TEST_F(AtomicTest, EngineRollbackPoisonsTheFrames) {
    PEWIT_ONLY_ON_SQLITE();
    db.execute("CREATE TABLE u(x INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)");
    EXPECT_THROW(
        {
            Atomic tx{db};
            db.execute("INSERT INTO u VALUES (1)");
            EXPECT_THROW(db.execute("INSERT INTO u VALUES (1)"), UniqueViolation);
            EXPECT_THROW(add(1), TransactionAborted);
            EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionAborted);
        },
        TransactionAborted);
    add(2);
    EXPECT_EQ(rows(), std::vector<int>{2});
}

TEST_F(AtomicTest, BlocksReturnAndExitEarly) {
    const int n = db.atomic([&] {
        add(1);
        return 7;
    });
    EXPECT_EQ(n, 7);
    db.atomic([&](auto& tx) {
        add(2);
        tx.raise_rollback();
    });
    const auto none = db.atomic([&](auto& tx) -> std::optional<int> {
        add(3);
        if (db.in_transaction()) tx.raise_commit();
        return 3;
    });
    EXPECT_FALSE(none);
    EXPECT_EQ(rows(), (std::vector<int>{1, 3}));
    auto twice = db.atomically([&](int x) {
        add(x);
        add(x);
        return x;
    });
    EXPECT_EQ(twice(9), 9);
    EXPECT_EQ(rows(), (std::vector<int>{1, 3, 9, 9}));
}

TEST_F(AtomicTest, HooksRunAfterTheOutermostCommit) {
    std::string order;
    {
        Atomic tx{db};
        tx.on_commit([&] { order += db.in_transaction() ? "?" : "a"; });
        {
            Atomic inner{db};
            inner.on_commit([&] { order += "b"; });
        }
        try {
            Atomic inner{db};
            inner.on_commit([&] { order += "x"; });
            inner.on_rollback([&] { order += "r"; });
            throw 1;
        } catch (int) {
        }
        EXPECT_EQ(order, "");
    }
    EXPECT_EQ(order, "abr");
    EXPECT_THROW(db.atomic([&](auto& tx) {
        add(1);
        tx.on_commit([] { throw 1; });
    }),
                 AfterCommitError);
    EXPECT_EQ(rows(), std::vector<int>{1});
}

TEST_F(AtomicTest, ManualCommitSendsPlainSql) {
    QueryLog log{db};
    {
        ManualCommit mc{db};
        add(1);
        db.begin();
        add(2);
        {
            Savepoint sp{db};
            add(3);
        }
        db.rollback();
        db.begin();
        add(4);
        db.commit();
        EXPECT_THROW(static_cast<void>(Atomic{db}), TransactionStateError);
    }
    EXPECT_EQ(rows(), (std::vector<int>{1, 4}));
    EXPECT_THROW(db.manual_commit([&] {
        db.begin();
        add(5);
    }),
                 TransactionStateError);
    EXPECT_EQ(rows(), (std::vector<int>{1, 4}));
}

TEST_F(AtomicTest, SessionsOwnTheirFrame) {
    {
        auto s = db.session_start();
        add(1);
        EXPECT_TRUE(db.session_commit());
        EXPECT_FALSE(db.session_commit());
        EXPECT_FALSE(s.commit());
    }
    {
        auto s = db.session_start();
        add(2);
    }
    EXPECT_EQ(rows(), std::vector<int>{1});
}

}  // namespace
}  // namespace pewit::test
