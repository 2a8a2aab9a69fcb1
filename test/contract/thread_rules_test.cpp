/// Connections, guards and pools between threads (transactions.md 9, 12.8; traps C14, C15, S32, S33).
#include <atomic>
#include <chrono>
#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <support/contract_test.hpp>
#include <support/worker.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class Section9Threads : public ContractTest {
protected:
    /// Runs it on another thread and waits.
    static void elsewhere(const std::function<void()>& f) { Worker{}.run(f); }
    /// What several writers at a time need, where there is such a thing.
    static std::optional<Lock> write_lock() {
        return on_postgres() ? std::nullopt : std::optional{Lock::immediate};
    }
};

TEST_F(Section9Threads, AGuardUsedFromAnotherThreadThrowsAndSendsNothing) {  // transactions.md 9, G12
    Atomic tx{db};
    add(1);
    QueryLog log{db};
    elsewhere([&] {
        EXPECT_THROW(tx.commit(), TransactionStateError);
        EXPECT_THROW(tx.rollback(), TransactionStateError);
        EXPECT_THROW(tx.commit_and_end(), TransactionStateError);
        EXPECT_THROW(tx.set_rollback(true), TransactionStateError);
        EXPECT_THROW(tx.on_commit([] {}), TransactionStateError);
        EXPECT_THROW(static_cast<void>(tx.in_transaction()), TransactionStateError);
        EXPECT_FALSE(tx.is_connection_usable());
    });
    EXPECT_TRUE(log.sql().empty());
}

TEST_F(Section9Threads, ASessionHandleUsedFromAnotherThreadThrows) {  // transactions.md 9, 12.7
    auto session = db.session_start();
    elsewhere([&] {
        EXPECT_THROW(session.commit(), TransactionStateError);
        EXPECT_THROW(session.rollback(), TransactionStateError);
        EXPECT_FALSE(db.session_commit());
    });
    EXPECT_TRUE(session.rollback());
}

TEST_F(Section9Threads, AConnectionsNativeObjectIsRefusedToAnotherThread) {  // transactions.md 9, api.md 1
    const ConnectionScope scope{db};
    const Connection connection = scope.connection();
    elsewhere([&] { EXPECT_THROW(static_cast<void>(connection.native<int>()), TransactionStateError); });
}

TEST_F(Section9Threads, AnotherThreadHasAConnectionAndFramesOfItsOwn) {  // transactions.md 9, trap S33
    const Atomic tx{db};
    add(1);
    elsewhere([&] {
        EXPECT_FALSE(db.in_transaction());
        EXPECT_EQ(db.transaction_depth(), 0);
        EXPECT_TRUE(rows().empty());
        EXPECT_THROW(static_cast<void>(db.connection()), InterfaceError);
    });
}

TEST_F(Section9Threads, ADecoratorIsSharedByThreads) {  // transactions.md 2
    auto store = db.atomically(TransactionOptions{.lock = write_lock()}, [&](int x) { add(x); });
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&, i] {
            for (int n = 0; n < 10; ++n)
                db.run_transaction([&] { add(i); }, {.attempts = 50}, {.lock = write_lock()});
        });
    for (auto& each : threads)
        each.join();
    store(9);
    EXPECT_EQ(committed().size(), 41U);
}

TEST_F(Section9Threads, AGuardDestroyedOnAnotherThreadIsRolledBackByItsOwner) {  // trap C15, G12
    const Warnings warnings;
    std::optional<Atomic> tx;
    tx.emplace(db);
    add(1);
    elsewhere([&] { EXPECT_THROW(tx->~Atomic(), TransactionStateError); });
    // The optional still believes that it holds the guard; it must not be destroyed twice.
    new (&tx) std::optional<Atomic>{};
    EXPECT_TRUE(rows().empty());
    EXPECT_FALSE(db.in_transaction());
    EXPECT_EQ(warnings.count(), 1U) << warnings.text();
}

TEST_F(Section9Threads, AThreadThatEndsWithAnOpenFrameRollsItBack) {  // trap C14
    const Warnings warnings;
    alignas(Atomic) std::byte leaked[sizeof(Atomic)];
    elsewhere([&] {
        ::new (static_cast<void*>(leaked)) Atomic{db};
        add(1);
    });
    EXPECT_TRUE(rows().empty());
    EXPECT_EQ(warnings.count(), 1U) << warnings.text();
    EXPECT_THROW(reinterpret_cast<Atomic*>(leaked)->~Atomic(), TransactionStateError);  // another thread's
}

TEST_F(Section9Threads, AThreadsConnectedConnectionGoesBackWhenItEnds) {  // transactions.md 9
    elsewhere([&] { db.connect(); });
    EXPECT_TRUE(db.close());
    EXPECT_TRUE(db.is_closed());
}

TEST_F(Section9Threads, BindingsAreTheThreadsOwn) {  // transactions.md 9
    Database other{sqlite({.path = ":memory:"})};
    const ConnectionScope scope{other};
    elsewhere([&] { EXPECT_THROW(static_cast<void>(Atomic{current}), InterfaceError); });
}

TEST_F(Section9Threads, InterruptFromAnotherThreadEndsTheRunningStatement) {  // transactions.md 9, trap S10
    std::atomic<bool> done{false};
    std::thread canceller{[&] {
        while (!done) {
            db.interrupt();
            std::this_thread::sleep_for(1ms);
        }
    }};
    const auto error = caught<OperationalError>([&] {
        static_cast<void>(db.query<std::int64_t>(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"));
    });
    done = true;
    canceller.join();
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
}

class Section9Pool : public ContractTest {};

TEST_F(Section9Pool, ALimitThatIsReachedIsAPoolTimeout) {  // transactions.md 9, 12.8, G20
    Database pooled{connector(), {.pool = {.max_connections = 1, .wait = 50ms}}};
    const ConnectionScope held{pooled};
    Worker{}.run([&] {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_THROW(pooled.execute("SELECT 1"), PoolTimeout);
        const auto waited = std::chrono::steady_clock::now() - start;
        EXPECT_GE(waited, 45ms);
        EXPECT_LT(waited, 5s);
    });
}

TEST_F(Section9Pool, AWaitOfZeroFailsAtOnce) {  // transactions.md 12.8
    Database pooled{connector(), {.pool = {.max_connections = 1, .wait = 0ms}}};
    const ConnectionScope held{pooled};
    EXPECT_THROW(static_cast<void>(ConnectionScope{pooled, Reuse::no}), PoolTimeout);
}

TEST_F(Section9Pool, AWaiterIsWokenByACheckIn) {  // transactions.md 9
    Database pooled{connector(), {.pool = {.max_connections = 1, .wait = 20s}}};
    std::optional<ConnectionScope> held;
    held.emplace(pooled);
    Worker worker;
    auto waiting = worker.start([&] { pooled.execute("SELECT 1"); });
    EXPECT_EQ(waiting.wait_for(30ms), std::future_status::timeout);
    held.reset();
    waiting.get();
}

TEST_F(Section9Pool, ManyWaitersAllGetTheirTurn) {  // transactions.md 9
    Database pooled{connector(), {.pool = {.max_connections = 2, .wait = 20s}}};
    std::atomic<int> served{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 20; ++n) {
                const ConnectionScope scope{pooled};
                pooled.execute("SELECT 1");
                ++served;
            }
        });
    for (auto& each : threads)
        each.join();
    EXPECT_EQ(served, 160);
}

TEST_F(Section9Pool, NoLimitMeansNoLimit) {  // transactions.md 12.8
    Database pooled{connector(), {.pool = {.max_connections = 0, .wait = 0ms}}};
    const ConnectionScope a{pooled};
    const ConnectionScope b{pooled, Reuse::no};
    const ConnectionScope c{pooled, Reuse::no};
    EXPECT_NO_THROW(pooled.execute("SELECT 1"));
}

TEST_F(Section9Pool, AConnectionGoesBackAndIsUsedAgain) {  // transactions.md 9
    Database pooled{connector(), {.pool = {.max_connections = 1, .wait = 0ms}}};
    for (int i = 0; i < 3; ++i)
        Worker{}.run([&] { pooled.execute("SELECT 1"); });
    EXPECT_FALSE(pooled.is_closed());
}

TEST_F(Section9Pool, CloseLeavesAnotherThreadsConnectionUntilItGoesBack) {  // transactions.md 12.8
    Worker worker;
    std::optional<ConnectionScope> theirs;
    worker.run([&] { theirs.emplace(db); });
    EXPECT_FALSE(db.close());  // there was none to close
    EXPECT_FALSE(db.is_closed());
    worker.run([&] {
        EXPECT_NO_THROW(db.execute("SELECT 1"));
        theirs.reset();
    });
    EXPECT_TRUE(db.is_closed());
}

class Section9Memory : public testing::Test {
protected:
    Section9Memory() { db.execute("CREATE TABLE t(x INTEGER)"); }
    Database db{sqlite({.path = ":memory:"}), {.pool = {.wait = 50ms}}};
    Worker worker;
};

TEST_F(Section9Memory, IsOneDatabaseForAllThreads) {  // transactions.md 9, trap S32
    worker.run([&] { db.execute(insert, 1); });
    EXPECT_EQ(db.query<int>("SELECT x FROM t").size(), 1U);
}

TEST_F(Section9Memory, AFrameHoldsItAndTheTimeoutNamesTheHolder) {  // transactions.md 9, G20
    std::optional<Atomic> theirs;
    std::string holder;
    worker.run([&] { theirs.emplace(db); });
    const auto error = caught<PoolTimeout>([&] { db.execute("SELECT 1"); });
    EXPECT_NE(std::string{error.what()}.find("thread"), std::string::npos) << error.what();
    EXPECT_NE(std::string{error.what()}.find("holds"), std::string::npos) << error.what();
    EXPECT_EQ(error.code(), ErrorCode::pool_timeout);
    worker.run([&] { theirs.reset(); });
    EXPECT_NO_THROW(db.execute("SELECT 1"));
}

TEST_F(Section9Memory, IsReentrantForItsHolder) {  // transactions.md 9
    const ConnectionScope outer{db};
    const ConnectionScope inner{db};
    const Atomic tx{db};
    EXPECT_NO_THROW(db.execute(insert, 1));
}

TEST_F(Section9Memory, ReuseNoThrowsAtOnce) {  // transactions.md 9
    Database patient{sqlite({.path = ":memory:"}), {.pool = {.wait = 20s}}};
    const ConnectionScope held{patient};
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THROW(static_cast<void>(ConnectionScope{patient, Reuse::no}), PoolTimeout);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(Section9Memory, AWaiterIsServedWhenTheHolderIsDone) {  // transactions.md 9
    Database patient{sqlite({.path = ":memory:"}), {.pool = {.wait = 20s}}};
    patient.execute("CREATE TABLE t(x INTEGER)");
    std::future<void> waiting;
    {
        const Atomic tx{patient};
        patient.execute(insert, 1);
        waiting = worker.start([&] { EXPECT_EQ(patient.query<int>("SELECT x FROM t").size(), 1U); });
        EXPECT_EQ(waiting.wait_for(30ms), std::future_status::timeout);
    }
    waiting.get();
}

}  // namespace
}  // namespace pewit::test
