/// A link that swallows what is sent and never says so: a cable was pulled, a firewall forgets (trap P18, G20).
///
/// A child has a network of its own, in which a proxy listens that reaches the server by its Unix socket; then loopback goes
/// down in it.
#include <gtest/gtest.h>

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#include <pewit/database.hpp>
#include <pewit/error.hpp>
#include <pewit/log.hpp>
#include <support/child.hpp>

#include "target.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

bool enter_own_network() { return unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0; }

bool set_loopback(bool up) {
    const int any = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    bool done = ioctl(any, SIOCGIFFLAGS, &request) == 0;
    const int flags = up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
    request.ifr_flags = static_cast<short>(flags);
    done = done && ioctl(any, SIOCSIFFLAGS, &request) == 0;
    close(any);
    return done;
}

class BlackHole : public testing::Test {
protected:
    enum Ended { as_promised = 0, no_network = 77, no_error, another_error, too_late };

    void SetUp() override {
        if (target.server.host.empty() || target.server.host.front() != '/')
            GTEST_SKIP() << "skipped, because the server has no Unix socket here";
        Database db{schema.connector()};
        db.execute("CREATE TABLE t(x int)");
    }
    /// `body(database)` in a network where loopback can be taken down.
    template <class Body>
    void expect_as_promised(Body body) {
        const ChildEnd end = in_child([&] {
            set_logger(nullptr);
            if (!enter_own_network() || !set_loopback(true)) return int{no_network};
            const CuttingProxy proxy{target.server};
            PostgresOptions options = through(proxy, target, schema.name());
            options.tcp_user_timeout = 300ms;
            options.track_xid = false;  // its question would be swallowed before the commit is sent
            Database db{postgres(options)};
            const int ended = body(db);
            _exit(ended);  // the proxy would wait for a link that nobody will ever end
        });
        if (end.exit_code == no_network)
            GTEST_SKIP() << "skipped, because this process may not have a network of its own";
        EXPECT_EQ(end, (ChildEnd{.exit_code = as_promised}));
    }

    Target target;
    TemporarySchema schema;
};

TEST_F(BlackHole, EndsAStatementInTime) {
    expect_as_promised([](Database& db) {
        std::chrono::steady_clock::time_point began;
        try {
            const Atomic tx{db};
            db.execute("INSERT INTO t VALUES (1)");
            if (!set_loopback(false)) return int{no_network};
            began = std::chrono::steady_clock::now();
            db.execute("INSERT INTO t VALUES (2)");
            return int{no_error};
        } catch (const ConnectionLost&) {
            return int{std::chrono::steady_clock::now() - began < 3s ? as_promised : too_late};
        } catch (...) {
            return int{another_error};
        }
    });
}

TEST_F(BlackHole, LeavesACommitInDoubt) {  // G7
    expect_as_promised([](Database& db) {
        try {
            Atomic tx{db};
            db.execute("INSERT INTO t VALUES (1)");
            if (!set_loopback(false)) return int{no_network};
            tx.commit_and_end();
            return int{no_error};
        } catch (const CommitInDoubt&) {
            return int{as_promised};
        } catch (...) {
            return int{another_error};
        }
    });
}

TEST_F(BlackHole, HasItsLimitsOnEverySocket) {  // G20: what the tests above shorten
    const CuttingProxy proxy{target.server};
    Database db{postgres(through(proxy, target, schema.name()))};
    const ConnectionScope scope{db};
    const int socket = PQsocket(&scope.connection().native<PGconn>());
    const auto option = [&](int level, int name) {
        int value = -1;
        socklen_t size = sizeof value;
        getsockopt(socket, level, name, &value, &size);
        return value;
    };
    EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 30'000);
    EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 30);
}

}  // namespace
}  // namespace pewit::test
