/// The server is stopped, or crashes, and starts again (traps P8, P11, P16, P21, P23, P47; G4, G7).
#include <chrono>
#include <thread>

#include <pewit/atomic.hpp>
#include <pewit/database.hpp>
#include <pewit/log.hpp>
#include <pewit/query_log.hpp>

#include "server.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

std::string name_of(const testing::TestParamInfo<End>& info) {
    switch (info.param) {
    case End::smart:
        return "Smart";
    case End::fast:
        return "Fast";
    case End::immediate:
        return "Immediate";
    case End::killed:
        break;
    }
    return "Killed";
}

class Restarts : public testing::Test {
protected:
    Restarts() {
        set_logger(nullptr);  // lost connections are what this is about
        if (Server::restarts()) db.execute("CREATE TABLE t(x int PRIMARY KEY)");
    }
    ~Restarts() override { set_logger(before_); }
    void SetUp() override { PEWIT_NEEDS_A_RESTARTING_SERVER(); }

    void add(int x) { db.execute("INSERT INTO t VALUES ($1)", x); }
    std::int64_t count() { return std::get<0>(db.query<std::int64_t>("SELECT count(*) FROM t").at(0)); }
    std::int64_t prepared() {
        return std::get<0>(db.query<std::int64_t>(
                                 "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'")
                               .at(0));
    }

    std::shared_ptr<spdlog::logger> before_ = logger();
    TemporarySchema schema;
    Database db{schema.connector("track_xid=true")};
};

class Restart : public Restarts, public testing::WithParamInterface<End> {
protected:
    void restart() { Server::restart(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(OfTheServer, Restart, testing::Values(End::fast, End::immediate, End::killed),
                         name_of);

TEST_P(Restart, IsNotNoticedByThoseWhoUseThePool) {  // traps P11, P23
    {
        const ConnectionScope one{db};
        const ConnectionScope two{db, Reuse::no};
        const ConnectionScope three{db, Reuse::no};
        add(1);
        add(2);
        add(3);
        EXPECT_EQ(prepared(), 1);
    }
    restart();
    EXPECT_NO_THROW(add(4));
    EXPECT_NO_THROW(db.atomic([&] { add(5); }));
    EXPECT_EQ(count(), 5);
}

TEST_P(Restart, HasStatementsPreparedAnew) {  // trap P23
    for (int i = 0; i < 3; ++i)
        add(i);
    restart();
    const ConnectionScope scope{db};
    EXPECT_EQ(prepared(), 0);
    for (int i = 3; i < 6; ++i)
        add(i);
    EXPECT_EQ(prepared(), 1);
    EXPECT_EQ(count(), 6);
}

TEST_P(Restart, EndsTheFrameThatWasOpen) {  // trap P8, G4
    EXPECT_THROW(
        {
            const Atomic tx{db};
            add(1);
            restart();
            const auto error = caught<ConnectionLost>([&] { add(2); });
            EXPECT_EQ(error.sqlstate(), "57P01") << error.what();
            EXPECT_THROW(add(3), ConnectionLost) << "and nobody reconnects in mid-frame";
            EXPECT_THROW(static_cast<void>(Atomic{db}), ConnectionLost);
            EXPECT_FALSE(db.is_connection_usable());
        },
        ConnectionLost);
    EXPECT_FALSE(db.in_transaction());
    EXPECT_NO_THROW(db.atomic([&] { add(4); }));
    EXPECT_EQ(count(), 1);
}

TEST_P(Restart, BeforeACommitWasSentLeavesNoDoubt) {  // G7
    try {
        const Atomic tx{db};
        add(1);
        restart();
    } catch (const CommitInDoubt&) {
        ADD_FAILURE() << "that commit was never sent";
    } catch (const ConnectionLost& error) {
        EXPECT_EQ(error.outcome(), Outcome::rolled_back);
    }
    EXPECT_EQ(count(), 0);
}

TEST_P(Restart, WhileACommitWaitsLeavesADoubtThatCanBeResolved) {  // trap P16, G7
    db.execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$");
    db.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION wait()");
    std::thread stops;
    try {
        const Atomic tx{db};
        add(1);
        stops = std::thread{[this] {
            std::this_thread::sleep_for(200ms);  // COMMIT waits by then
            restart();
        }};
    } catch (const CommitInDoubt& error) {
        stops.join();
        EXPECT_EQ(error.resolve(10s), Outcome::rolled_back);
        EXPECT_EQ(count(), 0);
        return;
    }
    stops.join();
    ADD_FAILURE() << "the commit was answered";
}

TEST_P(Restart, TakesTheConnectionOfAScope) {  // G4: until the scope is left
    {
        const ConnectionScope scope{db};
        add(1);
        restart();
        EXPECT_THROW(add(2), ConnectionLost);
    }
    EXPECT_NO_THROW(add(3));
    EXPECT_EQ(count(), 2);
}

TEST_F(Restarts, KeepFramesOutMeanwhile) {  // trap P47, transactions.md 7: 57P03 may be tried again
    const std::string before = Server::started_at();
    auto held = schema.connector().driver()->connect();  // a smart shutdown waits for all
    db.close();
    Server::end(End::smart);
    Database late{schema.connector()};
    std::string state;
    for (int i = 0; i < 100 && state.empty(); ++i) {  // until the server has read the signal
        const auto error = caught<OperationalError>([&] {
            for (;;) {
                const ConnectionScope scope{late, Reuse::no};
                std::this_thread::sleep_for(5ms);
            }
        });
        state = error.sqlstate();
        EXPECT_TRUE(error.is_retryable());
    }
    EXPECT_EQ(state, "57P03");
    EXPECT_EQ(late.transaction_depth(), 0);

    held.reset();
    Server::wait_for_another(before);
    EXPECT_NO_THROW(late.atomic([&] { late.execute("INSERT INTO t VALUES (1)"); }));
}

/// A commit that waits for a standby that never comes, and then stops waiting, is weaker than it looks.
TEST_F(Restarts, ACommitThatNoStandbyHasConfirmedIsWarnedOf) {  // trap P21
    std::string warned;
    set_log_callback([&](const LogRecord& record) {
        if (record.level == LogLevel::warning) warned += record.message;
    });
    Database admin{url(postgres_url())};
    admin.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    admin.execute("SELECT pg_reload_conf()");
    while (std::get<0>(admin.query<std::string>("SHOW synchronous_standby_names").at(0)) != "nobody") {
    }
    // The server's checkpointer has to hear of it too, and nobody tells when it has.
    int added = 0;
    while (warned.find("01000") == std::string::npos && added < 20) {
        std::thread impatient{[this] {
            std::this_thread::sleep_for(200ms);
            db.interrupt();
        }};
        EXPECT_NO_THROW(db.atomic([&] { add(++added); }));
        impatient.join();
    }
    set_log_callback({});
    EXPECT_NE(warned.find("01000"), std::string::npos) << warned;
    const ConnectionScope scope{admin};
    admin.execute("SET synchronous_commit = local");
    admin.execute("ALTER SYSTEM RESET synchronous_standby_names");
    admin.execute("SELECT pg_reload_conf()");
    EXPECT_EQ(count(), added);
}

}  // namespace
}  // namespace pewit::test
