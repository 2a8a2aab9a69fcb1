/// What the server keeps until a frame's end: advisory locks and settings.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include <pewit/pewit.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

class FrameFeatures : public testing::Test {
protected:
    [[nodiscard]] std::string setting(const std::string& name) {
        return std::get<0>(db.query<std::string>("SELECT current_setting($1)", name).at(0));
    }
    /// What another transaction finds.
    [[nodiscard]] bool is_free(const AdvisoryKey& asked) {
        Atomic tx{other};
        return tx.try_advisory_lock(asked);
    }

    TemporarySchema schema;
    Database db{schema.connector()};
    Database other{schema.connector("lock_timeout=50ms"), {.name = "other"}};
    const std::int64_t key = 0x7000'0000'0000'0000 + getpid();  // the locks are the whole database's
};

TEST_F(FrameFeatures, AnAdvisoryLockIsHeldUntilTheTransactionsEnd) {
    {
        Atomic tx{db};
        tx.advisory_lock(key);
        EXPECT_FALSE(is_free(key));
        EXPECT_TRUE(is_free(key + 1));
        EXPECT_TRUE(tx.try_advisory_lock(key));  // its own
        tx.commit();
        EXPECT_TRUE(is_free(key));
        tx.advisory_lock(key);
        EXPECT_FALSE(is_free(key));
    }
    EXPECT_TRUE(is_free(key));
}

TEST_F(FrameFeatures, AnAdvisoryLockIsWaitedForAsLongAsAnyOther) {
    Atomic tx{db};
    tx.advisory_lock(key);
    const auto wait_for_it = [&] {
        Atomic waiting{other};
        waiting.advisory_lock(key);
    };
    const auto error = caught<LockError>(wait_for_it);
    EXPECT_EQ(error.sqlstate(), "55P03");
    EXPECT_EQ(error.sql(), "SELECT pg_advisory_xact_lock($1)");
}

TEST_F(FrameFeatures, KeysAreNumbersPairsAndTexts) {
    const std::string text = schema.name() + " it's";
    db.atomic([&](auto& tx) {
        tx.advisory_lock(text);
        tx.advisory_lock(getpid(), -1);
        EXPECT_FALSE(is_free(text));
        EXPECT_TRUE(is_free(text + "!"));
        EXPECT_FALSE(is_free({getpid(), -1}));
        EXPECT_TRUE(is_free({getpid(), 0}));
        EXPECT_TRUE(is_free(getpid()));
        EXPECT_TRUE(tx.try_advisory_lock("literal"));
        EXPECT_TRUE(tx.try_advisory_lock(getpid(), 5));
        EXPECT_THROW(tx.advisory_lock(std::string("a\0b", 3)), DataError);
    });
    EXPECT_TRUE(is_free(text));
}

TEST_F(FrameFeatures, ASavepointsRollbackGivesBackWhatWasLockedInside) {
    const Atomic tx{db};
    {
        Atomic sp{db};
        sp.advisory_lock(key);
    }
    EXPECT_FALSE(is_free(key));
    {
        Atomic sp{db};
        sp.advisory_lock(key + 1);
        sp.rollback();
    }
    EXPECT_TRUE(is_free(key + 1));
}

TEST_F(FrameFeatures, AHandleThatIsCoveredOrEndedRefusesBeforeAnySql) {
    Atomic tx{db};
    {
        const Atomic sp{db};
        const QueryLog log{db};
        EXPECT_THROW(tx.advisory_lock(key), TransactionStateError);
        EXPECT_THROW(static_cast<void>(tx.try_advisory_lock(key)), TransactionStateError);
        EXPECT_THROW(tx.set_local("work_mem", "1MB"), TransactionStateError);
        EXPECT_TRUE(log.sql().empty());
    }
    tx.commit_and_end();
    EXPECT_THROW(tx.set_local("work_mem", "1MB"), TransactionStateError);
    EXPECT_THROW(tx.advisory_lock(key), TransactionStateError);
}

TEST_F(FrameFeatures, ASettingLastsUntilTheTransactionsEnd) {
    const std::string before = setting("work_mem");
    {
        Atomic tx{db};
        const QueryLog log{db};
        tx.set_local("work_mem", "77MB");
        EXPECT_EQ(log.sql(), std::vector<std::string>{"SELECT set_config($1, $2, true)"});
        EXPECT_EQ(setting("work_mem"), "77MB");
        {
            Atomic sp{db};
            sp.set_local("work_mem", "78MB");
            sp.rollback();
            EXPECT_EQ(setting("work_mem"), "77MB");
        }
        tx.commit();
        EXPECT_EQ(setting("work_mem"), before);
    }
    EXPECT_EQ(setting("work_mem"), before);
}

TEST_F(FrameFeatures, ATimeLimitIsADuration) {
    const auto sleep = [&] {
        Atomic tx{db};
        tx.set_local("statement_timeout", 30ms);
        EXPECT_EQ(setting("statement_timeout"), "30ms");
        tx.set_local("statement_timeout", 2s);
        EXPECT_EQ(setting("statement_timeout"), "2s");
        tx.set_local("statement_timeout", 30ms);
        db.execute("SELECT pg_sleep(5)");
    };
    EXPECT_EQ(caught<OperationalError>(sleep).sqlstate(), "57014");
}

/// As row security by `current_setting('app.tenant')` needs it.
TEST_F(FrameFeatures, ASettingOfTheProgramsOwnIsAValueNotSql) {
    auto session = db.session_start();
    session.set_local("app.tenant", "'; DROP TABLE x; --");
    EXPECT_EQ(setting("app.tenant"), "'; DROP TABLE x; --");
    session.rollback();
}

TEST_F(FrameFeatures, SettingsThatPewitDependsOnAreRefusedBeforeTheServerDoomsTheFrame) {
    Atomic tx{db};
    for (const char* name : {"array_nulls", "DateStyle", "TimeZone", "client_encoding",
                             "transaction_isolation", "", "a b", "a'b"})
        EXPECT_THROW(tx.set_local(name, "x"), ProgrammingError) << name;
    EXPECT_THROW(tx.set_local("app.x", "\xff"), DataError);
    EXPECT_EQ(setting("DateStyle").substr(0, 3), "ISO");
}

TEST_F(FrameFeatures, ASettingThatTheServerDoesNotKnowDoomsTheFrame) {
    EXPECT_THROW(
        db.atomic([&](auto& tx) { EXPECT_THROW(tx.set_local("no_such_setting", "1"), ProgrammingError); }),
        TransactionAborted);
}

}  // namespace
}  // namespace pewit::test
