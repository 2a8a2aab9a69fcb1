/// The client is killed in the middle of its work (trap P48, plan L4): what it was told is there, whole, and its locks are
/// free.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include <pewit/atomic.hpp>
#include <pewit/database.hpp>
#include <support/engine.hpp>

#include "server.hpp"

namespace pewit::test {
namespace {

using namespace std::chrono_literals;

/// Units of three rows each, one byte through the pipe behind each commit, until it is killed.
[[noreturn]] void work_for_ever(const std::string& url_text, int round, int told) {
    Database db{url(url_text)};
    for (int unit = 0;; ++unit) {
        {
            const Atomic tx{db};
            db.execute("INSERT INTO t VALUES ($1, $2, 1)", round, unit);
            db.atomic([&] { db.execute("INSERT INTO t VALUES ($1, $2, 2)", round, unit); });
            db.execute("UPDATE busy SET x = $1", unit);
            db.execute("INSERT INTO t VALUES ($1, $2, 3)", round, unit);
        }
        if (write(told, "x", 1) != 1) _exit(1);
    }
}

/// How many commits it was told of before it was killed.
int run_and_kill(const std::string& url_text, int round, std::chrono::milliseconds after) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) throw std::runtime_error{"pipe"};
    const pid_t child = fork();
    if (child == 0) {
        close(pipe_ends[0]);
        work_for_ever(url_text, round, pipe_ends[1]);
    }
    close(pipe_ends[1]);
    char byte = 0;
    int told = static_cast<int>(read(pipe_ends[0], &byte, 1));  // it has begun
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    while (read(pipe_ends[0], &byte, 1) == 1)
        ++told;
    close(pipe_ends[0]);
    waitpid(child, nullptr, 0);
    return told;
}

TEST(KilledClient, HasSavedWhatItWasToldAndNothingByHalves) {
    const TemporarySchema schema;
    const auto connection = schema.connector("lock_timeout=2s").driver()->connect();
    run(*connection, "CREATE TABLE t(round int, unit int, part int)");
    run(*connection, "CREATE TABLE busy(x int)");
    run(*connection, "INSERT INTO busy VALUES (0)");
    std::minstd_rand random{7};
    for (int round = 0; round < 25; ++round) {
        const int told =
            run_and_kill(schema.database_url(), round,
                         std::chrono::milliseconds{std::uniform_int_distribution<>(0, 15)(random)});
        run(*connection, "UPDATE busy SET x = -1");  // its lock is free, or this would take too long
        const std::string of_round = " FROM t WHERE round = " + std::to_string(round);
        const int units = std::stoi(ask(*connection, "SELECT count(DISTINCT unit)" + of_round));
        EXPECT_EQ(ask(*connection, "SELECT count(*)" + of_round), std::to_string(units * 3)) << "torn";
        EXPECT_GE(units, told) << "lost";
        EXPECT_LE(units, told + 1) << "more than the one whose answer was on its way";
    }
}

}  // namespace
}  // namespace pewit::test
