/// A server that starts again whenever it ends: tools/with_postgres --restarting.
#pragma once

#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include <pewit/error.hpp>
#include <support/driver_access.hpp>
#include <support/postgres_server.hpp>

namespace pewit::test {

/// How it is ended (https://www.postgresql.org/docs/current/server-shutdown.html).
enum class End : int { smart = SIGTERM, fast = SIGINT, immediate = SIGQUIT, killed = SIGKILL };

class Server {
public:
    /// False: it would stay down.
    static bool restarts() { return std::getenv("PEWIT_TEST_RESTARTING") != nullptr; }

    /// Ends it; returns at once.
    static void end(End how) {
        if (::kill(pid(), static_cast<int>(how)) != 0) throw std::runtime_error{"cannot signal the server"};
    }
    /// Ends it and waits until it is there again.
    static void restart(End how) {
        const std::string before = started_at();
        end(how);
        wait_for_another(before);
    }
    /// Waits until a server answers that did not start at this moment.
    static void wait_for_another(const std::string& before) {
        for (int i = 0; i < 1000; ++i) {
            try {
                if (started_at() != before) return;
            } catch (const OperationalError&) {  // not yet
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        throw std::runtime_error{"the server does not come back"};
    }
    static std::string started_at() { return one("SELECT pg_postmaster_start_time()::text"); }

private:
    static pid_t pid() {
        return std::stoi(one("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)"));
    }
    static std::string one(const std::string& sql) {
        const auto connection = url(postgres_url()).driver()->connect();
        return ask(*connection, sql);
    }
};

#define PEWIT_NEEDS_A_RESTARTING_SERVER() \
    if (!pewit::test::Server::restarts()) \
    GTEST_SKIP()                          \
        << "skipped, because the server would stay down: run this by tools/with_postgres --restarting"

}  // namespace pewit::test
