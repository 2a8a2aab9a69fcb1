/// Read-only frames on a standby.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <pewit/atomic.hpp>
#include <pewit/error.hpp>

#include "pair.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class Replica : public testing::Test {
protected:
    Replica() {
        db.execute("DROP TABLE IF EXISTS note");
        db.execute("CREATE TABLE note(text text)");
        catch_up();
    }
    ~Replica() override { pair.second.execute("SELECT pg_wal_replay_resume()"); }

    static PostgresOptions options(const Pair& pair) {
        PostgresOptions options = pair.options();
        options.read_replicas = {pair.second_place};
        options.replica_wait = 100ms;
        return options;
    }
    /// Until the standby shows what has been committed.
    void catch_up() {
        TransactionOptions fresh = reading;
        fresh.not_before = db.current_lsn();
        for (int i = 0; i < 100 && !is_on_standby(fresh); ++i) {
        }
    }
    bool is_on_standby(const TransactionOptions& options) {
        return db.atomic(options, [&] { return ask(db, "SELECT pg_is_in_recovery()::text") == "true"; });
    }
    std::size_t notes(const TransactionOptions& options) {
        return db.atomic(options, [&] { return db.query<std::string>("SELECT text FROM note").size(); });
    }

    Pair pair;
    const TransactionOptions reading{.access = Access::read_only};
    Database db{postgres(options(pair))};
};

TEST_F(Replica, TakesReadOnlyFrames) {
    EXPECT_TRUE(is_on_standby(reading));
    EXPECT_FALSE(is_on_standby({}));
    EXPECT_EQ(ask(db, "SELECT pg_is_in_recovery()::text"), "false");  // a statement by itself
    const Atomic tx{db, Access::read_only};
    EXPECT_EQ(ask(db, "SELECT pg_is_in_recovery()::text"), "true");
    db.atomic([&] { EXPECT_EQ(ask(db, "SELECT pg_is_in_recovery()::text"), "true"); });  // nested: the same
}

TEST_F(Replica, IsNotAskedForWhatItCantDo) {
    EXPECT_FALSE(is_on_standby({.isolation = Isolation::serializable, .access = Access::read_only}));
    EXPECT_TRUE(is_on_standby({.isolation = Isolation::repeatable_read, .access = Access::read_only}));
    const ConnectionScope scope{db};  // a connection of the primary
    EXPECT_FALSE(is_on_standby(reading));
}

TEST_F(Replica, RefusesAWrite) {
    try {
        db.atomic(reading, [&] { db.execute("INSERT INTO note VALUES ('x')"); });
        ADD_FAILURE() << "a standby took a write";
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.sqlstate(), "25006");
    }
    EXPECT_TRUE(is_on_standby(reading));
    EXPECT_EQ(notes({}), 0U);
}

TEST_F(Replica, ThatIsBehindIsNotReadByAFrameThatMustSeeMore) {
    pair.second.execute("SELECT pg_wal_replay_pause()");
    while (ask(pair.second, "SELECT pg_get_wal_replay_pause_state()") != "paused") {
    }
    db.execute("INSERT INTO note VALUES ('new')");
    TransactionOptions fresh = reading;
    fresh.not_before = db.current_lsn();
    EXPECT_EQ(notes(reading), 0U);  // the standby, as it is
    EXPECT_FALSE(is_on_standby(fresh));
    EXPECT_EQ(notes(fresh), 1U);
    pair.second.execute("SELECT pg_wal_replay_resume()");
    catch_up();
    EXPECT_TRUE(is_on_standby(fresh));
    EXPECT_EQ(notes(fresh), 1U);
}

TEST_F(Replica, ThatDoesNotAnswerIsReplacedByThePrimary) {
    PostgresOptions none = options(pair);
    none.read_replicas = {"127.0.0.1:1"};
    Database other{postgres(none)};
    const auto where = [&] {
        return other.atomic(reading, [&] { return ask(other, "SELECT pg_is_in_recovery()::text"); });
    };
    EXPECT_EQ(where(), "false");
    EXPECT_EQ(where(), "false");
}

TEST_F(Replica, OnesConnectionsAreClosedWithTheDatabase) {
    EXPECT_TRUE(is_on_standby(reading));
    EXPECT_TRUE(db.close());
    EXPECT_TRUE(db.is_closed());
    EXPECT_TRUE(is_on_standby(reading));
}

}  // namespace
}  // namespace pewit::test
