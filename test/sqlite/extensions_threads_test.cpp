/// What a program adds to SQLite, from several threads at once.
#include <pewit/sqlite_functions.hpp>

#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <pewit/pewit.hpp>
#include <pewit/short_macros.hpp>

namespace {

MODEL(Rate) { FIELD(int, value); };

/// As often as it takes for two of them to meet in the middle.
TEST(SqliteTableThreads, AreTheFirstToAddOneWithoutAnError) {
    for (int round = 0; round < 100; ++round) {
        pewit::Database db{pewit::sqlite({.path = ":memory:"})};
        std::vector<std::thread> threads;
        std::atomic<int> waiting{4};
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                std::vector<Rate> rows(1);
                rows[0].value = i;
                --waiting;
                while (waiting > 0) {
                }
                EXPECT_NO_THROW(pewit::sqlite_table(db, std::move(rows)));
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        EXPECT_EQ(Rate::select().count(), 1);
    }
}

}  // namespace
