#include <atomic>
#include <barrier>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <support/engine.hpp>
#include <support/guide_blog.hpp>

namespace {

using namespace pewit;
using blog::User;

TEST(GetOrCreateRace, GivesAllThreadsTheSameRow) {
    constexpr int threads = 4;
    constexpr int names = 60;
    const test::FreshPlace place;
    Database db{place.connector(std::chrono::seconds{10})};
    db.create_tables<User>();

    std::barrier together(threads);
    std::atomic<int> created{0};
    std::vector<std::vector<std::int64_t>> ids(threads);
    const auto work = [&](std::size_t mine) {
        const ConnectionScope scope{db};
        for (int i = 0; i < names; ++i) {
            together.arrive_and_wait();
            const auto result = User::get_or_create(User::c.username = "user" + std::to_string(i));
            created += result.created ? 1 : 0;
            ids[mine].push_back(result.row.id);
        }
    };
    std::vector<std::thread> running;
    for (std::size_t i = 0; i < threads; ++i)
        running.emplace_back(work, i);
    for (std::thread& thread : running)
        thread.join();

    EXPECT_EQ(created, names);
    for (const auto& each : ids)
        EXPECT_EQ(each, ids.front());
}

}  // namespace
