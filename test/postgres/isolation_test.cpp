/// What each isolation level allows and forbids, by two real connections
/// (https://www.postgresql.org/docs/current/transaction-iso.html).
#include <gtest/gtest.h>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

class IsolationLevels : public testing::Test {
protected:
    IsolationLevels() {
        one.execute("CREATE TABLE account(name text PRIMARY KEY, amount int NOT NULL)");
        one.execute("INSERT INTO account VALUES ('x', 0), ('y', 0)");
    }
    static int amount(Database& db, const std::string& name) {
        return std::get<0>(db.query<int>("SELECT amount FROM account WHERE name = $1", name).at(0));
    }
    static void set(Database& db, const std::string& name, int value) {
        db.execute("UPDATE account SET amount = $2 WHERE name = $1", name, value);
    }
    static std::int64_t count(Database& db) {
        return std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM account").at(0));
    }

    /// Both read, both add one to what they have read; the second commits after the first.
    void add_one_twice(Isolation level) {
        Atomic first{one, level};
        const Atomic second{two, level};
        const int seen_by_first = amount(one, "x");
        const int seen_by_second = amount(two, "x");
        set(one, "x", seen_by_first + 1);
        first.commit_and_end();
        set(two, "x", seen_by_second + 1);
    }
    /// Each may go below zero as long as the other does not: each looks, and then writes its own.
    void skew(Isolation level) {
        Atomic first{one, level};
        const Atomic second{two, level};
        EXPECT_EQ(amount(one, "y"), 0);
        EXPECT_EQ(amount(two, "x"), 0);
        set(one, "x", -1);
        set(two, "y", -1);
        first.commit_and_end();
    }

    TemporarySchema schema;
    Database one{schema.connector()};
    Database two{schema.connector()};
    Database three{schema.connector()};
};

TEST_F(IsolationLevels, ReadCommittedLosesAnUpdate) {
    add_one_twice(Isolation::read_committed);
    EXPECT_EQ(amount(one, "x"), 1);
}

TEST_F(IsolationLevels, RepeatableReadForbidsALostUpdate) {
    try {
        add_one_twice(Isolation::repeatable_read);
        FAIL() << "an update was lost";
    } catch (const LockError& error) {
        EXPECT_EQ(error.sqlstate(), "40001");
        EXPECT_TRUE(error.is_retryable());
    }
    EXPECT_EQ(amount(one, "x"), 1);
}

TEST_F(IsolationLevels, ReadCommittedSeesPhantoms) {
    const Atomic reader{one, Isolation::read_committed};
    EXPECT_EQ(count(one), 2);
    two.execute("INSERT INTO account VALUES ('z', 0)");
    EXPECT_EQ(count(one), 3);
}

TEST_F(IsolationLevels, RepeatableReadSeesNoPhantoms) {
    const Atomic reader{one, Isolation::repeatable_read};
    EXPECT_EQ(count(one), 2);
    two.execute("INSERT INTO account VALUES ('z', 0)");
    EXPECT_EQ(count(one), 2);
}

TEST_F(IsolationLevels, ReadUncommittedReadsNothingUncommitted) {
    const Atomic writer{two};
    set(two, "x", 5);
    const Atomic reader{one, Isolation::read_uncommitted};
    EXPECT_EQ(amount(one, "x"), 0);
}

TEST_F(IsolationLevels, RepeatableReadAllowsWriteSkew) {
    skew(Isolation::repeatable_read);
    EXPECT_EQ(amount(one, "x") + amount(one, "y"), -2);
}

TEST_F(IsolationLevels, SerializableForbidsWriteSkew) {
    try {
        skew(Isolation::serializable);
        FAIL() << "both were saved";
    } catch (const Error& error) {
        EXPECT_EQ(error.sqlstate(), "40001");
        EXPECT_TRUE(error.is_retryable());
        EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    }
    EXPECT_EQ(amount(one, "x") + amount(one, "y"), -1);
}

/// https://www.cs.umb.edu/~poneil/ROAnom.pdf: a report sees a deposit, and not the fee that was taken before it.
TEST_F(IsolationLevels, SerializableForbidsTheReadOnlyAnomaly) {
    const auto run = [this](Isolation level) {
        const Atomic withdrawal{one, level};
        EXPECT_EQ(amount(one, "x") + amount(one, "y"), 0);
        {
            const Atomic deposit{two, level};
            set(two, "y", amount(two, "y") + 20);
        }
        {
            const Atomic report{three, {.isolation = level, .access = Access::read_only}};
            EXPECT_EQ(amount(three, "x") + amount(three, "y"), 20);
        }
        set(one, "x", -11);
    };
    EXPECT_NO_THROW(run(Isolation::repeatable_read));
    one.execute("UPDATE account SET amount = 0");
    try {
        run(Isolation::serializable);
        FAIL() << "the report was no state that ever was";
    } catch (const Error& error) {
        EXPECT_EQ(error.sqlstate(), "40001");
        EXPECT_TRUE(error.is_retryable());
    }
    EXPECT_EQ(amount(one, "x"), 0);
}

TEST_F(IsolationLevels, ARetriedUnitGetsThrough) {
    int runs = 0;
    one.run_transaction(
        [&] {
            const int seen = amount(one, "x");
            if (++runs == 1) set(two, "x", 10);
            set(one, "x", seen + 1);
        },
        {.attempts = 3}, {.isolation = Isolation::serializable});
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(amount(one, "x"), 11);
}

TEST_F(IsolationLevels, TheDatabasesOwnIsSentWithEveryPlainBegin) {
    Database strict{schema.connector("isolation=serializable")};
    const Atomic tx{strict};
    EXPECT_EQ(std::get<0>(strict.query<std::string>("SHOW transaction_isolation").at(0)), "serializable");
}

TEST_F(IsolationLevels, ReadOnlyAndDeferrableAreSaidInBegin) {
    Atomic tx{one, {.isolation = Isolation::serializable, .access = Access::read_only, .deferrable = true}};
    EXPECT_EQ(std::get<0>(one.query<std::string>("SHOW transaction_deferrable").at(0)), "on");
    EXPECT_THROW(set(one, "x", 1), OperationalError);
    EXPECT_THROW(count(one), TransactionAborted);  // the failed statement has doomed it (trap P1)
    tx.set_rollback(true);
}

}  // namespace
}  // namespace pewit::test
