#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <pewit/dataset.hpp>
#include <support/engine.hpp>

namespace {

using namespace pewit;

TEST(DatasetThreads, MakeOneTableTogether) {
    const test::FreshPlace place;
    Database db{place.connector(std::chrono::seconds{5})};
    const Dataset data{db};
    std::vector<std::thread> threads;
    for (int n = 0; n < 4; ++n) {
        threads.emplace_back([&, n] {
            // SQLite refuses a transaction that has read what another has changed since, and says so: it is tried again.
            db.run_transaction(
                [&] {
                    data["users"].insert({{"name", "huey"}, {"n" + std::to_string(n), n}});
                },
                Retry{.attempts = 50},
                {.lock = test::on_postgres() ? std::nullopt : std::optional(Lock::immediate)});
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(data["users"].count(), 4);
    EXPECT_EQ(data["users"].columns().size(), 6U);
}

}  // namespace
