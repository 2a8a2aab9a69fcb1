/// Database::notify() and Listener.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <pewit/pewit.hpp>
#include <support/child.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Notifications : public testing::Test {
protected:
    /// Channels belong to the whole database, so each test has its own.
    explicit Notifications() : channel(schema.name() + " \"jobs\"") {}

    /// Those that are there already.
    static std::vector<std::string> payloads(Listener& listener) {
        std::vector<std::string> all;
        while (const auto news = listener.wait(0ms))
            all.push_back(news->payload);
        return all;
    }

    TemporarySchema schema;
    const std::string channel;
    Database db{schema.connector()};
    Listener listener{db, {channel}};
};

TEST_F(Notifications, AreHeardAtOnceOutsideAFrame) {
    const auto pid = std::get<0>(db.query<int>("SELECT pg_backend_pid()").at(0));
    db.notify(channel, "it's 1");
    db.notify(channel);
    const auto first = listener.wait(5s);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->channel, channel);
    EXPECT_EQ(first->payload, "it's 1");
    EXPECT_EQ(first->pid, pid);
    const auto second = listener.wait(5s);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->payload, "");
    EXPECT_FALSE(listener.wait(0ms));
}

TEST_F(Notifications, OfAFrameAreHeardAtItsCommit) {
    {
        const Atomic tx{db};
        db.notify(channel, "1");
        {
            const Atomic sp{db};
            db.notify(channel, "2");
        }
        EXPECT_FALSE(listener.wait(50ms));
    }
    EXPECT_TRUE(listener.wait(5s));
    EXPECT_EQ(payloads(listener), std::vector<std::string>{"2"});
}

TEST_F(Notifications, OfWhatIsRolledBackAreNeverHeard) {
    db.atomic([&](auto& tx) {
        db.notify(channel, "lost");
        tx.rollback();
        db.atomic([&](auto& sp) {
            db.notify(channel, "lost too");
            sp.rollback();
        });
        db.notify(channel, "kept");
    });
    const auto news = listener.wait(5s);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->payload, "kept");
    EXPECT_FALSE(listener.wait(50ms));
}

TEST_F(Notifications, WaitEndsInTimeAndEndsWhenSomethingComes) {
    const auto start = Clock::now();
    EXPECT_FALSE(listener.wait(60ms));
    EXPECT_GE(Clock::now() - start, 60ms);
    EXPECT_LT(Clock::now() - start, 5s);
    EXPECT_FALSE(listener.wait(-1ms));
    std::thread sender{[&] {
        std::this_thread::sleep_for(30ms);
        db.notify(channel, "late");
    }};
    EXPECT_TRUE(listener.wait(std::chrono::milliseconds::max()));
    sender.join();
}

TEST_F(Notifications, AListenerHearsItsOwnChannelsOnly) {
    const std::string other = schema.name() + "_other";
    Listener both{db, {channel, other}};
    db.notify(other, "o");
    db.notify(channel, "c");
    EXPECT_TRUE(both.wait(5s));
    EXPECT_TRUE(both.wait(5s));
    const auto news = listener.wait(5s);
    ASSERT_TRUE(news);
    EXPECT_EQ(news->payload, "c");
}

TEST_F(Notifications, AListenerTakesNoPlaceInThePool) {
    Database small{schema.connector(), {.name = "small", .pool = {.max_connections = 1, .wait = 0s}}};
    Listener first{"small", {channel}};
    const Listener second{small, {channel}};
    small.notify(channel, "x");
    EXPECT_TRUE(first.wait(5s));
}

/// Something may have been missed, so nobody connects again behind the program's back.
TEST_F(Notifications, ALostLinkThrowsNowAndEverAfter) {
    db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' || $1 || '%'",
        schema.name());
    const auto error = caught<ConnectionLost>([&] { static_cast<void>(listener.wait(5s)); });
    EXPECT_EQ(error.sqlstate(), "57P01");
    EXPECT_TRUE(error.loses_connection());
    EXPECT_THROW(static_cast<void>(listener.wait(0ms)), ConnectionLost);
    Listener again{db, {channel}};
    db.notify(channel, "x");
    EXPECT_TRUE(again.wait(5s));
}

TEST_F(Notifications, BadNamesAndPayloadsAreRefusedBeforeTheServerDoomsTheFrame) {
    const Atomic tx{db};
    EXPECT_THROW(db.notify("", "x"), ProgrammingError);
    EXPECT_THROW(db.notify(std::string(64, 'c'), "x"), ProgrammingError);
    EXPECT_THROW(db.notify(channel, std::string(8000, 'p')), DataError);
    EXPECT_THROW(db.notify(channel, std::string("a\0b", 3)), DataError);
    EXPECT_THROW(db.notify(channel, "\xff"), DataError);
    EXPECT_NO_THROW(db.notify(channel, std::string(7999, 'p')));
    EXPECT_THROW((Listener{db, {""}}), ProgrammingError);
    EXPECT_THROW((Listener{db, {}}), ImproperlyConfigured);
}

TEST_F(Notifications, AForkedChildLeavesItsParentsListenerAlone) {
    auto mine = std::make_unique<Listener>(db, std::vector{channel});
    const ChildEnd end = in_child([&] {
        try {
            static_cast<void>(mine->wait(0ms));
        } catch (const TransactionStateError&) {
            mine.reset();
            return 7;
        }
        return 1;
    });
    EXPECT_EQ(end, ChildEnd{.exit_code = 7});
    db.notify(channel, "still here");
    EXPECT_TRUE(mine->wait(5s));
}

TEST(NotificationsBehindAPooler, AreRefusedSinceTheyWouldGetLost) {
    Database db{url(postgres_url("prepare=never"))};
    EXPECT_THROW((Listener{db, {"jobs"}}), ImproperlyConfigured);
}

}  // namespace
}  // namespace pewit::test
